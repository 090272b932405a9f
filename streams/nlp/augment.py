"""Variants of annotated text, so that a model meets what a small corpus of one agency's house style lacks.

Mentions are replaced by others of their label (Dai and Adel 2020, "An Analysis of Simple Data Augmentation
for Named Entity Recognition"), countries are written as headline writers abbreviate them (NKorea, U.S.),
straight quotes become curly, and a sentence is put on top in the case of headlines. All choices come from
one seeded generator.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from streams.domain.mention import DATE, LOC, NORP, ORG, PERSON
from streams.nlp.corpus import Annotated, Span

REPLACED_SHARE = {PERSON: 0.15, ORG: 0.1, LOC: 0.05}
OWN_SHARE, PARTED = 0.5, 2
HEADLINE_CHARS_MIN, HEADLINE_CHARS_MAX = 20, 120
ALIAS_SHARE, CURLY_SHARE, HEADLINE_SHARE, CAPITALS_SHARE = 0.3, 0.4, 0.15, 0.15

ALIASES = {
    "North Korea": ("NKorea", "N. Korea", "#NorthKorea", "DPRK"),
    "South Korea": ("SKorea", "S. Korea", "#SouthKorea", "ROK"),
    "North Korean": ("NKorean", "N. Korean"),
    "South Korean": ("SKorean", "S. Korean"),
    "North Koreans": ("NKoreans",),
    "South Koreans": ("SKoreans",),
    "United States": ("US", "U.S.", "USA", "America"),
    "U.S.": ("US",),
    "Britain": ("UK", "U.K.", "#Britain"),
    "United Kingdom": ("UK", "U.K."),
    "United Nations": ("UN", "U.N."),
    "European Union": ("EU", "E.U."),
    "Iran": ("#Iran",),
    "China": ("#China", "PRC"),
    "Russia": ("#Russia",),
    "Syria": ("#Syria",),
    "Israel": ("#Israel",),
    "Washington": ("#Washington",),
}
_SMALL = """
    a an and as at but by for from in of on or the to vs with
"""
_SMALL_WORDS = frozenset(_SMALL.split())


class Variants:
    """Makes variants of texts: mentions become others of their label in these texts.

    With `more` names by label, half of them become one of those. `shares` says how many are replaced.
    """

    def __init__(
        self,
        texts: Sequence[Annotated],
        *,
        seed: int,
        shares: Mapping[str, float] = REPLACED_SHARE,
        more: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._random = Random(seed)  # noqa: S311  reproducible, not secret
        self._shares = shares
        self._pool = {label: _mentions(texts, label) for label in shares}
        self._more = {label: _by_words(names) for label, names in (more or {}).items()}

    def of(self, text: Annotated) -> Annotated:
        """Return a variant of the text, its entities with it; most of it is as it was."""
        text = rewritten(text, self._other_name())
        if self._random.random() < CURLY_SHARE:
            text = curly(text)
        if self._random.random() < HEADLINE_SHARE:
            text = self._with_headline(text)
        return text

    def _other_name(self) -> Callable[[str, str], str]:
        swaps: dict[str, str] = {}

        def other(mention: str, label: str) -> str:
            if mention not in swaps:
                swaps[mention] = self._other(mention, label)
            return swaps[mention]

        return other

    def _other(self, mention: str, label: str) -> str:
        if mention in ALIASES and label in {LOC, NORP, ORG}:
            return self._random.choice(ALIASES[mention]) if self._random.random() < ALIAS_SHARE else mention
        if self._random.random() < self._shares.get(label, 0):
            own = label not in self._more or self._random.random() < OWN_SHARE
            pool = self._pool[label] if own else self._more[label]
            same_length = pool.get(len(mention.split()))
            return self._random.choice(same_length) if same_length else mention
        return mention

    def _with_headline(self, text: Annotated) -> Annotated:
        end = text.text.find(". ")
        if not HEADLINE_CHARS_MIN < end < HEADLINE_CHARS_MAX:
            return text
        style = str.upper if self._random.random() < CAPITALS_SHARE else title_case
        headline = style(text.text[:end])
        if len(headline) != end:
            return text
        shift = end + 2
        inside = [span for span in text.spans if span[1] <= end]
        moved = [(start + shift, stop + shift, label) for start, stop, label in text.spans]
        return Annotated(f"{headline}\n\n{text.text}", (*inside, *moved))


def rewritten(text: Annotated, other: Callable[[str, str], str]) -> Annotated:
    """Return the text with each mention replaced by `other(mention, label)`, its entities moved along."""
    parts: list[str] = []
    spans: list[Span] = []
    done = length = 0
    for start, end, label in text.spans:
        before, name = text.text[done:start], other(text.text[start:end], label)
        spans.append((length + len(before), length + len(before) + len(name), label))
        parts += [before, name]
        done, length = end, spans[-1][1]
    return Annotated("".join((*parts, text.text[done:])), tuple(spans))


def curly(text: Annotated) -> Annotated:
    """Return the text with curly quotes and apostrophes; every offset stays."""
    quoted, opening = [], True
    for char in text.text:
        if char == '"':
            quoted.append("“" if opening else "”")
            opening = not opening
        else:
            quoted.append("’" if char == "'" else char)
    return Annotated("".join(quoted), text.spans)


def title_case(sentence: str) -> str:
    """Return a sentence As Headlines Are Written; its length stays, or so the caller must check."""
    words = sentence.split(" ")
    return " ".join(w if i and w in _SMALL_WORDS else w[:1].upper() + w[1:] for i, w in enumerate(words))


def _by_words(names: Sequence[str]) -> dict[int, list[str]]:
    """Return names by their number of words; the parts of names of two are names of one too."""
    found: dict[int, list[str]] = {}
    for name in names:
        parts = name.split()
        found.setdefault(len(parts), []).append(name)
        if len(parts) == PARTED:
            found.setdefault(1, []).append(parts[-1])
    return found


def _mentions(texts: Sequence[Annotated], label: str) -> dict[int, list[str]]:
    """Return the distinct mentions of a label by their number of words, so that a variant keeps the shape."""
    found: dict[int, dict[str, None]] = {}
    for text in texts:
        for start, end, kind in text.spans:
            if kind == label and label != DATE:
                mention = text.text[start:end]
                found.setdefault(len(mention.split()), {})[mention] = None
    return {words: list(mentions) for words, mentions in found.items()}
