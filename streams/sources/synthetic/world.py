"""The people, companies, places and figures of one invented event.

People and companies are made up; cities and countries are real; a few public bodies stand in the templates.
An event's facts are drawn once, so that two reports of it agree on every one of them.
"""

from dataclasses import dataclass, field
from random import Random

from streams.sources.synthetic.grammar import load, say

Place = tuple[str, str, str]
_REGION = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. `role` is what they are called on first mention; may be empty."""

    first: str
    last: str
    role: str = ""

    @property
    def full(self) -> str:
        """Return first and last name."""
        return f"{self.first} {self.last}"

    @property
    def introduced(self) -> str:
        """Return the name with its role, before it where it is short and after it where it is a phrase."""
        if not self.role:
            return self.full
        phrase = any(word in self.role for word in (" of ", " who ", " for "))
        return f"{self.full}, {self.role}," if phrase else f"{self.role} {self.full}"


@dataclass(frozen=True, slots=True)
class Company:
    """A firm that does not exist."""

    short: str
    full: str


Fact = str | Person | Company


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its kind (the name of a grammar) and its facts."""

    kind: str
    facts: dict[str, Fact] = field(hash=False)


def an_event(kind: str, rng: Random) -> Event:
    """Return a new event of this kind."""
    facts = _common_facts(rng)
    for line in load(kind).get("facts", ()):
        name, _, spec = line.partition(": ")
        facts[name] = _fact(spec, facts, rng)
    return Event(kind, facts)


def _common_facts(rng: Random) -> dict[str, Fact]:
    """Return what every event has: three places in different countries, a day, bystanders and an expert."""
    names = load("names")
    facts: dict[str, Fact] = {"day": rng.choice(names["day"]), "journal": rng.choice(names["journal"])}
    for suffix, (city, country, adjective) in zip(("", "2", "3"), _places(rng, 3), strict=True):
        facts[f"city{suffix}"], facts[f"country{suffix}"], facts[f"adj{suffix}"] = city, country, adjective
    facts |= {f"r{number}": a_person("", rng) for number in range(1, len(load("common")["voice"]) + 1)}
    facts["expert"] = a_person("", rng)
    facts["uni"] = _phrase(
        "[the University of {city3}|the {city3} Institute|{city3} University of Technology]", facts, rng
    )
    return facts


def _places(rng: Random, count: int) -> list[Place]:
    """Return places in as many countries of one region, which has more than `count` of them."""
    places = [tuple(line.split(", ")) for line in load("names")["place"]]
    region = rng.choice(places)[_REGION]
    by_country = {
        place[1]: place[:_REGION] for place in rng.sample(places, len(places)) if place[_REGION] == region
    }
    return [(city, country, adjective) for city, country, adjective in list(by_country.values())[:count]]


def _fact(spec: str, facts: dict[str, Fact], rng: Random) -> Fact:
    maker, _, rest = spec.partition(" ")
    if maker == "person":
        return a_person(_phrase(rest, facts, rng), rng)
    if maker == "company":
        return a_company(rest, rng)
    return _phrase(spec, facts, rng)


def _phrase(template: str, facts: dict[str, Fact], rng: Random) -> str:
    """Return a template filled from earlier facts, as it stands: a fact has no capital of its own."""
    said = say("\N{WORD JOINER}" + template, rng, lambda name: str(facts[name]))
    return said.removeprefix("\N{WORD JOINER}")


def a_person(role: str, rng: Random) -> Person:
    """Return somebody with this role."""
    names = load("names")
    return Person(rng.choice(names["first"]), rng.choice(names["last"]), role)


def a_company(trade: str, rng: Random) -> Company:
    """Return a company of this trade."""
    names = load("names")
    stem = rng.choice(names["stem"])
    return Company(stem, f"{stem} {rng.choice(names[trade])}")
