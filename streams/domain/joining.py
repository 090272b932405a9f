"""Which mentions of an article are of one entity, and under which id it goes.

Rules, each after the ones before it: a state and its people are one entity, by ISO code; a surface has one
label, the one it got most often; people are told apart as `people` says; an acronym is the organisation
that it abbreviates here, and the first words of an organisation are that organisation; anything else is one
by equal words.

Ids are the same in every article: `country:KP`, `person:mike-pompeo`, `org:cia`, `place:new-york`,
`group:taliban`, `date:june-12th`. A person known by one word only gets an id of this article's own
(`person:pompeo~<scope>`), since two people would else be merged across articles on a surname alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from streams.domain import organisations, people
from streams.domain.countries import Country, country, country_of, spaced
from streams.domain.finding import complete
from streams.domain.mention import Mention
from streams.domain.naming import DATE, LOC, NORP, ORG, PERSON, Name, tidied
from streams.domain.salience import salience

Words = tuple[str, ...]
Key = tuple[str, Words]

KINDS = {PERSON: "person", ORG: "org", LOC: "place", NORP: "group", DATE: "date"}
COUNTRY = "COUNTRY"
ID_CHARS_MAX, SCOPE_CHARS = 100, 8
# "The North" in an article that names North Korea.
_HALVES: dict[Words, Key] = {("north",): (COUNTRY, ("KP",)), ("south",): (COUNTRY, ("KR",))}
_TITLE_CASE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a headline or text, in Unicode code points, end exclusive, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Someone or something that an article names.

    `count` is the number of mentions in text and headline, `salience` 0..1; `country` is the ISO 3166-1
    alpha-2 code of a state, `role` the office or rank that the article gives a person.
    """

    id: str
    label: str
    name: str
    salience: float
    count: int
    mentions: tuple[Span, ...]
    title_mentions: tuple[Span, ...] = ()
    country: str | None = None
    role: str | None = None


def join(
    title: str,
    text: str,
    mentions: Sequence[Mention],
    *,
    title_mentions: Sequence[Mention] = (),
    scope: str = "",
) -> tuple[Entity, ...]:
    """Return the entities of an article, the most salient first.

    `mentions` count from the start of `text`, `title_mentions` from that of `title`; `scope` is what the
    ids of people without a full name are made unique with: the article's id.
    """
    names = names_in(title, text, mentions, title_mentions)
    groups: dict[Key, list[Name]] = {}
    for name, key in zip(names, _keys(names), strict=True):
        groups.setdefault(key, []).append(name)
    count_max = max(map(len, groups.values()), default=1)
    found = [_entity(key, group, text, scope=scope, count_max=count_max) for key, group in groups.items()]
    return tuple(sorted(found, key=lambda entity: -entity.salience))


def names_in(
    title: str, text: str, mentions: Iterable[Mention], title_mentions: Iterable[Mention] = ()
) -> list[Name]:
    """Return the names of an article in reading order: the model's, mended, and those certain besides."""
    body = complete(text, [name for mention in mentions for name in tidied(text, mention)])
    titled = [name for mention in title_mentions for name in tidied(title, mention, titled=True)]
    if text and _is_title_case(title):  # there capitals mislead the model: only what the text confirms
        confirmed = {name.words for name in body}
        titled = [name for name in titled if name.words in confirmed]
    return _labelled([*complete(title, titled, body, titled=True), *body])


def _labelled(names: list[Name]) -> list[Name]:
    """Return the names with one label per surface: the most frequent, of equals the first. Days stay days."""
    votes: dict[Words, Counter[str]] = {}
    for name in names:
        if name.label != DATE:
            votes.setdefault(name.words, Counter())[name.label] += 1
    best = {words: counter.most_common(1)[0][0] for words, counter in votes.items()}
    return [
        name if name.label in {DATE, best.get(name.words)} else replace(name, label=best[name.words])
        for name in names
    ]


def _keys(names: list[Name]) -> list[Key]:
    """Return what entity each name is of: label and identifying words, the code for a state."""
    keys: list[Key] = [_own_key(name) for name in names]
    persons = [at for at, (label, _) in enumerate(keys) if label == PERSON]
    for at, words in zip(persons, people.resolved([names[at] for at in persons]), strict=True):
        keys[at] = (PERSON, words)
    full = organisations.fuller(words for label, words in keys if label == ORG)
    keys = [(label, full.get(words, words)) if label == ORG else (label, words) for label, words in keys]
    halves = {half: state for half, state in _HALVES.items() if state in keys}
    return [halves.get(words, (label, words)) for label, words in keys]


def _own_key(name: Name) -> Key:
    state = _state(name)
    return (COUNTRY, (state.code,)) if state else (name.label, name.words)


def _state(name: Name) -> Country | None:
    if name.label in {PERSON, DATE}:
        return None
    return country(name.text, sure=name.label == ORG)


def _id(label: str, words: Words, scope: str) -> str:
    if label == COUNTRY:
        return f"country:{words[0]}"
    own = f"~{scope[:SCOPE_CHARS]}" if label == PERSON and len(words) == 1 and scope else ""
    return f"{KINDS[label]}:{'-'.join(words)[:ID_CHARS_MAX]}{own}"


def _entity(key: Key, group: list[Name], text: str, *, scope: str, count_max: int) -> Entity:
    label, words = key
    state = country_of(words[0]) if label == COUNTRY else None
    mentions = tuple(Span(name.start, name.end, name.text) for name in group if not name.titled)
    titled = tuple(Span(name.start, name.end, name.text) for name in group if name.titled)
    starts = [span.start for span in mentions]
    return Entity(
        id=_id(label, words, scope),
        label=LOC if state else label,
        name=state.name if state else _fullest(group),
        salience=salience(starts, titled=bool(titled), count=len(group), count_max=count_max, text=text),
        count=len(group),
        mentions=mentions,
        title_mentions=titled,
        country=state.code if state else None,
        role=max((name.role for name in group if name.role), key=len, default=None),
    )


def _fullest(group: list[Name]) -> str:
    """Return the surface with the most words; of equals the most frequent, then the first."""
    counts = Counter(name.text for name in group)
    best = max(group, key=lambda name: (len(name.words), not name.text.isupper(), counts[name.text]))
    return " ".join(spaced(best.text).replace(")", "").split())


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if word[0].isalpha()]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(words)
