"""Labels of words to names and back, and the search for the best labels that are legal."""

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streams.domain.mention import LABELS
from streams.nlp.bio import N_LABELS, NAMES, labelled, legal, names

WORDS = [(0, 3), (4, 8), (8, 9), (10, 14), (15, 17)]


def of(*labels: str) -> list[int]:
    """Return labels as numbers."""
    return [NAMES.index(label) for label in labels]


def is_legal(labels: tuple[int, ...]) -> bool:
    """Return whether each label that continues a name comes after one of that name."""
    return all(
        label == 0 or label % 2 == 1 or before in {label, label - 1}
        for before, label in zip((0, *labels), labels, strict=False)
    )


def test_words_in_a_name_are_labelled_and_the_name_is_read_back() -> None:
    labels = labelled(WORDS, [(0, 8, "PERSON"), (10, 14, "ORG"), (15, 17, "ORG")])
    assert labels.tolist() == of("B-PERSON", "I-PERSON", "O", "B-ORG", "B-ORG")
    assert names(labels) == [(0, 2, "PERSON"), (3, 4, "ORG"), (4, 5, "ORG")]


def test_a_word_partly_in_a_name_is_in_it() -> None:
    assert labelled(WORDS, [(5, 9, "LOC")]).tolist() == of("O", "B-LOC", "I-LOC", "O", "O")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(LABELS)), max_size=8))
def test_names_of_whole_words_come_back_as_they_were(gaps: list[tuple[int, int, str]]) -> None:
    at, spans = 0, []
    for gap, length, label in gaps:
        spans.append((at + gap, at + gap + length, label))
        at += gap + length
    bounds = [(n, n + 1) for n in range(at + 1)]
    assert names(labelled(bounds, spans)) == spans


@example(length=3, seed=29071)  # the best one has other labels two words before the first illegal one
@given(length=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_the_labels_found_are_the_legal_ones_with_the_highest_sum(length: int, seed: int) -> None:
    """Against every sequence there is."""
    scores = np.random.default_rng(seed).normal(size=(length, 5)).astype(np.float32)
    whole = np.full((length, N_LABELS), -100, np.float32)
    whole[:, :5] = scores
    found = tuple(legal(whole).tolist())
    best = max(
        filter(is_legal, product(range(5), repeat=length)),
        key=lambda s: sum(scores[n, x] for n, x in enumerate(s)),
    )
    assert is_legal(found)
    assert sum(whole[n, x] for n, x in enumerate(found)) == pytest.approx(
        sum(scores[n, x] for n, x in enumerate(best)), abs=1e-4
    )


def test_no_words_have_no_labels() -> None:
    assert legal(np.zeros((0, N_LABELS), np.float32)).tolist() == []
    assert names(np.zeros(0, np.int64)) == []
