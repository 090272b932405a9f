"""What the teacher and the student learn from by gold: the train splits of all sets, by variants, in windows.

Every tenth text of a set without a test split is held back, to be measured on.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from streams.domain.mention import LOC, ORG, PERSON
from streams.nlp.augment import Variants
from streams.nlp.corpus import Annotated, sets, settled
from streams.nlp.teaching import worldwide
from streams.nlp.teaching.texts import Words, cut

TESTED = frozenset({"gmb", "uner_ewt"})
HELD_BACK = 10
SEED = 20
REPLACED_SHARE = {PERSON: 0.25, ORG: 0.1, LOC: 0.12}


def gold(folder: Path) -> list[Annotated]:
    """Return the texts to learn from. Raises Misconfigured if the folder holds none."""
    found: list[Annotated] = []
    for name, texts in sets(folder, "train").items():
        mended = settled(texts)
        found.extend(mended if name in TESTED else (t for at, t in enumerate(mended) if at % HELD_BACK))
    return found


def held_back(folder: Path) -> dict[str, list[Annotated]]:
    """Return the texts that `gold` leaves out, as annotated, by the name of their set."""
    return {name: texts[::HELD_BACK] for name, texts in sets(folder, "train").items() if name not in TESTED}


class Mix:
    """Yields the words of the gold texts in shuffled order, a variant of each, epoch by epoch."""

    def __init__(self, texts: list[Annotated], *, seed: int) -> None:
        self.texts = texts
        self._random = Random(seed)  # noqa: S311  reproducible, not secret
        more = {PERSON: worldwide.people(self._random), LOC: worldwide.places(self._random)}
        self._variants = Variants(texts, seed=seed, shares=REPLACED_SHARE, more=more)

    def epoch(self) -> Iterator[Words]:
        """Yield each text once."""
        for text in self._random.sample(self.texts, len(self.texts)):
            variant = self._variants.of(text)
            yield cut(variant.text, variant.spans)
