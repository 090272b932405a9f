"""Articles kept in a temporary file: as many as a window holds, in little memory."""

import sqlite3
from collections.abc import Iterator, MutableMapping

from streams.domain.article import Article
from streams.wire.codec import decode_article, encode


class ArticlesOnDisk(MutableMapping[int, Article]):
    """Articles by offset in a file that goes with this object; room of removed ones is used again."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)  # "" is a temporary file without a name
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("CREATE TABLE articles (offset INTEGER PRIMARY KEY, article BLOB)")

    def __getitem__(self, offset: int) -> Article:
        row = self._rows.execute("SELECT article FROM articles WHERE offset = ?", (offset,)).fetchone()
        if row is None:
            raise KeyError(offset)
        return decode_article(row[0])

    def __setitem__(self, offset: int, article: Article) -> None:
        self._rows.execute("REPLACE INTO articles VALUES (?, ?)", (offset, encode(article)))

    def __delitem__(self, offset: int) -> None:
        self._rows.execute("DELETE FROM articles WHERE offset = ?", (offset,))

    def __iter__(self) -> Iterator[int]:
        return (offset for (offset,) in self._rows.execute("SELECT offset FROM articles"))

    def __len__(self) -> int:
        return int(self._rows.execute("SELECT count(*) FROM articles").fetchone()[0])
