"""A text on its way into the stream: what is copied, changed and invented here, before it is an article."""

from dataclasses import dataclass, replace
from random import Random

from streams.sources.synthetic.copies import Paragraphs, Way


@dataclass(frozen=True, slots=True)
class Piece:
    """A headline and paragraphs."""

    title: str
    paragraphs: Paragraphs

    @property
    def text(self) -> str:
        """Return the paragraphs with a blank line between two."""
        return "\n\n".join(self.paragraphs)

    @property
    def words(self) -> int:
        """Return the number of words in the paragraphs."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)

    def with_paragraphs(self, *paragraphs: str) -> "Piece":
        """Return the piece with these paragraphs instead, blank ones left out."""
        return replace(self, paragraphs=tuple(p for p in paragraphs if p.strip()))


def piece_of(title: str, text: str) -> Piece:
    """Return the piece that a plain text is: a paragraph is what stands on a line."""
    return Piece(title, tuple(line.strip() for line in text.splitlines() if line.strip()))


def applied(way: Way, piece: Piece, rng: Random) -> Piece:
    """Return the piece with one of the feed's ways of copying applied to its paragraphs."""
    return piece.with_paragraphs(*way(piece.paragraphs, rng))
