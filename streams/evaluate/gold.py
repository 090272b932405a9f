"""Which marked spans of an annotated article are names, and whose: what `newswire eval names` judges by.

A span counts if it is a person, an organisation or a place and a proper name: without the article before it
and the possessive after it, each of its words has a capital, but for small ones between ("Bank of the
South"). A word that may owe its capital to the start of a sentence must have an identity. Of a person's span
counts what follows the description in front ("former president Ann Hale": Ann Hale; "US President Hale" is
US and President Hale). Of other nested names the outer one counts. It is of the entity that Wikipedia knows
it as, else of its chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.domain.mention import Mention
from streams.domain.titles import title_within
from streams.evaluate.webanno import Marked, Token, read

LABELS = {"person": "PERSON", "organization": "ORG", "place": "LOC"}

_PARTICLES_WORDS = "de del della di da du van von der den la le el al bin ibn - – . ' ’"
PARTICLES = frozenset(_PARTICLES_WORDS.split())
SMALL = PARTICLES | frozenset(["of", "at", "the", "and", "for", "on", "a", "&", "/", "'s", "’s"])
HYPHENS = frozenset(["-", "–"])
ADDED = frozenset([",", "(", "in", "near", "from", ";", ":"])
ARTICLES = frozenset({"the", "a", "an"})
_PRONOUNS_WORDS = (
    "i we you he she it they me us him her them my our your his its their this that these those who"
)
PRONOUNS = frozenset(_PRONOUNS_WORDS.split())
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_NO_SPACE_BEFORE_WORDS = ". , ; : ! ? ) ] % ’ 's ’s n't n’t 're 've 'll 'd - – /"
_NO_SPACE_BEFORE = frozenset(_NO_SPACE_BEFORE_WORDS.split())
_NO_SPACE_AFTER = frozenset(["(", "[", "$", "£", "€", "#", "-", "–", "/"])


@dataclass(frozen=True, slots=True)
class Gold:
    """An article's text, its named mentions in order, none overlapping, and whose name each is."""

    name: str
    text: str
    mentions: tuple[Mention, ...]
    entities: tuple[str, ...]


def gold(name: str, tsv: str) -> Gold:
    """Return the named mentions of an article in WebAnno's TSV. Raises ValueError if it is none."""
    tokens, spans = read(tsv)
    text, starts = _text(tokens)
    taken: list[tuple[Marked, int, int]] = []
    for span in sorted(spans, key=lambda s: (s.first - s.last, s.first)):  # the longest first
        found = _name(tokens, spans, span)
        if found and all(found[1] < first or last < found[0] for _, first, last in taken):
            taken.append((span, *found))
    taken.sort(key=lambda one: one[1])
    whose = _identities(spans)
    mentions = []
    for span, first, last in taken:
        start, end = starts[first], starts[last] + len(tokens[last].text)
        mentions.append(Mention(start, end, LABELS[span.type], text[start:end]))
    return Gold(name, text, tuple(mentions), tuple(whose[span] for span, _, _ in taken))


def _identities(spans: Sequence[Marked]) -> dict[Marked, str]:
    """Return whose each span is: its own identity, else its chain's where that has one, else the chain."""
    chains: dict[str, set[str]] = {}
    for span in spans:
        if span.identity:
            chains.setdefault(span.chain, set()).add(span.identity)
    alone = {chain: min(known) for chain, known in chains.items() if len(known) == 1}
    return {span: span.identity or alone.get(span.chain, span.chain) for span in spans}


def _name(tokens: Sequence[Token], spans: Sequence[Marked], span: Marked) -> tuple[int, int] | None:
    """Return the first and last token of the name that a span is, or None if it is no name."""
    if span.type not in LABELS:
        return None
    first, last = _person(tokens, spans, span) if span.type == "person" else _thing(tokens, span)
    while last > first and not _capital(tokens[last].text) and tokens[last - 1].text not in HYPHENS:
        last -= 1
    words = [tokens[at].text for at in range(first, last + 1)]
    whole = all(
        _capital(tokens[at].text) or tokens[at].text in SMALL or _goes_on(tokens, at)
        for at in range(first, last + 1)
    )
    if not words or not whole or not _capital(words[0]):
        return None
    if not words[0][0].isalpha() or words[0].lower() in PRONOUNS or _is_office(words):
        return None
    opens = first == 0 or tokens[first - 1].sentence != tokens[first].sentence
    return None if first == last and opens and not span.identity else (first, last)


def _person(tokens: Sequence[Token], spans: Sequence[Marked], span: Marked) -> tuple[int, int]:
    """Return the bounds of the first run of capitals in a person's span that is no other name."""
    others = {
        at
        for one in spans
        if one.type in {"organization", "place"} and span.first <= one.first and one.last < span.last
        for at in range(one.first, one.last + 1)
    }
    first = span.first
    while first <= span.last and (first in others or tokens[first].text.lower() in ARTICLES | POSSESSIVES):
        first += 1
    rest = " ".join(token.text for token in tokens[first : span.last + 1])
    first += len(title_within(rest).split())
    while first <= span.last and (first in others or not _capital(tokens[first].text)):
        first += 1
    last = first
    while last < span.last and (_capital(tokens[last + 1].text) or _goes_on(tokens, last + 1)):
        last += 1
    ends = last >= span.last or tokens[last + 1].text in ADDED | POSSESSIVES
    return (first, min(last, span.last)) if ends else (first, first - 1)  # else "an Indonesian general"


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a word without a capital goes on with a name: a particle, or what follows a hyphen."""
    return tokens[at].text in PARTICLES or tokens[at - 1].text in HYPHENS


def _thing(tokens: Sequence[Token], span: Marked) -> tuple[int, int]:
    """Return the bounds of an organisation's or place's span without article and additions."""
    first, last = span.first, span.last
    while first < last and tokens[first].text.lower() in ARTICLES:
        first += 1
    ends = (at for at in range(first + 1, last + 1) if tokens[at].text in ADDED)
    return first, next(ends, last + 1) - 1


def _is_office(words: Sequence[str]) -> bool:
    return title_within(" ".join([*words, "."])).split() == [*words]


def _capital(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _text(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """Return the text that tokens were of, nearly, a sentence a line, and where each token starts."""
    text, starts, before = "", [], None
    for token in tokens:
        if before and before.sentence != token.sentence:
            text += "\n"
        elif before and token.text not in _NO_SPACE_BEFORE and before.text not in _NO_SPACE_AFTER:
            text += " "
        starts.append(len(text))
        text += token.text
        before = token
    return text, starts
