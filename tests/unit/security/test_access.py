"""What each stage must be permitted: no more than it does, and what the operator is shown."""

from itertools import pairwise

from streams.security.access import Operation, Resource, denied, looks, needs, not_permitted
from streams.settings import Settings
from streams.topics import Stage
from tests.documents import ROOT, code, rows

SECURITY = ROOT / "docs/security.md"
KINDS = ("--topic", "--group")
HEADING = "## What each stage must be permitted"


def test_the_documented_table_is_the_one_that_workers_check() -> None:
    """An operator who adds what is listed must not be told afterwards that something is missing."""
    shown = [(code(stage)[0], on.replace("`", ""), done) for stage, on, done in rows(SECURITY, HEADING)]
    assert shown == [
        (stage.value, f"{need.resource} {need.name}", ", ".join(need.operations))
        for stage in Stage
        for need in needs(Settings(), stage)
    ]


def test_the_example_permits_dedup_all_that_it_needs() -> None:
    example = SECURITY.read_text("utf-8").split("\nacls=")[1].split("```")[0].replace("\\\n", " ")
    given = {
        (name, operation)
        for line in example.splitlines()[1:]
        for words in [line.split()]
        for name in [after for word, after in pairwise(words) if word in KINDS]
        for operation in [after for word, after in pairwise(words) if word == "--operation"]
    }
    wanted = {
        (need.name, operation) for need in needs(Settings(), Stage.DEDUP) for operation in need.operations
    }
    assert given == wanted


def test_no_stage_may_write_where_it_only_reads() -> None:
    """Who breaks into one stage must not be able to make up articles for another."""
    written = {
        stage: {need.name for need in needs(Settings(), stage) if Operation.WRITE in need.operations}
        for stage in Stage
    }
    topics = Settings().topics()
    assert written[Stage.INGEST] == {topics.raw.name}
    assert topics.raw.name not in written[Stage.DEDUP]
    assert not written[Stage.ENRICH] & (written[Stage.DEDUP] | {topics.unique.name})


def test_names_follow_the_prefix_groups_among_them() -> None:
    made = needs(Settings(topic_prefix="eu."), Stage.ENRICH)
    assert all(need.name.startswith("eu.") for need in made)
    assert made[-1].resource is Resource.GROUP


def test_every_topic_of_the_line_is_looked_at() -> None:
    assert [need.name for need in looks(Settings())] == [topic.name for topic in Settings().topics().all()]


def test_what_is_missing_is_listed_with_its_user() -> None:
    (need, *_) = needs(Settings(), Stage.DEDUP)
    assert str(not_permitted(Settings(kafka_username="d"), [need])) == (
        "Kafka at 127.0.0.1:9092 does not permit the user 'd' what it needs; add ACLs:\n"
        "  topic news.articles.raw.v1: Read, DescribeConfigs"
    )
    assert "this client (said)" in str(denied(Settings(), "said"))
