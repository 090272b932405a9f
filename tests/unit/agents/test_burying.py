"""What is said of a record that a stage can never pass."""

import asyncio
from types import SimpleNamespace
from typing import Any

from structlog.testing import capture_logs

from streams.agents.flow import Flow
from streams.agents.ledger import Place
from streams.errors import Reason, Rejected
from streams.topics import Stage, Topics
from streams.wire.headers import headers, trace_id
from tests.unit.agents.fakes import RAW

PLACE = Place(RAW, 0)


async def test_the_line_about_a_dead_letter_names_its_place_and_its_trace() -> None:
    """By the trace it is found beside what other stages, and the source, said of the same article."""
    received = headers(type="t", source="s", id="4f1e")
    message = SimpleNamespace(offset=0, key=b"4f1e", value=b"{", headers=received, **PLACE._asdict())
    settled = asyncio.Event()
    event: Any = SimpleNamespace(message=message, ack=settled.set)
    app: Any = SimpleNamespace(
        should_stop=False, task=lambda _: None, producer=SimpleNamespace(send=taken), consumer=None
    )
    flow = Flow(Stage.DEDUP, app, topics=Topics(), in_hand_max=9, on_revoked=lambda: None)
    flow.assigned({PLACE: 0})
    ticket = flow.take(event)
    assert ticket is not None
    with capture_logs() as lines:
        flow.bury(ticket, Rejected(Reason.NOT_JSON, "JSON is malformed"))
        await settled.wait()
    (line,) = lines
    assert (line["topic"], line["partition"], line["offset"]) == (RAW, 0, 0)
    assert line["trace_id"] == trace_id(received)


async def taken(*_: object) -> Any:
    """Confirm whatever is sent."""
    confirmed = asyncio.get_running_loop().create_future()
    confirmed.set_result(None)
    return confirmed
