"""Questions are split by shard and packed in order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.matching import ARTICLES_PER_RECORD_MAX, KeysRecord, Question, questions
from streams.domain.row import article_of, offset_of, precedes, same_id
from streams.domain.sketch import shard_of, sign
from tests.builders import a_text

SIGNATURE = sign(title="", text=a_text(1))


def a_question(n: int = 1, received_ms: int = 0) -> Question:
    return Question(f"{n:032x}", received_ms, SIGNATURE, SIGNATURE.keys, n % 2**40)


@given(shards=st.integers(1, 64))
def test_every_key_is_asked_of_the_shard_that_holds_it_and_of_no_other(shards: int) -> None:
    asked = questions("a" * 32, received_ms=5, signature=SIGNATURE, shards=shards, raw_offset=0)
    assert sorted(key for q in asked.values() for key in q.keys.tolist()) == SIGNATURE.keys.tolist()
    for shard, question in asked.items():
        assert (shard_of(question.keys, shards) == shard).all()
        assert len(question.keys)


def test_a_record_holds_what_was_asked_in_order() -> None:
    high = f"{2**128 - 3:032x}"
    record = KeysRecord.of(
        [(9, a_question(1, 10)), (7, Question(high, 20, SIGNATURE, SIGNATURE.keys[:2], 5))]
    )
    assert len(record) == 2
    assert record.askers.tolist() == [9, 7]
    assert [article_of(row) for row in record.rows] == [f"{1:032x}", high]
    assert record.rows["received_ms"].tolist() == [10, 20]
    assert [offset_of(row) for row in record.rows] == [1, 5]
    for name in ("text_hash", "whole", "numbers", "names", "shingles", "sketch"):
        assert np.array_equal(record.rows[name][0], getattr(SIGNATURE, name)), name
    assert record.counts.tolist() == [len(SIGNATURE.keys), 2]
    assert record.keys.tolist() == [*SIGNATURE.keys.tolist(), *SIGNATURE.keys[:2].tolist()]


@pytest.mark.parametrize("count", [0, ARTICLES_PER_RECORD_MAX + 1])
def test_a_record_of_none_or_too_many_is_a_bug(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 32"):
        KeysRecord.of([(0, a_question(n)) for n in range(count)])


def test_records_are_equal_by_what_they_hold() -> None:
    assert KeysRecord.of([(0, a_question())]) == KeysRecord.of([(0, a_question())])
    assert KeysRecord.of([(0, a_question())]) != KeysRecord.of([(1, a_question())])
    assert KeysRecord.of([(0, a_question())]) != KeysRecord.of([(0, a_question(2))])
    assert KeysRecord.of([(0, a_question())]) != "a record"


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2**128 - 1) | st.integers(0, 3)), min_size=2, max_size=6
    )
)
def test_rows_are_ordered_as_time_and_id_are(articles: list[tuple[int, int]]) -> None:
    rows = KeysRecord.of([(0, a_question(n, received_ms)) for received_ms, n in articles]).rows
    for at, one in enumerate(articles):
        others = np.repeat(rows[at : at + 1], len(rows))
        assert precedes(others, rows).tolist() == [one < other for other in articles]
        assert same_id(others, rows).tolist() == [one[1] == other[1] for other in articles]
