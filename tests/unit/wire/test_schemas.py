"""The contracts: what a consumer reads in `schemas/` is what the code writes and reads."""

from collections.abc import Iterator
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import msgspec
import orjson
import pytest
from jsonschema_rs import meta

from streams.domain.article import Article, RawArticle
from streams.domain.duplicate import DuplicateRecord
from streams.domain.entities import EnrichedArticle, MentionRecord
from streams.domain.revision import RevisionRecord
from streams.domain.source_event import SourceEvent
from streams.topic import Contract
from streams.topics import Topics
from streams.wire.codec import decode_raw, encode
from streams.wire.schemas import names
from tests.contracts import HEADERS_DEAD, HEADERS_EVENT, breaches, examples, schema

TYPES = MappingProxyType(
    {
        "news.articles.raw.v1": RawArticle,
        "news.articles.unique.v1": Article,
        "news.articles.duplicates.v1": DuplicateRecord,
        "news.articles.revisions.v1": RevisionRecord,
        "news.articles.enriched.v1": EnrichedArticle,
        "news.entities.mentions.v1": MentionRecord,
        "news.sources.events.v1": SourceEvent,
    }
)

# What v1 promises to be there, never null. A name less would break a consumer, a name more a producer of the
# raw topic: either needs a v2.
REQUIRED = {
    "news.articles.raw.v1": {"id", "source", "title", "received_at"},
    "news.articles.unique.v1": {
        *("id", "source", "title", "text", "received_at", "revision", "authors", "extra"),
    },
    "news.articles.duplicates.v1": {
        *("article_id", "original_id", "kind", "rule", "jaccard", "containment"),
        *("seconds_behind", "received_at", "rev", "revision"),
    },
    "news.articles.revisions.v1": {
        *("article_id", "revision", "previous_revision", "previous", "received_at", "kinds"),
        *("source", "title"),
    },
    "news.articles.enriched.v1": {
        *(
            "id",
            "source",
            "title",
            "text",
            "received_at",
            "revision",
            "authors",
            "extra",
            "model",
            "entities",
        ),
    },
    "news.entities.mentions.v1": {
        *("entity_id", "label", "name", "salience", "count", "mentions", "title_mentions"),
        *("article_id", "revision", "source", "title", "received_at"),
    },
    "news.sources.events.v1": {
        *("id", "source", "kind", "at", "since", "heard", "expected", "usual_per_day", "surprise"),
    },
    HEADERS_EVENT: {"ce_id", "ce_type", "ce_source", "ce_specversion", "content-type", "traceparent"},
    HEADERS_DEAD: {
        *(f"__connect.errors.{name}" for name in ("topic", "partition", "offset", "stage", "class.name")),
        *(f"__connect.errors.exception.{name}" for name in ("class.name", "message", "stacktrace")),
        "attempt",
    },
}


def every_example(*, valid: bool) -> list[Any]:
    return [
        pytest.param(name, value, which, id=f"{name}/{which}")
        for name in names()
        for which, value in examples(name, valid=valid).items()
    ]


def test_every_public_topic_has_a_schema_and_no_schema_is_of_nothing() -> None:
    public = {t.type for t in Topics().all() if t.contract in (Contract.PUBLIC, Contract.PUBLIC_IN)}
    assert set(names()) == public | {HEADERS_EVENT, HEADERS_DEAD}
    assert set(TYPES) == public


def test_a_name_without_a_schema_is_an_error() -> None:
    with pytest.raises(KeyError):
        schema("news.articles.raw.v0")


@pytest.mark.parametrize("name", names())
def test_a_schema_is_itself_valid_and_says_what_it_is_of(name: str) -> None:
    found = schema(name)
    meta.validate(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"urn:newswire:schema:{name}"
    assert found["title"]
    assert found["description"]


@pytest.mark.parametrize("name", names())
def test_every_property_says_what_it_means(name: str) -> None:
    """The schema is the reference that consumers read."""
    found = schema(name)
    silent = [f"{where}.{field}" for where, field, value in properties(found) if not value.get("description")]
    assert silent == []


def properties(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for where, part in [("", found), *found.get("$defs", {}).items()]:
        for field, value in part["properties"].items():
            yield where, field, value


@pytest.mark.parametrize("name", TYPES)
def test_schema_and_code_know_the_same_fields(name: str) -> None:
    found = schema(name)
    assert set(found["properties"]) == {field.name for field in fields(TYPES[name])}


@pytest.mark.parametrize("name", names())
def test_what_v1_requires_is_what_it_always_required(name: str) -> None:
    """Compatibility: see REQUIRED before changing either."""
    assert set(schema(name)["required"]) == REQUIRED[name]


def test_a_field_of_the_same_name_means_the_same_on_every_article_topic() -> None:
    """A consumer of unique goes on with enriched; what raw bounds, the others do not repeat."""
    unique, enriched = schema("news.articles.unique.v1"), schema("news.articles.enriched.v1")
    for field, value in unique["properties"].items():
        assert enriched["properties"][field] == value


@pytest.mark.parametrize("name", names())
def test_there_are_examples_of_each_kind(name: str) -> None:
    assert len(examples(name)) >= 2
    assert len(examples(name, valid=False)) >= 5


@pytest.mark.parametrize(("name", "value", "which"), every_example(valid=True))
def test_a_valid_example_passes_is_read_and_is_still_valid_when_written(
    name: str, value: Any, which: str
) -> None:
    assert list(breaches(name, value)) == []
    if name in TYPES:
        read_: Any = msgspec.json.decode(orjson.dumps(value), type=TYPES[name])
        written = orjson.loads(encode(read_))
        assert list(breaches(name, written)) == []
        assert msgspec.json.decode(encode(read_), type=TYPES[name]) == read_


@pytest.mark.parametrize(("name", "value", "which"), every_example(valid=False))
def test_an_invalid_example_fails_for_the_reason_that_its_name_says(
    name: str, value: Any, which: str
) -> None:
    """`where--keyword--words.json`; else an example could be wrong for a reason nobody meant."""
    where, keyword, _ = which.split("--")
    found = {(breach.where or "root", breach.keyword) for breach in breaches(name, value)}
    assert (where, keyword) in found
    assert found <= {(where, keyword), ("root", "oneOf")}


@pytest.mark.parametrize("which", examples("news.articles.raw.v1"))
def test_dedup_reads_every_valid_raw_article(which: str) -> None:
    assert decode_raw(orjson.dumps(examples("news.articles.raw.v1")[which])).id


@pytest.mark.parametrize("which", examples("news.articles.enriched.v1"))
def test_offsets_in_examples_point_at_what_they_say(which: str) -> None:
    """Readers copy examples; off by one here is off by one everywhere."""
    article = examples("news.articles.enriched.v1")[which]
    for entity in article["entities"]:
        for field, text in (("mentions", article["text"]), ("title_mentions", article["title"])):
            for span in entity[field]:
                assert text[span["start"] : span["end"]] == span["text"]
        assert entity["count"] == len(entity["mentions"]) + len(entity["title_mentions"])
