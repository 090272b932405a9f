"""ALIASES.yaml: what it may say, and that all that is wrong is told at once."""

from pathlib import Path

import pytest

from streams.domain.aliases import Known
from streams.errors import Misconfigured
from streams.wire.aliases import read_aliases

EXAMPLE = Path(__file__).parents[3] / "ops/aliases.example.yaml"


def test_the_example_that_is_documented_can_be_read() -> None:
    known = read_aliases(EXAMPLE.read_text("utf-8"), name="example")
    bank = known.of("ORG", ("hbk",))
    assert bank
    assert (bank.id, bank.wikidata) == ("org:harbour-bank", "Q4115189")
    assert known.of("LOC", ("maudhaven",)) is known.of("LOC", ("port", "maud"))
    norway = known.of("LOC", ("kingdom", "of", "norway"))
    assert norway == Known(
        id="country:NO",
        label="LOC",
        name="Norway",
        surfaces=("Kingdom of Norway", "NOR"),
        country="NO",
        wikidata="Q20",
    )


def test_everything_that_is_wrong_is_told_at_once_with_its_entry() -> None:
    text = """aliases:
      - {name: Ann Hale, label: HUMAN}
      - {name: Ann Hale, label: PERSON, aliases: Hale, wikidata: 42}
      - {id: country:XX}
      - {id: org:x, name: X, label: LOC, colour: red}
      - just a text
    """
    with pytest.raises(Misconfigured) as caught:
        read_aliases(text, name="list.yaml")
    told = str(caught.value)
    assert "list.yaml cannot be used" in told
    for fault in (
        "entry 1: label 'HUMAN' is none of PERSON, ORG, LOC, NORP",
        "entry 2: aliases is no list",
        "entry 2: wikidata 42 is no item such as Q42",
        "entry 3: id 'country:XX' is none of",
        "entry 4: does not know 'colour'",
        "entry 4: label 'LOC' is not the one of id 'org:x'",
        "entry 5: is no mapping",
    ):
        assert fault in told


@pytest.mark.parametrize(
    "text", ["", "aliases:", "- a", "aliases: {}", "other: []", "a: [", "2020-99-99: 1", "{[]: 1}"]
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"^x\.yaml "):
        read_aliases(text, name="x.yaml")


def test_a_surface_of_two_entries_is_refused() -> None:
    bank = "name: {} Bank, label: ORG, aliases: [HB]"
    text = f"aliases: [{{{bank.format('Hale')}}}, {{{bank.format('Harbour')}}}]"
    with pytest.raises(Misconfigured, match="'HB' stands for org:hale-bank as well as for org:harbour-bank"):
        read_aliases(text, name="x.yaml")
