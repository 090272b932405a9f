"""A stream that runs on for ten windows of its own time leaves behind what one window needs."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from streams.broker import admin
from streams.domain.article import RawArticle
from streams.settings import Settings
from streams.topic import Topic
from streams.topics import DECIDED, JOURNAL, Stage
from streams.wire.codec import encode
from streams.wire.rows import unpack_row
from tests.builders import START, a_raw_article, a_text
from tests.line import (
    Worker,
    produce,
    read_all,
    settled,
    verdicts_of_oracle,
    verdicts_on_topics,
    wait_for,
    workers,
)

WINDOW_HOURS, WINDOWS, PER_WINDOW = 1, 10, 200
LOOKED_AT = (3, 6, 9)
COPIES_FROM = 10**6


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def an_article(n: int, *, windows: float, text: int | None = None) -> RawArticle:
    at = START + windows * timedelta(hours=WINDOW_HOURS)
    return a_raw_article(n, text=a_text(n if text is None else text, words=120), received_at=at)


def of_window(window: int) -> list[RawArticle]:
    """Return a window's own articles, a copy of each twentieth, and two of former windows once more."""
    articles = []
    for n in range(PER_WINDOW):
        number, at = window * PER_WINDOW + n, window + n / PER_WINDOW
        articles.append(an_article(number, windows=at))
        if n % 20 == 0:
            articles.append(an_article(COPIES_FROM + number, windows=at, text=number))
    if window > 1:
        within, beyond = (window - 1) * PER_WINDOW + PER_WINDOW // 2, (window - 2) * PER_WINDOW
        articles.append(an_article(within, windows=window + 0.4))
        articles.append(an_article(beyond, windows=window + 0.5))
    return sorted(articles, key=lambda article: article.received_at)


def live(settings: Settings, changelog: Topic) -> dict[tuple[int, bytes], bytes]:
    """Return what a table's changelog holds of each key last, as compaction leaves it."""
    last = {(record.partition, record.key): record.value for record in read_all(settings, changelog)}
    return {key: value for key, value in last.items() if value is not None}


def is_small(settings: Settings) -> bool:
    """Return whether little more than a window and a third is left, and what came since the last round."""
    decided = len(live(settings, settings.topics().changelog(DECIDED)))
    rows = live(settings, settings.topics().changelog(JOURNAL)).values()
    journalled = sum(len(unpack_row(row)) for row in rows)
    return decided <= 2.8 * PER_WINDOW and journalled <= 4 * 1.6 * PER_WINDOW


def payloads(articles: Iterable[RawArticle]) -> list[tuple[str, bytes]]:
    return [(article.id, encode(article)) for article in articles]


def test_ten_windows_leave_the_rows_of_one_and_the_oracles_verdicts(line: Settings, tmp_path: Path) -> None:
    """What is left must be found in the changelogs too: they are what the next worker reads."""
    worker = Worker(Stage.DEDUP, line, tmp_path / "one", {"NEWSWIRE_DEDUP_WINDOW_HOURS": str(WINDOW_HOURS)})
    records = list[tuple[str, bytes]]()
    with workers(worker):
        for window in range(WINDOWS):
            records += payloads(of_window(window))
            produce(line, records[len(records) - len(of_window(window)) :])
            settled(line, Stage.DEDUP, len(records), worker)
            if window in LOOKED_AT:
                # The last deletions may be on their way when the last article is done with.
                wait_for(
                    lambda: is_small(line), within_s=30, what=f"little is left after {window + 1} windows"
                )
        assert worker.stop() == 0
    sent = [payload for _, payload in records]
    assert verdicts_on_topics(line) == verdicts_of_oracle(sent, window_hours=WINDOW_HOURS)
    # A copy that is asked about before its original is published, and corrected; it counts no article twice.
    published = [orjson.loads(record.value)["id"] for record in read_all(line, line.topics().unique)]
    again = [f"{(window - 2) * PER_WINDOW:032x}" for window in range(2, WINDOWS)]
    own = sorted([f"{n:032x}" for n in range(WINDOWS * PER_WINDOW)] + again)
    assert sorted(one for one in published if int(one, 16) < COPIES_FROM) == own
