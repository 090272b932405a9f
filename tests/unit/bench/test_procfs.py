"""CPU seconds are the kernel's, of all of a process and of it alone."""

import os
import time

from tests.bench.procfs import children, cpu_s, cpu_s_of, machine

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def test_user_and_system_time_add_up() -> None:
    stat = f"7 (a name) with ) S {'0 ' * 10}{2 * TICKS_PER_S} {3 * TICKS_PER_S} 99 99 0"
    assert cpu_s_of(stat) == 5


def test_a_process_that_works_uses_cpu() -> None:
    before, deadline = cpu_s(os.getpid()), time.process_time() + 0.1
    while time.process_time() < deadline:
        pass
    assert cpu_s(os.getpid()) - before >= 0.05


def test_a_process_that_is_gone_has_used_nothing_and_started_nobody() -> None:
    """A sample may fall on a process's last moment; the run's end tells why it ended."""
    gone = 2**22 + 1  # above the largest process id there can be
    assert (cpu_s(gone), children(gone)) == (0.0, [])


def test_the_machine_is_named() -> None:
    said = machine()
    assert int(said["cores"]) >= 1
    assert said["processor"]
    assert said["spacy"][0].isdigit()
