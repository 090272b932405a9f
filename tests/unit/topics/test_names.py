"""The topics: which there are, what they are called, and which must have equal partitions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.settings import Settings
from streams.topic import Contract, Topic
from streams.topics import DECIDED, JOURNAL, Stage, Topics, app_id

counts = st.integers(1, 64)


def test_the_flow_of_the_readme_in_its_order() -> None:
    assert [topic.name for topic in Topics().all()] == [
        "news.articles.raw.v1",
        "news.dedup.keys.v1",
        "news.dedup.votes.v1",
        "news.articles.unique.v1",
        "news.articles.duplicates.v1",
        "news.articles.revisions.v1",
        "news.articles.enriched.v1",
        "news.entities.mentions.v1",
        "news.sources.events.v1",
        "news.dead.dedup.v1",
        "news.dead.enrich.v1",
        "news.canary.unique.v1",
        "news.canary.enriched.v1",
        "newswire-dedup-journal-changelog",
        "newswire-dedup-decided-changelog",
        "newswire-dedup-paragraphs-changelog",
        "newswire-watch-sources-changelog",
    ]


@given(partitions=counts, shards=counts)
def test_what_a_worker_must_have_together_has_equal_partitions(partitions: int, shards: int) -> None:
    """A vote must reach the worker that holds its article, and a table's changelog what writes it."""
    topics = Topics(partitions=partitions, shards=shards)
    assert (
        topics.votes.partitions == topics.raw.partitions == topics.changelog(DECIDED).partitions == partitions
    )
    assert topics.keys.partitions == topics.changelog(JOURNAL).partitions == shards


def test_a_prefix_sets_a_deployment_apart_and_leaves_the_types() -> None:
    """Two deployments on one cluster share no topic and no group; consumers still know what they read."""
    ours, theirs = Topics().all(), Topics(prefix="staging.").all()
    assert not {topic.name for topic in ours} & {topic.name for topic in theirs}
    assert [topic.type for topic in ours] == [topic.type for topic in theirs]
    assert app_id("staging.", Stage.DEDUP) == "staging.newswire-dedup"


def test_a_changelog_is_named_as_faust_will_name_it() -> None:
    """Made beforehand under another name, Faust would make its own beside it, with Kafka's defaults."""
    for prefix in ("", "staging."):
        name = Topics(prefix=prefix).changelog(JOURNAL).name
        assert name == f"{app_id(prefix, Stage.DEDUP)}-journal-changelog"


@pytest.mark.parametrize("topic", Topics().all(), ids=lambda topic: topic.type)
def test_only_tables_are_kept_for_good(topic: Topic) -> None:
    """A compacted article topic would grow for ever; a changelog with retention would forget."""
    assert topic.compact == topic.type.endswith("changelog")


@pytest.mark.parametrize("topic", Topics().all(), ids=lambda topic: topic.type)
def test_a_public_name_has_its_version(topic: Topic) -> None:
    assert topic.contract is Contract.INTERNAL or topic.type.endswith(".v1")


def test_the_settings_decide_how_many() -> None:
    topics = Settings(topic_prefix="t.", topic_partitions=12, dedup_shards=6).topics()
    assert (topics.raw.partitions, topics.keys.partitions, topics.raw.name[:2]) == (12, 6, "t.")
