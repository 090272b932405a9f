"""Which rows of a table a word's vector comes of: its own, if it is a known word, and those of its features.

A feature's rows are chosen by a hash (Svenstrup et al. 2017, "Hash Embeddings"). The features are the first
letter, the last three, the shape ("Xxxxx") and the n-grams of three and four letters, by which a word that
was never seen is like others (Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information").
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from streams.nlp.ngrams import NGRAMS_MAX, marked, ngram_hashes

HASHED = 24_000
CHOSEN = 2
SLOTS = ((0, 1), (1, 3), (3, 5), (5, 7), (7, 7 + NGRAMS_MAX))
COLUMNS = SLOTS[-1][1]
FEATURES_REMEMBERED_MAX = 20_000

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
        first = self.unknown + 1
        lexemes = [vocab[word] for word in words]
        norms = [lexeme.norm_ for lexeme in lexemes]
        found = np.full((len(words), COLUMNS), self.none, np.int32)
        found[:, 0] = [self._own.get(hashed(norm), self.unknown) for norm in norms]
        for slot, name in enumerate(("prefix_", "suffix_", "shape_")):
            start, end = SLOTS[slot + 1]
            found[:, start:end] = [_feature(slot, getattr(lexeme, name)) for lexeme in lexemes]
        found[:, 1 : SLOTS[-1][0]] += first
        hashes, there = ngram_hashes([marked(norm) for norm in norms])
        start, end = SLOTS[-1]
        found[:, start:end] = np.where(there, hashes % HASHED + first, self.none)
        return found


@lru_cache(maxsize=FEATURES_REMEMBERED_MAX)
def _feature(slot: int, said: str) -> tuple[int, ...]:
    return tuple(hashed(f"{slot}.{choice}.{said}") % HASHED for choice in range(CHOSEN))
