"""A model process: `python -m streams.nlp.process MODEL PARENT`, batches in on standard input, mentions out.

It says first which pipeline it has loaded, or why it cannot; then it answers each batch with its mentions.
What raises in the pipeline ends it, as does the end of its input, or of its parent, however that came about.
"""

import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from streams import child

if TYPE_CHECKING:
    from spacy.language import Language

STRINGS_MAX = 400_000


def main(model: str, parent: int) -> int:
    """Answer batches until there are no more and return 0; 2 if the pipeline cannot be loaded."""
    answers = child.prepare(parent)
    from streams.errors import Misconfigured  # noqa: PLC0415
    from streams.nlp import language  # noqa: PLC0415
    from streams.nlp.model import load, version  # noqa: PLC0415

    try:
        nlp = load(model)
    except Misconfigured as error:
        _say(answers, {"misconfigured": str(error)})
        return 2
    _say(answers, {"model": version(nlp)})
    # The second that this takes is over before the first article that needs it, or part of its time.
    threading.Thread(target=language.identifier, daemon=True).start()
    answer(model, nlp, sys.stdin.buffer, answers)
    return 0


def answer(model: str, nlp: "Language", batches: BinaryIO, answers: BinaryIO) -> None:
    """Answer each batch until there are no more."""
    from streams.nlp import frames  # noqa: PLC0415
    from streams.nlp.model import load, read  # noqa: PLC0415

    while (batch := frames.received(batches)) is not None:
        _say(answers, frames.of_named(read(nlp, frames.to_inputs(batch))))
        # spaCy keeps every word that it has ever met; a fresh pipeline after 400,000 of them bounds that.
        if len(nlp.vocab.strings) > STRINGS_MAX:
            nlp = load(model)


def _say(answers: BinaryIO, value: object) -> None:
    from streams.nlp import frames  # noqa: PLC0415

    answers.write(frames.packed(value))
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
