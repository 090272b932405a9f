"""How well the names of an article are joined, given where they stand: B-cubed against an annotation.

B-cubed (Bagga and Baldwin 1998, "Algorithms for Scoring Coreference Chains"): for each mention the share of
those joined with it that are of its entity (precision), and the share of those of its entity that are joined
with it (recall), averaged over mentions. Beside it, what joining by equal strings comes to.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from streams.domain.joining import Entity, join
from streams.domain.mention import DATE, Mention
from streams.evaluate.gold import Gold


@dataclass(frozen=True, slots=True)
class Score:
    """B-cubed, 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """The named mentions of articles: whose each is in truth, as joined, and by its string alone.

    `lost` counts those that the joining takes for no name: each is then an entity by itself.
    """

    name: str
    mentions: tuple[Mention, ...]
    gold: tuple[Hashable, ...]
    joined: tuple[Hashable, ...]
    exact: tuple[Hashable, ...]
    lost: int

    @property
    def ours(self) -> Score:
        """Return the score of the joining."""
        return b_cubed(self.gold, self.joined)

    @property
    def baseline(self) -> Score:
        """Return the score of joining by equal strings."""
        return b_cubed(self.gold, self.exact)


def b_cubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Score:
    """Return how well a partition of mentions agrees with the true one; 0 and 0 if there are none."""
    if not gold:
        return Score(0.0, 0.0)
    both = Counter(zip(gold, found, strict=True))
    in_gold, in_found = Counter(gold), Counter(found)
    precision = sum(n * n / in_found[cluster] for (_, cluster), n in both.items())
    recall = sum(n * n / in_gold[entity] for (entity, _), n in both.items())
    return Score(precision / len(gold), recall / len(gold))


def judged(article: Gold) -> Judged:
    """Return an article's mentions with the entity that the product joins each to."""
    found = join("", article.text, article.mentions)
    joined = [_entity_at(mention, found) for mention in article.mentions]
    lost = sum(one is None for one in joined)
    return Judged(
        article.name,
        article.mentions,
        article.entities,
        tuple(one or ("lost", at) for at, one in enumerate(joined)),
        tuple(mention.text for mention in article.mentions),
        lost,
    )


def together(articles: Sequence[Judged]) -> Judged:
    """Return the mentions of all articles as one; no entity is shared between two."""
    return Judged(
        "all",
        tuple(mention for one in articles for mention in one.mentions),
        tuple((one.name, entity) for one in articles for entity in one.gold),
        tuple((one.name, entity) for one in articles for entity in one.joined),
        tuple((one.name, entity) for one in articles for entity in one.exact),
        sum(one.lost for one in articles),
    )


def _entity_at(mention: Mention, found: Sequence[Entity]) -> str | None:
    """Return the id of the entity that is named in a mention's place, the longest name if several are."""
    shared = {
        entity.id: min(span.end, mention.end) - max(span.start, mention.start)
        for entity in found
        if entity.label != DATE
        for span in entity.mentions
        if span.start < mention.end and mention.start < span.end
    }
    return max(shared, key=shared.__getitem__, default=None)
