"""Shingles of many texts are those of each, found the slow way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.shingles import masked, placed_numbers, shingles
from streams.domain.spans import begins, spans
from streams.domain.text import Hashes, Words, words, words_of

TEXTS = st.lists(
    st.lists(st.sampled_from(["ann", "Hale", "of", "3", "42", "the", "Oslo"]), max_size=9).map(" ".join),
    max_size=5,
)


def of_each(hashes: Hashes, counts: list[int]) -> list[list[int]]:
    left = iter(hashes.tolist())
    return [[next(left) for _ in range(count)] for count in counts]


@given(TEXTS, st.integers(1, 5))
def test_a_text_has_the_shingles_that_it_has_alone(texts: list[str], size: int) -> None:
    together = words_of(texts)
    found, counts = shingles(together.hashes, together.counts, size)
    alone = [shingles(one.hashes, one.counts, size)[0].tolist() for one in map(words, texts)]
    assert of_each(found, counts.tolist()) == alone


@given(TEXTS, st.integers(1, 5))
def test_runs_of_the_same_words_in_the_same_order_are_equal_and_no_others(
    texts: list[str], size: int
) -> None:
    for text in texts:
        said, one = text.lower().split(), words(text)
        runs = [tuple(said[at : at + size]) for at in range(max(1, len(said) - size + 1) if said else 0)]
        found = shingles(one.hashes, one.counts, size)[0].tolist()
        assert len(found) == len(runs)
        assert len(set(zip(found, runs, strict=True))) == len(set(found)) == len(set(runs))


def test_a_run_of_facts_is_one_blank_and_one_that_opens_a_text_none() -> None:
    one = words("Ann met Bo Li on 3 May and left Oslo")
    hashes, counts = masked(one)
    blank = hashes.tolist()[1]
    assert counts.tolist() == [7]  # met _ on _ and left _
    assert [at for at, word in enumerate(hashes.tolist()) if word == blank] == [1, 3, 6]


@given(TEXTS)
def test_facts_of_one_text_are_never_read_with_the_words_of_another(texts: list[str]) -> None:
    together = words_of(texts)
    hashes, counts = masked(together)
    assert of_each(hashes, counts.tolist()) == [masked(words(text))[0].tolist() for text in texts]
    numbers, of = placed_numbers(together)
    alone = [
        (number, at) for at, text in enumerate(texts) for number in placed_numbers(words(text))[0].tolist()
    ]
    assert list(zip(numbers.tolist(), of.tolist(), strict=True)) == alone


def test_the_same_number_behind_another_word_is_another() -> None:
    def numbers(text: str) -> set[int]:
        return set(placed_numbers(words(text))[0].tolist())

    assert numbers("rose 3 points") == numbers("it rose 3")
    assert not numbers("rose 3 points") & numbers("fell 3 points")


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=6))
def test_places_of_parts_follow_each_other(parts: list[tuple[int, int]]) -> None:
    begin, counts = np.array(parts, np.int64).reshape(-1, 2).T
    assert spans(begin, counts).tolist() == [
        at for first, count in parts for at in range(first, first + count)
    ]
    assert begins(counts).tolist() == [int(counts[:at].sum()) for at in range(len(counts))]


@given(TEXTS, st.data())
def test_words_of_some_texts_may_be_replaced(texts: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    other = [f"{text} more" for text, its in zip(texts, chosen, strict=True) if its]
    left = iter(other)
    wanted = [next(left) if its else text for text, its in zip(texts, chosen, strict=True)]
    found = words_of(texts).replaced(np.array(chosen, np.bool_), words_of(other))
    assert told(found) == told(words_of(wanted))


def told(said: Words) -> list[list[object]]:
    columns = (said.hashes, said.numbers, said.capitals, said.names, said.counts)
    return [column.tolist() for column in columns]
