"""Are two texts one form filled in twice: yesterday's closing prices and today's, one desk's two fires.

They share their text as copies do, but differ in their facts: their similarity rises much once numbers and
capitalised words are blanked, and few facts agree, or several on each side are not the other's. Every
function takes arrays of pairs.
"""

import numpy as np

from streams.domain.evidence import Evidence, Shares, Truths

SURE_FACTS_MIN, STRANGERS_FACTS_MIN = 5, 5
FORM_SIMILAR_BELOW, CUT_FACTS_MIN = 0.34, 0.65  # a copy below the first has the second
ALL_FACTS_MIN = 0.95
NAMELESS_NUMBERS_MIN = 0.65
NAMES_MIN, SAME_NAMES_MIN = 2, 0.2


def template(evidence: Evidence) -> Truths:
    """Return which pairs look like two fillings of one template.

    Corrected figures raise J by little once blanked, misspelt words not at all; a template raises it the more
    the less its facts agree, and a text without facts (NaN) has nothing to blank.
    """
    e = evidence
    refilled = (_by_facts(e) | _briefly(e)) & ~_refigured(e) & ~_all_agree(e)
    without_names = _form_inside(e) | _nameless(e)
    return refilled | _strangers(e) | without_names | _other_figures(e) | _other_names(e)


def _all_agree(e: Evidence) -> Truths:
    """Return which pairs have every fact in common, of enough of them: no form is filled twice alike."""
    return (e.compared >= SURE_FACTS_MIN) & (e.facts >= ALL_FACTS_MIN) & ~(e.numbers < ALL_FACTS_MIN)


def _by_facts(e: Evidence) -> Truths:
    """Return which pairs hide more in their facts than so many that agree allow."""
    agreeing, hidden = _agreeing(e), _hidden(e)
    # The likelier two texts are the same but for their facts, the less may be hidden where those disagree.
    doubtful = (e.jaccard >= 0.65) & (agreeing < 0.7)
    enough = np.where(doubtful, np.where(e.jaccard < 0.85, 0.09, 0.11), 0.05 + 0.2 * agreeing)
    corrected = np.where(e.facts >= 0.8, np.fmax(enough, 0.15), enough)
    enough = np.where(doubtful & (e.numbers < 0.5), corrected, np.fmax(enough, _kept_by_names(e)))
    # Sixty words on an earthquake differ from the last one's in compass points as well, which hides little.
    small = (e.shorter < 100) & (e.jaccard < 0.7) & (e.facts < 0.7)
    enough = np.where(small, np.minimum(enough, 0.08), enough)
    return (hidden >= enough) & ~np.isnan(agreeing)


def _briefly(e: Evidence) -> Truths:
    return (e.jaccard < 0.8) & (e.brevity > 0) & (_agreeing(e) < 0.6)


def _agreeing(e: Evidence) -> Shares:
    return np.fmin(e.facts, e.numbers)


def _hidden(e: Evidence) -> Shares:
    """Return how much more alike two texts are once their facts are blanked."""
    return e.masked - e.jaccard


def _strangers(e: Evidence) -> Truths:
    """Return which pairs share a part of their text and few of their facts.

    A copy keeps its facts whatever is cut of it: of texts that share a part only, most must agree.
    """
    least = np.where((e.jaccard < 0.65) & (_hidden(e) >= 0.03), 0.5, 0.4)
    return (e.compared >= STRANGERS_FACTS_MIN) & (e.facts < least) & ~(e.numbers >= 0.5)


def _refigured(e: Evidence) -> Truths:
    """Return which pairs are the same text, or a cut one, on the same names, with any figures: a correction.

    Of 600 stories with every figure changed it holds for 587; the next day's rates, weather or results have
    another date at least, or figures in more of their shingles.
    """
    cut = (e.contained >= np.maximum(0.8, e.similar + 0.25)) & (e.facts >= 0.65)
    return ((e.jaccard >= 0.75) | (e.contained >= 0.9) | cut) & (e.names >= 0.95)


def _other_figures(e: Evidence) -> Truths:
    """Return which pairs have several figures each that the other has not, and are alike but for facts.

    A company's notice of today's purchases has the names of yesterday's and every figure another. What share
    of facts agrees says little beside the names of a long form. Whoever corrects a story changes three
    figures at most, which hides .06.
    """
    hidden = _hidden(e)
    three: Truths = (e.refigured >= 3) & (hidden >= 0.18)
    most = (e.refigured >= 2) & (hidden >= 0.22) & (e.numbers < 0.5)
    named_too = (e.refigured >= 3) & (e.renamed >= 1) & (hidden >= 0.09) & (e.jaccard >= 0.6)
    both = (e.refigured >= 2) & (e.renamed >= 2) & (hidden >= 0.03) & (e.jaccard >= 0.5) & (e.facts < 0.65)
    return three | most | named_too | both


def _other_names(e: Evidence) -> Truths:
    """Return which pairs have hardly a name in common: what they share is the frame that their site has."""
    unlike = (e.facts < 0.35) | (e.facts < 0.45) & (e.jaccard < 0.65) & (e.shorter < 120)
    none = (e.named_alike == 0) & (e.renamed >= 1)
    few: Truths = (e.named >= NAMES_MIN) & (e.names < SAME_NAMES_MIN)
    part: Truths = (e.jaccard < 0.7) & (unlike & ~(e.numbers >= 0.5) | none)
    return few | part


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
    most = (e.facts >= 0.8) & ~(e.numbers < 0.5)
    return np.where(most, 0.22, np.clip(0.8 * (e.facts - 0.45), 0, 0.2))
