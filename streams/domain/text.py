"""The words of a text as hashes, and which of them are numbers or names.

The same in every process and machine.

A word is a run of letters and digits, without case or accents; 1,234 is one word, and so is 4.5. Scripts that
put no spaces between words give one word per character. Everything is done on arrays: a text is folded to
bytes, and a word's hash is mixed from the 8-byte loads that cover it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.folding import RAISED, folded, folded_from
from streams.domain.spans import Places, begins, spans

Hashes = NDArray[np.uint64]
Truths = NDArray[np.bool_]

_BOUNDARY, _LETTER, _DIGIT = 0, 1, 2
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PAD = 24

_CLASS = bytearray([_LETTER]) * 256
_CLASS[:128] = [
    _DIGIT if chr(c).isdigit() else _LETTER if chr(c).isalpha() else _BOUNDARY for c in range(128)
]
_RAISED_BYTES = RAISED >> 6  # between the first bytes of a small letter and of its capital
_RAISED_FIRST = bytes(range(0xCE + _RAISED_BYTES, 0xD2 + _RAISED_BYTES))
_SMALL = {first: first - _RAISED_BYTES for first in _RAISED_FIRST} | {n: n + 32 for n in range(65, 91)}
_LOWER = bytes(_SMALL.get(byte, byte) for byte in range(256))
_CAPITAL = np.isin(np.arange(256), list(_SMALL))
_LONGER_FROM = 0xC0  # the first byte of a letter of two
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_ENDS_SENTENCE = np.zeros(256, bool)
_ENDS_SENTENCE[[ord(c) for c in ".!?:\"'\n-*|("]] = True


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of texts, text by text: a hash each, and whether it is a number, capitalised, a name.

    `counts` are how many words each text has.
    """

    hashes: Hashes
    numbers: Truths
    capitals: Truths
    names: Truths
    counts: Places

    def __len__(self) -> int:
        return len(self.hashes)

    @property
    def texts(self) -> Places:
        """Return which text each word is of."""
        return np.arange(len(self.counts)).repeat(self.counts)

    def replaced(self, texts: Truths, other: "Words") -> "Words":
        """Return the words with those of some texts as `other` has them, in order."""
        order = np.arange(len(texts))
        order[texts] = len(texts) + np.arange(len(other.counts))
        counts = np.concatenate((self.counts, other.counts))
        at = spans(begins(counts)[order], counts[order])
        hashes, numbers, capitals, names = (
            np.concatenate((getattr(self, name), getattr(other, name)))[at]
            for name in ("hashes", "numbers", "capitals", "names")
        )
        return Words(hashes, numbers, capitals, names, counts[order])


def words(text: str) -> Words:
    """Return the words of a text."""
    return words_of([text])


def words_of(texts: Sequence[str]) -> Words:
    """Return the words of texts.

    A name is capitalised where no sentence begins; a number begins with a digit. Where most words of a text
    are in capitals throughout, as agencies' slugs and some feeds are, capitals say nothing.
    """
    parts = [_bytes(text) for text in texts]
    raw, kinds, kept = _joined_numbers(b"".join(parts) + b" " * _PAD)
    starts, ends = _edges(kinds)
    after = np.cumsum([len(part) for part in parts])
    if not isinstance(kept, slice):
        after -= np.searchsorted(np.flatnonzero(~kept), after)
    through = np.searchsorted(starts, after)
    counts = through.copy()
    counts[1:] -= through[:-1]
    capitals = _capitals(raw, starts, counts)
    names, begins = capitals.copy(), starts[capitals]
    names[capitals] = ~(_ENDS_SENTENCE[raw[begins - 1]] | _ENDS_SENTENCE[raw[begins - 2]])
    return Words(
        hashes=_word_hashes(raw.tobytes().translate(_LOWER), starts, ends),
        numbers=kinds[starts] == _DIGIT,
        capitals=capitals,
        names=names,
        counts=counts,
    )


def _capitals(raw: NDArray[np.uint8], starts: Places, counts: Places) -> Truths:
    """Return which words begin with a capital that says something."""
    firsts = raw[starts]
    capitals = _CAPITAL[firsts]
    whole = np.append(0, (capitals & _CAPITAL[raw[starts + 1 + (firsts >= _LONGER_FROM)]]).cumsum())
    ends = counts.cumsum()
    loud = 2 * (whole[ends] - whole[ends - counts]) > counts
    return capitals & ~loud.repeat(counts) if loud.any() else capitals


def placed_words(text: str) -> tuple[Hashes, Places, Places]:
    """Return the hashes that `words` has, and where in the text each word starts and ends, in code points.

    What is folded away behind a word's last letter, such as an accent written by itself, is the word's.
    """
    if "://" in text or "www." in text:
        text = _URL.sub(lambda url: " " * len(url[0]), text)
    raw, kinds, kept = _joined_numbers(_bytes(text))
    starts, ends = _edges(kinds)
    origins = np.concatenate((np.zeros(2, np.int64), folded_from(text), np.full(_PAD, len(text))))[kept]
    hashes = _word_hashes(raw.tobytes().translate(_LOWER), starts, ends)
    return hashes, origins[starts], np.maximum(origins[ends], origins[ends - 1] + 1)


def mix(hashes: Hashes) -> Hashes:
    """Return each hash with every bit depending on all of its bits (the finaliser of splitmix64)."""
    first, second, third = _SHIFTS
    mixed = hashes ^ (hashes >> first)
    mixed *= _FACTORS[0]
    mixed ^= mixed >> second
    mixed *= _FACTORS[1]
    mixed ^= mixed >> third
    return mixed


def _bytes(text: str) -> bytes:
    """Return the text folded to bytes between boundaries.

    A newline first, so that a sentence begins there.
    """
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    plain = text.encode() if text.isascii() else folded(text)
    return b"\n\n" + plain + b" " * _PAD


def _joined_numbers(text: bytes) -> tuple[NDArray[np.uint8], NDArray[np.uint8], Truths | slice]:
    """Return bytes, their classes and which they are: 1,234 is 1234, the point of 4.5 is inside its word."""
    raw = np.frombuffer(text, np.uint8)
    kinds = np.frombuffer(bytearray(text.translate(_CLASS)), np.uint8)
    marks = ((raw == ord(",")) | (raw == ord("."))).nonzero()[0]
    marks = marks[(kinds[marks - 1] == _DIGIT) & (kinds[marks + 1] == _DIGIT)]
    if not len(marks):
        return raw, kinds, slice(None)
    kinds[marks] = _LETTER
    kept = np.ones(len(raw), np.bool_)
    kept[marks[raw[marks] == ord(",")]] = False
    return raw[kept], kinds[kept], kept


def _edges(kinds: NDArray[np.uint8]) -> tuple[Places, Places]:
    """Return where the words start, and where they end."""
    inside = kinds != _BOUNDARY
    edges = (inside[1:] != inside[:-1]).nonzero()[0] + 1
    return edges[::2], edges[1::2]


def _word_hashes(text: bytes, starts: Places, ends: Places) -> Hashes:
    """Return a hash of each word.

    Of all its bytes up to 16, of the first 16, the last 8 and the length beyond.
    """
    loads: Hashes = np.ndarray((len(text) - 7,), "<u8", text, strides=(1,))
    lengths = ends - starts
    hashes = loads[starts] & _MASKS[np.minimum(lengths, 8)]
    long = (lengths > 8).nonzero()[0]
    if len(long):
        rest = loads[starts[long] + 8] & _MASKS[np.minimum(lengths[long] - 8, 8)]
        tail = loads[ends[long] - 8] + lengths[long].astype(np.uint64)
        hashes[long] ^= mix(rest ^ mix(tail))
    return mix(hashes)
