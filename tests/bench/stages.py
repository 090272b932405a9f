"""What each function of the line costs by itself: CPU milliseconds an article, in one process.

As in a rush, 128 texts are signed at once, 32 articles go to a keys record, 64 votes to a votes record.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from streams.domain.article import Article, RawArticle, milliseconds
from streams.domain.cleaning import clean
from streams.domain.entities import EnrichedArticle, enriched, mention_records, model_input
from streams.domain.index import ShardIndex
from streams.domain.matching import (
    ARTICLES_PER_RECORD_MAX,
    VOTES_PER_RECORD_MAX,
    KeysRecord,
    Question,
    questions,
)
from streams.domain.mention import ModelInput, Named
from streams.domain.sketch import Signature, sign_all
from streams.domain.verdict import Case, Decided, decide
from streams.nlp import frames
from streams.nlp.pipelines import Pipelines
from streams.settings import settings
from streams.topic import HOUR_MS
from streams.topics import Stage
from streams.wire.codec import decode_article, decode_raw, encode
from streams.wire.headers import child, headers
from streams.wire.packed import pack_decided, pack_keys, pack_votes, unpack_keys, unpack_votes

T = TypeVar("T")
SHARDS, SIGNED_AT_ONCE = 4, 128
WINDOW_MS = 72 * HOUR_MS


class Clock:
    """Adds up the CPU seconds of each stage."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, float] = {}

    def run(self, stage: str, work: Callable[[], T]) -> T:
        """Return what the work returns, its CPU time put down to the stage."""
        began = time.process_time()
        result = work()
        self.cpu_s[stage] = self.cpu_s.get(stage, 0.0) + time.process_time() - began
        return result


def measured(articles: Sequence[RawArticle]) -> dict[str, float]:
    """Return CPU milliseconds an article of each stage, in the order of the line.

    The first half only fills the index, so that the second is looked up among as many.
    """
    half = len(articles) // 2
    indexes = [ShardIndex(shard, window_ms=WINDOW_MS) for shard in range(SHARDS)]
    _dedup(Clock(), [encode(article) for article in articles[:half]], indexes)
    clock, measured_ones = Clock(), articles[half:]
    unique = _dedup(clock, [encode(article) for article in measured_ones], indexes)
    _enrich(Clock(), unique[:64])
    _enrich(clock, unique)
    return {stage: 1000 * seconds / len(measured_ones) for stage, seconds in clock.cpu_s.items()}


def _dedup(clock: Clock, payloads: Sequence[bytes], indexes: Sequence[ShardIndex]) -> list[bytes]:
    """Return the records of the unique topic."""
    raws = clock.run("decode", lambda: [decode_raw(payload) for payload in payloads])
    articles = clock.run("clean", lambda: [clean(raw, body=raw.text or "") for raw in raws])
    signatures = clock.run("sign", lambda: _signatures(articles))
    asked = clock.run(
        "ask",
        lambda: [
            questions(
                a.id, received_ms=milliseconds(a.received_at), signature=s, shards=SHARDS, raw_offset=at
            )
            for at, (a, s) in enumerate(zip(articles, signatures, strict=True))
        ],
    )
    packed = clock.run("ask", lambda: _keys(asked))
    votes = clock.run("match", lambda: list(_votes(packed, indexes)))
    cases = {a.id: Case(sum(1 << shard for shard in q)) for a, q in zip(articles, asked, strict=True)}
    verdicts = clock.run("decide", lambda: _verdicts(cases, votes, articles))
    return clock.run("publish, dedup", lambda: [_published(a) for a in articles if not verdicts[a.id].match])


def _signatures(articles: Sequence[Article]) -> list[Signature]:
    packs = _packs([(article.title, article.text) for article in articles], SIGNED_AT_ONCE)
    return [signature for some in packs for signature in sign_all(some)]


def _keys(asked: Sequence[dict[int, Question]]) -> list[tuple[int, bytes]]:
    packed = []
    for shard in range(SHARDS):
        here = (questions[shard] for questions in asked if shard in questions)
        packed += [
            (shard, pack_keys(KeysRecord.of([(0, question) for question in some])))
            for some in _packs(here, ARTICLES_PER_RECORD_MAX)
        ]
    return packed


def _votes(packed: Sequence[tuple[int, bytes]], indexes: Sequence[ShardIndex]) -> Iterator[bytes]:
    votes = (
        vote
        for offset, (shard, keys) in enumerate(packed)
        for vote in indexes[shard].answer(unpack_keys(keys), offset)
    )
    yield from (pack_votes(some) for some in _packs(votes, VOTES_PER_RECORD_MAX))


def _verdicts(
    cases: dict[str, Case], votes: Iterable[bytes], articles: Sequence[Article]
) -> dict[str, Decided]:
    for packed in votes:
        for vote in unpack_votes(packed):
            if vote.article in cases:
                cases[vote.article] = cases[vote.article].hear(vote)
    verdicts = {}
    for offset, article in enumerate(articles):
        verdict = decide(
            cases[article.id], raw_offset=offset, text_hash=0,
            received_ms=milliseconds(article.received_at), decided=None,
        )  # fmt: skip
        pack_decided(verdict)
        verdicts[article.id] = verdict
    return verdicts


def _published(article: Article) -> bytes:
    trace = child(None, f"dedup {article.id}")
    headers(type="unique", source=f"newswire/{Stage.DEDUP}", id=article.id, traceparent=trace)
    return encode(article)


def _enrich(clock: Clock, records: Sequence[bytes]) -> None:
    pipelines, batch = Pipelines(settings().spacy_model), settings().enrich_batch_articles
    articles = clock.run("decode, enrich", lambda: [decode_article(record) for record in records])
    for some in _packs(articles, batch):
        inputs = clock.run("NER", partial(_inputs, some))
        found = clock.run("NER", partial(pipelines.read_whole, inputs))
        clock.run("pipe to the model", partial(_piped, inputs, found))
        results = clock.run("join", partial(_joined, some, found))
        clock.run("publish, enrich", partial(_published_with_mentions, results))


def _inputs(articles: Sequence[Article]) -> list[ModelInput]:
    return [model_input(article) for article in articles]


def _piped(inputs: Sequence[ModelInput], found: Sequence[Named]) -> tuple[bytes, bytes]:
    return frames.packed(frames.of_inputs(inputs)), frames.packed(frames.of_named(found))


def _joined(articles: Sequence[Article], found: Sequence[Named]) -> list[EnrichedArticle]:
    return [enriched(article, named) for article, named in zip(articles, found, strict=True)]


def _published_with_mentions(articles: Sequence[EnrichedArticle]) -> list[bytes]:
    records = []
    for article in articles:
        trace = child(None, article.id)
        about = partial(headers, source=f"newswire/{Stage.ENRICH}", traceparent=trace)
        records.append(encode(article))
        about(type="enriched", id=article.id)
        for mention in mention_records(article):
            about(type="mentions", id=f"{article.id}.{mention.entity_id}")
            records.append(encode(mention))
    return records


def _packs(items: Iterable[T], size: int) -> Iterator[list[T]]:
    items = iter(items)
    while pack := list(islice(items, size)):
        yield pack
