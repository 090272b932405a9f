"""One word, one meaning: what a word is taken for in one place of a text counts in its other places as well.

A name's first mention has more around it that tells what it is than its later ones, and what a word is in
most of its places it nearly always is in the rest (Krishnan and Manning 2006, "An Effective Two-Stage Model
for Exploiting Non-Local Dependencies in Named Entity Recognition").
"""

import numpy as np
from numpy.typing import NDArray

from streams.nlp.words import Words

SHARE = 0.5
LEAST = 1e-6

Floats = NDArray[np.float32]


def agreed(words: Words, scores: Floats) -> Floats:
    """Return the scores of a text's words, (words, labels), as log probabilities where words come again.

    Half of the probability of a capitalised word's label is its mean over all places of the word. Rows keep
    their order and number; those of other words stay as they are.
    """
    places = np.flatnonzero(words.capitalised)
    distinct, which, counts = np.unique(words.numbers[places], return_inverse=True, return_counts=True)
    if len(distinct) == len(places):
        return scores
    own = _probabilities(scores[places])
    order = np.argsort(which, kind="stable")
    summed = np.add.reduceat(own[order], np.cumsum(counts) - counts)
    means = summed / counts[:, None].astype(np.float32)
    found = scores.copy()
    found[places] = np.log((1 - SHARE) * own + SHARE * means[which] + LEAST)
    return found


def _probabilities(scores: Floats) -> Floats:
    raised: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
