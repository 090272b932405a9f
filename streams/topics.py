"""Every topic: its name, key, partitions, retention and contract. Nothing else in the product spells one.

Topics of one co-partitioned group have the same count on purpose: a vote must reach the worker that holds the
article it answers, and a table's changelog must have as many partitions as what writes it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from streams.topic import Contract, Topic

# Dedup's tables: what each shard was asked, what became of each article, what each source's were made of.
JOURNAL, DECIDED, PARAGRAPHS = "journal", "decided", "paragraphs"
# The watcher's: what is known of each source.
SOURCES = "sources"


class Stage(StrEnum):
    """The stages of the line, in the order in which an article meets them, and who watches them."""

    INGEST = "ingest"
    DEDUP = "dedup"
    ENRICH = "enrich"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one deployment. `prefix` sets several apart on one cluster; empty is the usual case."""

    prefix: str = ""
    partitions: int = 4
    shards: int = 4

    def _topic(
        self, name: str, *, contract: Contract = Contract.PUBLIC, partitions: int | None = None, **more: Any
    ) -> Topic:
        return Topic(
            name=self.prefix + name,
            type=name,
            contract=contract,
            partitions=partitions or self.partitions,
            **more,
        )

    @property
    def raw(self) -> Topic:
        """Articles as received."""
        return self._topic(
            "news.articles.raw.v1",
            key="article id",
            about="an article as received",
            contract=Contract.PUBLIC_IN,
        )

    @property
    def keys(self) -> Topic:
        """Packed lookup keys and sketches; the partition is the shard."""
        return self._topic(
            "news.dedup.keys.v1",
            key="none: the partition is the shard",
            about="the keys and sketches of up to 32 articles that fall to this shard",
            contract=Contract.INTERNAL,
            partitions=self.shards,
        )

    @property
    def votes(self) -> Topic:
        """Packed votes; the partition is that of the raw record that asked."""
        return self._topic(
            "news.dedup.votes.v1",
            key="none: the partition is the asker's",
            about="up to 64 votes: the earliest match of an article in one shard, or none",
            contract=Contract.INTERNAL,
        )

    @property
    def unique(self) -> Topic:
        """Articles that are nobody's copy, and revisions of them."""
        return self._topic(
            "news.articles.unique.v1",
            key="article id",
            about="a cleaned article that is nobody's copy, or a new revision of one",
        )

    @property
    def duplicates(self) -> Topic:
        """Which article copies which, and why."""
        return self._topic(
            "news.articles.duplicates.v1",
            key="id of the original",
            about="'X copies Y': kind, rule, similarity, containment, seconds behind",
        )

    @property
    def revisions(self) -> Topic:
        """What changed between the versions of an article."""
        return self._topic(
            "news.articles.revisions.v1",
            key="article id",
            about="what changed in a new revision: headline, figures, names, length, correction notice",
        )

    @property
    def enriched(self) -> Topic:
        """Articles with their entities."""
        return self._topic(
            "news.articles.enriched.v1",
            key="article id",
            about="the article with its language and the entities it names",
        )

    @property
    def mentions(self) -> Topic:
        """One record per entity and article."""
        return self._topic("news.entities.mentions.v1", key="entity id", about="one entity in one article")

    @property
    def source_events(self) -> Topic:
        """What became of sources: silent, heard again, flooding, or no longer."""
        return self._topic(
            "news.sources.events.v1",
            key="the source",
            about="a source fell silent, was heard again, floods, or no longer does",
            partitions=1,
        )

    def dead(self, stage: Stage) -> Topic:
        """What a stage can never pass, with its original bytes."""
        return self._topic(
            f"news.dead.{stage}.v1",
            key="original key",
            contract=Contract.PEOPLE,
            partitions=1,
            about=f"what {stage} can never pass: original bytes, the reason in headers",
        )

    def canary(self, stage: Stage) -> Topic:
        """Where dedup or enrich puts the watcher's canaries in place of their public topics."""
        out = {Stage.DEDUP: "unique", Stage.ENRICH: "enriched"}[stage]
        return self._topic(
            f"news.canary.{out}.v1",
            key="article id",
            about=f"what {stage} made of the watcher's canaries, kept apart from news",
            contract=Contract.INTERNAL,
        )

    def changelog(self, table: str) -> Topic:
        """The changelog of a table, named as Faust names those of dedup: app id, table, 'changelog'.

        The only partition of the watcher's is that of the one who acts.
        """
        stage = Stage.WATCH if table == SOURCES else Stage.DEDUP
        return self._topic(
            f"{app_id('', stage)}-{table}-changelog",
            key="the table's key",
            about=f"what the table '{table}' holds, to recover it on another machine",
            contract=Contract.INTERNAL,
            partitions={JOURNAL: self.shards, SOURCES: 1}.get(table),
            compact=True,
        )

    def all(self) -> tuple[Topic, ...]:
        """Return every topic of the deployment, in the order of the flow."""
        return (
            self.raw,
            self.keys,
            self.votes,
            self.unique,
            self.duplicates,
            self.revisions,
            self.enriched,
            self.mentions,
            self.source_events,
            *(self.dead(stage) for stage in (Stage.DEDUP, Stage.ENRICH)),
            *(self.canary(stage) for stage in (Stage.DEDUP, Stage.ENRICH)),
            *map(self.changelog, (JOURNAL, DECIDED, PARAGRAPHS, SOURCES)),
        )


def app_id(prefix: str, stage: Stage) -> str:
    """Return a stage's Faust app id, which is its consumer group."""
    return f"{prefix}newswire-{stage}"
