"""A shard's answers: who is matched to whom, in whatever order they ask, and what is forgotten when."""

from datetime import timedelta
from itertools import cycle, islice, takewhile
from random import Random
from typing import TypeVar

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from streams.domain.article import Article, milliseconds
from streams.domain.candidates import ENTRIES_PER_KEY_MAX
from streams.domain.horizon import OLD_SEGMENTS_MAX, SEGMENTS_PER_WINDOW
from streams.domain.index import ShardIndex
from streams.domain.matching import KeysRecord, Question, Vote, joined
from tests.bench.state import WINDOW_MS as BENCH_WINDOW_MS
from tests.bench.state import MadeUp
from tests.builders import START, a_text, an_article, signature_of

HOUR_MS = 3_600_000
WINDOW_MS = 16 * HOUR_MS
STORY = a_text(1)
SHORT = [a_text(seed, words=40, names=3, numbers=2) for seed in range(7)]
T = TypeVar("T")


def asked(*articles: Article, asker: int = 0) -> KeysRecord:
    packed = []
    for article in articles:
        signature = signature_of(article)
        question = Question(
            article.id, milliseconds(article.received_at), signature, signature.keys, int(article.id, 16)
        )
        packed.append((asker, question))
    return KeysRecord.of(packed)


def a_copy(n: int, *, hours: float = 0, text: str = STORY) -> Article:
    return an_article(n, text=text, received_at=START + timedelta(hours=hours, seconds=n))


def an_index(window_ms: int = WINDOW_MS) -> ShardIndex:
    return ShardIndex(3, window_ms=window_ms)


def portions(items: list[T], sizes: list[int]) -> list[list[T]]:
    """Return the items in order in lists of these sizes, over and over."""
    left, taken = iter(items), cycle(sizes)
    return list(takewhile(bool, (list(islice(left, next(taken))) for _ in range(len(items) + 1))))


def originals(votes: list[Vote]) -> list[int | None]:
    return [int(vote.match.original, 16) if vote.match else None for vote in votes]


def test_every_article_of_a_record_gets_a_vote_in_order() -> None:
    votes = an_index().answer(asked(a_copy(2, text=a_text(2)), a_copy(5, text=a_text(5)), asker=7), 0)
    assert [int(vote.article, 16) for vote in votes] == [2, 5]
    assert [(vote.shard, vote.asker, vote.match, vote.late) for vote in votes] == [(3, 7, None, False)] * 2


def test_a_copy_is_voted_to_the_earliest_of_those_before_it() -> None:
    index = an_index()
    for offset, n in enumerate((4, 2, 3)):
        index.answer(asked(a_copy(n)), offset)
    assert originals(index.answer(asked(a_copy(9)), 3)) == [2]


def test_copies_in_one_record_are_matched_to_each_other() -> None:
    votes = an_index().answer(asked(a_copy(3), a_copy(1), a_copy(2)), 0)
    assert originals(votes) == [1, None, 1]
    assert not any(vote.late for vote in votes)


def test_of_two_received_at_once_the_smaller_id_is_the_original() -> None:
    index = an_index()
    same = {"text": STORY, "received_at": START}
    assert originals(index.answer(asked(an_article(1, **same)), 0)) == [None]
    assert originals(index.answer(asked(an_article(2, **same)), 1)) == [1]


def test_an_article_that_turns_up_late_is_voted_to_those_that_it_precedes() -> None:
    """Their askers, not the newcomer's, must hear of it."""
    index = an_index()
    index.answer(asked(a_copy(5), asker=1), 0)
    index.answer(asked(a_copy(6), asker=2), 1)
    own, *late = index.answer(asked(a_copy(4), asker=9), 2)
    assert own.match is None
    assert sorted((int(v.article, 16), v.asker, v.late) for v in late) == [(5, 1, True), (6, 2, True)]
    assert originals(late) == [4, 4]


def test_an_article_is_never_matched_to_itself_nor_to_another_version_of_it() -> None:
    index = an_index()
    assert originals(index.answer(asked(a_copy(1)), 0)) == [None]
    assert originals(index.answer(asked(a_copy(1)), 1)) == [None]
    assert originals(index.answer(asked(a_copy(1, text=STORY + " Corrected.")), 2)) == [None]
    assert len(index) == 2


def test_the_same_record_again_changes_nothing_and_is_answered_alike() -> None:
    """A crash before the votes were confirmed makes the record come again."""
    index = an_index()
    index.answer(asked(a_copy(5)), 0)
    record = asked(a_copy(4), a_copy(7), a_copy(8, text=a_text(8)))
    first, size = index.answer(record, 1), len(index)
    assert index.answer(record, 1) == first
    assert index.answer(record, 9) == first
    assert len(index) == size
    assert [vote.late for vote in first] == [False, False, False, True]


def test_the_same_version_twice_in_one_record_is_one_entry() -> None:
    index = an_index()
    votes = index.answer(asked(a_copy(1), a_copy(1)), 0)
    assert originals(votes) == [None, None]
    assert len(index) == 1


@given(
    texts=st.lists(st.integers(0, 6), min_size=1, max_size=60),
    cuts=st.lists(st.integers(1, 9), min_size=1),
    rows=st.lists(st.integers(1, 40), min_size=1),
)
@example(texts=[0] * 33, cuts=[1], rows=[1, 2])  # two at once where a key has room for one
def test_what_is_folded_from_rows_of_any_size_answers_as_what_was_asked(
    texts: list[int], cuts: list[int], rows: list[int]
) -> None:
    """A row holds many records, and many rows are folded at once, some articles twice, some keys hot."""
    asking, folding = an_index(), an_index()
    articles = [a_copy(n % 50, text=SHORT[text]) for n, text in enumerate(texts)]
    records = [asked(*some) for some in portions(articles, cuts)]
    for offset, record in enumerate(records):
        asking.answer(record, offset)
    in_rows = enumerate(joined(some) for some in portions(records, cuts[::-1]))
    for some in portions(list(in_rows), rows):
        folding.fold(some)
    question = asked(*(a_copy(n, hours=1, text=text) for n, text in enumerate(SHORT, start=60)))
    assert folding.answer(question, 99) == asking.answer(question, 99)
    assert len(folding) <= len(asking)


def test_a_row_that_lies_in_the_journal_twice_over_is_folded_once() -> None:
    """After a crash a row may hold again what is in one before it, and part of it in one after it."""
    records = [asked(a_copy(n, text=a_text(n))) for n in range(6)]
    index = an_index()
    index.fold([(0, joined(records[:4])), (2, joined(records[2:])), (3, records[3])])
    assert len(index) == 6
    index.answer(asked(a_copy(9, hours=40, text=a_text(9))), 9)
    assert index.expired() == [0, 2, 3]


def test_originals_are_looked_for_within_the_window_and_not_beyond() -> None:
    index = an_index()
    index.answer(asked(a_copy(0)), 0)
    at_the_edge = an_article(1, text=STORY, received_at=START + timedelta(milliseconds=WINDOW_MS))
    beyond = an_article(2, text=STORY, received_at=START + timedelta(milliseconds=WINDOW_MS + 1))
    assert originals(index.answer(asked(at_the_edge), 1)) == [0]
    assert originals(index.answer(asked(beyond), 2)) == [1]


def test_a_record_is_forgotten_once_all_of_it_has_left_the_window_and_not_before() -> None:
    index = an_index()
    index.answer(asked(a_copy(1), a_copy(2, hours=3, text=a_text(2))), 0)
    index.answer(asked(a_copy(3, hours=3 + 16, text=a_text(3))), 1)
    assert index.expired() == []
    index.answer(asked(a_copy(4, hours=3 + 16 + 3, text=a_text(4))), 2)
    assert index.expired() == [0]
    assert index.expired() == []
    assert len(index) == 2
    assert originals(index.answer(asked(a_copy(5, hours=3)), 3)) == [None]


def test_a_record_read_again_is_forgotten_under_both_of_its_offsets() -> None:
    """Packed anew after a crash, the same articles lie in the journal twice."""
    index = an_index()
    index.answer(asked(a_copy(1)), 0)
    index.answer(asked(a_copy(1)), 1)
    index.answer(asked(a_copy(2, hours=40, text=a_text(2))), 2)
    assert index.expired() == [0, 1]


def test_memory_stays_as_it_is_through_ten_windows() -> None:
    index, held, offsets = an_index(), [], 0
    for hour in range(160):
        index.answer(asked(*(a_copy(n, hours=hour, text=a_text(hour * 9 + n)) for n in range(3))), hour)
        offsets += len(index.expired())
        held.append(len(index))
    assert max(held) <= 3 * (16 + 3)
    assert len(set(held[40:])) <= 2
    assert offsets == 160 - max(held) // 3


def test_entries_bytes_and_journal_are_those_of_a_window_after_ten() -> None:
    """Thirty-two articles a row, a hundred rows a window, hot keys among them."""
    made, index = MadeUp(3_200), an_index(window_ms=BENCH_WINDOW_MS)
    rows, held = set[int](), dict[int, list[tuple[int, int, int]]]()
    for n in range(1_000):
        index.answer(made.questions(32)[3], n)
        rows |= {n}
        rows -= set(index.expired())
        held.setdefault(n // 100, []).append((len(index), index.nbytes, len(rows)))
    after_two = [max(figures) for figures in zip(*held[1], strict=True)]
    for window in range(2, 10):
        for most, figures in zip(after_two, zip(*held[window], strict=True), strict=True):
            assert max(figures) <= 1.15 * most


def test_a_backfill_finds_its_copies_while_live_articles_go_on() -> None:
    """What is older than the window is held for as long as more of its time comes in."""
    index = an_index()
    index.answer(asked(a_copy(1, hours=1_000, text=a_text(1_000))), 0)
    for n in range(2, 60):
        index.answer(asked(a_copy(n, hours=n, text=a_text(n))), n)
        assert index.expired() == []
        votes = index.answer(asked(a_copy(100 + n, hours=n, text=a_text(n))), 100 + n)
        assert originals(votes) == [n]
        if n == OLD_SEGMENTS_MAX:
            break


def test_a_backfill_of_any_length_holds_a_bounded_part_of_it() -> None:
    index = an_index()
    index.answer(asked(a_copy(1, hours=5_000, text=a_text(1_000))), 0)
    gone: list[int] = []
    for n in range(2, 100):
        index.answer(asked(a_copy(n, hours=n, text=a_text(n))), n)
        gone += index.expired()
    assert gone == list(range(2, 100 - OLD_SEGMENTS_MAX))
    assert len(index) == OLD_SEGMENTS_MAX + 1


def test_a_key_keeps_its_earliest_entries_alone() -> None:
    """A story in two hundred outlets is legitimate; it must not make its two hundred and first slow."""
    index = an_index()
    for n in range(100):
        assert originals(index.answer(asked(a_copy(n)), n)) == [0 if n else None]
    assert len(index) == ENTRIES_PER_KEY_MAX


def test_an_earlier_article_gets_into_a_full_key() -> None:
    index = an_index()
    for n in range(1, 60):
        index.answer(asked(a_copy(n)), n)
    own, *late = index.answer(asked(a_copy(0)), 60)
    assert own.match is None
    assert originals(late) == [0] * len(late)
    assert len(late) == ENTRIES_PER_KEY_MAX
    assert originals(index.answer(asked(a_copy(70)), 61)) == [0]


def test_a_key_that_gets_ever_earlier_articles_lets_the_later_ones_go() -> None:
    """A backfill may come newest first; what it costs must not grow with what came before."""
    index = an_index()
    for n in range(300, 0, -1):
        index.answer(asked(a_copy(n)), n)
    _, slots = index._table.find(signature_of(a_copy(1)).keys[:1])
    assert len(slots) <= ENTRIES_PER_KEY_MAX + 1
    assert originals(index.answer(asked(a_copy(500)), 500)) == [1]


def test_copies_in_any_packing_and_order_are_all_led_to_the_first() -> None:
    for seed in range(10):
        random, index = Random(seed), an_index()
        order = list(range(12))
        random.shuffle(order)
        last: dict[int, int | None] = {}
        offset = 0
        while order:
            pack = [order.pop() for _ in range(min(len(order), random.randrange(1, 5)))]
            for vote in index.answer(asked(*(a_copy(n) for n in pack)), offset):
                named = int(vote.match.original, 16) if vote.match else None
                article = int(vote.article, 16)
                known = last.get(article)
                last[article] = named if known is None else min(known, named if named is not None else known)
            offset += 1
        assert last == {n: 0 if n else None for n in range(12)}


def test_a_segment_is_a_sixteenth_of_the_window() -> None:
    """So that what is held beyond the window is little."""
    assert SEGMENTS_PER_WINDOW == 16
    assert np.isclose(WINDOW_MS / SEGMENTS_PER_WINDOW, HOUR_MS)


def test_a_match_says_where_the_originals_text_stands_whichever_of_the_two_came_first() -> None:
    """It is read back from there, so it must be the original's place and not the copy's."""
    places = {}
    for order in ((1, 2), (2, 1)):
        index = an_index()
        votes = [vote for n in order for vote in index.answer(asked(a_copy(n), asker=n), n)]
        (match,) = (vote.match for vote in votes if vote.match)
        places[order] = match.original_partition, match.original_offset
    assert places == {(1, 2): (1, 1), (2, 1): (1, 1)}


def test_a_record_is_of_the_segment_of_its_latest_article() -> None:
    """Its journal row goes with that segment, and must not before its last article does."""
    index = ShardIndex(0, window_ms=WINDOW_MS)
    alone, last = asked(a_copy(1)), asked(a_copy(2, hours=9))
    assert index.segment_of(asked(a_copy(2, hours=9), a_copy(1))) == index.segment_of(last)
    assert index.segment_of(last) > index.segment_of(alone)
