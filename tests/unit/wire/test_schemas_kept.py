"""What the code writes, whatever it is about, keeps the schema of its topic."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.article import Article, RawArticle
from streams.domain.duplicate import DuplicateRecord
from streams.domain.entities import EnrichedArticle, MentionRecord
from streams.domain.revision import Change, RevisionRecord
from streams.domain.source_event import Happening, SourceEvent
from streams.errors import Reason, Rejected
from streams.topics import Stage
from streams.wire.codec import encode
from streams.wire.dead_letter import dead_letter_headers
from streams.wire.headers import headers, read
from tests.contracts import HEADERS_DEAD, HEADERS_EVENT, breaches

TYPES: dict[str, Any] = {
    "news.articles.unique.v1": Article,
    "news.articles.duplicates.v1": DuplicateRecord,
    "news.articles.revisions.v1": RevisionRecord,
    "news.sources.events.v1": SourceEvent,
    "news.articles.enriched.v1": EnrichedArticle,
    "news.entities.mentions.v1": MentionRecord,
}

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
words = st.text(min_size=1, max_size=12)
moments = st.datetimes(datetime(1970, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC))
shares = st.floats(0, 1)
counts = st.integers(1, 10**6)
listed = st.none() | st.fixed_dictionaries(
    {"added": st.lists(words, max_size=20), "removed": st.lists(words, max_size=20)}
)
extras = st.dictionaries(words, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words, max_size=3)
spans = st.lists(
    st.fixed_dictionaries({"start": st.integers(0, 10**6), "end": st.integers(1, 10**6), "text": words}),
    max_size=2,
)
entity_ids = st.from_regex(r"(person|org|place|group|country):[a-z-]{1,9}", fullmatch=True)
entities = {
    "label": st.sampled_from(["PERSON", "ORG", "LOC", "NORP"]),
    "name": words,
    "salience": shares,
    "count": st.integers(1, 9),
    "mentions": spans,
    "title_mentions": spans,
    "country": st.none() | st.sampled_from(["NO", "KP"]),
    "role": st.none() | words,
    "wikidata": st.none() | st.just("Q42"),
}
common = {
    "id": ids,
    "source": words,
    "title": st.text(max_size=20),
    "received_at": moments,
    "url": st.none() | words,
    "guid": st.none() | words,
    "published_at": st.none() | moments,
    "language": st.none() | st.just("en"),
    "authors": st.lists(words, max_size=2),
    "extra": extras,
}
article = {**common, "text": words, "revision": st.integers(1, 99)}
values: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "news.articles.unique.v1": article,
    "news.articles.enriched.v1": {
        **article,
        "model": words,
        "unread": st.none() | words,
        "read_until": st.none() | st.integers(0, 10**6),
        "entities": st.lists(st.fixed_dictionaries({"id": entity_ids, **entities}), max_size=2),
    },
    "news.entities.mentions.v1": {
        **{
            name: common[name]
            for name in ("source", "title", "url", "language", "published_at", "received_at")
        },
        **entities,
        "entity_id": entity_ids,
        "article_id": ids,
        "revision": st.integers(1, 99),
    },
    "news.articles.duplicates.v1": {
        "article_id": ids,
        "original_id": ids,
        "kind": st.sampled_from(["exact", "near", "contained_in"]),
        "rule": words,
        "jaccard": shares,
        "containment": shares,
        "numbers_agreeing": st.none() | shares,
        "seconds_behind": st.floats(0, 1e9),
        "received_at": moments,
        "rev": st.integers(0, 9),
        "revision": st.integers(1, 99),
        "source": st.none() | words,
        "url": st.none() | words,
        "title": st.none() | words,
        "passage": st.none()
        | st.fixed_dictionaries(
            {
                **dict.fromkeys(("words", "end", "original_end"), counts),
                **{name: st.integers(0, 10**6) for name in ("start", "original_start")},
                "excerpt": words,
            }
        ),
    },
    "news.sources.events.v1": {
        "id": ids,
        "source": words,
        "kind": st.sampled_from(Happening),
        "at": moments,
        "since": moments,
        "heard": st.integers(0, 10**6),
        **dict.fromkeys(("expected", "usual_per_day"), st.floats(0, 1e6)),
        "surprise": st.floats(-20, 1e6),
    },
    "news.articles.revisions.v1": {
        "article_id": ids,
        "revision": st.integers(2, 99),
        "previous_revision": st.integers(1, 98),
        "previous": st.sampled_from(["compared", "gone"]),
        "received_at": moments,
        "source": words,
        "title": st.text(max_size=20),
        "url": st.none() | words,
        "kinds": st.lists(st.sampled_from(Change), unique=True),
        "headline": st.none() | st.fixed_dictionaries({"before": st.text(), "after": st.text()}),
        "words": st.none() | st.fixed_dictionaries({"before": counts, "after": counts}),
        "figures": listed,
        "names": listed,
        "correction_notice": st.none() | words,
    },
}


@settings(max_examples=60)
@given(
    drawn=st.sampled_from(sorted(values)).flatmap(
        lambda n: st.tuples(st.just(n), st.fixed_dictionaries(values[n]))
    )
)
def test_whatever_the_code_writes_keeps_its_schema(drawn: tuple[str, dict[str, Any]]) -> None:
    name, fields_ = drawn
    value: Any = msgspec.convert(fields_, TYPES[name])
    assert [str(breach) for breach in breaches(name, orjson.loads(encode(value)))] == []


visible = words.filter(lambda text: bool(text.strip()))


@settings(max_examples=40)
@given(fields_=st.fixed_dictionaries(common), body=st.sampled_from(["text", "html"]), text=visible)
def test_whatever_ingest_writes_keeps_the_raw_schema(fields_: dict[str, Any], body: str, text: str) -> None:
    value = RawArticle(**{**fields_, body: text})
    assert [str(b) for b in breaches("news.articles.raw.v1", orjson.loads(encode(value)))] == []


@given(id_=words, moment=st.none() | moments, stage=st.sampled_from(list(Stage)))
def test_the_headers_of_events_keep_their_schema(id_: str, moment: datetime | None, stage: str) -> None:
    made = headers(type="news.articles.raw.v1", source=f"newswire/{stage}", id=id_, time=moment)
    assert list(breaches(HEADERS_EVENT, dict(read(made)))) == []


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("stage", [Stage.DEDUP, Stage.ENRICH])
def test_the_headers_of_dead_letters_keep_their_schema(reason: Reason, stage: Stage) -> None:
    made = dead_letter_headers(
        Rejected(reason, "x"), topic="t", partition=0, offset=0, stage=stage, original_headers=None
    )
    assert list(breaches(HEADERS_DEAD, dict(read(made)))) == []
