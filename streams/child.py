"""A process that a worker starts to think beside its event loop: how the two talk, and how it ends.

Frames over its standard input and output, each after its length in 4 bytes.
"""

import ctypes
import os
import signal
import struct
import sys
from asyncio import StreamReader
from typing import BinaryIO

# Before numpy is loaded: each process has one core, and threads of its own would only take the others'.
THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_LENGTH = struct.Struct(">I")
_PR_SET_PDEATHSIG = 1


def prepare(parent: int) -> BinaryIO:
    """Return standard output for answers alone, in a process that ends with its parent, however that ends.

    What a library prints goes to standard error. Ctrl-C goes to the whole group; the parent says when to end.
    Elsewhere than on Linux the end of input ends the process, once idle.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)
    one_thread()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def one_thread() -> None:
    """Keep numpy's products to one thread, if called before numpy is loaded: they are too small for more."""
    os.environ.update(dict.fromkeys(THREADS, "1"))


def framed(body: bytes) -> bytes:
    """Return the frame of a body."""
    return _LENGTH.pack(len(body)) + body


def received(pipe: BinaryIO) -> bytes | None:
    """Return the body of the next frame, or None where the pipe ends; it blocks until there is either."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else None


async def arrived(stream: StreamReader) -> bytes:
    """Return the body of the next frame. Raises IncompleteReadError where the stream ends."""
    (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
    return await stream.readexactly(length)
