"""One shard of the index: which earlier article does this one repeat.

Answers depend only on what was asked before, never on when: the same record again changes nothing, and an
article that turns up late but precedes others is voted to them as well. Time is the articles' own, in
segments of a sixteenth of the window: a segment goes whole, with the journal offsets of its records, one
segment after the last moment that anything in it could be matched.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.candidates import earliest_hits, marked, new_versions, paired, pairs_within, unpaired
from streams.domain.entries import BLOCK_BITS, Entries, Segment
from streams.domain.keytable import KeyTable, Places
from streams.domain.matching import KeysRecord, Match, Vote, article_of, precedes, same_id
from streams.domain.rule import copies, match_of, weigh
from streams.domain.verdict import earliest

SEGMENTS_PER_WINDOW = 16
OLD_SEGMENTS_MAX = 16


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """Pairs of a record's row and the slot of an entry that shares a key with it, each once and in order.

    `own` are slots of the record's rows.
    """

    rows: Places
    slots: Places
    own: Places


class ShardIndex:
    """The articles of one shard in the last `window_ms` by received_ms, found by key."""

    def __init__(self, shard: int, *, window_ms: int) -> None:
        self.shard, self.window_ms = shard, window_ms
        self._segment_ms = max(1, window_ms // SEGMENTS_PER_WINDOW)
        self._segments: dict[int, Segment] = {}
        self._entries, self._table = Entries(), KeyTable()
        self._latest_ms = -(2**62)

    def __len__(self) -> int:
        return self._entries.count

    def answer(self, record: KeysRecord, offset: int) -> list[Vote]:
        """Insert the record, journalled at `offset`, and return a vote for each of its articles, in order.

        Late votes follow: to articles already here that a newcomer precedes and matches.
        """
        candidates = self._insert(record, offset)
        answers: list[Match | None] = [None] * len(record)
        late: list[Vote] = []
        if len(candidates.rows):
            rows, held = candidates.rows.tolist(), self._entries.at(candidates.slots)
            outside = ~np.isin(candidates.slots, candidates.own)
            for pair, match, earlier in self._matches(record, candidates.rows, held):
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

    def fold(self, record: KeysRecord, offset: int) -> None:
        """Insert the record without answering: recovery from the journal."""
        self._insert(record, offset)

    def expired(self) -> list[int]:
        """Return the journal offsets all of whose articles have left the window, and forget them."""
        gone = self._old()
        if not gone:
            return []
        offsets: list[int] = []
        for number in gone:
            segment = self._segments.pop(number)
            self._entries.drop(segment)
            offsets.extend(segment.offsets)
        self._table.drop(self._entries.alive, BLOCK_BITS)
        return sorted(offsets)

    def _old(self) -> list[int]:
        """Return the segments to drop.

        One that is written to, though its time is over, belongs to a backfill: it stays while it is in use,
        and of such ones the last sixteen.
        """
        reach = self._latest_ms - self.window_ms
        old = [number for number in self._segments if (number + 2) * self._segment_ms <= reach]
        idle_ms = self._latest_ms - self._segment_ms
        idle = [number for number in old if self._segments[number].touched_ms <= idle_ms]
        return idle if len(old) - len(idle) <= OLD_SEGMENTS_MAX else old[:-OLD_SEGMENTS_MAX]

    def _insert(self, record: KeysRecord, offset: int) -> _Candidates:
        """Keep what is new of the record, and return what its articles share a key with."""
        segment = self._segment(record, offset)
        owners = np.repeat(np.arange(len(record)), record.counts)
        places, slots = self._table.find(record.keys)
        held = self._entries.at(slots)["row"]
        chosen, full = earliest_hits(record, owners, places, held)
        rows, slots, held = owners[places[chosen]], slots[chosen], held[chosen]
        same_article = same_id(held, record.rows[rows])
        same = same_article & (held["text_hash"] == record.rows["text_hash"][rows])
        slot_of = np.full(len(record), -1, np.int64)
        slot_of[rows[same]] = slots[same]
        new = new_versions(record, unknown=slot_of < 0, kept=marked(len(record), owners[~full]))
        if len(new):
            slot_of[new] = self._entries.add(segment, record.rows[new], record.askers[new])
            kept = marked(len(record), new)[owners] & ~full
            self._table.add(record.keys[kept], slot_of[owners[kept]].astype(np.uint32))
        within, others = pairs_within(record, owners, marked(len(record), new))
        pairs = np.union1d(paired(rows[~same_article], slots[~same_article]), paired(within, slot_of[others]))
        return _Candidates(*unpaired(pairs), slot_of[slot_of >= 0])

    def _segment(self, record: KeysRecord, offset: int) -> Segment:
        """Return the segment of the record's latest article, as the last one written to."""
        latest_ms = int(record.rows["received_ms"].max())
        self._latest_ms = max(self._latest_ms, latest_ms)
        number = latest_ms // self._segment_ms
        segment = self._segments[number] = self._segments.pop(number, Segment())
        segment.touched_ms = self._latest_ms
        segment.offsets.add(offset)
        return segment

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
