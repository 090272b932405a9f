"""Which person a name means: "Pompeo" is Mike Pompeo where he is named in full.

A sieve from the surest rule down (Raghunathan et al. 2010, "A Multi-Pass Sieve for Coreference
Resolution"): equal names; names that differ in middle names or initials; a part of a name means the person
of that name who was mentioned last before it, else the one mentioned first after it. A surname counts
before a given name, and whom the article calls "President" for "President Hale".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from streams.domain.naming import SON_OR_FATHER, Name

Words = tuple[str, ...]

# Family names that are written first; there the first word of three, or of two, is the surname.
_FAMILY_FIRST = """
    ahn an bae baek bai cao cha chang chen cheng cho choe choi chung deng ding dong du fan fang feng fu
    gao guo han he ho hong hu huang hwang hyun jang jeon jeong jia jiang jin jo jung kang kim ko kong
    kwon lai lam le lee lei li liang lim lin liu lu luo lyu ma mao meng min moon nam ngo nguyen ni oh
    pak pan park peng pham phan qi qian qiao qin ri ro roh ryu seo shao shen shi shin shu sim so song su
    sun tan tang tao tian tran truong tsai vu wan wang wei wen wong woo wu xi xia xiao xie xiong xu xue
    yan yang yao ye yeo yi yin yoo yoon you yu yuan yun zeng zhang zhao zheng zhou zhu
"""
FAMILY_FIRST = frozenset(_FAMILY_FIRST.split())


def resolved(names: Sequence[Name]) -> list[Words]:
    """Return, for each name in reading order, the words of the person's full name in this article.

    Of names that differ in the middle, it is the one that the article has most often: others have that, too.
    """
    fullest = _fullest(dict.fromkeys(name.words for name in names if len(name.words) > 1))
    first_seen: dict[Words, int] = {}
    for at, name in enumerate(names):
        first_seen.setdefault(fullest.get(name.words, ()), at)
    by_word = _by_word(person for person in first_seen if person)
    in_office = _in_office(names, fullest)
    last_seen: dict[Words, int] = {}
    people: list[Words] = []
    for at, name in enumerate(names):
        person = fullest.get(name.words)
        if not person:
            person = _meant(name.words, _named_so(name, by_word, in_office), first_seen, last_seen)
        last_seen[person] = at
        people.append(person)
    usual = _usual(names, fullest)
    return [usual.get(person, person) for person in people]


def _usual(names: Iterable[Name], fullest: Mapping[Words, Words]) -> dict[Words, Words]:
    """Return the usual form, with or without middle names, of each fullest name."""
    counts = Counter(name.words for name in names if name.words in fullest)
    usual: dict[Words, Words] = {}
    for words in sorted(counts, key=lambda words: (counts[words], len(words))):
        full = fullest[words]
        if (words[0], words[-1]) == (full[0], full[-1]):
            usual[full] = words
    return usual


def _meant(
    part: Words,
    named_so: Sequence[Words],
    first_seen: Mapping[Words, int],
    last_seen: Mapping[Words, int],
) -> Words:
    """Return the person meant by a part of a name at a place, of those of that name, or the part."""
    candidates = [person for person in named_so if _surname(person) == part[-1]] or named_so
    earlier = [person for person in candidates if person in last_seen]
    if earlier:
        return max(earlier, key=last_seen.__getitem__)
    return min(candidates, key=first_seen.__getitem__, default=part)


def _named_so(
    part: Name, by_word: Mapping[str, list[Words]], in_office: Mapping[str, set[Words]]
) -> list[Words]:
    """Return the people who bear all of a part of a name, those with the office in front if there are."""
    bearers = [one for one in by_word.get(part.words[-1], ()) if set(part.words) <= set(one)]
    return [one for one in bearers if one in in_office.get(_office(part), ())] or bearers


def _in_office(names: Iterable[Name], fullest: Mapping[Words, Words]) -> dict[str, set[Words]]:
    """Return who is named in full with each office."""
    found: dict[str, set[Words]] = {}
    for name in names:
        if name.role and name.words in fullest:
            found.setdefault(_office(name), set()).add(fullest[name.words])
    return found


def _office(name: Name) -> str:
    return (name.role or "").lower().removeprefix("former ")


def _fullest(several: Iterable[Words]) -> dict[Words, Words]:
    """Return the fullest form of each name of two words or more."""
    by_length = sorted(several, key=len, reverse=True)
    by_word = _by_word(by_length)
    fullest: dict[Words, Words] = {}
    for words in by_length:  # the longest first, so that a longer form is settled before its shorter ones
        longer = (full for full in by_word[words[-1]] if len(full) > len(words) and _shortens(words, full))
        found = next(longer, words)
        fullest[words] = fullest.get(found, words)
    return fullest


def _by_word(people: Iterable[Words]) -> dict[str, list[Words]]:
    index: dict[str, list[Words]] = {}
    for person in people:
        for word in dict.fromkeys(person):
            index.setdefault(word, []).append(person)
    return index


def _shortens(short: Words, full: Words) -> bool:
    """Return whether both are one person's: same first and last word, or one a run of the other."""
    if (short[-1] in SON_OR_FATHER) != (full[-1] in SON_OR_FATHER):
        return False
    if short[0] == full[0] and short[-1] == full[-1]:
        rest = iter(full)
        return all(word in rest or len(word) == 1 for word in short)
    return any(full[i : i + len(short)] == short for i in range(len(full) - len(short) + 1))


def _surname(person: Words) -> str:
    if person[-1] in SON_OR_FATHER and len(person) > 2:
        person = person[:-1]
    return person[0] if person[0] in FAMILY_FIRST and person[-1] not in FAMILY_FIRST else person[-1]
