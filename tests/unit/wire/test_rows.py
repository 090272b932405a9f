"""A row of the journal holds many packed records as one."""

import pytest

from streams.domain.matching import KeysRecord, Question, joined
from streams.domain.sketch import sign
from streams.errors import Misconfigured, Rejected
from streams.wire.arrays import VERSION
from streams.wire.rows import ARTICLES_PER_ROW_MAX, pack_row, unpack_row
from tests.builders import a_text


def records(count: int, articles: int) -> list[KeysRecord]:
    signature = sign(title="", text=a_text(1))
    ids = iter(f"{n:032x}" for n in range(count * articles))
    return [
        KeysRecord.of([(3, Question(next(ids), 5, signature, signature.keys, 0)) for _ in range(articles)])
        for _ in range(count)
    ]


@pytest.mark.parametrize(("count", "articles"), [(1, 1), (1, 32), (60, 1), (31, 32)])
def test_a_row_comes_back_with_all_its_questions_in_order(count: int, articles: int) -> None:
    some = records(count, articles)
    assert unpack_row(pack_row(some)) == joined(some)


def test_the_largest_row_is_smaller_than_what_kafka_takes() -> None:
    assert len(pack_row(records(ARTICLES_PER_ROW_MAX, 1))) < 900_000


def test_a_row_of_another_release_or_cut_short_is_no_row() -> None:
    packed = pack_row(records(2, 2))
    with pytest.raises(Misconfigured):
        unpack_row(bytes([VERSION + 1]) + packed[1:])
    with pytest.raises(Rejected):
        unpack_row(packed[:-1])
