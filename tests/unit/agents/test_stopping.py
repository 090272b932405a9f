"""What a worker does that is told to end: it finishes, within a bound, and takes up nothing new."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from streams import time_limit
from streams.agents import stopping
from streams.agents.app import create_app
from streams.agents.flow import Flow
from streams.agents.ledger import Place, Ticket
from streams.metrics import Outcome
from streams.settings import Settings
from streams.topics import Stage, Topics
from tests.unit.agents.fakes import RAW

PLACE = Place(RAW, 0)
LONG_S, SHORT_S = 30.0, 0.05


class FakeApp(SimpleNamespace):
    """As much of an app as a flow needs; it notes which records were acknowledged at each commit."""

    def __init__(self) -> None:
        super().__init__(should_stop=False, crash_reason=None, task=lambda _: None)
        self.acknowledged: list[int] = []
        self.commits: list[list[int]] = []
        self.consumer = SimpleNamespace(commit=self._commit)

    async def _commit(self) -> bool:
        self.commits.append(list(self.acknowledged))
        return True


def flow_of(app: Any, *, not_begun: Callable[[], int] = lambda: 0) -> Flow:
    """Return a flow whose partition starts at 0."""
    flow = Flow(
        Stage.DEDUP,
        app,
        topics=Topics(),
        in_hand_max=100,
        on_revoked=lambda: None,
        not_begun=not_begun,
    )
    flow.assigned({PLACE: 0})
    return flow


def taken(flow: Flow, app: FakeApp, offset: int) -> Ticket[Any] | None:
    """Return the ticket of a record that arrives."""
    message = SimpleNamespace(offset=offset, **PLACE._asdict())
    event: Any = SimpleNamespace(message=message, ack=lambda: app.acknowledged.append(offset))
    return flow.take(event)


async def test_what_is_in_hand_is_settled_before_the_last_commit() -> None:
    """A record published and not committed would be published again."""
    app: Any = FakeApp()
    flow = flow_of(app)
    tickets = [taken(flow, app, offset) for offset in range(3)]
    ending = asyncio.create_task(stopping.finish(app, flow, within_s=LONG_S))
    for ticket in tickets:
        await asyncio.sleep(0)
        assert not ending.done()
        assert ticket is not None
        flow.settle(ticket, Outcome.FORWARDED, "unique")
    await ending
    assert app.commits[-1] == [0, 1, 2]


async def test_a_worker_that_ends_takes_nothing_new_up() -> None:
    """Else a busy topic would keep it for ever."""
    app: Any = FakeApp()
    flow = flow_of(app)
    await stopping.finish(app, flow, within_s=LONG_S)
    assert taken(flow, app, 0) is None
    assert flow.not_ready == "stopping"


async def test_a_record_that_is_never_settled_holds_the_end_up_for_its_time_only() -> None:
    """What was settled before it is committed all the same."""
    app: Any = FakeApp()
    flow = flow_of(app)
    first, _ = taken(flow, app, 0), taken(flow, app, 1)
    assert first is not None
    flow.settle(first, Outcome.FORWARDED, "unique")
    await asyncio.wait_for(stopping.finish(app, flow, within_s=SHORT_S), LONG_S)
    assert app.commits[-1] == [0]


async def test_what_is_not_begun_is_not_waited_for() -> None:
    """It is delivered again; to begin it now would take as long as all that waits."""
    app: Any = FakeApp()
    flow = flow_of(app, not_begun=lambda: 2)
    first, *_ = (taken(flow, app, offset) for offset in range(3))
    assert first is not None
    flow.settle(first, Outcome.FORWARDED, "unique")
    await asyncio.wait_for(stopping.finish(app, flow, within_s=2 * LONG_S), LONG_S)
    assert app.commits[-1] == [0]


@pytest.mark.parametrize("crashed", [False, True])
async def test_however_it_ends_its_time_is_limited_and_only_one_that_is_well_finishes(
    monkeypatch: pytest.MonkeyPatch, crashed: bool
) -> None:
    """A worker may crash because Kafka is away, and what it closes then waits for Kafka."""
    begun: list[float] = []
    monkeypatch.setattr(time_limit, "begin", lambda _, *, after_s, why: begun.append(after_s))
    app = create_app(Stage.DEDUP, Settings())
    flow = Flow(Stage.DEDUP, app, topics=Topics(), in_hand_max=1, on_revoked=lambda: None)
    stopping.arrange(app, flow, within_s=LONG_S)
    if crashed:
        await app.crash(RuntimeError("Kafka is away"))
    async with asyncio.timeout(LONG_S):
        await app.stop()
    assert begun == [LONG_S]
    assert flow.closing == (not crashed)
