"""Which mentions of an article are of one entity, and under which id it goes.

Rules, each after the ones before it: a state and its people are one entity, by ISO code; a surface has one
label, the one it got most often; people are told apart as `people` says, organisations and places as
`organisations` says; anything else is one by equal words. What a list of aliases says counts above all of
that. docs/entities.md has the rules with examples.

Ids are the same in every article: `country:KP`, `person:mike-pompeo`, `org:cia`, `place:new-york`,
`group:taliban`, `date:june-12th`. A person known by one word only gets an id of this article's own
(`person:pompeo~<scope>`), since two people would else be merged across articles on a surname alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from streams.domain import adjacent, pairs, shared, surnames
from streams.domain.aliases import NONE, Aliases, Known
from streams.domain.countries import country_of, spaced
from streams.domain.finding import complete, in_title_case
from streams.domain.keys import COUNTRY, LISTED, Key, Words, keys_of, listed
from streams.domain.mention import DATE, LOC, NORP, ORG, PERSON, Mention
from streams.domain.naming import SON_OR_FATHER, Name, tidied
from streams.domain.salience import lead_of, of_politicians, weighed
from streams.domain.states import name_of

KINDS = {PERSON: "person", ORG: "org", LOC: "place", NORP: "group", DATE: "date"}
ID_CHARS_MAX, SCOPE_CHARS = 100, 8
_TITLE_CASE_SHARE = 0.6
ACRONYM_CHARS_MAX = 3


@dataclass(frozen=True)
class Span:
    """A place in a headline or text, in Unicode code points, end exclusive, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Entity:
    """Someone or something that an article names.

    `count` is the number of mentions in text and headline, `salience` 0..1; `country` is the ISO 3166-1
    alpha-2 code of a state, `role` the office or rank that the article gives a person, `wikidata` the item of
    a state, or of whom a list of aliases gives one.
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
    wikidata: str | None = None


def join(
    title: str,
    text: str,
    mentions: Sequence[Mention],
    *,
    title_mentions: Sequence[Mention] = (),
    scope: str = "",
    aliases: Aliases = NONE,
) -> tuple[Entity, ...]:
    """Return the entities of an article, the most salient first.

    `mentions` count from the start of `text`, `title_mentions` from that of `title`; `scope` is what the
    ids of people without a full name are made unique with: the article's id.
    """
    names = names_in(title, text, mentions, title_mentions)
    keys, entries = listed(names, keys_of(names), aliases)
    groups: dict[Key, list[Name]] = {}
    for name, key in zip(names, keys, strict=True):
        groups.setdefault(key, []).append(name)
    ids = {key: _identity(key, group, entries, scope, text) for key, group in groups.items()}
    count_max = max(map(len, groups.values()), default=1)
    aside = (of_politicians(title), of_politicians(text))
    weigh = partial(weighed, count_max=count_max, lead=lead_of(text), length=len(text), aside=aside)
    found = [_entity(ids[key], group, weigh) for key, group in groups.items()]
    return tuple(sorted(found, key=lambda entity: -entity.salience))


def names_in(
    title: str, text: str, mentions: Iterable[Mention], title_mentions: Iterable[Mention] = ()
) -> list[Name]:
    """Return the names of an article in reading order: the model's, mended, and those certain besides."""
    body = complete(text, [name for one in adjacent.merged(text, mentions) for name in tidied(text, one)])
    body = shared.offices(text, surnames.given(text, body))
    parts = adjacent.merged(title, title_mentions)
    titled = [name for mention in parts for name in tidied(title, mention, titled=True)]
    if text and _is_title_case(title):  # there capitals mislead the model: only what the text confirms
        titled = in_title_case(title, titled, body)
    titled = shared.offices(title, complete(title, titled, body, titled=True))
    return _labelled([*pairs.apart(titled, body), *pairs.apart(body, titled)])


def _labelled(names: list[Name]) -> list[Name]:
    """Return the names with one label per surface: the most frequent, of equals the first. Days stay days.

    A model takes most hashtags for places: one counts only where its words stand nowhere else.
    """
    votes: dict[Words, dict[str, int]] = {}
    for name in sorted(names, key=lambda name: name.text.startswith("#")):
        if name.label != DATE and not (name.text.startswith("#") and name.words in votes):
            counts = votes.setdefault(name.words, {})
            counts[name.label] = counts.get(name.label, 0) + 1
    best = {words: max(counts, key=counts.__getitem__) for words, counts in votes.items()}
    return [
        name if name.label in {DATE, best.get(name.words)} else name._replace(label=best[name.words])
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class _Identity:
    """What an entity is in every article."""

    id: str
    label: str
    name: str
    country: str | None = None
    wikidata: str | None = None


def _identity(key: Key, group: list[Name], entries: dict[str, Known], scope: str, text: str) -> _Identity:
    label, words = key
    if label == LISTED:
        known = entries[words[0]]
        return _Identity(known.id, known.label, known.name, None, known.wikidata)
    if label == COUNTRY:
        state = country_of(words[0])
        return _Identity(id_of(label, words, scope), LOC, state.name, state.code, state.wikidata)
    american = name_of(words) if label == LOC else None
    return _Identity(id_of(label, words, scope), label, american or _fullest(group, text))


def id_of(label: str, words: Words, scope: str = "") -> str:
    """Return the id of what has this label and these words; `scope` is a person's article."""
    if label == COUNTRY:
        return f"country:{words[0]}"
    alone = label == PERSON and (len(words) == 1 or (len(words) == 2 and words[1] in SON_OR_FATHER))
    own = f"~{scope[:SCOPE_CHARS]}" if alone and scope else ""
    return f"{KINDS[label]}:{_short('-'.join(words))}{own}"


def _short(said: str) -> str:
    """Return at most 100 characters that no other name has: of a longer one the start and a hash of all."""
    if len(said) <= ID_CHARS_MAX:
        return said
    digest = blake2b(said.encode(errors="replace"), digest_size=4).hexdigest()
    return f"{said[: ID_CHARS_MAX - len(digest) - 1]}-{digest}"


def _entity(known: _Identity, group: list[Name], weigh: Callable[..., float]) -> Entity:
    mentions = tuple(Span(name.start, name.end, name.text) for name in group if not name.titled)
    titled = tuple(Span(name.start, name.end, name.text) for name in group if name.titled)
    roles = [name.role for name in group if name.role]
    return Entity(
        id=known.id,
        label=known.label,
        name=known.name,
        salience=weigh([span.start for span in mentions], [span.start for span in titled]),
        count=len(group),
        mentions=mentions,
        title_mentions=titled,
        country=known.country,
        role=max(roles, key=len, default=None),
        wikidata=known.wikidata,
    )


def _fullest(group: list[Name], text: str) -> str:
    """Return the surface with the most words; of equals the most frequent, then the first.

    A place that only a dateline names is not written in capitals.
    """
    best = group[0]
    if any(name.text != best.text for name in group):
        counts = Counter(name.text for name in group)
        best = max(group, key=lambda name: (len(name.words), not name.text.isupper(), counts[name.text]))
    said = " ".join(spaced(best.text).replace(")", "").split())
    shouted = best.label == LOC and said.isupper() and len(said) > ACRONYM_CHARS_MAX and not best.titled
    return said.title() if shouted and text[max(0, best.start - 1) : best.start] in {"", "\n"} else said


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if word[0].isalpha()]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(words)
