"""The pipelines of a line, and which of them reads what: each text goes to that of its language.

They are asked for as `NEWSWIRE_SPACY_MODEL` has them, comma-separated: `newswire,de_core_news_sm,xx=a_name`.
Each serves its own language, or the one before its `=`; `xx`, or `*`, is any that is not named. The first
also reads what is in no language that could be told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.domain.mention import ModelInput, Named
from streams.errors import Misconfigured
from streams.nlp import language
from streams.nlp.pieces import in_pieces, in_portions, joined
from streams.nlp.reader import Reader

ANY = "xx"
_ASKED = re.compile(r"\s*(?:(?P<language>[A-Za-z]{2,3}|\*)\s*=)?\s*(?P<name>.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """A pipeline by its name, and the language it is to serve; None: its own."""

    name: str
    language: str | None = None


def asked(setting: str) -> tuple[Asked, ...]:
    """Return the pipelines that a setting names, in its order. Raises Misconfigured if it names none."""
    parts = [part for part in map(_ASKED.fullmatch, setting.split(",")) if part and part[0].strip()]
    if not parts or not all(part["name"] for part in parts):
        raise Misconfigured(f"NEWSWIRE_SPACY_MODEL={setting!r} names no pipeline{_where(parts)}")
    return tuple(Asked(part["name"], _language(part["language"])) for part in parts)


class Pipelines:
    """The loaded pipelines of a setting."""

    def __init__(self, setting: str) -> None:
        """Load them. Raises Misconfigured if one is missing or unfit, or if two serve one language."""
        self._setting = setting
        self.load()

    def load(self) -> None:
        """Load them, afresh if they were: those before go first, so that there is memory for one of each."""
        self._served: dict[str, Reader] = {}
        names: dict[str, str] = {}
        for one in asked(self._setting):
            reader = Reader(one.name)
            serves = one.language or language.same(reader.nlp.meta["lang"])
            if serves in names:
                raise Misconfigured(
                    f"NEWSWIRE_SPACY_MODEL={self._setting!r}: {names[serves]!r} and {one.name!r} both serve "
                    f"{serves!r}; leave one out, or say which language it is for: de={one.name}"
                )
            self._served[serves], names[serves] = reader, one.name
        self._named = frozenset(self._served) - {ANY}
        self._words_at_first = self._words()

    @property
    def model(self) -> str:
        """The full names of the pipelines."""
        return ",".join(reader.model for reader in self._served.values())

    @property
    def words_learned(self) -> int:
        """How many words the pipelines have met and kept since they were loaded."""
        return self._words() - self._words_at_first

    def read(self, inputs: Sequence[ModelInput]) -> list[Named]:
        """Return the mentions and the language of each text, in order; those of a language are one batch."""
        told = [self._told(one) for one in inputs]
        found: list[Named] = [Named((), its_language) for its_language, _ in told]
        for reader in self._served.values():
            here = [at for at, (_, one) in enumerate(told) if one is reader]
            for at, some in zip(here, reader.mentions([inputs[at].text for at in here]), strict=True):
                found[at] = Named(tuple(some), told[at][0], reader.model)
        return found

    def read_whole(self, inputs: Sequence[ModelInput], *, chars_max: int = 0) -> list[Named]:
        """Return the same of texts of any length, read in pieces; `chars_max` characters of each, 0: all."""
        pieces = in_pieces(inputs, chars_max=chars_max)
        found = [one for some in in_portions(pieces) for one in self.read([piece.input for piece in some])]
        return [one for one in joined(inputs, pieces, found) if isinstance(one, Named)]

    def _told(self, one: ModelInput) -> tuple[str | None, Reader | None]:
        """Return the language of a text, and who reads it: nobody, if it can be told and nobody serves it."""
        told = language.detect(one.opening or one.text, tag=one.language, served=self._named)
        if told is None:
            return None, next(iter(self._served.values()))
        return told, self._served.get(told) or self._served.get(ANY)

    def _words(self) -> int:
        return sum(reader.words for reader in self._served.values())


def _language(said: str | None) -> str | None:
    return ANY if said == "*" else said and language.same(said.lower())


def _where(parts: Sequence[re.Match[str]]) -> str:
    return "".join(f" after {part[0].strip()!r}" for part in parts if not part["name"])
