"""The enrich stage: unique articles in batches through the model, off the event loop, to their entities."""

import asyncio
from functools import partial

import faust

from streams.agents.aliases import AliasFile
from streams.agents.app import Event, StageApp, create_app, source
from streams.agents.flow import Flow, manual
from streams.agents.latency import Latencies
from streams.agents.ledger import Ticket
from streams.agents.outbox import Record
from streams.domain.article import Article
from streams.domain.entities import EnrichedArticle, enriched, mention_records, model_input
from streams.domain.latency import Reached
from streams.errors import Rejected
from streams.metrics import UNREAD, Outcome
from streams.nlp.pool import ModelPool
from streams.settings import Settings
from streams.topics import Stage, Topics
from streams.wire.codec import decode_article, encode
from streams.wire.headers import child, headers, read, with_id

Taken = tuple[Ticket[Event], Article]


class Enrich:
    """The enrich stage of one worker. At most one batch per model process is under way."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.topics = settings, settings.topics()
        self.app: StageApp = create_app(Stage.ENRICH, settings)
        self.flow = Flow(
            Stage.ENRICH,
            self.app,
            topics=self.topics,
            in_hand_max=settings.in_hand_articles_max,
            on_revoked=self._revoked,
            not_begun=lambda: len(self._waiting),
        )
        self._pool = ModelPool(
            settings.spacy_model,
            processes=settings.enrich_processes,
            timeout_s=settings.enrich_timeout_s,
            chars_max=settings.enrich_chars_max,
        )
        self._aliases = AliasFile(settings.aliases_file)
        self._latencies = Latencies(Reached.ENRICHED, Reached.ALERTED)
        self._waiting: list[Taken] = []
        self._arrived = asyncio.Event()
        self._canaries = self.topics.canary(Stage.DEDUP)
        for topic, name in ((self.topics.unique, "enrich"), (self._canaries, "canary")):
            self.app.agent(source(self.app, topic), name=name)(self._take)
        self.app.task(self._start)
        self.app.on_before_shutdown.connect(self._stop)
        self.flow.not_ready = "the model is being loaded"

    def _revoked(self) -> None:
        self._waiting.clear()

    async def _start(self) -> None:
        await self._pool.start()
        self.flow.not_ready = None
        for _ in range(self.settings.enrich_processes):
            self.flow.spawn(self._work())

    async def _stop(self, *_: object, **__: object) -> None:
        await self._pool.stop()

    async def _take(self, stream: faust.StreamT[bytes]) -> None:
        async for event in manual(stream):
            ticket = self.flow.take(event)
            if ticket is None:
                continue
            if self._is_canary(ticket):
                self.flow.accounts.canary()
            try:
                self._waiting.append((ticket, decode_article(event.message.value)))
            except Rejected as why:
                self.flow.bury(ticket, why)
            self._arrived.set()

    async def _work(self) -> None:
        """Take up to a batch of what waits, as soon as anything does; the next fills meanwhile."""
        while not (self.app.should_stop or self.flow.closing):
            await self._arrived.wait()
            batch = self._waiting[: self.settings.enrich_batch_articles]
            del self._waiting[: len(batch)]
            if not self._waiting:
                self._arrived.clear()
            if batch:
                await self._enrich(batch)

    async def _enrich(self, batch: list[Taken]) -> None:
        found = await self._pool.name([model_input(article) for _, article in batch])
        aliases = await self._aliases.current()
        for (ticket, article), named in zip(batch, found, strict=True):
            if isinstance(named, Rejected):
                self.flow.bury(ticket, named)
            else:
                result = enriched(article, named, aliases=aliases)
                self.flow.spawn(self._publish(ticket, result, named.language))

    async def _publish(self, ticket: Ticket[Event], article: EnrichedArticle, language: str | None) -> None:
        trace = child(read(ticket.event.message.headers).get("traceparent"), f"enrich {article.id}")
        own, named = _records(article, self.topics, trace)
        if self._is_canary(ticket):
            await self._publish_canary(ticket, [*named, own])
            return
        own_sent, *named_sent = await self.flow.outbox.sent([own, *named])
        await own_sent
        if ticket.live:  # else it comes again, and counts then
            self._latencies.note(article, Reached.ENRICHED, revision=article.revision)
        for sent in named_sent:
            await sent
        if ticket.live:
            self._latencies.note(article, Reached.ALERTED, revision=article.revision)
        if article.unread:
            UNREAD.labels(language).inc()
        self.flow.settle(ticket, Outcome.FORWARDED, _kind(article))

    async def _publish_canary(self, ticket: Ticket[Event], records: list[Record]) -> None:
        """Send all of it to the canaries' topic, under one key: the article comes after its mentions."""
        topic = self.topics.canary(Stage.ENRICH).name
        key = ticket.event.message.key
        await self.flow.outbox.confirmed(record._replace(topic=topic, key=key) for record in records)
        self.flow.settle(ticket, Outcome.FORWARDED, "canary")

    def _is_canary(self, ticket: Ticket[Event]) -> bool:
        return bool(ticket.event.message.topic == self._canaries.name)


def _records(article: EnrichedArticle, topics: Topics, trace: str) -> tuple[Record, list[Record]]:
    """Return what is published of an article: itself, and its mentions."""
    version = f"{article.id}.{article.revision}"
    about = partial(headers, id=version, source=f"newswire/{Stage.ENRICH}", traceparent=trace)
    out, mentions = topics.enriched, topics.mentions
    own = Record(out.name, article.id.encode(), encode(article), about(type=out.type))
    about_mentions = about(type=mentions.type)
    named = [
        Record(
            mentions.name,
            mention.entity_id.encode(),
            encode(mention),
            with_id(about_mentions, f"{version}.{mention.entity_id}"),
        )
        for mention in mention_records(article)
    ]
    return own, named


def _kind(article: EnrichedArticle) -> str:
    if article.unread:
        return "unread"
    return "revision" if article.revision > 1 else "enriched"
