"""What stands before a person's name and is no part of it: offices, ranks and forms of address.

An office or rank is the person's role as the article tells it ("Secretary of State", "FM"); a form of address
(Mr., Sir) is only kept out of the name. Both are known by the list below, whatever their case and points.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_OFFICES = """
president, president-elect, prime minister, premier, chancellor, king, queen, prince, princess, crown
prince, secretary, secretary-general, secretary general, secretary of state, secretary of defense, secretary
of defence, secretary of commerce, secretary of education, secretary of energy, secretary of labor,
secretary of agriculture, under secretary, undersecretary, secretary of the treasury, secretary of the
interior, secretary of the navy, secretary of the army, treasury secretary, defense secretary, defence
secretary, home secretary, foreign secretary, press secretary, commerce secretary, health secretary, justice
secretary, education secretary, labor secretary, energy secretary, minister, foreign minister, defense
minister, defence minister, finance minister, interior minister, justice minister, trade minister, health
minister, energy minister, economy minister, home minister, fm, pm, ceo, cfo, coo, mp, mep, chief executive,
chief executive officer, chief justice, justice, judge, attorney general, solicitor general, prosecutor,
speaker of the house, minister of foreign affairs, special counsel, counsel, lawyer, attorney, inspector
general, district judge, magistrate judge, circuit judge, majority whip, minority whip, chief of staff,
first lady, assemblyman, assemblywoman, senator, sen, representative, rep, congressman, congresswoman,
lawmaker, governor, gov, mayor, speaker, house speaker, majority leader, minority leader, councilman,
councilwoman, councillor, councilor, ambassador, envoy, special envoy, chairman, chairwoman, chairperson,
chair, director, managing director, commissioner, sheriff, adviser, advisor, national security adviser,
national security advisor, spokesman, spokeswoman, spokesperson, leader, supreme leader, opposition leader,
party leader, general, gen, lieutenant general, lt gen, major general, maj gen, brigadier general, brig gen,
brigadier, colonel, col, lieutenant colonel, lt col, lieutenant, lt, captain, capt, sergeant, sgt, major,
maj, admiral, adm, commander, cmdr, officer, detective, inspector, professor, prof, doctor, dr, pope,
cardinal, archbishop, bishop, reverend, rev, imam, ayatollah, grand ayatollah, sheikh, rabbi, pastor, police
chief, police superintendent, administrator, superintendent, counselor, whip, ranking member,
vice-president, director of national intelligence, secretary of homeland security, secretary of health and
human services, secretary of housing and urban development, coach, head coach, manager, analyst, economist,
author, actor, actress, singer
"""
_ADDRESS = frozenset({"mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady"})
# What stands before a list of people, each of whom has the office.
_PLURALS = {
    "sens": "Sen.", "senators": "Senator", "reps": "Rep.", "representatives": "Representative",
    "congressmen": "Congressman", "congresswomen": "Congresswoman", "govs": "Gov.", "governors": "Governor",
    "justices": "Justice", "judges": "Judge", "presidents": "President",
}  # fmt: skip
_BEFORE = frozenset({"former", "vice", "deputy", "acting", "assistant", "interim", "then", "ex"})
_LISTED = frozenset(office.strip() for office in _OFFICES.replace("\n", " ").split(","))
_TITLES = _LISTED | _ADDRESS | _PLURALS.keys()
_WORDS_MAX = max(len(title.split()) for title in _TITLES)
_FIRST_WORDS = frozenset(title.split()[0] for title in _TITLES) | _BEFORE
_LAST_WORDS = frozenset(title.split()[-1] for title in _TITLES)
_REACH = 80
_ABBREVIATED_CHARS_MAX = 4
_TOKEN = re.compile(r"\S+\s+")
_FORMERLY = re.compile(r"^(?:then|ex)[-–](?=\w)")
_ROLE_EDGES = " ,(“‘\"'"


def title_before(text: str, start: int) -> str:
    """Return the title that ends where a name starts, its trailing space included; empty if there is none."""
    if text[start - 1 : start] != " " or _folded(_last_word(text, start)) not in _LAST_WORDS:
        return ""
    before = text[max(0, start - _REACH, text.rfind("\n", 0, start) + 1) : start]
    tokens = _TOKEN.findall(before)
    first = at = len(tokens)
    while at and (length := _title_ending(tokens, at)):
        first = at = at - length
    while first and _folded(tokens[first - 1]) in _BEFORE:
        first -= 1
    while first < len(tokens) - 1 and _folded(tokens[first]) in _PLURALS:  # "Representatives Speaker"
        first += 1
    return "".join(tokens[first:])


@lru_cache(maxsize=16_384)
def title_within(name: str) -> str:
    """Return the title that a name begins with, its trailing space included; empty if there is none."""
    if " " not in name or _folded(name[: name.index(" ")]) not in _FIRST_WORDS:
        return ""
    tokens, last = _TOKEN.findall(name), 0
    while last < len(tokens):
        ends = range(min(len(tokens), last + _WORDS_MAX), last, -1)
        end = next((end for end in ends if _phrase(tokens[last:end]) in _TITLES), None)
        if end is None and _folded(tokens[last]) in _BEFORE:
            end = last + 1
        if end is None:
            break
        last = end
    return "".join(tokens[:last])


def _last_word(text: str, start: int) -> str:
    """Return the word before a place behind a space, cut where no title begins."""
    reach = max(0, start - _REACH)
    return text[max(reach, text.rfind(" ", reach, start - 1) + 1) : start].rpartition("\n")[2]


def before_office(words: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words stand before the office that the last of them begin and those `after` end.

    "White House Press", "Secretary": 2. It is all of them where there is no office, or nothing else.
    """
    if _folded([*words, *after][-1]) in _LAST_WORDS:
        for first in range(1, len(words)):
            if _phrase([*words[first:], *after]) in _LISTED:
                return first
    return len(words)


def role(title: str) -> str | None:
    """Return the office or rank in a title without forms of address, or None if nothing is left."""
    words = title.split()
    said = [
        w
        for at, w in enumerate(words)
        if _folded(w) not in _ADDRESS or _phrase(words[at - 1 : at + 1]) in _LISTED
    ]
    return " ".join(said).strip(_ROLE_EDGES) or None


def of_each(several: str) -> str | None:
    """Return the office of each of several people ("Sens." before a list: Sen.), None for one person's."""
    return _PLURALS.get(_folded(several.rpartition(" ")[2]))


def _title_ending(tokens: list[str], at: int) -> int:
    """Return how many of the tokens before `at` are one title, the longest there is; 0 for none."""
    lengths = range(min(_WORDS_MAX, at), 0, -1)
    return next((length for length in lengths if _phrase(tokens[at - length : at]) in _TITLES), 0)


def _phrase(tokens: Sequence[str]) -> str:
    return " ".join(map(_folded, tokens))


@lru_cache(maxsize=16_384)
def _folded(token: str) -> str:
    """Return a word as the list has it; one whose point ends a sentence keeps that, and so is not in it."""
    word = _FORMERLY.sub("", token.strip(" \n\t(“\"'").lower())
    bare = word.replace(".", "")
    return word if word.endswith(".") and len(bare) > _ABBREVIATED_CHARS_MAX else bare
