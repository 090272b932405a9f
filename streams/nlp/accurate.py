"""The spaCy component of the accurate pipeline: a small transformer that labels words.

`NEWSWIRE_SPACY_MODEL=accurate` means the pipeline that `make model-accurate` builds. It needs the optional
package of `newswire[accurate]`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from streams.nlp.bio import N_LABELS
from streams.nlp.component import Component
from streams.nlp.runtime import session
from streams.nlp.windows import Window, batches, padded, windows_of
from streams.nlp.wordpieces import Pieces

NAME = "newswire_accurate"
NETWORK, PIECES = "network.onnx", "tokenizer.json"
BATCH_PIECES = 1_024


class Accurate(Component):
    """Sets the entities of documents. It does nothing before its files are read (`from_disk`)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._session: Any = None
        self._pieces: Pieces | None = None

    def scores(self, docs: Sequence[Doc]) -> list[NDArray[np.float32]]:
        """Return the logits of each document's words, (words, labels). Raises ValueError without weights."""
        if self._pieces is None:
            raise ValueError("the accurate pipeline has no weights: load it with spacy.load")
        windows: list[Window] = []
        for at, doc in enumerate(docs):
            windows += windows_of(at, [token.text for token in doc], self._pieces)
        scores = [np.zeros((len(doc), N_LABELS), np.float32) for doc in docs]
        for batch in batches(windows, BATCH_PIECES):
            pieces, cases = padded(batch)
            (logits,) = self._session.run(None, {"pieces": pieces, "cases": cases})
            for window, rows in zip(batch, logits, strict=True):
                first = window.first
                scores[window.text][first : first + len(window.firsts)] = rows[window.firsts]
        return scores

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002  spaCy gives it
        """Make the folder that the network and its vocabulary are put into when they are exported."""
        path.mkdir(parents=True, exist_ok=True)

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> "Accurate":  # noqa: ARG002
        """Read the network. Raises ImportError, naming the extra, if tokenizers is missing."""
        try:
            import tokenizers  # noqa: F401, PLC0415  an optional package
        except ImportError as error:
            raise ImportError(f"{error.name} is missing; install newswire[accurate]") from error
        self._session = session(path / NETWORK)
        self._pieces = Pieces(path / PIECES)
        return self


@Language.factory(NAME)
def create(nlp: Language, name: str) -> Accurate:  # noqa: ARG001  spaCy gives it
    """Return the component for a pipeline."""
    return Accurate(name)
