"""One shard of the index: which earlier article does this one repeat.

Answers depend only on what was asked before, never on when: the same record again changes nothing, and an
article that turns up late but precedes others is voted to them as well. Time is the articles' own, in
segments (`domain/horizon.py`): a segment goes whole, with the journal's rows of its records.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from streams.domain.candidates import (
    ENTRIES_PER_KEY_MAX,
    earliest_hits,
    earliest_of_keys,
    marked,
    new_versions,
    paired,
    pairs_within,
    same_version,
    unpaired,
)
from streams.domain.entries import BLOCK_BITS, Entries, Segment
from streams.domain.evidence import alike, weigh
from streams.domain.horizon import Horizon
from streams.domain.keytable import KeyTable
from streams.domain.matching import KeysRecord, Match, Vote, joined
from streams.domain.row import article_of, precedes, same_id
from streams.domain.rule import SIMILAR_MIN, copies, match_of
from streams.domain.spans import Places
from streams.domain.verdict import earliest


@dataclass(frozen=True, slots=True, eq=False)
class _Inserted:
    """What inserting a record found: hits as pairs of its rows and slots, and which of its rows are new.

    `slot_of` has the slot of each row, -1 where it is not kept; `owners` the row of each key.
    """

    owners: Places
    rows: Places
    slots: Places
    slot_of: Places
    new: NDArray[np.bool_]


class ShardIndex:
    """The articles of one shard in the last `window_ms` by received_ms, found by key.

    A record lies in the journal's row `row`; all of a row must be of one segment.
    """

    def __init__(self, shard: int, *, window_ms: int) -> None:
        self.shard, self.window_ms = shard, window_ms
        self._horizon = Horizon(window_ms)
        self._segments: dict[int, Segment] = {}
        self._entries, self._table = Entries(), KeyTable()

    def __len__(self) -> int:
        return self._entries.count

    @property
    def nbytes(self) -> int:
        """Return the bytes of entries and keys."""
        return self._entries.nbytes + self._table.nbytes

    def segment_of(self, record: KeysRecord) -> int:
        """Return the segment that a record belongs to: that of its latest article."""
        return self._horizon.segment_of(int(record.rows["received_ms"].max()))

    def answer(self, record: KeysRecord, row: int) -> list[Vote]:
        """Insert the record and return a vote for each of its articles, in order.

        Late votes follow: to articles already here that a newcomer precedes and matches.
        """
        number = self._segment(int(record.rows["received_ms"].max()), row)
        inserted = self._insert(record, np.full(len(record), number))
        places, slots = self._candidates(record, inserted)
        answers: list[Match | None] = [None] * len(record)
        late: list[Vote] = []
        held = self._entries.at(slots)
        near = alike(record.rows[places], held["row"], similar_min=SIMILAR_MIN)
        if near.any():
            places, slots, held = places[near], slots[near], held[near]
            rows = places.tolist()
            outside = ~np.isin(slots, inserted.slot_of[inserted.slot_of >= 0])
            for pair, match, earlier in self._matches(record, places, held):
                if earlier:
                    answers[rows[pair]] = earliest(answers[rows[pair]], match)
                elif outside[pair]:
                    late.append(self._vote(held["row"][pair], int(held["asker"][pair]), match, late=True))
        own = zip(record.rows, record.askers.tolist(), answers, strict=True)
        return [self._vote(row, asker, match) for row, asker, match in own] + late

    def _matches(
        self, record: KeysRecord, at: Places, entries: NDArray[np.void]
    ) -> Iterator[tuple[int, Match, bool]]:
        """Yield which pairs are copies, the match each makes, and whether the one held is the original."""
        rows, held = record.rows[at], entries["row"]
        earlier = precedes(held, rows)
        older, newer = held.copy(), rows.copy()
        older[~earlier], newer[~earlier] = rows[~earlier], held[~earlier]
        partitions = np.where(earlier, entries["asker"], record.askers[at])
        evidence = weigh(newer, older)
        near = newer["received_ms"] - older["received_ms"] <= self.window_ms
        for pair in np.flatnonzero(copies(evidence) & near).tolist():
            yield (
                pair,
                match_of(evidence, pair, older[pair], partition=int(partitions[pair])),
                bool(earlier[pair]),
            )

    def fold(self, rows: Sequence[tuple[int, KeysRecord]]) -> None:
        """Insert the journal's rows without answering; the more at once, the less each costs."""
        sizes = np.array([len(record) for _, record in rows])
        record = joined([record for _, record in rows])
        latest = np.maximum.reduceat(record.rows["received_ms"], np.cumsum(sizes) - sizes)
        numbers = [
            self._segment(time_ms, row) for time_ms, (row, _) in zip(latest.tolist(), rows, strict=True)
        ]
        self._insert(record, np.repeat(numbers, sizes))

    def expired(self) -> list[int]:
        """Return the journal's rows all of whose articles have left the window, and forget them."""
        gone = [self._segments.pop(number) for number in self._horizon.gone()]
        for segment in gone:
            self._entries.drop(segment)
        if gone:
            self._table.drop(self._entries.alive, BLOCK_BITS)
        return sorted(chain.from_iterable(segment.journalled for segment in gone))

    def _segment(self, latest_ms: int, row: int) -> int:
        """Return the segment of a record whose latest article is of this time; it is written to now."""
        number = self._horizon.note(latest_ms)
        self._segments.setdefault(number, Segment()).journalled.add(row)
        return number

    def _insert(self, record: KeysRecord, numbers: Places) -> _Inserted:
        """Keep what is new of the record, each row in the segment numbered beside it."""
        owners = np.repeat(np.arange(len(record)), record.counts)
        places, slots = self._table.find(record.keys)
        held = self._entries.at(slots)["row"]
        chosen, surplus, before = earliest_hits(record, owners, places, held)
        if len(surplus):
            self._table.forget(record.keys[places[surplus]], slots[surplus])
        rows, slots, held = owners[places[chosen]], slots[chosen], held[chosen]
        same = same_version(held, record.rows[rows])
        slot_of = np.full(len(record), -1, np.int64)
        slot_of[rows[same]] = slots[same]
        room = marked(len(record), owners[before < ENTRIES_PER_KEY_MAX])
        first = new_versions(record, unknown=slot_of < 0, kept=room)
        kept = earliest_of_keys(record, owners, marked(len(record), first)[owners], before)
        new = marked(len(record), owners[kept])
        for number in np.unique(numbers[new]).tolist():
            at = np.flatnonzero(new & (numbers == number))
            slot_of[at] = self._entries.add(self._segments[number], record.rows[at], record.askers[at])
        self._table.add(record.keys[kept], slot_of[owners[kept]].astype(np.uint32))
        others = ~same_id(held, record.rows[rows])
        return _Inserted(owners, rows[others], slots[others].astype(np.int64), slot_of, new)

    def _candidates(self, record: KeysRecord, inserted: _Inserted) -> tuple[Places, Places]:
        """Return the pairs to compare, each once, in order: the record's row, and the slot of another."""
        within, others = pairs_within(record, inserted.owners, inserted.new)
        hits = paired(inserted.rows, inserted.slots)
        return unpaired(np.union1d(hits, paired(within, inserted.slot_of[others])))

    def _vote(self, row: np.void, asker: int, match: Match | None, *, late: bool = False) -> Vote:
        return Vote(
            article=article_of(row),
            text_hash=int(row["text_hash"]),
            received_ms=int(row["received_ms"]),
            shard=self.shard,
            asker=asker,
            match=match,
            late=late,
        )
