"""The process of an `Aside`: `python -m streams.aside_process PARENT`, calls in, results out.

Pickled, since both ends are this program's own.
"""

import pickle
import sys
from typing import BinaryIO

from streams import child
from streams.errors import NewswireError


def main(parent: int) -> int:
    """Answer calls until there are no more and return 0; a call that raises what nobody named ends it."""
    answers = child.prepare(parent)
    while (call := child.received(sys.stdin.buffer)) is not None:
        _answer(call, answers)
    return 0


def _answer(call: bytes, answers: BinaryIO) -> None:
    try:
        outcome: tuple[object, NewswireError | None] = pickle.loads(call)(), None  # noqa: S301  its parent's own
    except NewswireError as error:
        outcome = None, error
    answers.write(child.framed(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)))
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
