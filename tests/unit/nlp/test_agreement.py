"""What a word is taken for in one place of a text counts in its other places."""

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from streams.nlp.agreement import agreed
from streams.nlp.bio import N_LABELS, NAMES
from streams.nlp.words import words_of

VOCAB = spacy.blank("en").vocab
WORDS = ("Hale", "HALE", "Peru", "hale", "met", "A", "12", "iPhone", ".")


def scores(said: list[str], sure: float = 1.0) -> np.ndarray:
    """Return scores under which each word has the label said, as surely."""
    found = np.zeros((len(said), N_LABELS), np.float32)
    found[np.arange(len(said)), [NAMES.index(label) for label in said]] = sure
    return found


def labels(words: list[str], given_: np.ndarray) -> list[str]:
    """Return the best label of each word."""
    return [NAMES[at] for at in agreed(words_of(Doc(VOCAB, words=words)), given_).argmax(axis=1)]


def test_a_name_that_is_unsure_in_one_place_is_what_it_surely_is_in_the_others() -> None:
    words = ["Hale", "met", "Hale", "met", "Hale"]
    given_ = scores(["B-PERSON", "O", "B-PERSON", "O", "B-ORG"])
    given_[[0, 2]] *= 5
    given_[4] *= 0.1
    assert labels(words, given_) == ["B-PERSON", "O", "B-PERSON", "O", "B-PERSON"]


def test_a_name_that_is_surely_something_else_there_stays_that() -> None:
    """Paris the city and Paris the person may be in one article."""
    words = ["Hale", "met", "Hale", "met", "Hale"]
    assert labels(words, scores(["B-LOC", "O", "B-LOC", "O", "B-PERSON"], sure=9.0))[4] == "B-PERSON"


@pytest.mark.parametrize("word", ["met", "12", ".", "A"])
def test_words_that_cannot_be_a_name_by_themselves_are_left_alone(word: str) -> None:
    """The 12 of "June 12" says nothing about the 12 of "12 people"."""
    given_ = scores(["B-DATE", "O", "O"])
    assert (agreed(words_of(Doc(VOCAB, words=[word, word, word])), given_) == given_).all()


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.integers(0, 2**32 - 1))
def test_only_words_that_come_again_are_changed_and_one_word_has_one_share_in_all_its_places(
    words: list[str], seed: int
) -> None:
    given_ = np.random.default_rng(seed).normal(0, 3, (len(words), N_LABELS)).astype(np.float32)
    found = agreed(words_of(Doc(VOCAB, words=words)), given_)
    assert found.shape == given_.shape
    for at, word in enumerate(words):
        again = words.count(word) > 1 and (word.istitle() or word.isupper()) and len(word) > 1
        if not again:
            assert same(found[at], given_[at])
        if words.count(word) > 1 and again:
            own, mean = share(given_[at]), np.mean([share(given_[n]) for n in places(words, word)], axis=0)
            assert np.allclose(np.exp(found[at]), (own + mean) / 2, atol=1e-5)


def test_an_empty_text_has_no_scores_to_agree_on() -> None:
    assert agreed(words_of(Doc(VOCAB, words=[])), scores([])).shape == (0, N_LABELS)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two rows mean the same: a constant on all of a row changes nothing."""
    return bool(np.allclose(share(one), share(other), atol=1e-5))


def share(row: np.ndarray) -> np.ndarray:
    """Return the probabilities of a row of scores."""
    raised: np.ndarray = np.exp(row - row.max())
    raised /= raised.sum()
    return raised


def places(words: list[str], word: str) -> list[int]:
    """Return where a word stands."""
    return [at for at, one in enumerate(words) if one == word]
