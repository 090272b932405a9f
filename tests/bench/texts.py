"""The articles that a benchmark reads: made up at a given length, or taken from a file of real ones.

A made-up article is long enough by having several unrelated reports under one headline, each of other people,
places and figures. So two articles share sentences' patterns, as articles of one outlet do, and no more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from streams.domain.article import RawArticle, article_id
from streams.errors import Misconfigured
from streams.sources.jsonl import JsonLines
from streams.sources.synthetic.stories import KINDS, report
from streams.sources.synthetic.world import an_event

REPORT_WORDS = 240
REPORTS_MAX = 50
STEP = timedelta(milliseconds=1_000)


def made_up(articles: int, *, words: int, seed: int = 1) -> list[RawArticle]:
    """Return so many articles of exactly so many words, distinct in id and text, the same for a seed."""
    rng = Random(f"bench {words} {seed}")
    return [_article(rng, words, f"{seed}-{number}") for number in range(articles)]


def from_file(path: Path, articles: int, *, words: int) -> list[RawArticle]:
    """Return the first so many articles of a JSONL file, each cut to `words`; shorter ones are joined.

    So a measurement on real text is of the length that its bar is about. Raises Misconfigured where the file
    cannot be read or holds too little.
    """
    with JsonLines(str(path)) as lines:
        found = [line for line in islice(lines, 4 * articles) if isinstance(line, RawArticle) and line.text]
    taken = list(islice(lengthened(found, words), articles))
    if len(taken) < articles:
        raise Misconfigured(f"{path} is enough for {len(taken)} articles of {words} words, not {articles}")
    return taken


def lengthened(articles: Sequence[RawArticle], words: int) -> Iterator[RawArticle]:
    """Yield articles of exactly so many words: each is as many in a row as that takes, the last one cut."""
    texts: list[str] = []
    have = 0
    for article in articles:
        texts.append(article.text or "")
        have += len(texts[-1].split())
        if have >= words:
            yield replace(article, text=cut("\n\n".join(texts), words))
            texts, have = [], 0


def cut(text: str, words: int) -> str:
    """Return the first so many words of a text, its paragraphs kept."""
    kept: list[str] = []
    for paragraph in text.split("\n\n"):
        said = paragraph.split()[:words]
        words -= len(said)
        if said:
            kept.append(" ".join(said))
    return "\n\n".join(kept)


def restamped(articles: Sequence[RawArticle], *, since: datetime | None = None) -> list[RawArticle]:
    """Return the articles as received a second apart, in order, the last of them now: all in one window."""
    began = since or datetime.now(UTC) - len(articles) * STEP
    return [replace(article, received_at=began + n * STEP) for n, article in enumerate(articles)]


def _article(rng: Random, words: int, name: str) -> RawArticle:
    title, text = _written(rng, words)
    url = f"https://bench.example/{name}"
    return RawArticle(
        id=article_id(canonical_url=url, source="Bench Post", guid=None),
        source="Bench Post",
        title=title,
        text=text,
        url=url,
        received_at=datetime.now(UTC),
    )


def _written(rng: Random, words: int) -> tuple[str, str]:
    title, paragraphs, have = "", list[str](), 0
    for _ in range(REPORTS_MAX):
        written = report(an_event(rng.choice(KINDS), rng), rng, words_min=min(REPORT_WORDS, words))
        title = title or written.title
        paragraphs += written.paragraphs
        have += written.words
        if have >= words:
            break
    return title, cut("\n\n".join(paragraphs), words)
