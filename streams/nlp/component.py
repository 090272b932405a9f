"""What the components of the shipped and of the accurate pipeline share: entities from a score per label."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from streams.domain.mention import LABELS
from streams.nlp.agreement import agreed
from streams.nlp.bio import legal, names
from streams.nlp.words import Words, words_of

BATCH_DOCS = 16


class Component(ABC):
    """Sets the entities of documents to the best legal labels of their words."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that it sets."""
        return LABELS

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its entities."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = BATCH_DOCS) -> Iterator[Doc]:
        """Yield the documents with their entities, in order; those of a batch are read together.

        Raises ValueError if the component has no weights.
        """
        waiting = iter(docs)
        while batch := list(islice(waiting, batch_size)):
            for doc, its in zip(batch, self.scores(batch), strict=True):
                found = named(words_of(doc), its)
                doc.set_ents([Span(doc, first, end, label=label) for first, end, label in found])
                yield doc

    @abstractmethod
    def scores(self, docs: Sequence[Doc]) -> list[NDArray[np.float32]]:
        """Return the logits of each document's words, (words, labels). Raises ValueError without weights."""


def named(words: Words, scores: NDArray[np.float32]) -> list[tuple[int, int, str]]:
    """Return the names among words, as (first word, word after the last, label), given their logits."""
    return names(legal(agreed(words, scores)))
