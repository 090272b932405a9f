"""Records as a person and a program see them in `newswire tail`."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.broker.reader import Received
from streams.cli.records import TEXT_CHARS_MAX, as_json, as_text
from streams.errors import Reason, Rejected
from streams.wire.codec import encode
from streams.wire.dead_letter import dead_letter_headers
from streams.wire.headers import Pairs
from tests.contracts import examples

TOPICS = [
    "news.articles.raw.v1",
    "news.articles.unique.v1",
    "news.articles.duplicates.v1",
    "news.articles.revisions.v1",
    "news.articles.enriched.v1",
    "news.entities.mentions.v1",
]


def a_record(value: bytes | None, headers: Pairs | None = None, key: bytes | None = b"k") -> Received:
    return Received(
        topic="x.news.articles.raw.v1",
        partition=2,
        offset=40,
        timestamp_ms=1_714_550_403_250,
        key=key,
        value=value,
        headers=headers or [],
    )


def shown(kind: str, value: Any) -> str:
    return as_text(a_record(orjson.dumps(value)), kind=kind).plain


@pytest.mark.parametrize(("kind", "which"), [(kind, which) for kind in TOPICS for which in examples(kind)])
def test_every_valid_example_is_shown_with_its_time_and_headline(kind: str, which: str) -> None:
    value = examples(kind)[which]
    text = shown(kind, value)
    assert text.startswith("2024-05-01 08:00:03  ")
    assert (value.get("title") or value.get("article_id") or value.get("id") or value["name"]) in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("kind", "which"), [(kind, w) for kind in TOPICS for w in examples(kind, valid=False)]
)
def test_an_invalid_example_is_shown_as_far_as_it_goes(kind: str, which: str) -> None:
    """Who looks on is often looking for just these."""
    assert shown(kind, examples(kind, valid=False)[which])


def test_a_revision_is_told_from_a_new_article() -> None:
    unique = examples("news.articles.unique.v1")
    assert "new Ellersund" in shown("news.articles.unique.v1", unique["new"])
    assert "revision 2 Ellersund" in shown("news.articles.unique.v1", unique["second-revision"])


def test_a_copy_is_shown_with_its_original_and_the_evidence() -> None:
    copy = examples("news.articles.duplicates.v1")["near"]
    text = shown("news.articles.duplicates.v1", copy)
    assert f"near of {copy['original_id']}, 247 s behind" in text
    assert "jaccard 0.8125" in text
    assert "20 words in a row: “The ferry between Ellersund" in text
    assert "corrected" not in text


def test_a_copy_without_a_passage_is_shown_without_one() -> None:
    gone = examples("news.articles.duplicates.v1")["original-gone-from-the-log"]
    assert "words in a row" not in shown("news.articles.duplicates.v1", gone)


def test_a_corrected_verdict_says_so() -> None:
    late = examples("news.articles.duplicates.v1")["corrected-after-its-text-had-gone"]
    assert "(corrected, rev 1)" in shown("news.articles.duplicates.v1", late)


def test_a_revision_is_shown_with_what_changed() -> None:
    kind = "news.articles.revisions.v1"
    text = shown(kind, examples(kind)["corrected-figures-and-a-name"])
    assert "changed: headline, figures, names, correction notice, wording" in text
    assert "headline before: Ferry sails again\n" in text
    assert "figures: +214 passengers −212 passengers" in text
    assert "words: 52, now 56" in text
    assert "Correction: An earlier version" in text
    assert "the version before is gone" in shown(kind, examples(kind)["the-version-before-is-gone"])


def test_an_enriched_article_names_its_entities() -> None:
    text = shown("news.articles.enriched.v1", examples("news.articles.enriched.v1")["with-entities"])
    assert "Maren Holt PERSON" in text
    assert "Norway LOC" in text


def test_many_entities_are_counted_rather_than_listed() -> None:
    article = examples("news.articles.enriched.v1")["with-entities"]
    article["entities"] = article["entities"] * 5
    assert text_ends(shown("news.articles.enriched.v1", article), "and 18 more")


def text_ends(text: str, with_: str) -> bool:
    return text.rstrip().endswith(with_)


def test_a_dead_letter_is_shown_with_its_reason_its_place_and_its_bytes() -> None:
    headers = dead_letter_headers(
        Rejected(Reason.NOT_JSON, "invalid character"),
        topic="news.articles.raw.v1",
        partition=3,
        offset=41,
        stage="dedup",
        original_headers=None,
    )
    text = as_text(a_record(b'{"id": \xff', headers), kind="news.dead.dedup.v1").plain
    assert "dead not_json: invalid character" in text
    assert "news.articles.raw.v1[3]@41, stage dedup, attempt 1" in text
    assert '8 bytes: {"id"' in text


def test_bytes_that_are_no_json_are_shown_as_such() -> None:
    assert "3 bytes: " in as_text(a_record(b"\x01\x02\xff"), kind="news.dedup.keys.v1").plain
    assert "no value" in as_text(a_record(None), kind="news.articles.raw.v1").plain


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x1b]0;owned\x07", "\x9b31m", "\u202e", "\r", "\x08"])
def test_an_article_cannot_steer_the_terminal(evil: str) -> None:
    """Titles are anybody's text: an escape sequence in one could clear or fake what the operator sees."""
    for kind in TOPICS:
        for value in examples(kind).values():
            for field in ("title", "text", "source", "url", "name"):
                assert evil[0] not in shown(kind, {**value, field: f"a{evil}b"})


def test_a_long_text_is_cut() -> None:
    article = examples("news.articles.unique.v1")["new"]
    text = shown("news.articles.unique.v1", {**article, "text": "word " * 100_000})
    assert len(text) < 2 * TEXT_CHARS_MAX


anything = (
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=9) | st.lists(st.none())
)


@given(
    kind=st.sampled_from(TOPICS),
    value=st.dictionaries(st.sampled_from(["title", "entities", "count"]), anything),
)
def test_whatever_a_topic_holds_can_be_shown(kind: str, value: dict[str, Any]) -> None:
    assert shown(kind, value)


def test_for_programs_a_record_keeps_its_place_and_its_parsed_value() -> None:
    record = as_json(a_record(b'{"id":"a"}', [("ce_id", b"a"), ("attempt", b"2")]))
    assert orjson.loads(encode(record)) == {
        "topic": "x.news.articles.raw.v1",
        "partition": 2,
        "offset": 40,
        "timestamp": "2024-05-01T08:00:03.250000Z",
        "key": "k",
        "headers": {"ce_id": "a", "attempt": "2"},
        "value": {"id": "a"},
    }


def test_for_programs_bytes_that_are_no_json_lose_nothing() -> None:
    record = as_json(a_record(b"\x01\xff", key=None))
    assert record["key"] is None
    assert record["value"] is None
    assert bytes.fromhex(str(record["value_hex"])) == b"\x01\xff"
    assert "value_hex" not in as_json(a_record(None))
