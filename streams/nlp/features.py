"""Which rows of a table a word's vector comes of: its own, if it is a known word, and those of its features.

A feature's rows are chosen by a hash (Svenstrup et al. 2017, "Hash Embeddings"). The features are the first
letter, the last three, the shape ("Xxxxx") and the pieces of three and four letters, by which a word that was
never seen is like others (Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information").
"""

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

HASHED = 24_000
CHOSEN = 2
PIECES_MAX = 24
PIECED_CHARS_MAX = 20
SLOTS = ((0, 1), (1, 3), (3, 5), (5, 7), (7, 7 + PIECES_MAX))
COLUMNS = SLOTS[-1][1]

Rows = NDArray[np.int32]


def hashed(said: str) -> int:
    """Return the hash of a word or feature, 0..2^32-1: the same on every machine."""
    return crc32(said.encode("utf-8", "surrogatepass"))


class Features:
    """Rows of the words of a vocabulary, given the hashes of the known words, in ascending order.

    The table has the row of each known word, one for all others, those of the features, and one of zeros.
    """

    def __init__(self, known: Iterable[int]) -> None:
        self._own = {word: row for row, word in enumerate(known)}
        self.unknown = len(self._own)
        self.none = self.unknown + 1 + HASHED

    @property
    def table_rows(self) -> int:
        """How many rows the table has."""
        return self.none + 1

    def rows(self, words: Sequence[int | str], vocab: Vocab) -> Rows:
        """Return the rows of each word, (words, COLUMNS); which columns are whose is said by SLOTS."""
        found = np.full((len(words), COLUMNS), self.none, np.int32)
        for at, word in enumerate(words):
            lexeme = vocab[word]
            norm = lexeme.norm_
            rows = [self._own.get(hashed(norm), self.unknown)]
            rows += [
                self._row(f"{slot}.{choice}.{said}")
                for slot, said in enumerate((lexeme.prefix_, lexeme.suffix_, lexeme.shape_))
                for choice in range(CHOSEN)
            ]
            rows += [self._row(piece) for piece in pieces(norm)]
            found[at, : len(rows)] = rows
        return found

    def _row(self, said: str) -> int:
        return self.unknown + 1 + hashed(said) % HASHED


def pieces(norm: str) -> list[str]:
    """Return a word's pieces of three letters, then of four, its start and end marked; at most PIECES_MAX."""
    marked = f"<{norm[:PIECED_CHARS_MAX]}>"
    found = [marked[at : at + size] for size in (3, 4) for at in range(len(marked) - size + 1)]
    return found[:PIECES_MAX]
