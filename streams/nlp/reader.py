"""A loaded pipeline as the line uses it: texts in, mentions out.

The shipped pipeline is asked without a document for each text: the same mentions in .82 of
the time (docs/decisions/entities.md). Any other pipeline reads as spaCy has it read.
"""

from collections.abc import Sequence
from typing import Any

from spacy.attrs import IS_TITLE, IS_UPPER, NORM, PREFIX, SHAPE, SUFFIX
from spacy.language import Language

from streams.domain.mention import Mention
from streams.nlp.component import BATCH_DOCS, named
from streams.nlp.cutting import Cutter, may_cut
from streams.nlp.model import load, mentions, version
from streams.nlp.tagger import Names

# What the network asks of a word. spaCy works out 17 more of each new one, such as whether it is like a URL.
_ASKED = frozenset({NORM, PREFIX, SUFFIX, SHAPE, IS_TITLE, IS_UPPER})


class Reader:
    """Reads texts with one pipeline."""

    def __init__(self, name: str) -> None:
        """Load it. Raises Misconfigured if there is none, or if it names nothing."""
        self.nlp: Language = load(name)
        self.model = version(self.nlp)
        self._names = _alone(self.nlp)
        self._cutter = Cutter(self.nlp.tokenizer) if self._names else None
        if self._names:
            _ask_less(self.nlp.vocab)

    @property
    def words(self) -> int:
        """How many words the pipeline keeps."""
        return len(self.nlp.vocab.strings)

    def mentions(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text, in order; who calls bounds how many are read together."""
        if self._names is None or self._cutter is None:
            return mentions(self.nlp, texts)
        found = []
        for at in range(0, len(texts), BATCH_DOCS):
            batch = texts[at : at + BATCH_DOCS]
            cut = self._cutter.cut(batch)
            scores = self._names.scores_of([words.numbers for words in cut])
            for text, words, its in zip(batch, cut, scores, strict=True):
                starts, ends = words.starts.tolist(), words.ends.tolist()
                places = [(starts[first], ends[end - 1], label) for first, end, label in named(words, its)]
                found.append([Mention(start, end, label, text[start:end]) for start, end, label in places])
        return found


def _alone(nlp: Language) -> Names | None:
    """Return the pipeline's component where it is the shipped one alone, on words that may be remembered."""
    components: list[object] = [component for _, component in nlp.pipeline]
    shipped = [component for component in components if isinstance(component, Names)]
    return shipped[0] if len(shipped) == len(components) == 1 and may_cut(nlp.tokenizer) else None


def _ask_less(vocab: Any) -> None:
    for attribute in vocab.lex_attr_getters.keys() - _ASKED:
        del vocab.lex_attr_getters[attribute]
