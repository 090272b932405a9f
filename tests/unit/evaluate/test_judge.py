"""The evaluation judges as the workers do, and so learns what a source repeats before it signs."""

from datetime import timedelta

from streams.evaluate.judge import PARTITIONS, judged
from streams.evaluate.stream import FROM_FILE, Entry
from tests.builders import START, a_raw_article, a_text

FOOT = a_text(999, words=100, names=0, numbers=0).replace("\n\n", " ")
TAUGHT = 16 * PARTITIONS  # articles of one source: by then four at least are in every partition


def short_stories(*sources: str) -> list[Entry]:
    """Return stories of 60 words, unlike one another, over one foot of 100; the sources take turns."""
    return [
        Entry(
            a_raw_article(
                n,
                source=sources[n % len(sources)],
                text=a_text(n, words=60, names=2, numbers=0).replace("\n\n", " ") + f"\n\n{FOOT}",
                received_at=START + timedelta(seconds=n),
            ),
            FROM_FILE,
        )
        for n in range(TAUGHT + 16)
    ]


def named_once_taught(stories: list[Entry]) -> list[str | None]:
    """Return which originals the last of the stories are said to copy."""
    return [verdict.named for verdict in judged(stories, window_ms=3_600_000)][TAUGHT:]


def test_short_stories_over_a_foot_that_their_source_repeats_are_no_copies_of_each_other() -> None:
    """The foot is nobody's boilerplate that is known: it is learned from the source's first stories."""
    assert named_once_taught(short_stories("Post")) == [None] * 16


def test_the_same_stories_are_copies_where_no_source_sends_the_foot_often_enough_to_teach_it() -> None:
    sources = [f"Outlet {n}" for n in range(TAUGHT + 16)]
    assert None not in named_once_taught(short_stories(*sources))
