"""Processes held to a share of a core by the kernel's quota: two workers on cores that are too few for them.

By control groups of version 1, as root; where there are none, nothing can be held.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from streams.errors import Misconfigured

CPU = Path("/sys/fs/cgroup/cpu")
PERIOD_US = 20_000


@contextmanager
def held_to(share: float, *pids: int) -> Iterator[None]:
    """Hold processes, together, to a share of a core. Raises Misconfigured where that is not allowed."""
    group = CPU / f"newswire-{uuid4().hex[:8]}"
    try:
        group.mkdir()
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (group / "cpu.cfs_quota_us").write_text(str(int(share * PERIOD_US)))
        _move(group, pids)
    except OSError as error:
        raise Misconfigured(
            f"--share needs root and the cpu controller of version 1 at {CPU}: {error}"
        ) from error
    try:
        yield
    finally:
        _move(CPU, pids)
        group.rmdir()


def _move(group: Path, pids: tuple[int, ...]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            (group / "cgroup.procs").write_text(str(pid))
