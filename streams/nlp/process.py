"""A model process: `python -m streams.nlp.process MODEL PARENT`, batches in on standard input, mentions out.

It says first which pipeline it has loaded, or why it cannot; then it answers each batch with its mentions.
What raises in the pipeline ends it, as does the end of its input, or of its parent, however that came about.
"""

import ctypes
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from spacy.language import Language

# Before numpy is loaded: each process has one core, and threads of its own would only take the others'.
THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
STRINGS_MAX = 400_000
_PR_SET_PDEATHSIG = 1


def main(model: str, parent: int) -> int:
    """Answer batches until there are no more and return 0; 2 if the pipeline cannot be loaded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the pool says when to end
    _die_with(parent)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    answers = _own_output()
    from streams.errors import Misconfigured  # noqa: PLC0415
    from streams.nlp import frames, language  # noqa: PLC0415
    from streams.nlp.model import load, version  # noqa: PLC0415

    try:
        nlp = load(model)
    except Misconfigured as error:
        answers.write(frames.packed({"misconfigured": str(error)}))
        return 2
    answers.write(frames.packed({"model": version(nlp)}))
    # The second that this takes is over before the first article that needs it, or part of its time.
    threading.Thread(target=language.identifier, daemon=True).start()
    answer(model, nlp, sys.stdin.buffer, answers)
    return 0


def answer(model: str, nlp: "Language", batches: BinaryIO, answers: BinaryIO) -> None:
    """Answer each batch until there are no more."""
    from streams.nlp import frames  # noqa: PLC0415
    from streams.nlp.model import load, read  # noqa: PLC0415

    while (batch := frames.received(batches)) is not None:
        answers.write(frames.packed(frames.of_named(read(nlp, frames.to_inputs(batch)))))
        # spaCy keeps every word that it has ever met; a fresh pipeline after 400,000 of them bounds that.
        if len(nlp.vocab.strings) > STRINGS_MAX:
            nlp = load(model)


def _own_output() -> BinaryIO:
    """Return standard output for the answers alone; what a pipeline prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return answers


def _die_with(parent: int) -> None:
    """Have Linux end this process when its parent ends; elsewhere the end of input does, once idle."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
