"""Runs of words as hashes: the shingles of texts, laid one text after the other."""

import numpy as np

from streams.domain.spans import Places, begins, spans
from streams.domain.text import Hashes, Words, mix

_STEPS = mix(np.arange(1, 9, dtype=np.uint64)) | np.uint64(1)
_BLANK = np.uint64(1)


def shingles(hashes: Hashes, counts: Places, size: int) -> tuple[Hashes, Places]:
    """Return a hash of every `size` words in a row of each text, and how many each has.

    Of a text with fewer words it is one, of all of them. A run's hash is the sum of its words', each times a
    number of its place.
    """
    sizes = np.maximum(np.minimum(counts, size), 1)
    runs = counts - sizes + 1
    at = spans(begins(counts), runs)
    summed = hashes[at] * _STEPS[0]
    least = int(sizes.min(initial=size))
    for step in range(1, least):
        summed += hashes[at + step] * _STEPS[step]
    for step in range(least, size):
        longer = np.flatnonzero(np.repeat(sizes, runs) > step)
        summed[longer] += hashes[at[longer] + step] * _STEPS[step]
    return mix(summed), runs


def masked(words: Words) -> tuple[Hashes, Places]:
    """Return words with each run of numbers and capitalised ones as one blank, and how many each text has."""
    blank, texts = words.numbers | words.capitals, words.texts
    kept = ~blank
    kept[1:] |= ~blank[:-1] & (texts[1:] == texts[:-1])
    return np.where(blank, _BLANK, words.hashes)[kept], np.bincount(texts[kept], minlength=len(words.counts))


def placed_numbers(words: Words) -> tuple[Hashes, Places]:
    """Return a hash of each number and the last word before it, so that few agree by chance, and its text."""
    at = np.flatnonzero(words.numbers)
    places, texts = np.arange(len(words)), words.texts
    last_word = np.maximum.accumulate(np.where(words.numbers, 0, places))[at]
    before = words.hashes[np.maximum(last_word, begins(words.counts)[texts[at]])]
    return mix(words.hashes[at] + before * _STEPS[1]), texts[at]
