"""The longest passage that two texts share, against the slow way of finding it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain import passage
from streams.domain.passage import EXCERPT_CHARACTERS_MAX, Passage, longest_passage, longest_run
from streams.domain.text import placed_words, words
from tests.builders import a_text

few_words = st.lists(st.sampled_from("abc"), max_size=40)
texts = st.text(st.sampled_from("aAbé1.,'’-\u0301\u00ad \n日本ก\U0001f600ß"), max_size=60) | st.lists(
    st.sampled_from(["one", "One", "café", "cafe\u0301", "1,234", "4.5", "https://a.example/b?c", "日本"]),
    max_size=30,
).map(" ".join)


def slowly(one: list[str], other: list[str]) -> tuple[int, int, int]:
    """Return the longest run by trying every pair of places, the earliest of equals."""
    best = (0, 0, 0)
    for at in range(len(one)):
        for there in range(len(other)):
            length = 0
            while one[at + length : at + length + 1] == other[there + length : there + length + 1] != []:
                length += 1
            if length > best[0]:
                best = (length, at, there)
    return best


def numbered(letters: list[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return letters as hashes."""
    return np.array([ord(letter) << 50 for letter in letters], np.uint64)


@given(one=few_words, other=few_words)
def test_the_longest_run_is_found_at_its_earliest_place(one: list[str], other: list[str]) -> None:
    assert longest_run(numbered(one), numbered(other)) == slowly(one, other)


@given(texts)
def test_each_word_stands_where_it_is_said_to_stand(text: str) -> None:
    hashes, starts, ends = placed_words(text)
    assert hashes.tolist() == words(text).hashes.tolist()
    assert starts.tolist() == sorted(starts.tolist())
    for one, start, end in zip(hashes, starts, ends, strict=True):
        assert words(text[start:end]).hashes.tolist() == [one]


@given(one=texts, other=texts)
def test_both_places_hold_the_same_words(one: str, other: str) -> None:
    found = longest_passage(one, other)
    if found is None:
        assert not set(words(one).hashes.tolist()) & set(words(other).hashes.tolist())
        return
    here = words(one[found.start : found.end]).hashes.tolist()
    assert here == words(other[found.original_start : found.original_end]).hashes.tolist()
    assert len(here) == found.words


def test_case_accents_and_quotes_make_no_difference() -> None:
    copy = "Wire: THE MAYOR\u2019S CAFE\u0301 raised 1234 euros. Read on."
    original = "Yesterday the mayor's café raised 1,234 euros in Oslo."
    found = longest_passage(copy, original)
    assert found == Passage(
        words=7, start=6, end=41, original_start=10, original_end=45,
        excerpt="THE MAYOR\u2019S CAFE\u0301 raised 1234 euros",
    )  # fmt: skip
    assert original[found.original_start : found.original_end] == "the mayor's café raised 1,234 euros"


def test_offsets_count_code_points_and_not_bytes() -> None:
    found = longest_passage("\U0001f600 日本 news of the day", "日本 \U0001f600 news of the day")
    assert found is not None
    assert (found.start, found.end, found.original_start, found.original_end) == (2, 20, 0, 20)


def test_of_a_long_passage_the_record_shows_the_beginning() -> None:
    text = a_text(1)
    found = longest_passage(text, text)
    assert found is not None
    assert (found.start, found.end, found.words) == (0, len(text) - 1, len(words(text)))
    assert found.excerpt == text[:EXCERPT_CHARACTERS_MAX]


def test_nothing_in_common_is_no_passage() -> None:
    assert longest_passage("one two three", "four five six") is None
    assert longest_passage("", "four") is None


def test_beyond_the_bound_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of any length costs a bounded time."""
    monkeypatch.setattr(passage, "WORDS_MAX", 3)
    found = longest_passage("a b c d e", "x c d e")
    assert found is not None
    assert (found.words, found.start) == (1, 4)
