"""A program started apart from our terminal and on a leash: it ends when told to, and never outlives us."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_LEASH = Path(__file__).with_name("leash.py")
_ENDING = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Leashed:
    """A program that was started, and the leash that ends it should this process vanish."""

    process: subprocess.Popen[bytes]
    leash: subprocess.Popen[bytes]

    def end(self, *, s_max: float) -> None:
        """Return once it has ended: told to, or killed after so many seconds."""
        self.process.terminate()
        try:
            self.process.wait(s_max)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.leash.kill()
        self.leash.wait()


def start(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    inherited: Sequence[int] = (),
) -> Leashed:
    """Return the program, just started; what it prints goes to the end of the log.

    It has a session of its own: Ctrl-C reaches us alone, and it ends when we say so. It inherits these file
    descriptors. Raises OSError if it cannot be run, or the log not written. Keep what is returned within
    `signals_held`: a signal in between would leave it running for as long as we do.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=inherited,
        )
    try:
        leash = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), str(process.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        process.kill()
        process.wait()
        raise
    return Leashed(process, leash)


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back until the end of the `with`, where they do what they do.

    In the main thread, the only one that they interrupt; elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    # Caught, not ignored or blocked: a program that is started meanwhile would inherit that.
    former = {number: signal.signal(number, note) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for one in came:
            signal.raise_signal(one)
