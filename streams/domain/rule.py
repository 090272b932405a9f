"""Is the later of two articles a copy of the earlier one.

A copy shares a good part of its text: how much may be less where the rest of the original was cut away, since
then nearly all of the copy is in the original. Two fillings of one template share their text as well, but
differ in their facts: their similarity rises much once numbers and capitalised words are blanked, and few
facts agree. Every function takes arrays of pairs.
"""

from dataclasses import fields

import numpy as np

from streams.domain.evidence import Evidence, Shares, Truths
from streams.domain.matching import Kind, Match
from streams.domain.row import article_of, offset_of

SURE_FACTS_MIN, TELLING_FACTS_MIN, STRANGERS_FACTS_MIN = 5, 8, 5
CUT_MIN, CONTAINED_MIN, CONTAINED_BELOW = 0.62, 0.86, 0.4
MOSTLY_NEW_BELOW = 0.42
SIMILAR_MIN = 0.25  # of any copy but one of the same words
FORM_SIMILAR_BELOW, CUT_FACTS_MIN = 0.34, 0.65  # a copy below the first has the second
ALL_FACTS_MIN = 0.95
NAMELESS_NUMBERS_MIN = 0.65


def copies(evidence: Evidence) -> Truths:
    """Return which pairs are copies."""
    shared = (_similar(evidence) | _cut(evidence)) & ~_mostly_new(evidence)
    return evidence.exact | shared & ~template(evidence)


def template(evidence: Evidence) -> Truths:
    """Return which pairs look like two fillings of one template.

    Corrected figures raise J by little once blanked, misspelt words not at all; a template raises it the more
    the less its facts agree, and a text without facts (NaN) has nothing to blank.
    """
    e = evidence
    agreeing = np.fmin(e.facts, e.numbers)
    hidden = e.masked - e.jaccard
    # The likelier two texts are the same but for their facts, the less may be hidden where those disagree.
    doubtful = (e.jaccard >= 0.65) & (agreeing < 0.7)
    enough = np.where(doubtful, np.where(e.jaccard < 0.85, 0.09, 0.11), 0.05 + 0.2 * agreeing)
    corrected = np.where(e.facts >= 0.8, np.fmax(enough, 0.15), enough)
    enough = np.where(doubtful & (e.numbers < 0.5), corrected, np.fmax(enough, _kept_by_names(e)))
    # Sixty words on an earthquake differ from the last one's in compass points as well, which hides little.
    small = (e.shorter < 100) & (e.jaccard < 0.7) & (e.facts < 0.7)
    enough = np.where(small, np.minimum(enough, 0.08), enough)
    by_facts = (hidden >= enough) & ~np.isnan(agreeing)
    briefly = (e.jaccard < 0.8) & (e.brevity > 0) & (agreeing < 0.6)
    # A copy keeps its facts whatever is cut of it: of texts that share a part only, most must agree.
    strangers = (e.compared >= STRANGERS_FACTS_MIN) & (
        e.facts < np.where((e.jaccard < 0.65) & (hidden >= 0.03), 0.5, 0.4)
    )
    refilled = (by_facts | briefly) & ~_refigured(e) & ~_all_agree(e)
    return refilled | strangers & ~(e.numbers >= 0.5) | _form_inside(e) | _nameless(e)


def _all_agree(e: Evidence) -> Truths:
    """Return which pairs have every fact in common, of enough of them: no form is filled twice alike."""
    return (e.compared >= SURE_FACTS_MIN) & (e.facts >= ALL_FACTS_MIN) & ~(e.numbers < ALL_FACTS_MIN)


def _refigured(e: Evidence) -> Truths:
    """Return which pairs are the same text, or a cut one, on the same names, with any figures: a correction.

    Of 600 stories with every figure changed it holds for 587; the next day's rates, weather or results have
    another date at least, or figures in more of their shingles.
    """
    cut = (e.contained >= np.maximum(0.8, e.similar + 0.25)) & (e.facts >= 0.65)
    return ((e.jaccard >= 0.75) | (e.contained >= 0.9) | cut) & (e.names >= 0.95)


def _form_inside(e: Evidence) -> Truths:
    """Return which pairs share little of the longer text, and the shorter not even most of its facts.

    Whoever cuts a story leaves its facts standing; a form filled in few words has the phrases of one filled
    in many, with another name and other figures in them.
    """
    return (e.similar < FORM_SIMILAR_BELOW) & (e.compared >= STRANGERS_FACTS_MIN) & (e.facts < CUT_FACTS_MIN)


def _nameless(e: Evidence) -> Truths:
    """Return which pairs share a part of their text and few of their figures, and have no names to tell by.

    No name is seen in scripts without capitals: in Chinese, only the figures tell one short report on a crash
    from the next.
    """
    told = (e.compared >= STRANGERS_FACTS_MIN) & np.isnan(e.names)
    return told & (e.jaccard < 0.75) & (e.numbers < NAMELESS_NUMBERS_MIN)


def _kept_by_names(e: Evidence) -> Shares:
    """Return how much more may be hidden where most facts agree, numbers and names together.

    Two or three numbers of a page that was cut agree or not by chance, and the sketches of J and of masked J
    scatter by .06: half of 25 copies that were taken for templates had other numbers and the same names.
    """
    all_agree = (e.facts >= 0.8) & ~(e.numbers < 0.5)
    return np.where(all_agree, 0.22, np.clip(0.8 * (e.facts - 0.45), 0, 0.2))


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
