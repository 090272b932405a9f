"""A report of an event: headline and paragraphs, written anew each time from the same facts.

Two reports of one event share its facts and no template, so they read like two reporters' work. Two events
share at most single sentences, with other names and figures in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from streams.sources.synthetic.grammar import load, say, vary
from streams.sources.synthetic.world import Company, Event, Person

BEATS = {
    "shipping": "business", "energy": "business", "rates": "business", "breach": "business",
    "takeover": "business",
    "court": "public", "health": "public", "election": "public", "flood": "public", "diplomacy": "public",
    "science": "culture", "football": "culture", "museum": "culture", "space": "culture",
    "railway": "land", "harvest": "land",
}  # fmt: skip
KINDS = tuple(BEATS)
# What may come between the lead and the last paragraph, and how often beside the rest. Of what belongs to the
# kind alone only a part is used, or two long reports of a kind would share most of it.
_MIDDLE = {"body": 6, "quote": 2, "context": 2, "background": 2, "voice": 1, "expert": 1}
_MOST = {"body": 6, "quote": 2, "context": 6, "background": 7, "voice": 2, "expert": 2}


@dataclass(frozen=True, slots=True)
class Report:
    """One outlet's text of an event, without its dateline, byline or site."""

    title: str
    paragraphs: tuple[str, ...]
    headline: frozenset[str]
    templates: frozenset[str]

    @property
    def words(self) -> int:
        """Return the number of words in the paragraphs."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


def report(event: Event, rng: Random, *, words_min: int, avoid: frozenset[str] = frozenset()) -> Report:
    """Return a report of at least `words_min` words (up to 60 more), using none of the templates to `avoid`.

    It is shorter when there is nothing left to say, after about 600 words.
    """
    reporter = _Reporter(event, rng, set(avoid))
    title = reporter.headline()
    headline = frozenset(reporter.used) - avoid
    paragraphs = [reporter.one_of("lead")]
    last = reporter.one_of("next")
    words = len((paragraphs[0] + last).split())
    for paragraph in reporter.middle():
        if words >= words_min:
            break
        paragraphs.append(paragraph)
        words += len(paragraph.split())
    return Report(title, (*paragraphs, last), headline, frozenset(reporter.used) - avoid)


def another_headline(event: Event, rng: Random) -> str:
    """Return a headline for an event, made anew."""
    return _Reporter(event, rng, set()).headline()


@dataclass(slots=True)
class _Reporter:
    """Remembers who was introduced and which sentences were used."""

    event: Event
    rng: Random
    used: set[str]
    introduced: set[str] = field(default_factory=set)

    def headline(self) -> str:
        """Return a headline: nobody is introduced in it, people by last name, firms by short name."""
        template = self._unused("headline")
        return say(template, self.rng, self._brief)

    def _brief(self, slot: str) -> str:
        return mention(self.event, slot, known=True, rng=self.rng)

    def one_of(self, section: str) -> str:
        """Return one paragraph of a section."""
        return vary(say(self._unused(section), self.rng, self._slot), self.rng)

    def middle(self) -> Iterator[str]:
        """Yield paragraphs, weighted by section, until every section is used up."""
        weights, left = dict(_MIDDLE), dict(_MOST)
        while weights:
            section = self.rng.choices(list(weights), weights=list(weights.values()))[0]
            left[section] -= 1
            if left[section] < 0 or not self._left(section):
                del weights[section]
            else:
                yield self.one_of(section)

    def _pool(self, section: str) -> tuple[str, ...]:
        kind = self.event.kind
        return next(pool for name in (kind, BEATS[kind], "common") if (pool := load(name).get(section)))

    def _left(self, section: str) -> list[str]:
        return [template for template in self._pool(section) if template not in self.used]

    def _unused(self, section: str) -> str:
        pool = self._pool(section)
        template = self.rng.choice(self._left(section) or pool)
        self.used.add(template)
        return template

    def _slot(self, slot: str) -> str:
        name, _, form = slot.partition(".")
        known = name in self.introduced
        if form != "last":
            self.introduced.add(name)
        return mention(self.event, slot, known=known, rng=self.rng)


def mention(event: Event, slot: str, *, known: bool, rng: Random) -> str:
    """Return what a slot says: a month, or a fact, whole on first mention or as its form (`.last`) asks."""
    name, _, form = slot.partition(".")
    if name == "month":
        return rng.choice(load("names")["month"])
    fact = event.facts[name]
    if isinstance(fact, Person):
        first = fact.last if known else fact.introduced
        return {"full": fact.full, "last": fact.last, "": first}[form]
    if isinstance(fact, Company):
        later = rng.choice((fact.short, fact.short, fact.full)) if known else fact.full
        return {"full": fact.full, "short": fact.short, "": later}[form]
    return fact
