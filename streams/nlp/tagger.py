"""The spaCy component of the shipped pipeline: labels words by a small network, a whole batch at once.

A word is embedded once for as long as it is remembered, however often it comes; the entities stay the same.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from streams.domain.portions import portions
from streams.nlp.component import Component
from streams.nlp.features import Features
from streams.nlp.network import PADDING, WIDTH, Floats, Network

NAME = "newswire_names"
REMEMBERED_MAX = 50_000
BLOCK_WORDS = 600  # what caches hold


class Names(Component):
    """Sets the entities of documents, once its weights are read (`from_disk`)."""

    def __init__(self, name: str, vocab: Vocab) -> None:
        super().__init__(name)
        self._vocab = vocab
        self._network: Network | None = None
        self._words: Remembered | None = None

    def scores(self, docs: Sequence[Doc]) -> list[Floats]:
        """Return the logits of each document's words, (words, labels). Raises ValueError without weights."""
        return self.scores_of([doc.to_array(ORTH).astype(np.uint64, copy=False) for doc in docs])

    def scores_of(self, words: Sequence[NDArray[np.uint64]]) -> list[Floats]:
        """Return the same of words given by their numbers in the vocabulary, an array for each text."""
        if self._network is None or self._words is None:
            raise ValueError(f"the component {self.name!r} has no weights: load its pipeline with spacy.load")
        vectors = self._words.vectors(np.concatenate(words))
        found: list[Floats] = []
        texts = np.split(vectors, np.cumsum([len(some) for some in words])[:-1])
        for block in portions(texts, size=len, most=BLOCK_WORDS):
            starts = np.cumsum([PADDING, *(len(some) + PADDING for some in block)]).tolist()
            x = np.zeros((starts[-1], WIDTH), np.float32)
            for start, some in zip(starts, block, strict=False):
                x[start : start + len(some)] = some
            scores = self._network.scores(x)
            found += (scores[at : at + len(some)] for at, some in zip(starts, block, strict=False))
        return found

    def give(self, network: Network) -> None:
        """Have it read with this network."""
        self._network = network
        self._words = Remembered(network, self._vocab)

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002  spaCy gives it
        """Write the network. Raises ValueError if there is none."""
        if self._network is None:
            raise ValueError(f"the component {self.name!r} has no weights to write")
        path.mkdir(parents=True, exist_ok=True)
        self._network.write(path)

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> "Names":  # noqa: ARG002
        """Read the network."""
        self.give(Network.read(path))
        return self


class Remembered:
    """The vectors of the words met lately; all are forgotten when there are more than REMEMBERED_MAX."""

    def __init__(self, network: Network, vocab: Vocab) -> None:
        self._network, self._vocab = network, vocab
        self._features = Features(network.known.tolist())
        self._place: dict[int, int] = {}
        self._vectors = np.zeros((REMEMBERED_MAX, WIDTH), np.float32)

    def vectors(self, words: NDArray[np.uint64]) -> Floats:
        """Return the vector of each word, given by its number in the vocabulary."""
        distinct, inverse = np.unique(words, return_inverse=True)
        if len(distinct) > REMEMBERED_MAX:
            return self._embedded(distinct.tolist())[inverse]
        place, asked = self._place, distinct.tolist()
        new = [word for word in asked if word not in place]
        if len(place) + len(new) > REMEMBERED_MAX:
            place.clear()
            new = asked
        if new:
            start = len(place)
            self._vectors[start : start + len(new)] = self._embedded(new)
            place.update(zip(new, range(start, start + len(new)), strict=True))
        return self._vectors[np.array([place[word] for word in asked], np.int64)[inverse]]

    def _embedded(self, words: Sequence[int]) -> Floats:
        return self._network.embed(self._features.rows(words, self._vocab))


@Language.factory(NAME)
def create(nlp: Language, name: str) -> Names:
    """Return the component for a pipeline."""
    return Names(name, nlp.vocab)
