"""A signature.

What of a text is enough to find and judge its copies, the same in every process and machine.

Lookup keys are the smallest hashes of word-5-shingles in each half of the text, a min-wise sample (Broder,
"On the resemblance and containment of documents", 1997), and one hash of the whole text. The sketch holds a
few low bits of each minimum (Li and König, "b-Bit Minwise Hashing", 2010): four of 128 minima of
word-3-shingles, then two of 128 minima of those with facts blanked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from streams.domain.minima import SLOTS, sketches
from streams.domain.portions import portions
from streams.domain.shingles import masked, placed_numbers, shingles
from streams.domain.spans import Places
from streams.domain.text import Hashes, Words, words_of

SHINGLE_BITS, MASKED_BITS = 4, 2
SHINGLE_BYTES = SLOTS * SHINGLE_BITS // 8
SKETCH_BYTES = SLOTS * (SHINGLE_BITS + MASKED_BITS) // 8
KEYS_MAX = 9
LEAST_READ = 32  # so that repeated sentences leave four distinct ones of each half
COUNT_MAX = 65_535
CHARS_AT_ONCE = 1_000_000  # whose arrays took 15 MB: articles of any length may come together
TITLED_BELOW = 30  # words: what a site says in place of a story is as long, and alike under every headline
WORDLESS = int.from_bytes(blake2b(digest_size=8).digest(), "little")  # `whole` of a text without a word

_SPACES = bytes(32 if chr(byte) in "\t\n\v\f\r" else byte for byte in range(256))
_TO_BIT = np.uint64(57)


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What is known of a text. `shingles` is the count of distinct ones, at most 65535.

    `numbers` and `names` are bit maps of 128; `whole` is the hash of the normalised text, `text_hash` that of
    title and text as they are.
    """

    keys: NDArray[np.uint64]
    sketch: NDArray[np.uint8]
    shingles: int
    numbers: NDArray[np.uint64]
    names: NDArray[np.uint64]
    whole: int
    text_hash: int


def sign(*, title: str, text: str) -> Signature:
    """Return the signature of an article, as `sign_all` does."""
    return sign_all([(title, text)])[0]


def sign_all(articles: Sequence[tuple[str, str]]) -> list[Signature]:
    """Return the signature of each article, a title and a text, whatever stands beside it.

    The title takes part only where the text has fewer than 30 words. Many at once take half the time: of a
    text of 400 words, numpy would spend two thirds of it on being called.
    """
    some = portions(articles, size=lambda article: sum(map(len, article)), most=CHARS_AT_ONCE)
    return [signature for portion in some for signature in _signed(portion)]


def _signed(articles: Sequence[tuple[str, str]]) -> list[Signature]:
    words = _words(articles)
    by_three, counts = shingles(words.hashes, words.counts, 3)
    blanked = shingles(*masked(words), 3)
    sketch = np.hstack((sketches(by_three, counts, SHINGLE_BITS), sketches(*blanked, MASKED_BITS)))
    numbers, names = _bit_maps(words, *placed_numbers(words)), _bit_maps(words, *_names(words))
    by_five = _split(*shingles(words.hashes, words.counts, 5))
    wholes = [_digest(hashes.astype("<u8").tobytes()) for hashes in _split(words.hashes, words.counts)]
    return [
        Signature(
            keys=_keys(by_five[at], wholes[at]),
            sketch=sketch[at],
            shingles=min(_distinct(some), COUNT_MAX),
            numbers=numbers[at],
            names=names[at],
            whole=wholes[at],
            text_hash=text_hash(title=title, text=text),
        )
        for at, ((title, text), some) in enumerate(zip(articles, _split(by_three, counts), strict=True))
    ]


def shard_of(keys: NDArray[np.uint64], shards: int) -> NDArray[np.int64]:
    """Return the shard, 0..shards-1, of each key.

    Keys are the smallest of many hashes, so only their low bits are evenly spread.
    """
    return (keys % np.uint64(shards)).astype(np.int64)


def text_hash(*, title: str, text: str) -> int:
    """Return 64 bits that differ between versions of an article; runs of white space count as one space."""
    return _digest(b"\n".join(_single_spaced(part.encode(errors="replace")) for part in (title, text)))


def _single_spaced(text: bytes) -> bytes:
    """Return `b" ".join(text.split())`, which makes an object a word and takes nine times as long."""
    raw = np.frombuffer(text.translate(_SPACES).strip(), np.uint8)
    ink = raw != ord(" ")
    ink[1:] |= ink[:-1]  # and the first space after it
    spaced: bytes = raw[ink].tobytes()
    return spaced


def _words(articles: Sequence[tuple[str, str]]) -> Words:
    """Return the words that articles are known by: those of the text, and of the title before a short one."""
    words = words_of([text for _, text in articles])
    short = words.counts < TITLED_BELOW
    if not short.any():
        return words
    titled = [f"{title}\n{text}" for (title, text), brief in zip(articles, short, strict=True) if brief]
    return words.replaced(short, words_of(titled))


def _digest(exact: bytes) -> int:
    return int.from_bytes(blake2b(exact, digest_size=8).digest(), "little")


def _split(hashes: Hashes, counts: Places) -> list[Hashes]:
    """Return the hashes of each text."""
    ends = np.cumsum(counts).tolist()
    return [hashes[end - count : end] for end, count in zip(ends, counts.tolist(), strict=True)]


def _distinct(hashes: Hashes) -> int:
    ordered = np.sort(hashes)
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _names(words: Words) -> tuple[Hashes, Places]:
    return words.hashes[words.names], words.texts[words.names]


def _keys(hashes: Hashes, whole: int) -> Hashes:
    """Return the least hashes of each half of the text's shingles, and the hash of the whole.

    Half a text, from its start or to its end, holds one half's keys for certain, as they are its own as well:
    of the least of the whole, it would hold none in one case of 256.
    """
    half = (len(hashes) + 1) // 2
    least = (_least(part, (KEYS_MAX - 1) // 2) for part in (hashes[:half], hashes[half:]))
    return np.array(sorted({*chain.from_iterable(least), whole}), np.uint64)


def _least(hashes: Hashes, count: int) -> list[int]:
    """Return the `count` least hashes, each once."""
    return list(dict.fromkeys(np.sort(hashes)[:LEAST_READ].tolist()))[:count]


def _bit_maps(words: Words, hashes: Hashes, texts: Places) -> NDArray[np.uint64]:
    """Return a map of 128 bits for each text, with one for each hash of its."""
    bits = np.zeros((len(words.counts), 128), np.uint8)
    bits[texts, (hashes >> _TO_BIT).astype(np.int64)] = 1
    packed: NDArray[np.uint64] = np.packbits(bits, axis=1, bitorder="little").view("<u8")
    return packed
