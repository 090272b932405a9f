"""Whatever order the stages run in, and however often, the verdicts are those of one process.

A line of P raw partitions and S shards in memory, made of the domain's own functions: sign asks, match
answers, decide concludes. hypothesis chooses which of them does its next step, when a partition's worker dies
and comes back at an unacknowledged record, and when a shard reads its questions again.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.article import Article, milliseconds
from streams.domain.deduplicate import Deduplicator
from streams.domain.index import ShardIndex
from streams.domain.matching import KeysRecord, Question, Vote, questions
from streams.domain.verdict import Arrival, Case, Decided, classify, correct, decide
from streams.wire.packed import (
    pack_decided,
    pack_keys,
    pack_votes,
    unpack_decided,
    unpack_keys,
    unpack_votes,
)
from tests.builders import START, a_text, an_article, signature_of

WINDOW_MS = 600_000
BLOCKS = [a_text(seed, words=40, names=3, numbers=2) for seed in range(7)]


@dataclass
class Pending:
    """A signed article at `offset`, waiting for its shards."""

    offset: int
    article: Article
    text_hash: int
    received_ms: int
    case: Case


@dataclass
class Partition:
    """A raw partition with its votes, and what its worker knows; `decided` outlives the worker."""

    raw: list[tuple[int, Article]] = field(default_factory=list)
    votes: list[bytes] = field(default_factory=list)
    next_raw: int = 0
    next_vote: int = 0
    settled: set[int] = field(default_factory=set)
    pending: dict[str, Pending] = field(default_factory=dict)
    decided: dict[str, bytes] = field(default_factory=dict)
    lives: int = 0

    def die(self) -> None:
        """Forget what is in memory; go on at the first record that was not acknowledged."""
        self.lives += 1
        self.pending.clear()
        self.next_raw = next((at for at in range(len(self.raw)) if at not in self.settled), len(self.raw))


class Line:
    """The whole stage, a step at a time."""

    def __init__(self, partitions: int, shards: int, random: Random) -> None:
        self.partitions = [Partition() for _ in range(partitions)]
        self.keys: list[list[bytes]] = [[] for _ in range(shards)]
        self.next_key = [0] * shards
        self.journal: list[dict[int, bytes]] = [{} for _ in range(shards)]
        self.indexes = [ShardIndex(shard, window_ms=WINDOW_MS) for shard in range(shards)]
        self.random = random

    def receive(self, offset: int, article: Article) -> None:
        """Put a raw record on its partition."""
        self.partitions[int(article.id, 16) % len(self.partitions)].raw.append((offset, article))

    def sign(self, number: int) -> bool:
        """Take up to three raw records up and ask about them, in packs."""
        partition, asked = self.partitions[number], dict[int, list[tuple[int, Question]]]()
        for at in range(partition.next_raw, min(partition.next_raw + 3, len(partition.raw))):
            offset, article = partition.raw[at]
            if article.id in partition.pending:
                break  # a later version waits for the earlier one's verdict
            partition.next_raw = at + 1
            row = partition.decided.get(article.id)
            known = unpack_decided(row) if row else None
            signature = signature_of(article)
            if classify(offset, signature.text_hash, known) is Arrival.REPEAT:
                partition.settled.add(at)
                continue
            received_ms = known.received_ms if known else milliseconds(article.received_at)
            to_ask = questions(
                article.id,
                received_ms=received_ms,
                signature=signature,
                shards=len(self.keys),
                raw_offset=offset,
            )
            case = Case(sum(1 << shard for shard in to_ask))
            partition.pending[article.id] = Pending(offset, article, signature.text_hash, received_ms, case)
            for shard, question in to_ask.items():
                asked.setdefault(shard, []).append((number, question))
        for shard, packed in asked.items():
            self.keys[shard].append(pack_keys(KeysRecord.of(packed)))
        return bool(asked)

    def match(self, shard: int) -> bool:
        """Answer the shard's next packed record."""
        offset = self.next_key[shard]
        if offset == len(self.keys[shard]):
            return False
        self.next_key[shard] += 1
        self.journal[shard][offset] = self.keys[shard][offset]
        by_asker: dict[int, list[Vote]] = {}
        for vote in self.indexes[shard].answer(unpack_keys(self.keys[shard][offset]), offset):
            by_asker.setdefault(vote.asker, []).append(vote)
        for asker, votes in by_asker.items():
            self.partitions[asker].votes.append(pack_votes(votes))
        return True

    def decide(self, number: int) -> bool:
        """Hear the partition's next packed votes."""
        partition = self.partitions[number]
        if partition.next_vote == len(partition.votes):
            return False
        packed = partition.votes[partition.next_vote]
        partition.next_vote += 1
        for vote in unpack_votes(packed):
            waiting = partition.pending.get(vote.article)
            if waiting and waiting.text_hash == vote.text_hash:
                waiting.case = waiting.case.hear(vote)
                if waiting.case.complete:
                    self._conclude(partition, waiting)
            elif vote.match and (row := partition.decided.get(vote.article)):
                after = correct(unpack_decided(row), vote.match, text_hash=vote.text_hash)
                if after:
                    partition.decided[vote.article] = pack_decided(after)
        return True

    def _conclude(self, partition: Partition, waiting: Pending) -> None:
        row = partition.decided.get(waiting.article.id)
        after = decide(
            waiting.case,
            raw_offset=waiting.offset,
            text_hash=waiting.text_hash,
            received_ms=waiting.received_ms,
            decided=unpack_decided(row) if row else None,
        )
        partition.decided[waiting.article.id] = pack_decided(after)
        del partition.pending[waiting.article.id]
        self.settle(partition, next(i for i, (o, _) in enumerate(partition.raw) if o == waiting.offset))

    def settle(self, partition: Partition, at: int) -> None:
        """Acknowledge a raw record whose verdict is marked."""
        partition.settled.add(at)

    def lose_shard(self, shard: int) -> None:
        """Rebuild a shard's index from its journal, and answer again from an earlier record on."""
        self.indexes[shard] = ShardIndex(shard, window_ms=WINDOW_MS)
        for offset, packed in sorted(self.journal[shard].items()):
            self.indexes[shard].fold([(offset, unpack_keys(packed))])
        self.next_key[shard] = self.random.randrange(self.next_key[shard] + 1)

    def step(self) -> None:
        """Do one thing somewhere."""
        number = self.random.randrange(len(self.partitions))
        shard = self.random.randrange(len(self.keys))
        choice = self.random.random()
        if choice < 0.4:
            self.sign(number)
        elif choice < 0.7:
            self.match(shard)
        elif choice < 0.95:
            self.decide(number)
        elif choice < 0.98:
            self.partitions[number].die()
        else:
            self.lose_shard(shard)

    def drain(self) -> None:
        """Let everything finish, in a fixed order, without further accidents."""
        for _ in range(10_000):
            if not self.each() and all(len(p.settled) == len(p.raw) for p in self.partitions):
                return
        raise AssertionError("the line never came to rest")

    def each(self) -> bool:
        """Let every stage do a step, and return whether one had something to do."""
        numbers, shards = range(len(self.partitions)), range(len(self.keys))
        moved = [self.sign(n) for n in numbers] + [self.match(s) for s in shards]
        return any(moved + [self.decide(n) for n in numbers])

    def verdicts(self) -> dict[str, Decided]:
        """Return what the tables say in the end."""
        return {article: unpack_decided(row) for p in self.partitions for article, row in p.decided.items()}


@st.composite
def feeds(draw: st.DrawFn) -> list[Article]:
    """Articles of shared blocks, so that likeness is not transitive; some ids come again, changed or not."""
    count = draw(st.integers(2, 14))
    articles = []
    for n in range(count):
        blocks = draw(st.lists(st.integers(0, len(BLOCKS) - 1), min_size=1, max_size=4))
        articles.append(
            an_article(
                draw(st.integers(0, n)),
                title="A headline",
                text="\n\n".join(BLOCKS[block] for block in blocks),
                received_at=START + timedelta(seconds=draw(st.integers(0, WINDOW_MS // 1000))),
            )
        )
    return articles


def the_oracle(feed: list[Article], shards: int) -> dict[str, Decided]:
    oracle, verdicts = Deduplicator(WINDOW_MS, shards), dict[str, Decided]()
    for offset, article in enumerate(feed):
        oracle.take(article, offset, signature_of(article))
    for article in feed:
        verdicts[article.id] = oracle.decided(article.id)
    return verdicts


def public(verdicts: dict[str, Decided]) -> dict[str, object]:
    """Return what consumers see of verdicts; `rev` counts how often one changed, which order may.

    Offsets number the feed, so a match is also of the same text, and a revision one of the same version,
    whichever partition that is in.
    """
    return {
        article: (
            match and (match.claim, match.original_offset),
            *(v.revision, v.previous_offset, v.received_ms, v.text_hash),
        )
        for article, v in verdicts.items()
        for match in [v.duplicate_of]
    }


def driven(line: Line, feed: list[Article], steps: int) -> dict[str, Decided]:
    """Return what a line decides of a feed after so many steps at random, and then all that are left."""
    for offset, article in enumerate(feed):
        line.receive(offset, article)
    for _ in range(steps):
        line.step()
    line.drain()
    return line.verdicts()


def claims(verdicts: dict[str, Decided]) -> dict[str, object]:
    """Return which original each article has, and on what evidence."""
    return {article: v.duplicate_of and v.duplicate_of.claim for article, v in verdicts.items()}


@settings(max_examples=120, deadline=None)
@given(
    feed=feeds(),
    partitions=st.integers(1, 16),
    shards=st.integers(1, 8),
    steps=st.integers(0, 300),
    seed=st.integers(0, 2**32),
)
def test_any_interleaving_gives_the_verdicts_of_one_process(
    feed: list[Article], partitions: int, shards: int, steps: int, seed: int
) -> None:
    line = Line(partitions, shards, Random(seed))
    assert public(driven(line, feed, steps)) == public(the_oracle(feed, shards))


@settings(max_examples=40, deadline=None)
@given(feed=feeds(), data=st.data())
def test_the_order_of_arrival_changes_no_verdict(feed: list[Article], data: st.DataObject) -> None:
    """Articles that come once each may come in any order: the earliest of copies is always the original."""
    once = list({article.id: article for article in feed}.values())
    again = data.draw(st.permutations(once))
    one, other = the_oracle(once, 4), the_oracle(again, 4)
    assert claims(one) == claims(other)


@settings(max_examples=40, deadline=None)
@given(feed=feeds())
def test_nothing_copies_itself_and_no_two_suppress_each_other(feed: list[Article]) -> None:
    verdicts = the_oracle(feed, 4)
    for article, verdict in verdicts.items():
        match = verdict.duplicate_of
        if match:
            assert match.original != article
            assert match.precedence < (verdict.received_ms, article)


@settings(max_examples=40, deadline=None)
@given(feed=feeds(), shards=st.integers(1, 16))
def test_the_number_of_shards_changes_no_verdict(feed: list[Article], shards: int) -> None:
    assert public(the_oracle(feed, shards)) == public(the_oracle(feed, 1))
