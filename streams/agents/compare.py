"""Texts held against each other, in a process of its own: the event loop only waits.

What is read back from the log is made an article there as well: it was one before, so a text that now hangs
or kills the process is told of without what comparing it would have said.
"""

from functools import partial

from streams.aside import Aside, Ended
from streams.domain.article import Article
from streams.domain.duplicate import DuplicateRecord, duplicate_record
from streams.domain.passage import longest_passage
from streams.domain.revision import RevisionRecord, revision_record
from streams.domain.verdict import Decided
from streams.wire.published import published

TEXTS_S_MAX = 45.0  # two pages of 20 s at most, and the comparison

# An article in hand, or its raw record; None where that is gone.
Text = Article | bytes | None


class Comparer:
    """Makes the records that take two texts, one after the other."""

    def __init__(self, *, texts_s_max: float = TEXTS_S_MAX) -> None:
        self._texts_s_max = texts_s_max
        self.aside = Aside(partial(longest_passage, "One café", "One café"))

    async def copy(self, article_id: str, verdict: Decided, *, text: Text, original: Text) -> DuplicateRecord:
        """Return the record of a copy, with the passage it shares with its original if both are there."""
        made = partial(copy_record, article_id, verdict, text=text, original=original)
        try:
            return await self.aside.run(made, limit_s=self._texts_s_max)
        except Ended:
            article = text if isinstance(text, Article) else None
            return duplicate_record(article_id, verdict, article=article)

    async def revision(self, article: Article, verdict: Decided, *, before: bytes | None) -> RevisionRecord:
        """Return the record of a new version, and what changed if the one before is there to compare."""
        made = partial(changed_record, article, verdict, before=before)
        try:
            return await self.aside.run(made, limit_s=self._texts_s_max)
        except Ended:
            return revision_record(article, revision=verdict.revision, before=None)


def changed_record(article: Article, verdict: Decided, *, before: bytes | None) -> RevisionRecord:
    """Return what `Comparer.revision` does, made here."""
    return revision_record(article, revision=verdict.revision, before=published(before))


def copy_record(article_id: str, verdict: Decided, *, text: Text, original: Text) -> DuplicateRecord:
    """Return what `Comparer.copy` does, made here."""
    return duplicate_record(article_id, verdict, article=_article(text), original=_article(original))


def _article(text: Text) -> Article | None:
    return text if isinstance(text, Article) else published(text)
