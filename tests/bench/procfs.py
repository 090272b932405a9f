"""What a process has used of a core, as the kernel counts it, and what machine this is (Linux)."""

import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from platform import python_version

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12  # after the name in brackets, which may hold spaces
PACKAGES = ("newswire", "faust-streaming", "aiokafka", "kafka-python", "spacy", "numpy")


def cpu_s(*pids: int) -> float:
    """Return the CPU seconds of processes, all their threads, in steps of 10 ms; 0 of one that is gone."""
    return sum(_cpu_s(pid) for pid in pids)


def _cpu_s(pid: int) -> float:
    try:
        return cpu_s_of(Path(f"/proc/{pid}/stat").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def cpu_s_of(stat: str) -> float:
    """Return the CPU seconds that a line of /proc/PID/stat says."""
    fields = stat.rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS_PER_S


def rss_bytes(pid: int) -> int:
    """Return the memory of a process that is in RAM now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that still run."""
    found: list[int] = []
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that has just ended
                found += map(int, (task / "children").read_text().split())
    return found


def machine() -> dict[str, str]:
    """Return what the figures depend on: processor, cores of this process, load, versions."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "load before": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": python_version(),
    } | {name: version(name) for name in PACKAGES}


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "unknown")
