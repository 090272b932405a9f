"""A text without what may differ between two prints of it: accents, kinds of quotes, what has no width.

Each code point becomes one or none; scripts without spaces get one around each character.
"""

import re
import sys
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_QUOTES = {
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": ".",
    "ς": "σ",
    "٫": ".",  # Arabic marks in numbers
    "٬": ",",
    "，": " ",  # stands between numbers, not in them
}
_UNSPACED_FROM = 0x0E00
# A Greek or Cyrillic capital becomes its small letter moved by this, so that of its two bytes only the first
# differs. Syriac, Thaana and N'Ko stand there: in their texts all is capitals then, which says nothing.
RAISED = 0x380
_RAISED_FROM, _RAISED_TO = 0x0380, 0x0480


def folded(text: str) -> bytes:
    """Return the text in UTF-8, folded; capitals, which tell names, stay, those of two bytes as RAISED."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    kept = _fold_table().take(points)
    if not kept.all():
        kept = kept[kept != 0]
    highest = kept.max(initial=0)
    if highest < 0x80:
        return kept.astype(np.uint8).tobytes()
    plain = kept.tobytes().decode("utf-32-le")
    return (spaced(plain) if highest >= _UNSPACED_FROM else plain).encode()


def spaced(text: str) -> str:
    """Return the text with a space on both sides of every character that is a word by itself."""
    return text if text.isascii() else _UNSPACED.sub(r" \g<0> ", text)


def folded_from(text: str) -> Places:
    """Return which code point of the text each byte of `folded` comes from."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    folded = _fold_table()[points]
    sizes = (folded != 0).astype(np.int64)
    for first_of_longer in (0x80, 0x800, 0x10000):
        sizes += folded >= first_of_longer
    for at in np.flatnonzero(folded >= _UNSPACED_FROM).tolist():
        sizes[at] += 2 * bool(_UNSPACED.match(chr(folded[at])))
    return np.repeat(np.arange(len(points)), sizes)


@lru_cache(maxsize=1)
def _fold_table() -> NDArray[np.uint32]:
    """Return what each code point becomes.

    A base letter in lower case, a plain mark, a space, or 0 for nothing; capitals as `folded` says.
    Pictographs beyond the first plane are spaces.
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
    if category == "Nd":
        return ord(str(unicodedata.decimal(char)))
    if category in {"Cf", "Cs"} or "\u0300" <= char <= "\u036f":
        return 0
    return _letter(char, category)


def _letter(char: str, category: str) -> int:
    base, *marks = list(unicodedata.normalize("NFKD", char))
    if any(unicodedata.category(mark) != "Mn" for mark in marks):
        base = char
    if base.isascii():
        return ord(base)
    if category[0] in "PSZC":
        return 32
    lower = base.lower()
    small = ord(lower if len(lower) == 1 else base)
    return small + RAISED if category == "Lu" and _RAISED_FROM <= small < _RAISED_TO else small
