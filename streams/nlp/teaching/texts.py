"""Texts cut into the words of spaCy's English tokenizer, with the gold label of each word."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language

from streams.nlp.bio import labelled


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words and the gold label of each; all outside where nobody annotated it."""

    words: list[str]
    labels: NDArray[np.int64]


@lru_cache(maxsize=1)
def tokenizer() -> Language:
    """Return spaCy's English tokenizer."""
    return spacy.blank("en")


def cut(text: str, spans: Sequence[tuple[int, int, str]] = ()) -> Words:
    """Return the words of a text and the labels that its spans give them."""
    doc = tokenizer().make_doc(text)
    bounds = [(token.idx, token.idx + len(token)) for token in doc]
    return Words([token.text for token in doc], labelled(bounds, spans))
