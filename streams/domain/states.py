"""The states of the United States, as news abbreviates them: "Calif.", and "CA" in "Nancy Pelosi (D-CA)".

Georgia is one of them where the article names another, and Georgia's people nowhere.
"""

from collections.abc import Sequence

Words = tuple[str, ...]

# Name, AP's abbreviation where it has one, postal code. Washington is a town more often, and has no entry.
_TABLE = """
    Alabama/Ala/AL Alaska/AK Arizona/Ariz/AZ Arkansas/Ark/AR California/Calif/CA Colorado/Colo/CO
    Connecticut/Conn/CT Delaware/Del/DE Florida/Fla/FL Georgia/Ga/GA Hawaii/HI Idaho/ID
    Illinois/Ill/IL Indiana/Ind/IN Iowa/IA Kansas/Kan/KS Kentucky/Ky/KY Louisiana/La/LA Maine/ME
    Maryland/Md/MD Massachusetts/Mass/MA Michigan/Mich/MI Minnesota/Minn/MN Mississippi/Miss/MS
    Missouri/Mo/MO Montana/Mont/MT Nebraska/Neb/NE Nevada/Nev/NV New_Hampshire/NH New_Jersey/NJ
    New_Mexico/NM New_York/NY North_Carolina/NC North_Dakota/ND Ohio/OH Oklahoma/Okla/OK
    Oregon/Ore/OR Pennsylvania/Pa/PA Rhode_Island/RI South_Carolina/SC South_Dakota/SD
    Tennessee/Tenn/TN Texas/Tex/TX Utah/UT Vermont/Vt/VT Virginia/Va/VA West_Virginia/WVa/WV
    Wisconsin/Wis/WI Wyoming/Wyo/WY
"""
GEORGIA: Words = ("georgia",)
WASHINGTON: Words = ("washington",)
CAPITAL = frozenset({("dc",), ("washington", "dc"), ("district", "of", "columbia")})


def _forms() -> dict[str, str]:
    """Return each state's name by its ways of writing, without points."""
    rows = [row.replace("_", " ").split("/") for row in _TABLE.split()]
    return {form: row[0] for row in rows for form in row}


_FORMS = _forms()
_NAMES: dict[Words, str] = {tuple(name.lower().split()): name for name in _FORMS.values()}
_TOWNS = frozenset({"LA"})
# New York is a town as well, in which Georgia's president may speak.
_TELL_NOTHING = frozenset({GEORGIA, ("new", "york")})


def state_of(surface: str) -> Words | None:
    """Return the words of the state's name that a surface stands for, or None; "LA" is Los Angeles."""
    bare = surface.replace(".", "").replace(" ", "") if "." in surface else surface
    name = _FORMS.get(bare) if bare not in _TOWNS else None
    return tuple(name.lower().split()) if name else None


def name_of(words: Words) -> str | None:
    """Return the name of the state with these words, or None if there is none."""
    return _NAMES.get(words)


def names_another(places: Sequence[Words]) -> bool:
    """Return whether one of some places is surely a state other than Georgia."""
    return any(words in _NAMES and words not in _TELL_NOTHING for words in places)
