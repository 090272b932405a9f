"""Invented texts that share much and are no copies of one another; each function returns a group of them.

What a group shares is drawn with it: an event and its facts, a statement, a column's frame, a brief. Fillings
of a template share their form with every other filling in the stream, so a group of those is one text.
"""

from collections.abc import Callable
from random import Random

from streams.evaluate.piece import Piece
from streams.sources.synthetic.forms import FORMS, fill
from streams.sources.synthetic.grammar import load, say
from streams.sources.synthetic.newsroom import Newsroom
from streams.sources.synthetic.stories import KINDS, Report
from streams.sources.synthetic.world import Event, an_event

TEMPLATES = (
    *FORMS, "form_obituary", "form_notice", "form_quake", "form_shares", "form_lottery", "form_count",
    "form_traffic", "form_property", "form_court", "form_fuel", "form_game",
)  # fmt: skip
_REPORT_WORDS = (130, 300)
_BRIEFS = (6, 9)
_BRIEF_WORDS = 45
# The same bank's rates a week later: only figures differ. A corrected obituary, though, would be a copy.
_SERIES = frozenset(
    f"form_{name}" for name in ("deposits", "fixing", "quarter", "weather", "shares", "lottery", "fuel")
)

Group = Callable[[Random, Newsroom], list[Piece]]


def own_reports(rng: Random, newsroom: Newsroom) -> list[Piece]:
    """Return two outlets' own reports of one event: the same names and figures in other words."""
    event = an_event(rng.choice(KINDS), rng)
    return [_piece(written) for written in _reports(event, rng, newsroom, 2)]


def own_reports_with_statement(rng: Random, newsroom: Newsroom) -> list[Piece]:
    """Return two own reports that quote one statement of some 50 words word for word."""
    event = an_event(rng.choice(KINDS), rng)
    return _sharing(event, rng, newsroom, shared=2, anywhere=True)


def follow_up(rng: Random, newsroom: Newsroom) -> list[Piece]:
    """Return a report and the next day's, which ends on the same three paragraphs of background."""
    event = an_event(rng.choice(KINDS), rng)
    return _sharing(event, rng, newsroom, shared=3, anywhere=False)


def template(form: str) -> Group:
    """Return what fills a form anew: other names and figures; of a series, two with the same names."""

    def filled(rng: Random, _: Newsroom) -> list[Piece]:
        event = an_event(form, rng)
        return [_piece(fill(event, rng)) for _text in range(2 if form in _SERIES else 1)]

    return filled


def column(rng: Random, newsroom: Newsroom) -> list[Piece]:
    """Return three weeks of a column: the frame is the same, what stands in it is not."""
    frame = load("column")
    author = an_event("form_obituary", rng)
    opening, closing = (
        say(rng.choice(frame[part]), rng, lambda _: _name(author)) for part in ("open", "close")
    )
    weeks = []
    for _week in range(3):
        words = rng.randint(*_REPORT_WORDS)
        written = newsroom.report(an_event(rng.choice(KINDS), rng), rng, words_min=words)
        weeks.append(Piece(written.title, (opening, *written.paragraphs, closing)))
    return weeks


def digest(rng: Random, newsroom: Newsroom) -> list[Piece]:
    """Return a brief and, later, a digest of six to nine briefs that has it among them."""
    briefs = [
        newsroom.report(an_event(rng.choice(KINDS), rng), rng, words_min=_BRIEF_WORDS)
        for _ in range(rng.randint(*_BRIEFS))
    ]
    items = [Piece(brief.title, brief.paragraphs) for brief in briefs]
    lines = [line for item in items for line in (item.title, *item.paragraphs)]
    return [rng.choice(items), Piece(rng.choice(load("column")["digest"]), tuple(lines))]


def item_after_digest(rng: Random, newsroom: Newsroom) -> list[Piece]:
    """Return a digest and, later, one of its briefs by itself, which whoever read the digest knows."""
    return digest(rng, newsroom)[::-1]


def _reports(event: Event, rng: Random, newsroom: Newsroom, outlets: int) -> list[Report]:
    written: list[Report] = []
    for _ in range(outlets):
        used = frozenset[str]().union(*(one.templates for one in written))
        words = rng.randint(*_REPORT_WORDS)
        written.append(newsroom.report(event, rng, words_min=words, avoid=used))
    return written


def _sharing(event: Event, rng: Random, newsroom: Newsroom, *, shared: int, anywhere: bool) -> list[Piece]:
    """Return two reports with paragraphs of a third in both."""
    *reports, third = _reports(event, rng, newsroom, 3)
    said = third.paragraphs[1 : 1 + shared]
    pieces = []
    for written in reports:
        at = rng.randint(1, len(written.paragraphs)) if anywhere else len(written.paragraphs)
        pieces.append(Piece(written.title, (*written.paragraphs[:at], *said, *written.paragraphs[at:])))
    return pieces


def _piece(written: Report) -> Piece:
    return Piece(written.title, written.paragraphs)


def _name(event: Event) -> str:
    fact = event.facts["p"]
    return getattr(fact, "full", str(fact))
