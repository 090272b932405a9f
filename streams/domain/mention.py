"""What passes between the line and the model: a text and its language in, the places of its names out.

Offsets count Unicode code points of the text that the model was given, from its start, end exclusive.
"""

from dataclasses import dataclass
from typing import NamedTuple

# People; organisations; places; nationalities, religions and parties; dates, as OntoNotes labels them.
PERSON, ORG, LOC, NORP, DATE = LABELS = ("PERSON", "ORG", "LOC", "NORP", "DATE")


@dataclass(frozen=True, slots=True)
class ModelInput:
    """A text for the model. `language` is the source's tag where it gave one.

    `opening` is the beginning of the whole where `text` is a piece of it, which is in the whole's language.
    """

    text: str
    language: str | None = None
    opening: str | None = None


class Mention(NamedTuple):
    """A name at a place; `label` is one of LABELS."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """What was found in a text: its mentions in order, its language, and the pipeline that read it.

    `model` is None where no pipeline serves the language. `chars_read` is where reading ended, if the text
    was cut.
    """

    mentions: tuple[Mention, ...]
    language: str | None = None
    model: str | None = None
    chars_read: int | None = None
