"""Headlines of other stories at the foot of a page go, and lines that end the story stay."""

import pytest

from streams.domain.cleaning import story

PROSE = (
    "The dockers went back to work on Tuesday after nine days, the port said, and a ship was let in.\n\n"
    "Nobody had been paid for the time, and the union said that it would ask again in the autumn."
)
LINKS = [
    "Man wins the lottery twice in a week",
    "Is the harbour too deep for its own good?",
    "Mayor to critics: ‘Come and see for yourselves’",
    "Five soups for a rainy day in town",
]
SIGN_UP = "Sign up for our newsletter"


def page(*foot: str) -> str:
    return "\n\n".join([PROSE, *foot])


def cleaned(*foot: str) -> str:
    return story(page(*foot), title="Dockers return")


def test_a_run_of_headlines_below_a_sites_line_goes_without_a_line_that_opens_it() -> None:
    assert cleaned(SIGN_UP, *LINKS) == PROSE
    assert cleaned(SIGN_UP, *LINKS, "© 2024 Harbour Post", "Back to top") == PROSE


@pytest.mark.parametrize("end", ["?", "!", "”", "’", "'", '"'])
def test_a_headline_in_such_a_run_may_ask_call_out_or_quote(end: str) -> None:
    assert cleaned(SIGN_UP, LINKS[0], f"The mayor has had enough of it{end}", LINKS[3]) == PROSE


@pytest.mark.parametrize("mark", "।。۔։።")
def test_sentences_of_other_scripts_are_none(mark: str) -> None:
    """A short last paragraph in Hindi or Urdu ends in a mark of its own."""
    said = [f"ये {word} बंदरगाह की बात है{mark}" for word in ("एक", "दो", "तीन")]
    assert cleaned(SIGN_UP, *said) == page(*said)


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_one_line_that_nobody_knows_among_them_stays_and_hides_no_headline(at: int) -> None:
    unknown = "The Harbour Post is printed on the quay."
    foot = [SIGN_UP, *LINKS]
    foot.insert(at, unknown)
    kept = cleaned(*foot)
    assert unknown in kept
    # One headline alone above it could be a heading of the story's.
    assert [link for link in LINKS if link in kept] == (LINKS[:1] if at == 2 else [])


def test_behind_a_second_such_line_nothing_is_taken_for_the_foot() -> None:
    foot = [SIGN_UP, *LINKS[:2], "It is printed on the quay.", LINKS[2], "It costs two crowns.", LINKS[3]]
    assert cleaned(*foot) == page(*foot[1:])


def test_a_heading_of_the_story_stays_above_its_paragraph() -> None:
    heading, last = "What the union wants next year", "It wants nine days' pay, and it has time."
    assert cleaned(SIGN_UP, heading, last, *LINKS) == page(heading, last)


def test_what_people_say_at_the_end_of_a_story_stays() -> None:
    said = [
        "“Will they come back on Monday?”",
        "“They will, and so shall we,” she said, “but for nine days!”",
    ]
    said += ["“Nobody asked us at all!” said a docker"]
    assert cleaned(SIGN_UP, *said) == page(*said)


@pytest.mark.parametrize("within", ["Advertisement", "10:20 a.m.", "FILE PHOTO: The harbour at dusk, 2015"])
def test_below_a_line_that_stands_within_stories_too_the_lines_are_the_storys(within: str) -> None:
    assert cleaned(within, *LINKS) == page(*LINKS)


def test_two_headlines_are_no_run_and_thirteen_no_foot() -> None:
    assert cleaned(SIGN_UP, *LINKS[:2]) == page(*LINKS[:2])
    many = [f"Another headline of the day number {n}" for n in range(13)]
    assert cleaned(SIGN_UP, *many) == page(*many)


def test_lines_without_a_full_stop_end_a_story_where_no_line_is_the_sites() -> None:
    assert cleaned(*LINKS) == page(*LINKS)


def test_a_list_that_the_story_announces_stays() -> None:
    text = f"{PROSE} These won prizes:\n\n{SIGN_UP}\n\n" + "\n\n".join(LINKS)
    assert story(text, title="").endswith("\n\n".join(LINKS))


def test_a_story_that_is_a_list_keeps_its_end() -> None:
    items = [f"The prize for the best boat number {n}" for n in range(4)]
    foot = [*items, SIGN_UP, *LINKS]
    assert cleaned(*foot) == page(*items, *LINKS)


def test_a_page_of_few_words_keeps_them() -> None:
    assert story("\n".join(["Dockers return at last.", SIGN_UP, *LINKS]), title="").count("\n") == len(LINKS)
