"""Is the later of two articles a copy of the earlier one.

A copy shares a good part of its text: how much may be less where the rest of the original was cut away, since
then nearly all of the copy is in the original. And it is no other filling of one template. Every function
takes arrays of pairs.
"""

from dataclasses import fields

import numpy as np

from streams.domain.evidence import Evidence, Shares, Truths
from streams.domain.matching import Kind, Match
from streams.domain.row import article_of, offset_of
from streams.domain.template import SURE_FACTS_MIN, template

TELLING_FACTS_MIN = 8
CUT_MIN, CONTAINED_MIN, CONTAINED_BELOW = 0.62, 0.86, 0.4
MOSTLY_NEW_BELOW = 0.42
SIMILAR_MIN = 0.25  # of any copy but one of the same words


def copies(evidence: Evidence) -> Truths:
    """Return which pairs are copies."""
    shared = (_similar(evidence) | _cut(evidence)) & ~_mostly_new(evidence)
    return evidence.exact | shared & ~template(evidence)


def match_of(evidence: Evidence, pair: int, older: np.void, *, partition: int) -> Match:
    """Return the match that a pair found to be a copy makes; the older one's raw record is in `partition`."""
    one = slice(pair, pair + 1)
    alone = Evidence(**{f.name: getattr(evidence, f.name)[one] for f in fields(Evidence)})
    kind, rule = _named(alone)
    numbers = float(alone.numbers[0])
    return Match(
        original=article_of(older),
        original_received_ms=int(older["received_ms"]),
        kind=kind,
        rule=rule,
        jaccard=round(float(alone.similar[0]), 4),
        containment=round(float(alone.containment[0]), 4),
        numbers_agreeing=None if np.isnan(numbers) else round(numbers, 4),
        original_partition=partition,
        original_offset=offset_of(older),
    )


def _named(alone: Evidence) -> tuple[Kind, str]:
    """Return the kind of a copy and the first rule that holds for it."""
    if alone.exact[0]:
        return Kind.EXACT, "same words"
    if alone.similar[0] < CONTAINED_BELOW and alone.contained[0] >= CONTAINED_MIN:
        return Kind.CONTAINED_IN, "inside"
    return Kind.NEAR, "similar" if _similar(alone)[0] else "cut"


# The least of each, for texts of 60 shingles or more. Own reports of one event that quote the same words came
# to similar .33 and contained .54 at most in 6,000 articles of two years; 98 of 100 copies that were cut by
# half, dressed and titled anew came to .33 and .62 or more, and heavily misspelt ones to similar .42. What
# shares a frame, as columns do, shares few facts; a misspelt copy most of them.
def _similar(e: Evidence) -> Truths:
    told = e.compared >= TELLING_FACTS_MIN
    least = np.where(told & (e.facts >= 0.8), 0.35, np.where(told & (e.facts < 0.55), 0.40, 0.36))
    # Own reports that quote the same words at length have their figures in other words.
    retold = (e.numbers < 0.5) & (e.containment < CUT_MIN)
    return e.similar >= np.where(retold, 0.42, least) + _for_brevity(e)


def _cut(e: Evidence) -> Truths:
    """Return which pairs share enough of the newer text: the more of it, the less need be of the older one.

    An item of 60 words is a sixth of a digest of six, and may well be news to whoever skipped that.
    """
    whole = np.clip((e.contained - CUT_MIN) / (CONTAINED_MIN - CUT_MIN), 0, 1)
    return (e.contained >= CUT_MIN) & (e.similar >= 0.29 - (0.29 - SIMILAR_MIN) * whole + _for_brevity(e))


def _mostly_new(e: Evidence) -> Truths:
    """Return which pairs are a short text and a long one that has it among more than as much again.

    A digest of three items has a third of its text from each, and is news but for that.
    """
    return (e.contained < MOSTLY_NEW_BELOW) & (e.containment >= 0.8)


def _for_brevity(e: Evidence) -> Shares:
    """Return how much more a short text needs: form alone makes a third of thirty words the same.

    It needs less where it has facts to speak of and all of them agree.
    """
    enough = (e.compared >= SURE_FACTS_MIN) | (e.contained >= 0.9)  # nothing new in it: two facts will do
    sure = enough & (e.facts >= 0.9) & ~(e.numbers < 0.9)
    return np.where(sure, 0.1, 0.3) * e.brevity
