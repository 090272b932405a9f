"""What a source puts around its stories makes none of them a copy, whatever becomes of the worker."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streams.broker import admin
from streams.domain.article import RawArticle, article_id
from streams.domain.cleaning import clean
from streams.domain.deduplicate import Deduplicator, Standing
from streams.domain.repeated import STORIES_MIN
from streams.settings import Settings
from streams.sources.synthetic.feed import feed
from streams.topic import HOUR_MS
from streams.topics import Stage
from streams.wire.codec import encode
from tests.builders import a_text
from tests.line import (
    Worker,
    in_mid_stream,
    produce,
    raw_records,
    read_all,
    settled,
    verdicts_of_oracle,
    verdicts_on_topics,
    wait_for,
    workers,
)

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)
BOX = "\n".join(a_text(seed, words=45, names=3, numbers=2).replace("\n\n", " ") for seed in (901, 902))


def in_a_box(n: int) -> RawArticle:
    """Return a short story of its own in the box that its source puts around everything."""
    url = f"https://brief.example/{n}"
    story = a_text(n, words=40, names=3, numbers=2).replace("\n\n", " ")
    return RawArticle(
        id=article_id(canonical_url=url, source="Brief", guid=None),
        source="Brief",
        title=f"Brief number {n}",
        text=f"{story}\n{BOX}",
        url=url,
        received_at=BEGAN + timedelta(seconds=n),
    )


def copies_without_learning(articles: Iterable[RawArticle]) -> int:
    """Return how many would be taken for copies if their whole text were signed."""
    line = Deduplicator(72 * HOUR_MS)
    verdicts = (line.take(clean(raw, body=raw.text or ""), n) for n, raw in enumerate(articles))
    return sum(verdict.standing is Standing.DUPLICATE for verdict in verdicts)


def test_short_stories_in_a_long_box_are_no_copies_once_it_is_learned_and_a_kill_unlearns_nothing(
    deployment: Settings, tmp_path: Path
) -> None:
    """Each is somebody's news; their box alone makes them nine parts in ten the same."""
    admin.apply(deployment)
    boxed = [in_a_box(n) for n in range(120)]
    assert copies_without_learning(boxed) > 100
    others = [record for record in feed(120, seed=14, clock=lambda: BEGAN) if record.key]
    records = [
        one
        for brief, other in zip(raw_records(boxed), others, strict=False)
        for one in (brief, (other.key.decode() if other.key else "none", other.payload))
    ]
    worker = Worker(Stage.DEDUP, deployment, tmp_path / "one")
    with workers(worker):
        wait_for(worker.ready, within_s=60, what="ready")
        produce(deployment, records[:80])
        for sent in (80, 160):
            in_mid_stream(deployment, Stage.DEDUP, sent - 60)
            produce(deployment, records[sent : sent + 80])
            worker.kill()
            worker.start()
        settled(deployment, Stage.DEDUP, len(records), worker)
        found = verdicts_on_topics(deployment)
        assert found == verdicts_of_oracle(payload for _, payload in records)
    copies = [article for article in boxed if found[article.id] != "unique"]
    assert len(copies) <= STORIES_MIN * deployment.topic_partitions
    published = {
        record.key.decode(): record.value for record in read_all(deployment, deployment.topics().unique)
    }
    assert all(encode(BOX)[1:-1] in published[article.id] for article in boxed if article not in copies)
