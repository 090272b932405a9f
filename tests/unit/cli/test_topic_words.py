"""How the commands on topics speak of them."""

import pytest

from streams.cli.tail import full_names
from streams.cli.topics import kept
from streams.topics import Topics


def test_every_topic_that_holds_records_for_people_has_a_short_name() -> None:
    topics = Topics(prefix="t.")
    assert full_names(topics)["raw"] == "t.news.articles.raw.v1"
    assert full_names(topics)["dead.enrich"] == "t.news.dead.enrich.v1"
    assert set(full_names(topics).values()) == {topic.name for topic in topics.all() if not topic.compact}


@pytest.mark.parametrize(
    ("retention_ms", "said"),
    [(604_800_000, "7 d"), (86_400_000, "1 d"), (129_600_000, "36 h"), (1_800_000, "0.5 h")],
)
def test_how_long_records_are_kept_is_said_in_days_or_hours(retention_ms: int, said: str) -> None:
    assert kept(retention_ms, compact=False) == said
    assert kept(retention_ms, compact=True) == "last of each key"
