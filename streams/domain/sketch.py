"""A signature.

What of a text is enough to find and judge its copies, the same in every process and machine.

Lookup keys are the smallest hashes of word-5-shingles in each half of the text, a min-wise sample (Broder,
"On the resemblance and containment of documents", 1997), and one hash of the whole text. The sketch holds a
few low bits of each minimum (Li and König, "b-Bit Minwise Hashing", 2010): four of 128 minima of
word-3-shingles, then two of 128 minima of those with facts blanked.
"""

from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from threading import local

import numpy as np
from numpy.typing import NDArray

from streams.domain.text import Hashes, Words, mix, words

SLOTS = 128
SHINGLE_BITS, MASKED_BITS = 4, 2
SHINGLE_BYTES = SLOTS * SHINGLE_BITS // 8
SKETCH_BYTES = SLOTS * (SHINGLE_BITS + MASKED_BITS) // 8
KEYS_MAX = 9
LEAST_READ = 32  # so that repeated sentences leave four distinct ones of each half
COUNT_MAX = 65_535
TITLED_BELOW = 30  # words: what a site says in place of a story is as long, and alike under every headline

_CHUNK, _BUFFER = 1024, 16
_SPACES = bytes(32 if chr(byte) in "\t\n\v\f\r" else byte for byte in range(256))
_seeds = mix(np.arange(1, SLOTS + 9, dtype=np.uint64))
_ODD = np.uint64(1)
_BLANK = np.uint64(1)
_TO_BIT = np.uint64(57)
_FIRST = np.zeros(1, np.int64)
_LOW_BITS = np.uint32(1) << np.arange(8, 16, dtype=np.uint32)
_STEPS = _seeds[:8] | _ODD
_FACTORS = (_seeds[8 : 8 + SLOTS] | _ODD).astype(np.uint32)[:, None]


class _Scratch(local):
    """Room for a chunk of products, a thread's own: fresh pages take as long as the products do."""

    def __init__(self) -> None:
        self.array = np.empty((SLOTS, _CHUNK), np.uint32)


_scratch = _Scratch()


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What is known of a text. `shingles` and `words` are counts of distinct ones, at most 65535.

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
    """Return the signature of an article.

    The title takes part only where the text has fewer than 30 words.
    """
    body = words(text)
    if len(body) < TITLED_BELOW:
        body = words(f"{title}\n{text}")
    whole = _digest(body.hashes.astype("<u8").tobytes())
    sums = _sums(body.hashes, 3)
    shingles = np.sort(mix(sums))
    masked = _shingles(_masked(body), 3)
    return Signature(
        keys=_keys(_shingles(body.hashes, 5, begun=sums), whole),
        sketch=_sketch((shingles, SHINGLE_BITS), (masked, MASKED_BITS)),
        shingles=min(1 + int(np.count_nonzero(shingles[1:] != shingles[:-1])), COUNT_MAX),
        numbers=_bit_map(_placed_numbers(body)),
        names=_bit_map(body.hashes[body.names]),
        whole=whole,
        text_hash=text_hash(title=title, text=text),
    )


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


def _digest(exact: bytes) -> int:
    return int.from_bytes(blake2b(exact, digest_size=8).digest(), "little")


def _shingles(hashes: Hashes, size: int, *, begun: Hashes | None = None) -> Hashes:
    """Return a hash of every `size` words in a row; of all of them where there are fewer.

    `begun` are the sums of fewer words in a row, which need not be made again.
    """
    return mix(_sums(hashes, size, begun=begun))


def _sums(hashes: Hashes, size: int, *, begun: Hashes | None = None) -> Hashes:
    """Return the sum of every `size` words in a row, each times a number of its place."""
    size = max(1, min(size, len(hashes)))
    count = len(hashes) - size + 1
    done = 1 if begun is None else len(hashes) - len(begun) + 1
    summed = hashes[:count] * _STEPS[0] if begun is None else begun[:count].copy()
    for step in range(done, size):
        summed += hashes[step : step + count] * _STEPS[step]
    return summed


def _masked(body: Words) -> Hashes:
    """Return the words with every run of numbers and capitalised words as one blank."""
    blank = body.numbers | body.capitals
    kept = ~blank
    kept[1:] |= ~blank[:-1]
    return np.where(blank, _BLANK, body.hashes)[kept]


def _placed_numbers(body: Words) -> Hashes:
    """Return a hash of each number and the last word before it, so that few agree by chance."""
    at = body.numbers.nonzero()[0]
    words_at = np.concatenate((_FIRST, (~body.numbers).nonzero()[0]))
    last_word = words_at[np.searchsorted(words_at[1:], at)]
    return mix(body.hashes[at] + body.hashes[last_word] * _STEPS[1])


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


def _sketch(*parts: tuple[Hashes, int]) -> NDArray[np.uint8]:
    """Return the packed minima of hashes, so many bits of each, one after the other."""
    # numpy copies what it broadcasts until 8,192 elements are together: 34 µs for 800 hashes, and 14 without.
    usual = np.setbufsize(_BUFFER)
    try:
        return np.concatenate([_minima(hashes, bits) for hashes, bits in parts])
    finally:
        np.setbufsize(usual)


def _minima(hashes: Hashes, bits: int) -> NDArray[np.uint8]:
    """Return `bits` of the least value of each of 128 permutations, packed, the first slot lowest.

    A product with an odd number is a permutation; with hashes this well mixed, adding a term as well made the
    estimates no better (standard deviation .047 at J = .5 either way, as theory has it).
    """
    least = np.full(SLOTS, 2**32 - 1, np.uint32)
    narrow = hashes.astype(np.uint32)
    for start in range(0, len(narrow), _CHUNK):
        some = narrow[start : start + _CHUNK]
        products = np.multiply(_FACTORS, some, out=_scratch.array[:, : len(some)])
        np.minimum(least, products.min(axis=1), out=least)
    low: NDArray[np.uint8] = np.packbits(least[:, None] & _LOW_BITS[:bits] != 0, bitorder="little")
    return low


def _bit_map(hashes: Hashes) -> NDArray[np.uint64]:
    bits = np.zeros(128, np.uint8)
    bits[(hashes >> _TO_BIT).astype(np.int64)] = 1
    packed: NDArray[np.uint64] = np.packbits(bits, bitorder="little").view("<u8")
    return packed
