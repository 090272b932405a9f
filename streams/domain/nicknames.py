"""Given names that English writes in more than one way: Bill is William, and Bob is Robert.

A row begins with the name that the others are short for; what two rows share ("Al") may be either.
"""

from collections.abc import Iterable

from streams.domain.naming import SON_OR_FATHER

Words = tuple[str, ...]
OTHERS_MAX = 50

_ROWS = """
    abigail abby
    abraham abe
    albert al bert
    alexander alex alec
    alfred al fred
    andrew andy drew
    anthony tony
    arthur art
    barbara barb
    benjamin ben benny
    bernard bernie
    bradley brad
    charles charlie chuck
    christopher chris kit
    clifford cliff
    daniel dan danny
    david dave
    deborah debbie deb debra
    donald don donnie
    douglas doug
    edward ed eddie ted ned
    elizabeth liz beth betsy betty
    eugene gene
    francis frank
    franklin frank
    frederick fred freddie
    gerald gerry jerry
    gregory greg
    harold hal harry
    henry hank harry
    jacob jake
    james jim jimmy jamie
    jeffrey jeff
    jennifer jen jenny
    jerome jerry
    jerrold jerry
    john jack johnny
    jonathan jon
    joseph joe joey
    joshua josh
    katherine kathy kate katie
    kathleen kathy
    kenneth ken kenny
    kimberly kim
    lawrence larry
    leonard len lenny leo
    louis lou
    margaret maggie meg peggy
    matthew matt
    michael mike mick mickey
    mitchell mitch
    nathaniel nate nathan
    nicholas nick
    pamela pam
    patricia pat patty
    patrick pat
    peter pete
    philip phil phillip
    randall randy
    raymond ray
    rebecca becky
    richard dick rich rick ricky
    robert bob bobby rob robbie
    ronald ron ronnie
    rudolph rudy
    russell russ
    samuel sam sammy
    stanley stan
    stephen steve steven
    steven steve stephen
    susan sue susie
    theodore ted teddy
    thomas tom tommy
    timothy tim
    victoria vicky
    walter walt
    william bill billy will
    zachary zach zack
"""


def _rows_of() -> dict[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for at, row in enumerate(_ROWS.strip().splitlines()):
        for name in row.split():
            rows.setdefault(name, set()).add(at)
    return {name: frozenset(several) for name, several in rows.items()}


_IN_ROWS = _rows_of()
_WHOLE = frozenset(row.split()[0] for row in _ROWS.strip().splitlines())
_NONE: frozenset[int] = frozenset()


def whole(name: str) -> bool:
    """Return whether a given name, folded, is short for none that is known."""
    return name in _WHOLE or name not in _IN_ROWS


def same(one: str, other: str) -> bool:
    """Return whether two given names, folded, are equal or one's short form."""
    return one == other or not _IN_ROWS.get(one, _NONE).isdisjoint(_IN_ROWS.get(other, _NONE))


def joined(people: Iterable[Words]) -> dict[Words, Words]:
    """Return those people of an article who are another of them by a short form of their given name.

    Of one surname the first 50 with such a given name are compared.
    """
    meant: dict[Words, Words] = {}
    by_surname: dict[Words, list[Words]] = {}
    for person in people:
        if person[0] not in _IN_ROWS:
            continue
        others = by_surname.setdefault(person[-2:] if person[-1] in SON_OR_FATHER else person[-1:], [])
        alike = [one for one in others if _differ_by_nickname(one, person)]
        if len(alike) == 1:
            meant[person] = alike[0]
        elif len(others) < OTHERS_MAX:
            others.append(person)
    return meant


def _differ_by_nickname(one: Words, other: Words) -> bool:
    middles = {one[1:-1], other[1:-1]} - {()}
    return len(middles) < 2 and one[0] != other[0] and same(one[0], other[0])
