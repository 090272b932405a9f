"""The dedup stage: sign asks, match answers, decide concludes. This file only wires them to their topics.

raw ─▶ sign ── keys, packed by shard ─▶ match ── votes, packed by asker ─▶ decide ─▶ unique | duplicates
"""

import asyncio
from typing import Any

import faust

from streams.agents.app import StageApp, create_app, source
from streams.agents.compare import Comparer
from streams.agents.decide import Decide
from streams.agents.decisions import Decisions
from streams.agents.flow import Flow, manual
from streams.agents.journal import Journal
from streams.agents.lessons import Lessons
from streams.agents.log import Log
from streams.agents.match import Answer, Match
from streams.agents.outbox import Record
from streams.agents.packer import Packer
from streams.agents.pending import Pending
from streams.agents.sign import Asking, Sign
from streams.agents.tables import Rows
from streams.agents.verdicts import Verdicts
from streams.domain.matching import ARTICLES_PER_RECORD_MAX, VOTES_PER_RECORD_MAX, KeysRecord
from streams.settings import Settings
from streams.topic import HOUR_MS
from streams.topics import DECIDED, JOURNAL, PARAGRAPHS, Stage
from streams.wire.packed import pack_keys, pack_votes


class Dedup:
    """The dedup stage of one worker."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.topics = settings, settings.topics()
        self.app: StageApp = create_app(Stage.DEDUP, settings)
        self.flow = Flow(
            Stage.DEDUP,
            self.app,
            topics=self.topics,
            in_hand_max=settings.in_hand_articles_max,
            on_revoked=self._revoked,
        )
        self._pending = Pending()
        linger_s = settings.dedup_linger_ms / 1000
        self._ask: Packer[Asking] = Packer(
            self._send_keys, items_max=ARTICLES_PER_RECORD_MAX, linger_s=linger_s
        )
        self._answer: Packer[Answer] = Packer(
            self._send_votes, items_max=VOTES_PER_RECORD_MAX, linger_s=linger_s
        )
        self._wire()
        self.flow.not_ready = "the processes that read articles are being started"
        self.app.task(self._start)
        self.app.on_before_shutdown.connect(self._stop)

    def _wire(self) -> None:
        settings, topics, flow = self.settings, self.topics, self.flow
        window_ms = int(settings.dedup_window_hours * HOUR_MS)
        self._decisions = decided = Decisions(
            flow, self._rows(DECIDED), pending=self._pending, window_ms=window_ms
        )
        self._match = Match(
            flow,
            journal=Journal(flow, self._rows(JOURNAL)),
            window_ms=window_ms,
            answer=self._answer,
        )
        lessons = Lessons(flow, self._rows(PARAGRAPHS))
        sign = Sign(flow, settings, pending=self._pending, decided=decided, lessons=lessons, ask=self._ask)
        self._log, self._comparer, self._reading = Log(self.app, topics.raw), Comparer(), sign.reading
        verdicts = Verdicts(topics, log=self._log, comparer=self._comparer)
        decide = Decide(flow, pending=self._pending, decided=decided, sign=sign, verdicts=verdicts)
        for topic, part in ((topics.raw, sign), (topics.keys, self._match), (topics.votes, decide)):
            self.app.agent(source(self.app, topic), name=type(part).__name__.lower())(_taking(part))

    def _rows(self, table: str) -> Rows:
        return Rows(self.app, table, self.topics.changelog(table))

    async def _start(self) -> None:
        await asyncio.gather(self._reading.start(), self._comparer.aside.start())
        self.flow.not_ready = None

    async def _stop(self, *_: object, **__: object) -> None:
        await asyncio.gather(self._reading.stop(), self._comparer.aside.stop(), self._log.stop())

    def _revoked(self) -> None:
        for kept in (self._reading, self._pending, self._decisions, self._ask, self._answer):
            kept.clear()
        self._match.revoked()

    def _send_keys(self, shard: int, asking: list[Asking]) -> None:
        packed = Record(self.topics.keys.name, None, pack_keys(KeysRecord.of(asking)), [], shard)
        self.flow.spawn(self.flow.outbox.confirmed([packed]))

    def _send_votes(self, asker: int, answers: list[Answer]) -> None:
        self.flow.spawn(self._vote(asker, answers))

    async def _vote(self, asker: int, answers: list[Answer]) -> None:
        votes = pack_votes([vote for vote, _ in answers])
        await self.flow.outbox.confirmed([Record(self.topics.votes.name, None, votes, [], asker)])
        for _, release in answers:
            release()


def _taking(part: Sign | Match | Decide) -> Any:
    async def take(stream: faust.StreamT[bytes]) -> None:
        async for event in manual(stream):
            await part.take(event)

    return take
