"""Ends a process once another has ended, however that came about: no Kafka outlives who started it.

A program of its own, of the standard library alone, since whoever is killed with -9 can run nothing:

    python leash.py HOLDER HELD

Why not the ways that need no process: Linux's PR_SET_PDEATHSIG fires when the starting thread ends, not the
process, and must be set between fork and exec, where a threaded Python may deadlock; the end of a pipe is
seen late where a forked worker has inherited its other end. Both ids are taken as file descriptors at the
start, so a reused id is never signalled. Elsewhere than on Linux, ids are polled.
"""

import os
import select
import signal
import sys
import time

GRACE_S = 20
POLL_S = 0.5


def main(holder: int, held: int) -> None:
    """Return once `held` has ended: by itself, or told to because `holder`, this process's parent, has."""
    if not hasattr(os, "pidfd_open"):
        return _by_polling(holder, held)
    try:
        held_fd = os.pidfd_open(held)
    except ProcessLookupError:
        return None
    # The parent may have ended before this began; then it is not our parent any more.
    if os.getppid() == holder:
        holder_fd = os.pidfd_open(holder)
        ended, _, _ = select.select([holder_fd, held_fd], [], [])
        if held_fd in ended:
            return None
    signal.pidfd_send_signal(held_fd, signal.SIGTERM)
    if not select.select([held_fd], [], [], GRACE_S)[0]:
        signal.pidfd_send_signal(held_fd, signal.SIGKILL)
    return None


def _by_polling(holder: int, held: int) -> None:
    while os.getppid() == holder and _alive(held):
        time.sleep(POLL_S)
    deadline = time.monotonic() + GRACE_S
    sent = signal.SIGTERM
    while _alive(held):
        os.kill(held, sent)
        sent = signal.SIGKILL if time.monotonic() > deadline else signal.SIGTERM
        time.sleep(POLL_S)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
