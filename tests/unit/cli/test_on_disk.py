"""Articles in a temporary file: a mapping like any, in room that is used again."""

import pytest

from streams.cli.on_disk import ArticlesOnDisk
from tests.builders import an_article


def test_articles_come_back_as_they_were_put_in() -> None:
    kept = ArticlesOnDisk()
    kept[7], kept[3] = an_article(1), an_article(2, url=None, text="“Ünïcode” 日本")
    kept[7] = an_article(4)
    assert dict(kept) == {7: an_article(4), 3: an_article(2, url=None, text="“Ünïcode” 日本")}
    del kept[7]
    assert len(kept) == 1
    assert kept.get(7) is None
    with pytest.raises(KeyError):
        kept[7]


def test_the_room_of_articles_that_left_is_used_again() -> None:
    """A stream of any length takes the room of its window."""
    kept = ArticlesOnDisk()
    pages = []
    for n in range(600):
        kept[n] = an_article(n)
        kept.pop(n - 50, None)
        pages.append(kept._rows.execute("PRAGMA page_count").fetchone()[0])
    assert max(pages) <= 2 * pages[60]
