"""The figures and the names that a text gives, as it writes them: what a revision most needs to be seen by.

A figure is a number with its currency, scale and unit. Two are the same if number, scale and per cent are,
so that "12 dead" and "12 people died" give one figure. A name is a run of capitalised words within a
sentence, as `domain.text` sees them.
"""

import re
from collections.abc import Mapping

import numpy as np

from streams.domain.text import Words, placed_words

CHARACTERS_MAX = 80

_FIGURE = re.compile(
    r"(?<!\w)(?:US\$|[$€£¥₹] ?)?(?P<number>[0-9]+(?:[.,][0-9]+)*\w*)"
    r"(?P<share> ?%| per ?cent\b)?(?P<scale>[ -](?:hundred|thousand|million|billion|trillion)\b)?"
    r"(?P<unit>[ -][a-z]+(?:['’][a-z]+)?)?"
)
_NO_UNITS_SAID = """
    a about after against ahead all also among an and another any are as at away because been before behind
    being below between but by did do does during each earlier else even ever every few for from had has have
    he her here him his how however if in including instead into is it its just last later less may might more
    most much must near next no nor not now of off on once one only or other our out over own per said says
    she should since so some still such than that the their them then there these they this those though
    through to too under until up us versus was we were what when where whether which while who whose why
    will with within without would yet you your
"""
_NO_UNITS = frozenset(_NO_UNITS_SAID.split())


def figures(text: str) -> dict[str, str]:
    """Return what each figure of a text is compared by, and how the text writes it first."""
    found: dict[str, str] = {}
    for figure in _FIGURE.finditer(text):
        shown, unit = figure[0], figure["unit"]
        if unit and unit[1:] in _NO_UNITS:
            shown = shown[: -len(unit)]
        share = "%" if figure["share"] else ""
        key = figure["number"].replace(",", "").lower() + share + (figure["scale"] or "").strip(" -")
        found.setdefault(key, shown[:CHARACTERS_MAX])
    return found


def names(text: str, words: Words) -> dict[tuple[int, ...], str]:
    """Return the words of each name of a text, as hashes, and how the text writes it; `words` are its own."""
    _, starts, ends = placed_words(text)
    runs: list[list[int]] = []
    for at in np.flatnonzero(words.names).tolist():
        if runs and runs[-1][-1] == at - 1 and text[ends[at - 1] : starts[at]] == " ":
            runs[-1].append(at)
        else:
            runs.append([at])
    found: dict[tuple[int, ...], str] = {}
    for run in runs:
        key = tuple(words.hashes[run].tolist())
        found.setdefault(key, text[starts[run[0]] : ends[run[-1]]][:CHARACTERS_MAX])
    return found


def unlike(some: Mapping[str, str], others: Mapping[str, str], *, at_most: int) -> tuple[str, ...]:
    """Return what the first has and the others have not, as written, in the order of the text."""
    return tuple(shown for key, shown in some.items() if key not in others)[:at_most]
