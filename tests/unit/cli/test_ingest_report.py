"""What ingest shows while it runs, and how a signal ends it."""

import os
import signal
from collections.abc import Iterator

import pytest

from streams.cli import report as module
from streams.cli.interrupts import Interrupts
from streams.cli.report import REFUSALS_SHOWN_MAX, Report
from streams.errors import Reason
from streams.sources.refused import Refused


def refused(line: int, reason: Reason = Reason.INVALID) -> Refused:
    return Refused(place=f"a.jsonl:{line}", reason=reason, detail="title: must be text")


def test_the_first_refusals_are_shown_with_their_places_and_the_rest_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Report(lambda: 5) as report:
        for line in range(100):
            report.refused(refused(line))
        report.refused(refused(100, Reason.NOT_JSON))
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == REFUSALS_SHOWN_MAX + 1
    assert shown[0] == "a.jsonl:0: invalid: title: must be text"
    assert "101 refused (invalid 100, not_json 1) in " in report.summary()


def test_without_a_terminal_a_line_comes_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log must not hold a line per article, nor be silent for an hour."""
    with Report(lambda: 1_500, total=200) as report:
        report.progress(50)
        monkeypatch.setattr(module, "_LINE_EVERY_S", 0.0)
        report.progress(50)
    assert capsys.readouterr().err == "1,500 sent, 0 refused (25%)\n"


def test_without_a_known_end_no_share_is_claimed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LINE_EVERY_S", 0.0)
    with Report(lambda: 7) as report:
        report.progress(0)
    assert capsys.readouterr().err == "7 sent, 0 refused\n"


def ask() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_without_a_signal_every_item_comes() -> None:
    with Interrupts() as interrupts:
        assert list(interrupts.each(range(3))) == [0, 1, 2]
        assert not interrupts.asked


def test_a_signal_while_an_item_is_in_hand_lets_it_be_finished() -> None:
    done = []
    with Interrupts() as interrupts:
        for item in interrupts.each(range(9)):
            if item == 3:
                ask()
            done.append(item)
    assert done == [0, 1, 2, 3]
    assert interrupts.asked


def test_a_signal_while_the_source_is_silent_ends_the_reading() -> None:
    def source() -> Iterator[int]:
        yield 1
        ask()
        raise AssertionError("went on")

    with Interrupts() as interrupts:
        assert list(interrupts.each(source())) == [1]
    assert interrupts.asked


def test_a_signal_before_anything_was_taken_up_ends_all() -> None:
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        ask()


def test_a_second_signal_ends_all() -> None:
    """Whoever asks twice does not want to wait for a broker that is away."""
    with Interrupts() as interrupts:
        for _ in interrupts.each(range(9)):
            ask()
            with pytest.raises(KeyboardInterrupt):
                ask()
            break


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
