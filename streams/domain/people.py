"""Which person a name means: "Pompeo" is Mike Pompeo where he is named in full.

A sieve from the surest rule down (Raghunathan et al. 2010, "A Multi-Pass Sieve for Coreference
Resolution"): equal names; names that differ in middle names or initials; a part of a name means the person
of that name who was mentioned last before it, else the one mentioned first after it. A surname counts
before a given name, and whom the article calls "President" for "President Hale".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from streams.domain import nicknames
from streams.domain.naming import SON_OR_FATHER, Name

Words = tuple[str, ...]
Part = tuple[Words, str]  # a part of a name, and the office in front

# Family names that are written first; there the first word of three, or of two, is the surname.
_FAMILY_FIRST = """
    ahn an bae baek bai cao cha chang chen cheng cho choe choi chung deng ding dong du fan fang feng fu
    gao guo han he ho hong hu huang hwang hyun jang jeon jeong jia jiang jin jo jung kang kim ko kong
    kwon lai lam le lee lei li liang lim lin liu lu luo lyu ma mao meng min moon nam ngo nguyen ni oh
    pak pan park peng pham phan qi qian qiao qin ri ro roh ryu seo shao shen shi shin shu sim so song su
    sun tan tang tao tian tran truong tsai vu wan wang wei wen wong woo wu xi xia xiao xie xiong xu xue
    yan yang yao ye yeo yi yin yoo yoon you yu yuan yun zeng zhang zhao zheng zhou zhu
"""
_FIRST_LADY = "first lady"
FAMILY_FIRST = frozenset(_FAMILY_FIRST.split())


def resolved(names: Sequence[Name]) -> list[Words]:
    """Return, for each name in reading order, the words of the person's full name in this article.

    Of names that differ in the middle, it is the one that the article has most often: others have that, too.
    """
    fullest = _fullest(dict.fromkeys(name.words for name in names if len(name.words) > 1))
    first_seen: dict[Words, int] = {}
    for at, name in enumerate(names):
        first_seen.setdefault(fullest.get(name.words, ()), at)
    meant = _meant_by_parts(names, fullest, first_seen)
    parts_of: dict[Words, list[Part]] = {}
    for part, candidates in meant.items():
        for person in candidates:
            parts_of.setdefault(person, []).append(part)
    latest: dict[Part, Words] = {}
    people: list[Words] = []
    for name in names:
        part = name.words, _office(name)
        person = fullest.get(name.words) or latest.get(part) or next(iter(meant[part]), name.words)
        latest.update(dict.fromkeys(parts_of.get(person, ()), person))
        people.append(person)
    usual = _usual(names, fullest)
    return [usual.get(person, person) for person in people]


def _meant_by_parts(
    names: Sequence[Name], fullest: Mapping[Words, Words], first_seen: Mapping[Words, int]
) -> dict[Part, list[Words]]:
    """Return who may be meant by each part of a name with each office, who is named first in front."""
    borne, in_office = _borne(fullest), _in_office(names, fullest)
    by_word = _by_word(borne)
    beside = in_office.get(_FIRST_LADY, set())  # whom news calls by her given name, or Mrs.
    beside = beside | _introduced_as_kin(names, fullest)
    # Where the article names Bo Hale and Bo Hale Jr., "Hale" is the father: the son is "Hale Jr."
    elders = {(one[0], one[-1]) for one in first_seen if len(one) > 1}
    juniors = {one for one in first_seen if _is_junior(one) and (one[0], one[-2]) in elders}
    meant: dict[Part, list[Words]] = {}
    for name in names:
        part = name.words, _office(name)
        if name.words not in fullest and part not in meant:
            named_so = [one for one in by_word.get(name.words[-1], ()) if borne[one].keys() >= {*name.words}]
            named_so = [one for one in named_so if one in in_office.get(part[1], ())] or named_so
            bearers = [person for person in named_so if _surname(person) == name.words[-1]] or named_so
            for others in () if part[1] else (beside, juniors):
                bearers = [person for person in bearers if person not in others] or bearers
            meant[part] = sorted(bearers, key=first_seen.__getitem__)
    return meant


def _is_junior(person: Words) -> bool:
    return len(person) > 2 and person[-1] in SON_OR_FATHER


def _introduced_as_kin(names: Iterable[Name], fullest: Mapping[Words, Words]) -> set[Words]:
    """Return who is somebody's relative where the text names them in full first."""
    first: dict[Words, bool] = {}
    for name in names:
        if name.words in fullest and not name.titled:
            first.setdefault(fullest[name.words], name.kin)
    return {person for person, kin in first.items() if kin}


def _usual(names: Sequence[Name], fullest: Mapping[Words, Words]) -> dict[Words, Words]:
    """Return the usual form, with or without middle names, of each fullest name.

    Of equals it is the one with fewer initials, which most articles leave out, then the longer one. Of given
    names ("Bob" and "Robert") it is the one with an office in front, as news says it; else one that is not
    short.
    """
    several = [name for name in names if name.words in fullest]
    counts = Counter(name.words for name in several)
    roled = [name.words for name in several if name.role and not _initials(name.words)]
    in_office = {(fullest[words], words[0]) for words in roled}

    def weight(words: Words) -> tuple[bool, bool, int, int, int]:
        said_so = (fullest[words], words[0]) in in_office
        return said_so, nicknames.whole(words[0]), counts[words], -_initials(words), len(words)

    usual: dict[Words, Words] = {}
    for words in sorted(counts, key=weight):
        full = fullest[words]
        if words[-1] == full[-1] and nicknames.same(words[0], full[0]):
            usual[full] = words
    return usual


def _initials(words: Words) -> int:
    return sum(len(word) == 1 for word in words)


def _borne(fullest: Mapping[Words, Words]) -> dict[Words, dict[str, None]]:
    """Return all words of all forms of each fullest name: of "Robert Mueller" the "Bob" as well."""
    borne: dict[Words, dict[str, None]] = {}
    for words, full in fullest.items():
        borne.setdefault(full, {}).update(dict.fromkeys(words))
    return borne


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
    by_word = _by_word({words: words for words in by_length})
    fullest: dict[Words, Words] = {}
    for words in by_length:  # the longest first, so that a longer form is settled before its shorter ones
        telling = {words[0], words[-1], *(word for word in words if len(word) > 1)}  # all in any longer form
        bearers = min((by_word[word] for word in telling), key=len)
        found = next((full for full in _longer(bearers, words) if _shortens(words, full)), words)
        fullest[words] = fullest.get(found, words)
    by_nickname = nicknames.joined(dict.fromkeys(fullest.values()))
    return {words: by_nickname.get(full, full) for words, full in fullest.items()}


def _longer(bearers: Iterable[Words], words: Words) -> Iterator[Words]:
    """Yield those that are longer than a name, of bearers with the longest first."""
    for full in bearers:
        if len(full) <= len(words):
            return
        yield full


def _by_word(people: Mapping[Words, Iterable[str]]) -> dict[str, list[Words]]:
    """Return who bears each word of a name."""
    index: dict[str, list[Words]] = {}
    for person, words in people.items():
        for word in dict.fromkeys(words):
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
