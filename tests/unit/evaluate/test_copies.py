"""Each way of copying changes what its name says, keeps the rest, and is the same from the same seed."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.evaluate import desks, sites
from streams.evaluate.kinds import COPIES, LOOK_ALIKES, CopyKind, LookAlike
from streams.evaluate.piece import Piece, piece_of
from streams.sources.synthetic.newsroom import Newsroom
from tests.builders import a_text

HEADLINES = ("Port to close for a week", "Five soups for a rainy day in town", "Ministers at odds on budget")
STORY = piece_of("Envoys return", a_text(1, words=400))
seeds = st.integers(0, 2**32)
# All that an example chooses is a seed, and there are thirty of them for each of many kinds.
some = settings(max_examples=30)
every_copy = pytest.mark.parametrize("kind", COPIES, ids=lambda kind: kind.name)
every_look_alike = pytest.mark.parametrize("kind", LOOK_ALIKES, ids=lambda kind: kind.name)


def words(piece: Piece) -> list[str]:
    return piece.text.split()


@every_copy
@some
@given(seed=seeds)
def test_a_copy_is_the_same_from_the_same_seed(kind: CopyKind, seed: int) -> None:
    one, other = (kind.made(STORY, Random(seed), HEADLINES) for _ in range(2))
    assert one == other


@every_copy
@some
@given(seed=seeds)
def test_any_text_of_two_paragraphs_can_be_copied(kind: CopyKind, seed: int) -> None:
    """A way that fails on an odd text would end an evaluation of hours."""
    made = kind.made(Piece("", ("One.", "“Two” is %.")), Random(seed), HEADLINES)
    assert made.words


@pytest.mark.parametrize(
    "name",
    ["boilerplate added", "read-more lines between", "byline and credits", "correction noted", "text added"],
)
@some
@given(seed=seeds)
def test_what_is_added_leaves_every_paragraph_in_its_order(name: str, seed: int) -> None:
    kind = next(kind for kind in COPIES if kind.name == name)
    made = kind.made(STORY, Random(seed), HEADLINES)
    assert [p for p in made.paragraphs if p in STORY.paragraphs] == list(STORY.paragraphs)


@given(seed=seeds)
def test_a_live_blog_has_every_paragraph_and_the_last_comes_first(seed: int) -> None:
    made = desks.live_updates(STORY, Random(seed))
    kept = [p for p in made.paragraphs if p in STORY.paragraphs]
    assert sorted(kept) == sorted(STORY.paragraphs)
    assert kept.index(STORY.paragraphs[-1]) < kept.index(STORY.paragraphs[0])


@given(seed=seeds)
def test_a_dateline_takes_the_place_of_the_one_before(seed: int) -> None:
    piece = Piece("", ("BEIRUT/CAIRO (Reuters) - A ship has sailed.", "It will be back."))
    made = desks.dateline(piece, Random(seed)).text
    assert "Reuters" not in made
    assert "A ship has sailed." in made


@given(seed=seeds)
def test_only_paragraphs_that_quote_are_left_out_and_never_the_lead(seed: int) -> None:
    quotes = tuple(f"“So many words were said here, {n} of them,” he said." for n in range(4))
    piece = Piece("", (quotes[0], *STORY.paragraphs, *quotes[1:]))
    made = desks.quotes_left_out(piece, Random(seed))
    assert made.paragraphs == (quotes[0], *STORY.paragraphs)


@given(seed=seeds)
def test_dropping_paragraphs_leaves_the_lead_and_three_fifths_at_least(seed: int) -> None:
    made = desks.paragraphs_dropped(STORY, Random(seed))
    assert made.paragraphs[0] == STORY.paragraphs[0]
    assert [p for p in STORY.paragraphs if p in made.paragraphs] == list(made.paragraphs)
    assert 0.6 * STORY.words <= made.words <= 0.85 * STORY.words


@given(seed=seeds)
def test_two_pages_are_the_story(seed: int) -> None:
    first, second = sites.first_page(STORY, Random(seed)), sites.second_page(STORY, Random(seed))
    assert set(STORY.paragraphs) <= {*first.paragraphs, *second.paragraphs}
    assert first.words < 0.7 * STORY.words > second.words


def test_a_printed_page_breaks_its_lines_and_keeps_its_words() -> None:
    made = sites.printed(STORY, Random(1))
    assert " ".join(words(STORY)) in " ".join(words(made))
    assert max(map(len, made.text.splitlines())) < 100


@every_look_alike
@some
@given(seed=st.integers(0, 50))
def test_look_alikes_are_the_same_from_the_same_seed(kind: LookAlike, seed: int) -> None:
    one, other = (kind.group(Random(seed), Newsroom()) for _ in range(2))
    assert one == other


@every_look_alike
def test_no_look_alike_is_another_word_for_word(kind: LookAlike) -> None:
    newsroom, rng = Newsroom(), Random(2)
    texts = [piece.text for _ in range(20) for piece in kind.group(rng, newsroom)]
    assert len(set(texts)) == len(texts)


def test_there_are_templates_of_eight_kinds_and_more() -> None:
    assert sum(kind.name.startswith("template: ") for kind in LOOK_ALIKES) >= 8
