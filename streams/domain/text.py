"""The words of a text as hashes, and which of them are numbers or names.

The same in every process and machine.

A word is a run of letters and digits, without case or accents; 1,234 is one word, and so is 4.5. Scripts that
put no spaces between words give one word per character. Everything is done on arrays: a text is folded to
bytes, and a word's hash is mixed from the 8-byte loads that cover it.
"""

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

_BOUNDARY, _LETTER, _DIGIT = 0, 1, 2
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_QUOTES = {
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": ".",
}
_PAD = 24
_UNSPACED_FROM = 0x0E00

_CLASS = bytearray([_LETTER]) * 256
_CLASS[:128] = [
    _DIGIT if chr(c).isdigit() else _LETTER if chr(c).isalpha() else _BOUNDARY for c in range(128)
]
_LOWER = bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256))
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_ENDS_SENTENCE = np.zeros(256, bool)
_ENDS_SENTENCE[[ord(c) for c in ".!?:\"'\n-*|("]] = True


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text, in order: a hash each, and whether it is a number, capitalised, a name."""

    hashes: Hashes
    numbers: NDArray[np.bool_]
    capitals: NDArray[np.bool_]
    names: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.hashes)


def words(text: str) -> Words:
    """Return the words of a text.

    A name is capitalised where no sentence begins; a number begins with a digit.
    """
    raw, kinds, _ = _joined_numbers(_bytes(text))
    starts, ends = _edges(kinds)
    capitals = raw[starts] - np.uint8(65) < 26
    return Words(
        hashes=_word_hashes(raw.tobytes().translate(_LOWER), starts, ends),
        numbers=kinds[starts] == _DIGIT,
        capitals=capitals,
        names=capitals & ~_ENDS_SENTENCE[raw[starts - 1]] & ~_ENDS_SENTENCE[raw[starts - 2]],
    )


def placed_words(text: str) -> tuple[Hashes, Places, Places]:
    """Return the hashes that `words` has, and where in the text each word starts and ends, in code points.

    What is folded away behind a word's last letter, such as an accent written by itself, is the word's.
    """
    if "://" in text or "www." in text:
        text = _URL.sub(lambda url: " " * len(url[0]), text)
    raw, kinds, kept = _joined_numbers(_bytes(text))
    starts, ends = _edges(kinds)
    origins = _origins(text)[kept]
    hashes = _word_hashes(raw.tobytes().translate(_LOWER), starts, ends)
    return hashes, origins[starts], np.maximum(origins[ends], origins[ends - 1] + 1)


def mix(hashes: Hashes) -> Hashes:
    """Return each hash with every bit depending on all of its bits (the finaliser of splitmix64)."""
    mixed = hashes ^ (hashes >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _bytes(text: str) -> bytes:
    """Return the text folded to bytes between boundaries.

    A newline first, so that a sentence begins there.
    """
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    folded = text if text.isascii() else _folded(text)
    return b"\n\n" + folded.encode() + b" " * _PAD


def _origins(text: str) -> Places:
    """Return which code point of the text each byte of `_bytes` comes from, its length for those after it."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    folded = _fold_table()[points]
    sizes = (folded != 0).astype(np.int64)
    for first_of_longer in (0x80, 0x800, 0x10000):
        sizes += folded >= first_of_longer
    for at in np.flatnonzero(folded >= _UNSPACED_FROM).tolist():
        sizes[at] += 2 * bool(_UNSPACED.match(chr(folded[at])))
    origins = np.repeat(np.arange(len(points)), sizes)
    return np.concatenate((np.zeros(2, np.int64), origins, np.full(_PAD, len(points))))


def _folded(text: str) -> str:
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    folded = _fold_table()[points]
    if not folded.all():
        folded = folded[folded != 0]
    plain: str = folded.tobytes().decode("utf-32-le")
    return _UNSPACED.sub(r" \g<0> ", plain) if (folded >= _UNSPACED_FROM).any() else plain


def _joined_numbers(text: bytes) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.bool_] | slice]:
    """Return bytes, their classes and which they are: 1,234 is 1234, the point of 4.5 is inside its word."""
    raw = np.frombuffer(text, np.uint8)
    kinds = np.frombuffer(bytearray(text.translate(_CLASS)), np.uint8)
    marks = np.flatnonzero((raw == ord(",")) | (raw == ord(".")))
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
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return edges[::2], edges[1::2]


def _word_hashes(text: bytes, starts: Places, ends: Places) -> Hashes:
    """Return a hash of each word.

    Of all its bytes up to 16, of the first 16, the last 8 and the length beyond.
    """
    loads: Hashes = np.ndarray((len(text) - 7,), "<u8", text, strides=(1,))
    lengths = ends - starts
    hashes = loads[starts] & _MASKS[np.minimum(lengths, 8)]
    long = np.flatnonzero(lengths > 8)
    if len(long):
        rest = loads[starts[long] + 8] & _MASKS[np.minimum(lengths[long] - 8, 8)]
        tail = loads[ends[long] - 8] + lengths[long].astype(np.uint64)
        hashes[long] ^= mix(rest ^ mix(tail))
    return mix(hashes)


@lru_cache(maxsize=1)
def _fold_table() -> NDArray[np.uint32]:
    """Return what each code point becomes.

    A base letter in lower case, a plain mark, a space, or 0 for nothing.

    Capitals of Latin letters stay, as they tell names; pictographs beyond the first plane are spaces.
    """
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    table[0x80:0x10000] = [_fold(chr(point)) for point in range(0x80, 0x10000)]
    table[0x1F000:0x1FB00] = 32
    table[0xE0000:0xE0200] = 0
    return table


def _fold(char: str) -> int:
    if char in _QUOTES:
        return ord(_QUOTES[char])
    category = unicodedata.category(char)
    if category in {"Cf", "Cs"} or "\u0300" <= char <= "\u036f":
        return 0
    base, *marks = list(unicodedata.normalize("NFKD", char))
    if any(unicodedata.category(mark) != "Mn" for mark in marks):
        base = char
    if base.isascii():
        return ord(base)
    if category[0] in "PSZC":
        return 32
    lower = base.lower()
    return ord(lower if len(lower) == 1 else base)
