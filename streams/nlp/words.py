"""The words of a text as arrays: what the shipped pipeline needs of a document, and no more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_TITLE, IS_UPPER, LENGTH, ORTH, SPACY
from spacy.tokens import Doc

LETTERS_MIN = 2

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Words in order: their numbers in the vocabulary, their bounds in code points, end exclusive.

    `capitalised` are those of two characters or more whose first letter, or every letter, is a capital.
    """

    numbers: Numbers
    starts: Places
    ends: Places
    capitalised: Truths

    def __len__(self) -> int:
        return len(self.numbers)


def words_of(doc: Doc) -> Words:
    """Return the words of a document."""
    attributes: Numbers = doc.to_array([ORTH, LENGTH, SPACY, IS_TITLE, IS_UPPER]).astype(
        np.uint64, copy=False
    )
    lengths, spaces = attributes[:, 1].astype(np.int64), attributes[:, 2].astype(np.int64)
    starts = np.cumsum(lengths + spaces) - lengths - spaces
    capitalised = attributes[:, 3:].any(axis=1) & (lengths >= LETTERS_MIN)
    return Words(attributes[:, 0], starts, starts + lengths, capitalised)
