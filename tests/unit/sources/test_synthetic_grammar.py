"""Templates become sentences: choices, slots, numbers, and the small mends that make them read well."""

from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.evaluate.look_alikes import TEMPLATES
from streams.sources.synthetic.forms import FORMS, filled_form
from streams.sources.synthetic.grammar import load, parse, polish, say, vary
from streams.sources.synthetic.stories import BEATS, KINDS, another_headline, report
from streams.sources.synthetic.world import Person, an_event


def slots(name: str) -> str:
    return f"<{name}>"


def said(template: str, seed: int = 1) -> str:
    return say(template, Random(seed), slots)


@given(st.integers())
def test_a_choice_says_one_of_its_ways(seed: int) -> None:
    assert said("It is [hot|cold|[very |]wet].", seed) in {
        "It is hot.",
        "It is cold.",
        "It is wet.",
        "It is very wet.",
    }


def test_the_same_random_state_says_the_same() -> None:
    assert said("[a|b|c|d] {x} {#1-99}", 5) == said("[a|b|c|d] {x} {#1-99}", 5)


@given(st.integers())
def test_a_number_keeps_to_its_range_and_step(seed: int) -> None:
    assert said("{#100-900/50}", seed) in {str(n) for n in range(100, 901, 50)}
    assert 1.5 <= float(said("{#1.5-9.8}", seed)) <= 9.8


def test_thousands_have_a_comma_and_years_have_none() -> None:
    assert said("{#5000-5000}") == "5,000"
    assert said("{#1994-1994}") == "1994"
    assert said("{#1900-1900/10}") == "1,900"


@pytest.mark.parametrize("template", ["a [b|c", "a ]b", "[a|[b]"])
def test_a_choice_that_is_not_closed_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="template"):
        parse(template)


def test_a_number_that_is_no_range_is_refused() -> None:
    with pytest.raises(ValueError, match="#3"):
        said("{#3}")


@pytest.mark.parametrize(
    ("rough", "smooth"),
    [
        ("said Ann, head of it,.", "Said Ann, head of it."),
        ("the 21th and 12th and 3th", "The 21st and 12th and 3rd"),
        ("a open door", "An open door"),
        ("a university", "A university"),
        ("a European rule", "A European rule"),
        ("a unit of 11", "A unit of 11"),
        ("he left. she stayed.", "He left. She stayed."),
        ("“we won. they lost.”", "“We won. They lost.”"),
        ("two  spaces", "Two spaces"),
        ("Ann, mayor,, who won", "Ann, mayor, who won"),
    ],
)
def test_small_faults_are_mended(rough: str, smooth: str) -> None:
    assert polish(rough) == smooth


@given(st.integers())
def test_synonyms_leave_other_words_alone(seed: int) -> None:
    varied = vary("Ships of the largest class", Random(seed))
    assert varied.startswith("Ships of the ")
    assert varied.endswith(" class")


def test_somebody_is_introduced_with_a_role() -> None:
    assert Person("Ada", "Marwick", "port director").introduced == "port director Ada Marwick"
    assert Person("Ada", "Marwick", "head of the port").introduced == "Ada Marwick, head of the port,"
    assert Person("Ada", "Marwick").introduced == "Ada Marwick"


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_of_a_kind_can_be_said(kind: str) -> None:
    """A slot without a fact would end the feed in the middle of a demonstration."""
    event = an_event(kind, Random(1))
    for name in (kind, BEATS[kind], "common"):
        for section, templates in load(name).items():
            for template in templates if section != "facts" else ():
                text = say(
                    template, Random(2), lambda slot: str(event.facts.get(slot.split(".")[0]) or _month(slot))
                )
                assert "{" not in text


def _month(slot: str) -> str:
    assert slot == "month", f"no fact is named {slot}"
    return "May"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_filled_and_has_many_figures(form: str) -> None:
    text = filled_form(form, Random(3)).body
    assert sum(word.strip(".,").replace(",", "").replace(".", "").isdigit() for word in text.split()) > 12


def test_every_grammar_that_ships_is_used() -> None:
    shipped = {file.name for file in (files("streams.sources.synthetic") / "grammar").iterdir()}
    used = {*KINDS, *BEATS.values(), *FORMS, *TEMPLATES, "column", "common", "names", "synonyms"}
    assert shipped == {f"{name}.txt" for name in used}


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_report_of_an_event_uses_other_templates(kind: str) -> None:
    event, rng = an_event(kind, Random(4)), Random(5)
    first = report(event, rng, words_min=200)
    second = report(event, rng, words_min=200, avoid=first.templates)
    assert not first.templates & second.templates
    assert first.words >= 200


def test_a_report_says_all_it_can_where_it_can_say_no_more() -> None:
    longest = report(an_event("shipping", Random(1)), Random(2), words_min=100_000)
    assert 500 < longest.words < 1_000


def test_a_person_is_introduced_once_and_then_goes_by_the_last_name() -> None:
    event = an_event("court", Random(6))
    person = event.facts["p1"]
    assert isinstance(person, Person)
    texts = [" ".join(report(event, Random(seed), words_min=400).paragraphs) for seed in range(20)]
    assert max(text.count(person.full) for text in texts) == 1
    assert max(text.count(person.last) for text in texts) > 1


def test_another_headline_is_about_the_same_event() -> None:
    event = an_event("takeover", Random(8))
    headlines = {another_headline(event, Random(seed)) for seed in range(40)}
    assert len(headlines) >= 5
