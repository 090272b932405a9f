"""What is not as it should be about a cluster's topics, and what may be done about it."""

from dataclasses import replace

import pytest

from streams.broker.differences import Difference, Found, Remedy, configs_wanted, differences, refusal
from streams.settings import Settings
from streams.topic import HOUR_MS
from streams.topics import Topics

RAW, KEYS, DEAD = "news.articles.raw.v1", "news.dedup.keys.v1", "news.dead.dedup.v1"
JOURNAL = "newswire-dedup-journal-changelog"


def as_wanted(settings: Settings) -> dict[str, Found]:
    return {
        topic.name: Found(
            partitions=topic.partitions,
            replication=settings.topic_replication,
            configs=configs_wanted(topic, settings),
        )
        for topic in settings.topics().all()
    }


def but(name: str, *, configs: dict[str, str] | None = None, **changed: int) -> dict[str, Found]:
    """Return a cluster as wanted but for one topic."""
    found = as_wanted(Settings())
    found[name] = replace(found[name], **changed, configs={**found[name].configs, **(configs or {})})
    return found


def the_only(found: dict[str, Found], settings: Settings | None = None) -> Difference:
    (difference,) = differences(settings or Settings(), found)
    return difference


def test_a_cluster_as_wanted_has_no_difference() -> None:
    for settings in (Settings(), Settings(topic_prefix="t.", topic_partitions=7, topic_replication=3)):
        assert differences(settings, as_wanted(settings)) == []


def test_a_missing_topic_is_to_be_made() -> None:
    found = as_wanted(Settings())
    del found[DEAD]
    difference = the_only(found)
    assert (difference.topic, difference.remedy) == (DEAD, Remedy.CREATE)
    assert str(difference) == f"{DEAD}: missing, should have 1 partition"


def test_on_an_empty_cluster_everything_is_missing() -> None:
    assert [d.topic for d in differences(Settings(), {})] == [topic.name for topic in Topics().all()]


@pytest.mark.parametrize("partitions", [1, 3, 5, 64])
def test_another_number_of_partitions_is_refused_whichever_way(partitions: int) -> None:
    """More would move keys silently; fewer Kafka cannot do."""
    difference = the_only(but(RAW, partitions=partitions))
    assert difference.remedy is Remedy.REFUSE
    assert str(difference) == f"{RAW}: partitions is {partitions}, should be 4"


def test_too_few_replicas_are_refused_and_more_are_fine() -> None:
    settings = Settings(topic_replication=3)
    found = as_wanted(settings)
    found[RAW] = replace(found[RAW], replication=5)
    assert differences(settings, found) == []
    found[RAW] = replace(found[RAW], replication=2)
    assert the_only(found, settings).remedy is Remedy.REFUSE


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        (RAW, "retention.ms", "3600000"),
        (RAW, "cleanup.policy", "compact"),
        (JOURNAL, "cleanup.policy", "compact,delete"),
        (RAW, "max.message.bytes", "1000000"),
    ],
)
def test_what_moves_no_key_may_be_changed_in_place(name: str, key: str, value: str) -> None:
    difference = the_only(but(name, configs={key: value}))
    assert (difference.aspect, difference.found, difference.remedy) == (key, value, Remedy.ALTER)


@pytest.mark.parametrize(("key", "value"), [("max.message.bytes", "99000000"), ("min.insync.replicas", "2")])
def test_a_topic_may_promise_more_than_is_asked(key: str, value: str) -> None:
    """What an operator made safer is not undone."""
    assert differences(Settings(), but(RAW, configs={key: value})) == []


def test_a_configuration_that_kafka_does_not_tell_is_a_difference() -> None:
    found = as_wanted(Settings())
    found[RAW] = replace(found[RAW], configs={})
    assert {difference.found for difference in differences(Settings(), found)} == {None}


def test_a_table_has_no_retention_of_its_own() -> None:
    """Compacted and never deleted: what retention takes away cannot be recovered."""
    wanted = configs_wanted(Topics().changelog("journal"), Settings())
    assert wanted["cleanup.policy"] == "compact"
    assert "retention.ms" not in wanted


def test_what_a_table_has_deleted_is_gone_from_its_changelog_within_hours() -> None:
    """Kafka's own week would be read by whoever recovers the table."""
    wanted = configs_wanted(Topics().changelog("decided"), Settings())
    assert int(wanted["segment.ms"]) + int(wanted["delete.retention.ms"]) <= 2 * HOUR_MS
    assert float(wanted["min.cleanable.dirty.ratio"]) < 0.5
    assert "segment.ms" not in configs_wanted(Topics().raw, Settings())


def test_every_topic_takes_the_largest_article_with_all_that_is_added_to_it() -> None:
    for topic in Topics().all():
        assert (
            int(configs_wanted(topic, Settings(article_bytes_max=5_000_000))["max.message.bytes"])
            == 10_000_000
        )
        assert int(configs_wanted(topic, Settings(article_bytes_max=1_000))["max.message.bytes"]) == 1_048_588


@pytest.mark.parametrize(("replicas", "in_sync"), [(1, "1"), (2, "1"), (3, "2"), (5, "2")])
def test_with_three_replicas_two_must_have_a_record(replicas: int, in_sync: str) -> None:
    wanted = configs_wanted(Topics().raw, Settings(topic_replication=replicas))
    assert wanted["min.insync.replicas"] == in_sync


def test_a_refusal_names_the_topics_and_every_way_out() -> None:
    """Each setting that could agree is named once, with the value that agrees."""
    settings = Settings()
    found = as_wanted(settings)
    for name, count in ((RAW, 2), ("news.articles.unique.v1", 2), (KEYS, 8), (JOURNAL, 8)):
        found[name] = replace(found[name], partitions=count)
    said = refusal(settings, differences(settings, found))
    assert f"{RAW}: partitions is 2, should be 4" in said
    assert said.count("NEWSWIRE_TOPIC_PARTITIONS=2") == 1
    assert said.count("NEWSWIRE_DEDUP_SHARDS=8") == 1
    assert "NEWSWIRE_TOPIC_PREFIX" in said
    assert "kafka-topics.sh --delete" in said
    assert "REPLICATION" not in said


def test_no_setting_is_named_where_none_would_help() -> None:
    """Dead letters have one partition whatever the settings."""
    said = refusal(Settings(), differences(Settings(), but(DEAD, partitions=4)))
    assert "NEWSWIRE_TOPIC_PARTITIONS" not in said
    assert "--delete" in said


def test_a_refusal_for_want_of_replicas_says_how_to_move_them() -> None:
    settings = Settings(topic_replication=3)
    found = {name: replace(topic, replication=1) for name, topic in as_wanted(settings).items()}
    said = refusal(settings, differences(settings, found))
    assert "kafka-reassign-partitions.sh" in said
    assert "NEWSWIRE_TOPIC_REPLICATION" in said
    assert "--delete" not in said
