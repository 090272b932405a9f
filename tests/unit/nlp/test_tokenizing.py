"""A tokenizer that is asked less cuts as it did before."""

from functools import cache
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from spacy.language import Language
from spacy.tokenizer import Tokenizer

from streams.nlp.tokenizing import quicken
from tests.stretches import SAID, TEXTS


def tokenizer_of(nlp: Language) -> Tokenizer:
    """Return spaCy's own tokenizer of a pipeline."""
    assert isinstance(nlp.tokenizer, Tokenizer)
    return nlp.tokenizer


@cache
def plain(language: str = "en") -> Language:
    """Return a language's empty pipeline, for all tests to cut with."""
    return spacy.blank(language)


@cache
def quickened(language: str = "en") -> Language:
    """Return a language's empty pipeline, its tokenizer asked less."""
    nlp = spacy.blank(language)
    quicken(nlp.tokenizer)
    return nlp


@given(TEXTS)
def test_any_text_is_cut_into_the_same_words(text: str) -> None:
    assert [word.text for word in quickened().make_doc(text)] == [
        word.text for word in plain().make_doc(text)
    ]


@pytest.mark.parametrize("language", ["es", "it", "ru", "xx", "de"])
def test_languages_that_share_a_pattern_with_english_are_cut_the_same(language: str) -> None:
    text = SAID + " ¿Qué? L'Aquila, dell'arte 15.º «Иванов» 3€ Straße/Weg z.B. 10km"
    words, quick = plain(language).make_doc(text), quickened(language).make_doc(text)
    assert [word.text for word in quick] == [word.text for word in words]


def test_all_four_patterns_of_english_are_asked_less() -> None:
    rules = ("prefix_search", "suffix_search", "infix_finditer", "url_match")
    assert all(getattr(quickened().tokenizer, rule) != getattr(plain().tokenizer, rule) for rule in rules)


def test_a_pattern_of_ones_own_is_left_as_it_is() -> None:
    nlp = spacy.blank("en")
    letters = spacy.util.compile_suffix_regex(["ing"]).search
    tokenizer = tokenizer_of(nlp)
    tokenizer.suffix_search = letters
    quicken(tokenizer)
    assert tokenizer.suffix_search == letters
    assert [word.text for word in nlp.make_doc("winning")] == ["winn", "ing"]


def test_it_is_stored_as_the_tokenizer_that_it_was(tmp_path: Path) -> None:
    quickened().to_disk(tmp_path)
    again = tokenizer_of(spacy.load(tmp_path))
    assert again.to_bytes() == tokenizer_of(plain()).to_bytes()


def test_a_tokenizer_of_another_library_is_left_alone() -> None:
    assert [word.text for word in quickened("zh").make_doc("中国")] == ["中", "国"]
