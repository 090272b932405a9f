"""Places in an array that is made of parts, one after the other."""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def begins(counts: Places) -> Places:
    """Return where each part begins, given how long the parts are."""
    first: Places = counts.cumsum() - counts
    return first


def ranks(counts: Places) -> Places:
    """Return which of its part each place is, from 0, given how long the parts are."""
    return spans(np.zeros_like(counts), counts)


def spans(begin: Places, counts: Places) -> Places:
    """Return the places of every part, given where each begins and how long it is, part by part."""
    at: Places = (begin - begins(counts)).repeat(counts)
    at += np.arange(len(at))
    return at
