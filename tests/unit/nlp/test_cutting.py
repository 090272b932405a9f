"""Texts are cut without a document as they are with one."""

from typing import cast

import numpy as np
import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from streams.nlp.cutting import Cutter, may_cut, stretches
from streams.nlp.words import Words, words_of
from tests.stretches import SAID, TEXTS

ENGLISH = spacy.blank("en")
SPACES = st.sampled_from(
    [" ", " ", "\n", "\n\n", "  ", "\n ", " \n", "\t", "\r\n", "\u00a0", "\u00a0 ", "\u2028"]
)
PAGES = st.lists(TEXTS | SPACES, max_size=8).map("".join)


def tokenizer_of(nlp: Language) -> Tokenizer:
    """Return spaCy's own tokenizer of a pipeline."""
    assert isinstance(nlp.tokenizer, Tokenizer)
    return nlp.tokenizer


def a_cutter(**bounds: int) -> Cutter:
    return Cutter(tokenizer_of(ENGLISH), **bounds)


def told(words: Words) -> list[tuple[object, ...]]:
    """Return all that is known of each word."""
    columns = (words.numbers, words.starts, words.ends, words.capitalised)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def by_spacy(texts: list[str]) -> list[list[tuple[object, ...]]]:
    return [told(words_of(ENGLISH.make_doc(text))) for text in texts]


@given(st.lists(PAGES, max_size=4), st.lists(PAGES, max_size=4))
@example(["\n\nA b.\n\nC", "", "\n", "a ", " a", "a\n"], ["C A b.", "b.\n", "a  b"])
def test_texts_are_cut_as_spacy_cuts_them_whatever_was_cut_before(first: list[str], then: list[str]) -> None:
    cutter = a_cutter()
    assert [told(words) for words in cutter.cut(first)] == by_spacy(first)
    assert [told(words) for words in cutter.cut(then)] == by_spacy(then)


@given(st.lists(st.lists(PAGES, max_size=3), max_size=4), st.integers(0, 12), st.integers(0, 60))
def test_forgetting_changes_no_word(batches: list[list[str]], stretches_max: int, chars_max: int) -> None:
    """Not even where a single text has more than may be remembered."""
    cutter = a_cutter(stretches_max=stretches_max, chars_max=chars_max)
    for texts in batches:
        assert [told(words) for words in cutter.cut(texts)] == by_spacy(texts)


def test_a_stretch_is_given_to_the_tokenizer_once() -> None:
    given_: list[str] = []

    def listening(text: str) -> Doc:
        given_.extend(text.split(" "))
        doc: Doc = tokenizer_of(ENGLISH)(text)
        return doc
