"""A process that does not end by itself is ended, and says what it was ending for."""

import os
import threading

import pytest
import structlog

from streams import time_limit
from streams.errors import Misconfigured
from streams.topics import Stage


@pytest.mark.parametrize(
    ("why", "code", "says"),
    [
        (None, 3, "Kafka does not answer"),
        (RuntimeError("no connection"), 3, "no connection"),
        (Misconfigured("refused the token"), 2, "refused the token"),
    ],
)
def test_what_it_ended_for_is_told_and_decides_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, why: Exception | None, code: int, says: str
) -> None:
    """A supervisor starts it again after 3, and leaves down what an operator must mend."""
    codes, ended = list[int](), threading.Event()

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    monkeypatch.setattr(os, "_exit", end)
    with structlog.testing.capture_logs() as lines:
        time_limit.begin(Stage.DEDUP, after_s=0, why=why)
        assert ended.wait(30)
    assert codes == [code]
    assert lines[0]["reason"] == f"it took over NEWSWIRE_STOP_TIMEOUT_S=0: {says}"
