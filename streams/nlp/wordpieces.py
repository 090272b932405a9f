"""Words as the teacher reads them: wordpieces without case, and the case beside them.

The encoder was pretrained on lower-case text, so how a word is written is given to it as one of seven
classes.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

CASES = ("lower", "Title", "UPPER", "Mixed", "digits", "punctuation", "space")
MARKS = ("[CLS]", "[SEP]", "[UNK]")
WORD_PIECES_MAX = 16


class Pieces:
    """The wordpieces of words, by the vocabulary of a `tokenizer.json`."""

    def __init__(self, file: Path) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415  an optional package

        self._tokenizer: Any = Tokenizer.from_file(str(file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary = self._tokenizer.get_vocab()
        self.start, self.end, self.unknown = (int(vocabulary[mark]) for mark in MARKS)
        self.of = lru_cache(maxsize=200_000)(self._of)

    def _of(self, word: str) -> tuple[int, ...]:
        """Return the ids of a word's pieces: at least one, at most 16."""
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:WORD_PIECES_MAX]) or (self.unknown,)


@lru_cache(maxsize=200_000)
def case_of(word: str) -> int:
    """Return how a word is written, as an index into `CASES`."""
    if word.isspace():
        return 6
    if not any(map(str.isalpha, word)):
        return 4 if any(map(str.isdigit, word)) else 5
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3
