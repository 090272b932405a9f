"""Which paragraphs are a source's own and no story's: learned from what it sent before.

A paragraph is the source's for the record at an offset if, among its last 256 articles within the 10,000
offsets before, at least four stories under different headlines had it. That depends on those records only:
read again in the order of their offsets they give the same answer, wherever reading began.

The danger is a source that sends one story many times, cut, mended, continued, under other addresses, with
other lines around it: what all of them have is the story. So an article speaks for a paragraph only if it is
a story of its own: a quarter of it at least is prose that no other article of the source has, neither as it
is nor with its end cut off or its beginning mended. The later of two versions of an article takes the place
of the earlier.
"""

from collections import deque
from itertools import islice
from typing import NamedTuple

from streams.domain.article import RawArticle
from streams.domain.paragraphs import PROSE_BYTES_MIN, Paragraphs, paragraphs, source_hash

OFFSETS_MAX = 10_000
ARTICLES_MAX = 256
STORIES_MIN = 4
OWN_BYTES_MIN = 150
OWN_PARTS = 4  # one of so many parts of an article must be its own
LOOKED_AT_MAX, STORIES_LOOKED_AT_MAX = 12, 24  # articles: for one paragraph, and for all of a record's

NOTHING: frozenset[int] = frozenset()

_COUNT_BITS = 12
_COUNT = (1 << _COUNT_BITS) - 1


class Lesson(NamedTuple):
    """What a raw record teaches: its offset, the hash of its source, its paragraphs."""

    offset: int
    source: int
    article: Paragraphs


def lesson(offset: int, raw: RawArticle, body: str) -> Lesson:
    """Return what the raw record at an offset teaches, its body as plain text, not cleaned."""
    return Lesson(offset, source_hash(raw.source), paragraphs(body, article=raw.id, title=raw.title))


class Repeated:
    """What a partition's sources have sent of late; wants each source's records in the order of offsets."""

    def __init__(self) -> None:
        self._sources: dict[int, _Source] = {}
        self._taught: deque[tuple[int, int]] = deque()  # offsets and sources

    def __len__(self) -> int:
        return sum(map(len, self._sources.values()))

    def take(self, record: Lesson) -> frozenset[int]:
        """Return the hashes of a record's paragraphs that are its source's own, and learn from it."""
        known = self.judge(record)
        self.learn(record)
        return known

    def judge(self, record: Lesson) -> frozenset[int]:
        """Return the hashes of a record's paragraphs that are its source's own, as `take` would."""
        known = self._sources.get(record.source)
        if known is None:
            return NOTHING
        known.forget(record.offset - OFFSETS_MAX)
        return known.judge(record.article)

    def learn(self, record: Lesson) -> None:
        """Remember a record."""
        self._sources.setdefault(record.source, _Source()).learn(record.offset, record.article)
        self._taught.append((record.offset, record.source))

    def forget(self, before: int) -> None:
        """Let go of what no record from offset `before` on can need."""
        while self._taught and self._taught[0][0] < before - OFFSETS_MAX:
            _, source = self._taught.popleft()
            if source in self._sources:
                self._sources[source].forget(before - OFFSETS_MAX)
                if not self._sources[source]:
                    del self._sources[source]


class _Source:
    """The last articles of one source.

    `_ends` has, for each end of a line, how many articles have it and the sum of their ids: so the id of
    the only one left is known when another goes. `_stories` is what was found of articles: a story stays one
    until an end of it is another's too, and what is none stays so until an end is its alone again. `_where`
    has the one article that has a line, or all of several by id, the oldest first: most lines are one
    article's, and a dictionary for each would be half of the memory.
    """

    __slots__ = ("_articles", "_ends", "_offsets", "_stories", "_where")

    def __init__(self) -> None:
        self._articles: dict[int, Paragraphs] = {}  # by id, the oldest version first
        self._offsets: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._stories: dict[int, bool] = {}
        self._where: dict[int, Paragraphs | dict[int, Paragraphs]] = {}

    def __len__(self) -> int:
        return len(self._articles)

    def judge(self, article: Paragraphs) -> frozenset[int]:
        """Return the hashes of an article's paragraphs that enough stories have."""
        where, often = self._where, list[tuple[int, dict[int, Paragraphs]]]()
        for line in article.hashes:
            having = where.get(line)
            if isinstance(having, dict) and len(having) >= STORIES_MIN:
                often.append((line, having))
        if not often:
            return NOTHING
        # What stands in most articles first: it is what a site adds, and the same articles have all of it.
        often.sort(key=lambda one: -len(one[1]))
        looked_at: set[int] = set()
        return frozenset(line for line, having in often if self._told(having, looked_at))

    def learn(self, offset: int, article: Paragraphs) -> None:
        """Remember an article in the place of its version before."""
        if article.id in self._articles:
            self._drop(article.id)
        ends, where, stories, one = self._ends, self._where, self._stories, _one(article)
        for end in {*article.opens, *article.closes}:
            ends[end] = having_it = ends.get(end, 0) + one
            if having_it & _COUNT == 2 and stories.get(other := (having_it - one) >> _COUNT_BITS):
                del stories[other]  # it has less of its own now
        for line in {*article.hashes}:
            having = where.setdefault(line, article)
            if isinstance(having, dict):
                having[article.id] = article
            elif having is not article:
                where[line] = {having.id: having, article.id: article}
        self._articles[article.id], self._offsets[article.id] = article, offset
        if len(self._articles) > ARTICLES_MAX:
            self._drop(next(iter(self._articles)))

    def forget(self, before: int) -> None:
        """Let go of the articles before an offset."""
        while self._offsets:
            oldest, offset = next(iter(self._offsets.items()))
            if offset >= before:
                return
            self._drop(oldest)

    def _drop(self, article_id: int) -> None:
        ends, where, stories = self._ends, self._where, self._stories
        article = self._articles.pop(article_id)
        one = _one(article)
        del self._offsets[article_id]
        stories.pop(article_id, None)
        for end in {*article.opens, *article.closes}:
            ends[end] = left = ends[end] - one
            if left & _COUNT == 1 and stories.get(last := left >> _COUNT_BITS) is False:
                del stories[last]  # it has more of its own now
            elif not left:
                del ends[end]
        for line in {*article.hashes}:
            having = where[line]
            if not isinstance(having, dict):
                del where[line]
            else:
                del having[article_id]
                if len(having) == 1:
                    where[line] = next(iter(having.values()))

    def _told(self, having: dict[int, Paragraphs], looked_at: set[int]) -> bool:
        """Return whether enough of these are stories, the newest looked at first; notes which."""
        headlines = set[int]()
        for name, article in islice(reversed(having.items()), LOOKED_AT_MAX):
            if name not in looked_at and len(looked_at) == STORIES_LOOKED_AT_MAX:
                continue
            looked_at.add(name)
            is_story = self._stories.get(name)
            if is_story is None:
                is_story = self._stories[name] = self._is_story(article)
            if is_story:
                headlines.add(article.headline)
                if len(headlines) == STORIES_MIN:
                    return True
        return False

    def _is_story(self, article: Paragraphs) -> bool:
        """Return whether enough of an article is prose that no other article has."""
        ends, alone = self._ends, _one(article)
        missing = max(OWN_BYTES_MIN, sum(article.lengths) / OWN_PARTS)
        for opens, closes, length in zip(article.opens, article.closes, article.lengths, strict=True):
            if length >= PROSE_BYTES_MIN and ends[opens] == alone == ends[closes]:
                missing -= length
                if missing <= 0:
                    return True
        return False


def _one(article: Paragraphs) -> int:
    """Return what an end of an article's lines adds: one to the count, its id to the sum."""
    return (article.id << _COUNT_BITS) + 1
