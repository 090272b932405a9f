"""The entities of an article: who and what it is about, under ids that are the same in every article.

The model reads headline and text as one; `enriched` takes them apart again, so that offsets in `mentions`
count from the start of `text` and those in `title_mentions` from the start of `title`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from streams.domain.aliases import NONE, Aliases
from streams.domain.article import Article
from streams.domain.joining import Entity, Span, join
from streams.domain.mention import DATE, Mention, ModelInput, Named

GAP = "\n\n"
NOBODY = "none"  # as `model` of an article that no pipeline read: v1 promises a string there


@dataclass(frozen=True, kw_only=True)
class EnrichedArticle:
    """A cleaned article with its entities, the most salient first; `model` is the pipeline that read it.

    `unread` says why none did. `read_until` is where in `text` reading ended, if that was before its end.
    """

    id: str
    source: str
    title: str
    text: str
    received_at: datetime
    model: str
    entities: tuple[Entity, ...]
    revision: int = 1
    url: str | None = None
    guid: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    unread: str | None = None
    read_until: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MentionRecord:
    """One entity in one article, for services that count or watch entities; its key is `entity_id`."""

    entity_id: str
    label: str
    name: str
    country: str | None
    role: str | None
    wikidata: str | None
    salience: float
    count: int
    mentions: tuple[Span, ...]
    title_mentions: tuple[Span, ...]
    article_id: str
    revision: int
    source: str
    title: str
    url: str | None
    language: str | None
    published_at: datetime | None
    received_at: datetime


def model_input(article: Article) -> ModelInput:
    """Return what the model is to read of an article: the headline, an empty line, the text."""
    return ModelInput(_head(article) + article.text, article.language)


def enriched(article: Article, named: Named, *, aliases: Aliases = NONE) -> EnrichedArticle:
    """Return the article with the entities that the model's mentions in its `model_input` come to.

    The language is the article's own where it had one, else the detected one. An article that no pipeline
    read has no entities, and says so. `aliases` is a list of one's own.
    """
    own = {f.name: getattr(article, f.name) for f in fields(article)}
    own["language"] = article.language or named.language
    if named.model is None:
        return EnrichedArticle(**own, entities=(), model=NOBODY, unread=f"no pipeline for {named.language}")
    head = len(_head(article))
    titled, texted = _apart(named.mentions, head)
    found = join(
        article.title, article.text, texted, title_mentions=titled, scope=article.id, aliases=aliases
    )
    until = len(article.text) if named.chars_read is None else max(0, named.chars_read - head)
    return EnrichedArticle(
        **own, entities=found, model=named.model, read_until=until if until < len(article.text) else None
    )


def mention_records(article: EnrichedArticle) -> list[MentionRecord]:
    """Return one record per entity, without dates ("Thursday" differs by article), the most salient first."""
    return [_record(article, entity) for entity in article.entities if entity.label != DATE]


def _record(article: EnrichedArticle, entity: Entity) -> MentionRecord:
    return MentionRecord(
        entity_id=entity.id,
        label=entity.label,
        name=entity.name,
        country=entity.country,
        role=entity.role,
        wikidata=entity.wikidata,
        salience=entity.salience,
        count=entity.count,
        mentions=entity.mentions,
        title_mentions=entity.title_mentions,
        article_id=article.id,
        revision=article.revision,
        source=article.source,
        title=article.title,
        url=article.url,
        language=article.language,
        published_at=article.published_at,
        received_at=article.received_at,
    )


def _head(article: Article) -> str:
    return article.title + GAP if article.title else ""


def _apart(mentions: Sequence[Mention], head: int) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions of the headline and, counted from the text's start, those of the text."""
    titled = [m for m in mentions if m.end <= head]
    texted = [Mention(m.start - head, m.end - head, m.label, m.text) for m in mentions if m.start >= head]
    return titled, texted
