"""Which organisation a name means: "CIA" is the Central Intelligence Agency where it is named in full.

An acronym stands for the organisation or place whose initials it is, with or without those of small words.
The first words of an organisation ("Goldman") stand for it unless it is a body of its own within ("House" and
"House Intelligence Committee"), and so does what follows its state ("Home Office" of the "UK Home Office") if
no other state's is named. Of several, the one named first in the article.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from streams.domain.countries import country
from streams.domain.naming import HEADS

Words = tuple[str, ...]

_STATE_WORDS_MAX, _STATE_CODE_CHARS_MAX = 3, 3

_BODIES_WORDS = """
    agency association board bureau caucus club committee council court foundation office press school
    society subcommittee team union
"""
_BODIES = frozenset(_BODIES_WORDS.split())
_WHOLE = _BODIES | {"congress", "house", "parliament", "senate"}
# One word that is an organisation's name without its state ("Senate", but not the "Steel" of US Steel).
_OF_A_STATE = frozenset({"army", "congress", "house", "marines", "navy", "parliament", "senate", "treasury"})
# "Judiciary Committee" is which committee, and "Times" which newspaper, that the article names in full.
_COMMITTEES = frozenset({"caucus", "committee", "council", "subcommittee"})
_NEWSPAPERS_WORDS = "chronicle examiner gazette globe herald inquirer journal post register times tribune"
_NEWSPAPERS = frozenset(_NEWSPAPERS_WORDS.split())
# What news leaves out of a name in short: "Harvard" University. Other words make another name: "Navy" Times.
_KINDS_WORDS = """
    act administration agency airlines association bank brothers brewing bureau club college committee
    company corporation council court department electronics federation group holdings industries
    institute institution international laboratories ministry motors news organization party pharma
    pharmaceuticals society systems technologies university
"""
_KINDS = frozenset(_KINDS_WORDS.split())
_OWN_STATES: tuple[Words, ...] = (("us",), ("united", "states"), ("uk",))
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "on", "in", "to", "a"})


def fuller(organisations: Iterable[Words]) -> dict[Words, Words]:
    """Return, of those organisations of an article that go by several forms, the one that they go by here.

    It is the fullest; without a state or with it, whichever the article has more often. Organisations come
    in the order of the text, and then those of the headline, which has names in short before their time.
    """
    counts = Counter(organisations)
    known = list(counts)
    order = {words: at for at, words in enumerate(known)}
    stands_for: dict[Words, Words] = {}
    for full in known:
        if len(full) > 1:
            starts = (short for short in _starts(full) if not _is_another(short, full, counts, order))
            for short in (*_acronyms(full), *starts):
                stands_for.setdefault(short, full)
    stands_for |= _last_words(known)
    found = {words: _full(words, stands_for) for words in known}
    for short, full in _without_state(known).items():
        # The form that the article uses is the one that other articles use, and so the better id.
        usual = short if counts[short] > counts[full] - (len(short) == 1) else full
        found |= {words: usual for words, meant in found.items() if meant in {short, full}}
    return {words: meant for words, meant in found.items() if words in stands_for or words != meant}


def _is_another(short: Words, full: Words, counts: Mapping[Words, int], order: Mapping[Words, int]) -> bool:
    """Return whether first words, named before the whole name and more often, are a name by themselves.

    News gives a name in full first, and then in short; "Navy" before "Navy Times" is the Navy.
    """
    if short not in counts or full[len(short)] in _KINDS or full[len(short)] == "of":
        return False
    return counts[short] > counts[full] and order[short] < order[full]


def abbreviated(places: Iterable[Words]) -> dict[Words, Words]:
    """Return the full form of those places of an article that go by their initials somewhere ("LA")."""
    known = list(dict.fromkeys(places))
    stands_for: dict[Words, Words] = {}
    for full in known:
        for short in _acronyms(full) if len(full) > 1 else ():
            stands_for.setdefault(short, full)
    return {words: stands_for[words] for words in known if words in stands_for}


def _last_words(known: list[Words]) -> dict[Words, Words]:
    """Return the full form of committees and newspapers that are named by its last words, if it is one."""
    owners: dict[Words, list[Words]] = {}
    for full in known:
        if full[-1] in _COMMITTEES:
            for at in range(1, len(full) - 1):
                owners.setdefault(full[at:], []).append(full)
        elif full[-1] in _NEWSPAPERS and len(full) > 1:
            owners.setdefault(full[-1:], []).append(full)
    return {short: full[0] for short, full in owners.items() if len(full) == 1 and short in known}


def _without_state(known: list[Words]) -> dict[Words, Words]:
    """Return the full form of those that are named without their state, where that is one state's only."""
    owners: dict[Words, list[Words]] = {}
    for full in known:
        for length in range(1, min(len(full) - 1, _STATE_WORDS_MAX) + 1):
            if length == len(full) - 1 and full[-1] not in _OF_A_STATE:
                break
            state = " ".join(full[:length])
            if country(state.upper() if len(state) <= _STATE_CODE_CHARS_MAX else state.title()):
                owners.setdefault(full[length:], []).append(full)
    return {short: full[0] for short, full in owners.items() if len(full) == 1 and short in known}


def _acronyms(full: Words) -> list[Words]:
    """Return the initials of a name, with and without small words, its head or its country in front.

    The Justice Department is the DOJ as well, the Department of Health and Human Services the HHS, and US
    Immigration and Customs Enforcement the ICE.
    """
    forms = [full]
    if full[-1] in HEADS:
        forms += [(full[-1], *full[:-1]), (full[-1], "of", *full[:-1]), full[:-1]]
    forms += [form[len(state) :] for form in forms for state in _OWN_STATES if form[: len(state)] == state]
    return [
        short
        for form in forms
        if len(form) > 1
        for short in (_initials(word for word in form if word not in _SMALL_WORDS), _initials(form))
    ]


def _full(words: Words, stands_for: dict[Words, Words]) -> Words:
    """Return the end of the chain from a name to its fullest form; each step is longer, so it has one."""
    while words in stands_for and len(stands_for[words]) > len(words):
        words = stands_for[words]
    return words


def _initials(words: Iterable[str]) -> Words:
    return ("".join(word[0] for word in words),)


def _starts(full: Words) -> list[Words]:
    """Return the first words that stand for an organisation: of a body within another none.

    First words that are whole by themselves ("Supreme Court") stand for it only with "of" after them.
    """
    if full[-1] in _BODIES and len(full) > 2:
        return []
    return [full[:n] for n in range(1, len(full)) if full[n - 1] not in _WHOLE or full[n] == "of"]
