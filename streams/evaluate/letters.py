"""A stream in other letters: how well copies are told where there are no capitals, or no spaces.

A word is the same wherever it stands, so that texts share what they shared before. Lines of a site are taken
out first, since cleaning knows them in English.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from zlib import crc32

from streams.evaluate.judge import cleaned
from streams.evaluate.stream import Entry

_WORD = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"[^\S\n]+")
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_HAN_FIRST, _HAN_USED = 0x4E00, 2_500
_SHORT = 3  # letters: a word of one character, a longer one has two, as most Chinese words


class Letters(StrEnum):
    """Arabic has no capitals, Chinese no spaces either."""

    ARABIC = "arabic"
    HAN = "han"


def lettered(entries: Iterable[Entry], letters: Letters) -> Iterator[Entry]:
    """Yield the entries with their title, and their text as cleaned, in these letters."""
    for entry in entries:
        title, text = _written(entry.raw.title, letters), _written(cleaned(entry), letters)
        yield replace(entry, raw=replace(entry.raw, title=title, text=text))


def _written(text: str, letters: Letters) -> str:
    if letters is Letters.ARABIC:
        return _WORD.sub(lambda word: _in_arabic(word[0].lower()), text).translate(_ARABIC_DIGITS)
    return _BLANKS.sub("", _WORD.sub(lambda word: _in_han(word[0].lower()), text.replace(", ", "，")))


@lru_cache(maxsize=100_000)
def _in_arabic(word: str) -> str:
    return "".join(_ARABIC[ord(letter) % len(_ARABIC)] for letter in word)


@lru_cache(maxsize=100_000)
def _in_han(word: str) -> str:
    """Return one or two characters; of those in use, the commonest much oftener than others."""
    drawn = [crc32(f"{word}{at}".encode()) / 2**32 for at in range(1 + (len(word) > _SHORT))]
    return "".join(chr(_HAN_FIRST + int(_HAN_USED * share**2)) for share in drawn)
