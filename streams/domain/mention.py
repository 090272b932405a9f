"""What passes between the line and the model: a text and its language in, the places of its names out.

Offsets count Unicode code points of the text that the model was given, from its start, end exclusive.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelInput:
    """A text for the model. `language` is ISO 639-1 where known; else the model's process detects it."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name at a place: PERSON, ORG, LOC, NORP or DATE."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the model found in a text: its mentions in order, and its language (ISO 639-1)."""

    mentions: tuple[Mention, ...]
    language: str | None = None
