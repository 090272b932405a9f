"""A live news feed whose truth is known: stories, what outlets make of them, and records that are broken.

The same number and seed give the same articles in the same order; only the times are the caller's clock's.
What a record copies, revises or repeats always comes before it. Of every hundred records, 44 are new
stories, 6 forms, 5 own reports, 30 copies of every kind, 5 revisions, 5 repeats and 5 broken ones.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from streams.domain.article import RawArticle, article_id
from streams.sources.synthetic.broken import WAYS, broken
from streams.sources.synthetic.desk import Desk
from streams.sources.synthetic.forms import FORMS, filled_form
from streams.sources.synthetic.records import COPY_KINDS, FedRecord, Kind, Outcome, Truth
from streams.sources.synthetic.texts import Text, page
from streams.wire.codec import encode

_DECK = {
    Kind.STORY: 39,
    Kind.STORY_PAGE: 5,
    Kind.FORM: 6,
    Kind.OWN_REPORT: 5,
    Kind.REVISION: 5,
    Kind.REPEAT: 5,
    Kind.BROKEN: 5,
}
_COPIES = 30
_STEP = timedelta(milliseconds=1)

Clock = Callable[[], datetime]
Made = tuple[Text, Truth]


def now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


def feed(articles: int, seed: int, *, clock: Clock = now) -> Iterator[FedRecord]:
    """Return `articles` records, each made and stamped (`received_at`, always later) when it is asked for."""
    return islice(endless_feed(seed, clock=clock), articles)


def endless_feed(seed: int, *, clock: Clock = now) -> Iterator[FedRecord]:
    """Return records without end; `feed` of the same seed is their beginning. Memory stays bounded."""
    rng = Random(f"newswire {seed}")  # noqa: S311  a feed, not a secret
    maker, stamps = _Maker(rng), _later(clock)
    kinds = _kinds(rng)
    while True:
        yield maker.record(next(kinds), next(stamps))


def _kinds(rng: Random) -> Iterator[Kind]:
    """Return kinds: a story and a page, then shuffled decks of a hundred, so that all come up evenly."""
    yield from (Kind.STORY, Kind.STORY_PAGE)
    while True:
        deck = [kind for kind, count in _DECK.items() for _ in range(count)]
        each, more = divmod(_COPIES, len(COPY_KINDS))
        deck += [*COPY_KINDS * each, *rng.sample(COPY_KINDS, more)]
        rng.shuffle(deck)
        yield from deck


def _later(clock: Clock) -> Iterator[datetime]:
    """Return the clock's times, each at least a millisecond after the one before: order is by that."""
    last = clock()
    yield last
    while True:
        last = max(clock(), last + _STEP)
        yield last


class _Maker:
    """Makes records, in their order."""

    def __init__(self, rng: Random) -> None:
        self._rng, self._desk = rng, Desk(rng)
        self._ways = _cycle(tuple(WAYS), rng)
        self._forms = _cycle(tuple(FORMS), rng)

    def record(self, kind: Kind, received_at: datetime) -> FedRecord:
        """Return a record of a kind; a story while there is nothing yet to copy, revise or repeat."""
        if kind is Kind.BROKEN:
            return self._broken(received_at)
        made = self._made(kind)
        if made is None:
            kind, made = Kind.STORY, (self._desk.story(), Truth(Outcome.UNIQUE))
        text, truth = made
        article = self._article(text, received_at)
        return _record(article, encode(article), kind, truth)

    def _made(self, kind: Kind) -> Made | None:
        if kind in COPY_KINDS:
            pair = self._desk.copy(kind)
            return (pair[0], Truth(Outcome.COPY, _id(pair[1]))) if pair else None
        if kind in (Kind.REVISION, Kind.REPEAT):
            again = self._desk.revision() if kind is Kind.REVISION else self._desk.repeat()
            return (again, Truth(Outcome(kind.name.lower()), _id(again))) if again else None
        if kind is Kind.FORM:
            return filled_form(next(self._forms), self._rng), Truth(Outcome.UNIQUE)
        if kind is Kind.OWN_REPORT:
            report = self._desk.own_report()
            return (report, Truth(Outcome.UNIQUE)) if report else None
        return self._desk.story(as_page=kind is Kind.STORY_PAGE), Truth(Outcome.UNIQUE)

    def _broken(self, received_at: datetime) -> FedRecord:
        # Of a form, as that is nobody's original: a copy of what was never readable would have none.
        text = filled_form(next(self._forms), self._rng)
        article = self._article(text, received_at)
        payload = broken(article, next(self._ways), self._rng)
        return _record(article, payload, Kind.BROKEN, Truth(Outcome.DEAD))

    def _article(self, text: Text, received_at: datetime) -> RawArticle:
        article = RawArticle(
            id=_id(text),
            source=text.outlet.name,
            title=text.title,
            url=text.url,
            text=text.body,
            received_at=received_at,
            published_at=received_at - timedelta(seconds=self._rng.randint(5, 600)),
            authors=(text.author,) if text.author else (),
        )
        if not text.as_page:
            return article
        return replace(article, text=None, html=page(text, other_titles=self._desk.other_titles()))


def _record(article: RawArticle, payload: bytes, kind: Kind, truth: Truth) -> FedRecord:
    return FedRecord(
        id=article.id, payload=payload, kind=kind, truth=truth, title=article.title, source=article.source
    )


def _id(text: Text) -> str:
    return article_id(canonical_url=text.url, source=text.outlet.name, guid=None)


def _cycle(names: tuple[str, ...], rng: Random) -> Iterator[str]:
    while True:
        yield from rng.sample(names, len(names))
