"""The articles that the oracle may have to look at again, for as long as its index may name them."""

from collections.abc import MutableMapping

from streams.domain.article import Article


class Texts:
    """Articles by offset, in a mapping of the caller's; without one, none is kept or found."""

    def __init__(self, articles: MutableMapping[int, Article] | None) -> None:
        self._articles = articles
        self._shards: dict[int, int] = {}
        self._leaving: list[int] = []

    def keep(self, offset: int, article: Article, *, shards: int) -> None:
        """Keep an article until so many shards have let it go, and remove those that all have let go."""
        if self._articles is None:
            return
        for gone in self._leaving:
            self._articles.pop(gone, None)
        self._leaving.clear()
        self._articles[offset], self._shards[offset] = article, shards

    def at(self, offset: int) -> Article | None:
        """Return the article at an offset, None where it is gone."""
        return None if self._articles is None else self._articles.get(offset)

    def let_go(self, offset: int) -> None:
        """Note that one shard has forgotten the article at an offset, which it may have named just now."""
        left = self._shards.pop(offset, 0) - 1
        if left > 0:
            self._shards[offset] = left
        elif left == 0:
            self._leaving.append(offset)
