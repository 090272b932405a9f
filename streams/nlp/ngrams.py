"""The n-grams of three and four letters of many words at once, as hashes.

All words are laid end to end, and a CRC-32 (as zlib's; ISO 3309) is taken from each place on, a letter a
step, for words in ASCII, where a letter is a byte. The few others are taken one by one.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from streams.domain.spans import ranks

NGRAMS_MAX = 24
CHARS_MAX = 20
SIZES = (3, 4)

_POLYNOMIAL = 0xEDB88320
_ALL = np.uint32(0xFFFFFFFF)


def marked(norm: str) -> str:
    """Return the beginning of a word, at most 20 characters, between marks of its start and end."""
    return f"<{norm[:CHARS_MAX]}>"


def ngrams(word: str) -> list[str]:
    """Return the n-grams of three letters of a marked word, then those of four; at most NGRAMS_MAX."""
    found = [word[at : at + size] for size in SIZES for at in range(len(word) - size + 1)]
    return found[:NGRAMS_MAX]


def ngram_hashes(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Return the hashes of the n-grams of marked words, (words, NGRAMS_MAX), and which of them there are."""
    hashes = np.zeros((len(words), NGRAMS_MAX), np.uint32)
    there = np.zeros(hashes.shape, np.bool_)
    ascii_only = [at for at, word in enumerate(words) if word.isascii()]
    for at in set(range(len(words))) - set(ascii_only):
        found = [crc32(ngram.encode("utf-8", "surrogatepass")) for ngram in ngrams(words[at])]
        hashes[at, : len(found)], there[at, : len(found)] = found, True
    if ascii_only:
        rows, columns, found_here = _of_ascii([words[at] for at in ascii_only])
        rows = np.array(ascii_only)[rows]
        hashes[rows, columns], there[rows, columns] = found_here, True
    return hashes, there


def _of_ascii(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]:
    """Return the word, the column and the hash of each n-gram."""
    lengths = np.array([len(word) for word in words])
    letters = np.frombuffer("".join(words).encode() + b"\0" * max(SIZES), np.uint8)
    word = np.repeat(np.arange(len(words)), lengths)
    place = ranks(lengths)
    state = np.full(len(word), _ALL)
    found = []
    first = np.zeros(len(words), np.int64)
    for step in range(max(SIZES)):
        state = _TABLE[(state ^ letters[step : step + len(word)]) & 0xFF] ^ (state >> np.uint32(8))
        if step + 1 in SIZES:
            column = place + first[word]
            fits = (place + step < lengths[word]) & (column < NGRAMS_MAX)
            found.append((word[fits], column[fits], state[fits] ^ _ALL))
            first = first + np.maximum(lengths - step, 0)
    rows, columns, hashes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return rows, columns, hashes


def _table() -> NDArray[np.uint32]:
    """Return what each byte does to the state of a CRC-32."""
    states = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        states = np.where(
            states & 1, (states >> np.uint32(1)) ^ np.uint32(_POLYNOMIAL), states >> np.uint32(1)
        )
    return states


_TABLE = _table()
