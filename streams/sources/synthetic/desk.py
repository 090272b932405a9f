"""The stories of the last while, and what outlets make of them: copies, own reports, revisions, repeats.

A copy is made of a story that a wire published before it, mostly a recent one, sometimes the very last.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from streams.sources.synthetic import copies
from streams.sources.synthetic.newsroom import Newsroom
from streams.sources.synthetic.outlets import PAPERS, covering
from streams.sources.synthetic.records import Kind
from streams.sources.synthetic.stories import BEATS, KINDS, another_headline
from streams.sources.synthetic.texts import Text, publish, republish, with_chrome
from streams.sources.synthetic.world import Event, an_event

RECENT_MAX = 60
COPIES_MAX = 4
_TYPICAL_AGE = 7
_WIRE_SHARE = 0.55
_WIRE_WORDS, _PAPER_WORDS, _OWN_WORDS = (200, 540), (140, 420), (150, 280)
_WAYS: dict[Kind, copies.Way] = {
    Kind.VERBATIM: copies.verbatim,
    Kind.CHROME: copies.verbatim,
    Kind.CUT_20: copies.cut(0.20),
    Kind.CUT_35: copies.cut(0.35),
    Kind.CUT_50: copies.cut(0.50),
    Kind.REORDERED: copies.reordered,
    Kind.DROPPED: copies.dropped,
    Kind.TYPOS_5: copies.typos(0.05),
    Kind.TYPOS_15: copies.typos(0.15),
    Kind.FIGURES: copies.corrected,
    Kind.REWRAPPED: copies.cut(0.25),
    Kind.PAGE: copies.verbatim,
}


@dataclass(slots=True)
class Story:
    """A story that is out, by its first outlet, and what has been made of it since."""

    event: Event
    text: Text
    templates: frozenset[str]
    outlets: set[str] = field(default_factory=set)
    revised: bool = False
    reported_again: bool = False


class Desk:
    """Makes the texts of the feed, one after another, each from those before it."""

    def __init__(self, rng: Random) -> None:
        self._rng, self._newsroom = rng, Newsroom()
        self._recent: deque[Story] = deque(maxlen=RECENT_MAX)

    def story(self, *, as_page: bool = False) -> Text:
        """Return a new story by a wire or a paper."""
        event = an_event(self._rng.choice(KINDS), self._rng)
        outlet = covering(BEATS[event.kind], self._rng, wire=self._rng.random() < _WIRE_SHARE)
        words = self._rng.randint(*(_WIRE_WORDS if outlet.wire else _PAPER_WORDS))
        report = self._newsroom.report(event, self._rng, words_min=words)
        text = publish(report, event, outlet, self._rng, as_page=as_page)
        self._recent.append(Story(event, text, report.templates, {outlet.name}))
        return text

    def own_report(self) -> Text | None:
        """Return another outlet's own report of a recent event, or None while there is none left."""
        story = self._pick(story for story in self._recent if not story.reported_again)
        if story is None:
            return None
        outlet = covering(BEATS[story.event.kind], self._rng, other_than=frozenset(story.outlets))
        words = self._rng.randint(*_OWN_WORDS)
        report = self._newsroom.report(story.event, self._rng, words_min=words, avoid=story.templates)
        story.reported_again = True
        story.outlets.add(outlet.name)
        return publish(report, story.event, outlet, self._rng)

    def copy(self, kind: Kind) -> tuple[Text, Text] | None:
        """Return a copy of a recent wire story and its original, or None while there is none to copy."""
        story = self._pick(s for s in self._recent if s.text.outlet.wire and len(s.outlets) <= COPIES_MAX)
        if story is None:
            return None
        outlet = self._rng.choice([paper for paper in PAPERS if paper.name not in story.outlets])
        story.outlets.add(outlet.name)
        title = another_headline(story.event, self._rng) if kind is Kind.REWRAPPED else None
        text = republish(story.text, outlet, self._rng, title=title)
        text = replace(text, paragraphs=_WAYS[kind](text.paragraphs, self._rng), as_page=kind is Kind.PAGE)
        if kind in (Kind.CHROME, Kind.REWRAPPED):
            text = with_chrome(text, self._rng, other_title=self._rng.choice(self._recent).text.title)
        return text, story.text

    def revision(self) -> Text | None:
        """Return a recent story with figures corrected and a paragraph added, or None while there is none."""
        story = self._pick(story for story in self._recent if not story.revised)
        if story is None:
            return None
        more = self._newsroom.report(story.event, self._rng, words_min=100, avoid=story.templates)
        lead, *rest = copies.corrected(story.text.paragraphs, self._rng)
        story.revised = True
        return replace(story.text, paragraphs=(lead, more.paragraphs[1], *rest, *more.paragraphs[2:3]))

    def repeat(self) -> Text | None:
        """Return a recent story once more, exactly; None while there is none that was not revised."""
        story = self._pick(story for story in self._recent if not story.revised)
        return story.text if story else None

    def other_titles(self) -> tuple[str, ...]:
        """Return some recent headlines, for the list beside a story."""
        return tuple(story.text.title for story in list(self._recent)[-4:-1])

    def _pick(self, stories: Iterable[Story]) -> Story | None:
        """Return one of these, mostly a late one; one in eight times the last."""
        found = list(stories)
        age = int(self._rng.expovariate(1 / _TYPICAL_AGE))
        return found[-1 - min(age, len(found) - 1)] if found else None
