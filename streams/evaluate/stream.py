"""The stream that is judged: a file's articles, copies of them, and look-alikes, with the truth about each.

A half holds the articles whose id hashes to it, so that thresholds set on one half are tested on articles
that had no part in it. What is invented is drawn from the seed and the half. A copy stands somewhere after
its original, look-alikes anywhere; a second lies between two articles, so all are within the window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from itertools import chain
from random import Random

from streams.domain.article import RawArticle, article_id
from streams.evaluate.kinds import COPIES, LOOK_ALIKES
from streams.evaluate.piece import Piece, piece_of
from streams.sources.synthetic.newsroom import Newsroom

FROM_FILE = "article of the file"
COPIED_WORDS_MIN = 80
COPIED_PARAGRAPHS_MIN = 2
_START = datetime(2020, 1, 1, tzinfo=UTC)
_STEP = timedelta(seconds=1)


class Half(StrEnum):
    """A part of the articles: one to set thresholds on, one to report."""

    TUNE = "tune"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the stream: how it was made, and whose copy it is (an id) if it is one."""

    raw: RawArticle
    kind: str
    copy_of: str | None = None


def half_of(article: str) -> Half:
    """Return the half that an article is in, by its id alone."""
    return (Half.TUNE, Half.REPORT)[blake2b(article.encode(), digest_size=1).digest()[0] & 1]


def stream(articles: Sequence[RawArticle], *, half: Half, seed: int, per_kind: int) -> list[Entry]:
    """Return the stream of a half, in order of time: up to `per_kind` copies and groups of each kind."""
    ours = [article for article in articles if half_of(article.id) is half]
    rng = Random(f"evaluate {seed} {half}")  # noqa: S311  an evaluation, not a secret
    placed = [(float(at), Entry(article, FROM_FILE)) for at, article in enumerate(ours)]
    placed += _copies(ours, rng, per_kind)
    invented = Random(f"invented {seed} {half}")  # noqa: S311  not drawn from `rng`: the same for every file
    placed += _look_alikes(invented, half, per_kind, rng=rng, end=len(ours))
    placed.sort(key=lambda item: item[0])
    return [
        Entry(_stamped(entry.raw, number), entry.kind, entry.copy_of)
        for number, (_, entry) in enumerate(placed)
    ]


def _copies(ours: Sequence[RawArticle], rng: Random, per_kind: int) -> Iterator[tuple[float, Entry]]:
    """Yield copies and their places; articles take turns, so that each is copied as rarely as can be."""
    stories = [(at, a, piece_of(a.title, a.text or "")) for at, a in enumerate(ours)]
    worth = [story for story in stories if _is_worth_copying(story[2])]
    headlines = [article.title for article in ours if article.title] or ["Another story"]
    turns = chain.from_iterable(rng.sample(worth, len(worth)) for _ in COPIES) if worth else iter(())
    for kind in COPIES:
        for number in range(min(per_kind, len(worth))):
            at, original, piece = next(turns)
            made = kind.made(piece, rng, headlines)
            raw = _raw(made, f"copy/{kind.name}/{number}", f"Outlet {rng.randrange(40)}")
            yield rng.uniform(at, len(ours)), Entry(raw, kind.name, original.id)


def _look_alikes(
    invented: Random, half: Half, per_kind: int, *, rng: Random, end: int
) -> Iterator[tuple[float, Entry]]:
    """Yield look-alikes and their places; the pieces of a group keep their order."""
    newsroom = Newsroom()
    for kind in LOOK_ALIKES:
        for number in range(per_kind):
            pieces = kind.group(invented, newsroom)
            places = sorted(rng.uniform(0, end) for _ in pieces)
            for member, (place, piece) in enumerate(zip(places, pieces, strict=True)):
                name = f"{half}/{kind.name}/{number}/{member}"
                yield place, Entry(_raw(piece, name, f"Outlet {rng.randrange(40)}"), kind.name)


def _is_worth_copying(piece: Piece) -> bool:
    return piece.words >= COPIED_WORDS_MIN and len(piece.paragraphs) >= COPIED_PARAGRAPHS_MIN


def _raw(piece: Piece, place: str, source: str) -> RawArticle:
    own = article_id(canonical_url=None, source="evaluation", guid=place)
    return RawArticle(
        id=own, source=source, title=piece.title, text=piece.text, guid=place, received_at=_START
    )


def _stamped(raw: RawArticle, number: int) -> RawArticle:
    given = {name: getattr(raw, name) for name in ("id", "source", "title", "url", "guid", "text")}
    return RawArticle(**given, received_at=_START + number * _STEP)
