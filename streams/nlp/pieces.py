"""Texts in pieces, and pieces in portions: how much a model process is given at once.

The laws: the pieces of a text, put together, are the text; what is found in them is found where it stands
in the text; and no portion is larger than a bound, whatever comes together in a batch. So the time that a
portion may take, and the memory, don't depend on how long an article is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from streams.domain.mention import Mention, ModelInput, Named
from streams.domain.portions import portions
from streams.errors import Rejected
from streams.nlp.language import CHARS_MAX as OPENING_CHARS

PIECE_CHARS_MAX = 20_000
PORTION_CHARS_MAX = 100_000
CUTS_AFTER = ("\n", ". ", "。", " ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the `of`-th text of a batch, from `start` on."""

    of: int
    start: int
    input: ModelInput


def in_pieces(inputs: Sequence[ModelInput], *, chars_max: int = 0) -> list[Piece]:
    """Return the texts in order, each in one piece or more; of each `chars_max` characters, or all if 0.

    A piece has 20,000 characters or fewer; `cut_at` says where it ends.
    """
    found = []
    for of, one in enumerate(inputs):
        text = one.text[: cut_at(one.text, chars_max)] if chars_max else one.text
        for start, said in _pieces(text):
            opening = None if said == one.text else one.text[:OPENING_CHARS]
            found.append(Piece(of, start, ModelInput(said, one.language, opening)))
    return found


def in_portions(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces in order, as many together as have 100,000 characters or fewer."""
    return portions(pieces, size=lambda piece: len(piece.input.text), most=PORTION_CHARS_MAX)


def joined(
    inputs: Sequence[ModelInput], pieces: Sequence[Piece], found: Sequence[Named | Rejected]
) -> list[Named | Rejected]:
    """Return what was found in each text, from what was in its pieces; rejected if one of them was."""
    parts: list[list[tuple[Piece, Named | Rejected]]] = [[] for _ in inputs]
    for piece, named in zip(pieces, found, strict=True):
        parts[piece.of].append((piece, named))
    return [_whole(one, its) for one, its in zip(inputs, parts, strict=True)]


def _whole(one: ModelInput, parts: Sequence[tuple[Piece, Named | Rejected]]) -> Named | Rejected:
    mentions: list[Mention] = []
    for piece, named in parts:
        if isinstance(named, Rejected):
            return named
        mentions += (
            (_moved(mention, piece.start) for mention in named.mentions) if piece.start else named.mentions
        )
    (_, first), (last, _) = parts[0], parts[-1]
    assert isinstance(first, Named)  # noqa: S101  the loop has returned else
    end = last.start + len(last.input.text)
    cut = end < len(one.text) and first.model is not None
    return replace(first, mentions=tuple(mentions), chars_read=end if cut else None)


def _moved(mention: Mention, by: int) -> Mention:
    return Mention(mention.start + by, mention.end + by, mention.label, mention.text)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while len(text) - start > PIECE_CHARS_MAX:
        cut = cut_at(text, PIECE_CHARS_MAX, start=start)
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


def cut_at(text: str, chars_max: int, *, start: int = 0) -> int:
    """Return where a piece of so many characters or fewer ends: after a paragraph, a sentence or a space.

    It is the surest of these that the second half has, or anywhere if that has none. A cut in the first half
    would leave too little: a headline before one long paragraph.
    """
    end = start + chars_max
    if end >= len(text):
        return len(text)
    for mark in CUTS_AFTER:
        at = text.rfind(mark, start + chars_max // 2, end)
        if at >= 0:
            return at + len(mark)
    return end
