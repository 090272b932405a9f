"""Records of the topics as events, and a worker's metrics as what they say of repeats."""

from typing import Any

import orjson
import pytest

from streams.broker.reader import Received
from streams.demo import events
from streams.demo.scraping import scraped
from streams.demo.watcher import event_of, events_of, watched_topics
from streams.errors import Reason, Rejected
from streams.topic import Topic
from streams.topics import Stage, Topics
from streams.wire.dead_letter import dead_letter_headers

TOPICS = Topics(prefix="demo.")

METRICS = """\
# HELP newswire_outcomes_total What became of the records a stage took up.
# TYPE newswire_outcomes_total counter
newswire_outcomes_total{kind="repeat",outcome="suppressed",stage="dedup"} 7.0
newswire_outcomes_total{kind="near",outcome="suppressed",stage="dedup"} 30.0
newswire_outcomes_total{kind="repeat",outcome="suppressed",stage="enrich"} 100.0
newswire_outcomes_created{kind="repeat",outcome="suppressed",stage="dedup"} 1.7e+09
newswire_in_hand{stage="dedup"} 12.0
python_gc_objects_collected_total 9.0
"""


def a_record(topic: Topic, value: Any, *, key: bytes | None = b"a1", headers: Any = ()) -> Received:
    return Received(
        topic=topic.name,
        partition=2,
        offset=5,
        timestamp_ms=1_700,
        key=key,
        value=value if isinstance(value, bytes) else orjson.dumps(value),
        headers=list(headers),
    )


def test_a_raw_record_has_arrived_whatever_its_bytes() -> None:
    assert event_of(a_record(TOPICS.raw, b"\xff not json"), TOPICS) == events.Arrived("a1", 1_700)


def test_a_unique_article_has_passed() -> None:
    record = a_record(TOPICS.unique, {"id": "a1", "revision": 2})
    assert event_of(record, TOPICS) == events.Passed("a1", 2, 1_700)


def test_a_duplicates_record_is_keyed_by_the_original_and_is_about_the_copy() -> None:
    value = {"article_id": "b", "original_id": "a", "revision": 1, "rev": 3}
    event = event_of(a_record(TOPICS.duplicates, value, key=b"a"), TOPICS)
    assert event == events.Copied("b", "a", 1, 3, 1_700, value)


def test_an_enriched_article_comes_with_its_record() -> None:
    value = {"id": "a1", "revision": 1, "entities": []}
    assert event_of(a_record(TOPICS.enriched, value), TOPICS) == events.Enriched("a1", 1, 1_700, value)


def test_a_dead_letter_says_which_record_it_was_and_why() -> None:
    """Two letters of one record are one: the place is the record's, not the letter's."""
    headers = dead_letter_headers(
        Rejected(Reason.NO_TEXT, "nothing"),
        topic=TOPICS.raw.name,
        partition=1,
        offset=77,
        stage="dedup",
        original_headers=None,
    )
    event = event_of(a_record(TOPICS.dead(Stage.DEDUP), b"\xff", headers=headers), TOPICS)
    assert event == events.Buried("a1", "dedup", (TOPICS.raw.name, 1, 77), "no_text: nothing", 1_700)


def test_a_dead_letter_without_headers_stands_for_itself() -> None:
    topic = TOPICS.dead(Stage.ENRICH)
    event = event_of(a_record(topic, b"", key=None), TOPICS)
    assert event == events.Buried("", "enrich", (topic.name, 2, 5), "no reason given", 1_700)


def test_other_topics_mean_nothing() -> None:
    assert list(events_of([a_record(TOPICS.mentions, {})], TOPICS)) == []


def test_every_watched_topic_means_something() -> None:
    value = {"id": "a", "revision": 1, "rev": 0, "article_id": "a", "original_id": "b"}
    for name in watched_topics(TOPICS):
        topic = next(topic for topic in TOPICS.all() if topic.name == name)
        assert len(list(events_of([a_record(topic, value)], TOPICS))) == 1


@pytest.mark.parametrize(("stage", "repeats"), [(Stage.DEDUP, 7), (Stage.ENRICH, 100)])
def test_repeats_are_those_of_the_workers_own_stage(stage: Stage, repeats: int) -> None:
    assert scraped(METRICS, stage) == events.Scraped(str(stage), repeats)


def test_metrics_without_repeats_mean_none() -> None:
    assert scraped("", Stage.DEDUP).repeats == 0
