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

    cutter = Cutter(cast(Tokenizer, listening))
    for text in (SAID, SAID, SAID.replace(" ", "\n"), " ".join(reversed(SAID.split()))):
        cutter.cut([text])
    assert sorted(set(given_)) == sorted(given_) == sorted({*SAID.split(), "\n"})


def test_words_are_where_the_text_has_them() -> None:
    text = f"{SAID}\n\n😀 e\u0301 {SAID}"
    (words,) = a_cutter().cut([text])
    found = [text[start:end] for start, end in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]
    assert found == [word.text for word in ENGLISH.make_doc(text)]
    assert [ENGLISH.vocab.strings[number] for number in words.numbers.tolist()] == found


def test_what_stands_between_spaces_and_breaks_is_a_stretch() -> None:
    assert stretches("A b.\n\nC d\n") == ["A", "b.", "\n\n", "C", "d", "\n"]
    assert stretches("") == []
    assert stretches("\nA  b") == ["\n", "A", "", "b"]


def test_a_word_of_two_letters_or_more_is_capitalised_by_its_first_or_all() -> None:
    words = words_of(ENGLISH.make_doc("Hale HALE hale A iPhone NATO's"))
    assert words.capitalised.tolist() == [True, True, False, False, False, True, False]
    assert words.numbers.dtype == np.uint64


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_spacys_tokenizers_may_be_stood_in_for(language: str) -> None:
    assert may_cut(spacy.blank(language).tokenizer)


def test_one_that_joins_words_over_a_space_or_is_anothers_may_not() -> None:
    nlp = spacy.blank("en")
    tokenizer_of(nlp).add_special_case("New York", [{"ORTH": "New York"}])
    assert not may_cut(nlp.tokenizer)
    assert not may_cut(spacy.blank("ru").tokenizer)
    assert not may_cut(spacy.blank("zh").tokenizer)
