"""Which person a name means: the sieve, rule by rule."""

import pytest

from streams.domain.naming import Name, words_of
from streams.domain.people import resolved


def people(*surfaces: str) -> list[str]:
    """Return the person whom each name means, the names standing in a text in this order."""
    names = [Name(at, at + 1, "PERSON", said, words_of(said, "PERSON")) for at, said in enumerate(surfaces)]
    return [" ".join(person) for person in resolved(names)]


def test_a_surname_means_the_person_of_that_name_who_was_mentioned_last() -> None:
    said = people("Ann Hale", "Bob Hale", "Hale", "Ann Hale", "Hale")
    assert said == ["ann hale", "bob hale", "bob hale", "ann hale", "ann hale"]


def test_a_short_mention_counts_as_having_mentioned_the_person() -> None:
    """In "Ann Hale … Bob Hale … Ann … Hale" the conversation is back with Ann."""
    assert people("Ann Hale", "Bob Hale", "Ann", "Hale")[-1] == "ann hale"


def test_a_surname_before_any_full_name_means_the_first_one_after_it() -> None:
    """Headlines give the surname only."""
    assert people("Hale", "Ann Hale", "Bob Hale") == ["ann hale", "ann hale", "bob hale"]


def test_a_surname_is_tried_before_a_given_name() -> None:
    assert people("Ann James", "James Hale", "James") == ["ann james", "james hale", "ann james"]


@pytest.mark.parametrize(
    ("full", "part"),
    [("Kim Jong-un", "Kim"), ("Xi Jinping", "Xi"), ("Andrew Kim", "Kim"), ("Park Chan", "Park")],
)
def test_a_family_name_is_known_where_it_is_written_first(full: str, part: str) -> None:
    said = people(full, f"{part} Other", part)
    assert said[2] in {said[0], said[1]}
    assert people(full, part) == [said[0], said[0]]


@pytest.mark.parametrize(
    ("full", "other"),
    [
        ("Donald J. Hale", "Donald Hale"),
        ("Ann Maria Hale", "Ann Hale"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("Bashar al-Hale", "al-Hale"),
        ("Martin Hale III", "Martin Hale"),
        ("José Peña", "Jose Pena"),
    ],
)
def test_names_that_differ_in_the_middle_or_in_spelling_only_are_one(full: str, other: str) -> None:
    assert len(set(people(full, other))) == 1
    assert len(set(people(other, full))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Hale", "Bob Hale"),
        ("Kim Jong Un", "Kim Yong Chol"),
        ("Ann Hale", "Ann Marsh"),
        ("Martin Hale Jr.", "Martin Hale"),
        ("Martin Hale Jr.", "Martin Hale Sr."),
    ],
)
def test_people_who_share_a_name_only_are_two(one: str, other: str) -> None:
    assert len(set(people(one, other))) == 2


def test_a_son_is_meant_by_his_own_name_however_short() -> None:
    said = people("Martin Hale", "Martin Hale Jr.", "Hale Jr.", "Hale")
    assert said == ["martin hale", "martin hale jr", "martin hale jr", "martin hale"]


def test_a_chain_of_ever_longer_names_is_one_person() -> None:
    assert set(people("Hale", "Ann Hale", "Ann Maria Hale", "Ann Maria Lee Hale")) == {"ann maria lee hale"}


def test_a_name_that_nobody_has_in_full_is_its_own() -> None:
    assert people("Madonna", "Ann Hale") == ["madonna", "ann hale"]


def test_many_names_of_one_family_take_no_quadratic_time() -> None:
    """A list of graduates is an article, too."""
    names = [f"Given{n} Family{n}" for n in range(3_000)]
    assert len(set(people(*names))) == 3_000
