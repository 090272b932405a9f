"""A model process: `python -m streams.nlp.process MODELS PARENT`, batches in on standard input, mentions out.

It says first which pipelines it has loaded, or why it cannot; then it answers each batch with its mentions.
What raises in a pipeline ends it, as does the end of its input, or of its parent, however that came about.
"""

import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from streams import child

if TYPE_CHECKING:
    from streams.nlp.pipelines import Pipelines

WORDS_LEARNED_MAX = 400_000


def main(models: str, parent: int) -> int:
    """Answer batches until there are no more and return 0; 2 if a pipeline cannot be loaded."""
    answers = child.prepare(parent)
    from streams.errors import Misconfigured  # noqa: PLC0415
    from streams.nlp import language  # noqa: PLC0415
    from streams.nlp.pipelines import Pipelines  # noqa: PLC0415

    try:
        pipelines = Pipelines(models)
    except Misconfigured as error:
        _say(answers, {"misconfigured": str(error)})
        return 2
    _say(answers, {"model": pipelines.model})
    # The second that this takes is over before the first article that needs it, or part of its time.
    threading.Thread(target=language.identifier, daemon=True).start()
    answer(pipelines, sys.stdin.buffer, answers)
    return 0


def answer(pipelines: "Pipelines", batches: BinaryIO, answers: BinaryIO) -> None:
    """Answer each batch until there are no more."""
    from streams.nlp import frames  # noqa: PLC0415

    while (batch := frames.received(batches)) is not None:
        _say(answers, frames.of_named(pipelines.read(frames.to_inputs(batch))))
        # spaCy keeps every word that it has ever met; a fresh pipeline after 400,000 of them bounds that.
        # What it came with does not count: a large one has more than that, and would be loaded every time.
        if pipelines.words_learned > WORDS_LEARNED_MAX:
            pipelines.load()


def _say(answers: BinaryIO, value: object) -> None:
    from streams.nlp import frames  # noqa: PLC0415

    answers.write(frames.packed(value))
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
