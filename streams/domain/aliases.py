"""Whom a surface means by a list of one's own: names and ids that hold in every article.

A name counts above what the rules make of it. But one word never says by itself which person is meant: a
person's alias of one word ("Hale", "Bibi") counts only in an article that also names that person by more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from streams.domain.mention import DATE, LOC, NORP, ORG, PERSON
from streams.domain.naming import words_of

Words = tuple[str, ...]

LABELS = (PERSON, ORG, LOC, NORP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Someone or something that a list names: its id and name in every article, and its Wikidata item."""

    id: str
    label: str
    name: str
    surfaces: tuple[str, ...] = ()
    country: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Aliases:
    """Who is meant by the words of a name: of people apart, as a person's name is no organisation's."""

    persons: Mapping[Words, Known] = field(default_factory=dict)
    others: Mapping[Words, Known] = field(default_factory=dict)

    def of(self, label: str, words: Words) -> Known | None:
        """Return who is meant by a name with this label in any article, or None if the list says nothing."""
        if label == PERSON:
            return self.persons.get(words) if len(words) > 1 else None
        return None if label == DATE else self.others.get(words)

    def of_one_word(self, words: Words) -> Known | None:
        """Return who is meant by a person's one word in an article that names that person by more."""
        return self.persons.get(words) if len(words) == 1 else None


NONE = Aliases()


def aliases(several: Iterable[Known]) -> Aliases:
    """Return the list of some entries; each goes by its name and by its surfaces.

    Raises ValueError naming a surface that two entries claim.
    """
    persons: dict[Words, Known] = {}
    others: dict[Words, Known] = {}
    for known in several:
        of = persons if known.label == PERSON else others
        for surface in (known.name, *known.surfaces):
            words = words_of(surface, known.label)
            if of.setdefault(words, known) is not known:
                raise ValueError(f"{surface!r} stands for {of[words].id} as well as for {known.id}")
    return Aliases(persons, others)
