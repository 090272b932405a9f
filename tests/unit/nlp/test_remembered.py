"""How often the shipped pipeline works out a word's vector: once, however often and wherever it comes."""

from collections.abc import Sequence

import numpy as np
import pytest
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokens import Doc

from streams.nlp import tagger
from streams.nlp.features import Rows
from streams.nlp.model import SHIPPED, SHIPPED_FOLDER, load
from streams.nlp.network import Floats, Network
from streams.nlp.tagger import Names


class Counting(Network):
    """The shipped network, which remembers how many words it was asked to embed each time."""

    asked: list[int]

    def embed(self, rows: Rows) -> Floats:
        """Return the vectors, having noted how many."""
        self.asked.append(len(rows))
        return super().embed(rows)


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The shipped pipeline, for its vocabulary."""
    return load(SHIPPED)


@pytest.fixture
def network() -> Counting:
    """A network that nothing was asked of yet."""
    read = Counting.read(SHIPPED_FOLDER / tagger.NAME)
    assert isinstance(read, Counting)
    read.asked = []
    return read


def reading(nlp: Language, network: Network) -> Names:
    """Return a component that reads with a network and has met no word yet."""
    component = Names("names", nlp.vocab)
    component.give(network)
    return component


def docs(nlp: Language, texts: Sequence[str]) -> list[Doc]:
    """Return texts as documents, a word at each space."""
    return [Doc(nlp.vocab, words=text.split()) for text in texts]


def test_a_word_is_embedded_once_however_often_it_comes_in_a_batch(nlp: Language, network: Counting) -> None:
    """News says the same words over and over: embedding each place would take most of the time."""
    reading(nlp, network).scores(docs(nlp, ["Hale met Hale and Marsh"] * 9 + ["Marsh met Hale"]))
    assert network.asked == [4]


def test_a_word_of_an_earlier_batch_is_not_embedded_again(nlp: Language, network: Counting) -> None:
    component = reading(nlp, network)
    component.scores(docs(nlp, ["Hale met Marsh"]))
    component.scores(docs(nlp, ["Marsh met Hale twice"]))
    component.scores(docs(nlp, ["Hale met Marsh twice"]))
    assert network.asked == [3, 1]


def test_a_batch_with_more_words_than_are_remembered_has_each_embedded_once_as_well(
    nlp: Language, network: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagger, "REMEMBERED_MAX", 2)
    reading(nlp, network).scores(docs(nlp, ["Hale met Marsh"] * 3))
    assert network.asked == [3]


def test_a_words_vector_is_the_same_alone_and_among_others(nlp: Language, network: Counting) -> None:
    """Else what is remembered would make an article come out otherwise on each worker."""
    (doc,) = docs(nlp, ["Hale met Hale"])
    numbers = doc.to_array(ORTH).astype(np.uint64)
    remembered = tagger.Remembered(network, nlp.vocab)
    first, met, again = remembered.vectors(numbers)
    assert (first == again).all()
    assert (first != met).any()
