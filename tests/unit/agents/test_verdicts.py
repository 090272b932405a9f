"""Where a verdict is published: a canary's never where somebody reads news, whatever the verdict."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from streams.agents.pending import Signed
from streams.agents.verdicts import Verdicts
from streams.domain.sketch import sign
from streams.domain.verdict import Decided
from streams.topics import Stage, Topics
from tests.builders import an_article
from tests.unit.agents.fakes import FakeFlow
from tests.unit.domain.test_verdict import a_match

UNIQUE = Decided(raw_offset=0, text_hash=1, received_ms=1, latest_ms=1)
NEVER = cast(Any, None)  # nothing is read back or compared


@pytest.mark.parametrize(
    "verdict",
    [
        UNIQUE,
        replace(UNIQUE, match=a_match(1, received_ms=0)),
        replace(UNIQUE, revision=2, previous_offset=0),
    ],
    ids=["unique", "copy", "revision"],
)
async def test_a_canary_is_published_on_its_own_topic_alone(verdict: Decided) -> None:
    article = an_article(1, received_at=datetime(2026, 11, 26, tzinfo=UTC))
    signed = Signed(
        FakeFlow().ticket(0), article, sign(title="", text=article.text), None, asyncio.Event(), canary=True
    )
    records = await Verdicts(Topics(), log=NEVER, comparer=NEVER).of(signed, verdict)
    assert [record.topic for record in records] == [Topics().canary(Stage.DEDUP).name]
    assert records[0].key == article.id.encode()


async def test_an_article_is_published_as_news() -> None:
    article = an_article(1)
    signed = Signed(FakeFlow().ticket(0), article, sign(title="", text=article.text), None, asyncio.Event())
    records = await Verdicts(Topics(), log=NEVER, comparer=NEVER).of(signed, UNIQUE)
    assert [record.topic for record in records] == [Topics().unique.name]
