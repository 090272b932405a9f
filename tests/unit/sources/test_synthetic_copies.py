"""Each way of republishing changes what it says it changes, and nothing else."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.sources.synthetic import copies
from streams.sources.synthetic.newsroom import JACCARD_MAX, Newsroom, three_word_runs
from streams.sources.synthetic.outlets import PAPERS, WIRES, covering
from streams.sources.synthetic.stories import BEATS
from streams.sources.synthetic.texts import Text, page, publish, republish, slug, with_chrome
from streams.sources.synthetic.world import an_event

STORY = tuple(
    f"Paragraph number {n} says that {n * 17} ships of {n + 2},500 tonnes were waiting outside the harbour."
    for n in range(1, 13)
)
seeds = st.integers().map(Random)


def words(paragraphs: tuple[str, ...]) -> list[str]:
    return " ".join(paragraphs).split()


def test_word_for_word_is_word_for_word() -> None:
    assert copies.verbatim(STORY, Random(1)) == STORY


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5])
def test_a_cut_takes_its_share_from_the_end(share: float) -> None:
    left = words(copies.cut(share)(STORY, Random(1)))
    assert left == words(STORY)[: len(left)]
    assert len(left) / len(words(STORY)) == pytest.approx(1 - share, abs=0.01)


@given(seeds)
def test_reordering_keeps_every_paragraph_and_the_lead(rng: Random) -> None:
    changed = copies.reordered(STORY, rng)
    assert sorted(changed) == sorted(STORY)
    assert changed[0] == STORY[0]


@given(seeds)
def test_dropping_takes_a_quarter_of_the_paragraphs_but_not_the_lead(rng: Random) -> None:
    changed = copies.dropped(STORY, rng)
    assert changed[0] == STORY[0]
    assert [p for p in STORY if p in changed] == list(changed)
    assert len(STORY) - len(changed) == 3


@given(seeds, st.sampled_from([0.05, 0.15]))
def test_typos_change_about_their_share_of_the_words(rng: Random, share: float) -> None:
    changed = words(copies.typos(share)(STORY * 40, rng))
    wrong = sum(one != other for one, other in zip(changed, words(STORY * 40), strict=True))
    assert share * 0.5 < wrong / len(changed) < share


@given(seeds)
def test_typos_leave_figures_alone(rng: Random) -> None:
    changed = words(copies.typos(0.9)(STORY, rng))
    assert [w for w in changed if w[0].isdigit()] == [w for w in words(STORY) if w[0].isdigit()]


@given(seeds)
def test_corrected_figures_are_one_to_three_of_the_same_length(rng: Random) -> None:
    changed = words(copies.corrected(STORY, rng))
    pairs = [(one, other) for one, other in zip(changed, words(STORY), strict=True) if one != other]
    assert 1 <= len(pairs) <= 3
    for one, other in pairs:
        assert re.sub(r"\d", "0", one) == re.sub(r"\d", "0", other)


def test_a_story_without_figures_is_left_as_it_is() -> None:
    assert copies.corrected(("No figures here.",), Random(1)) == ("No figures here.",)


def a_text() -> Text:
    event, rng = an_event("flood", Random(1)), Random(2)
    report = Newsroom().report(event, rng, words_min=200)
    return publish(report, event, WIRES[0], rng)


def test_a_wire_opens_with_its_dateline() -> None:
    text = a_text()
    assert "(Meridian) – " in text.paragraphs[0]
    assert text.url.startswith("https://meridianwire.example/")


def test_a_republished_text_keeps_its_words_and_has_its_own_address() -> None:
    text = a_text()
    again = republish(text, PAPERS[0], Random(3), title="Another headline")
    assert again.paragraphs == text.paragraphs
    assert again.title == "Another headline"
    assert PAPERS[0].domain in again.url
    assert again.url != text.url


def test_chrome_surrounds_the_story_and_leaves_it_whole() -> None:
    text = republish(a_text(), PAPERS[0], Random(3))
    dressed = with_chrome(text, Random(4), other_title="Other news")
    assert len(dressed.paragraphs) > len(text.paragraphs)
    assert text.body in dressed.body
    assert any("Other news" in paragraph for paragraph in dressed.paragraphs)


def test_a_page_escapes_what_html_would_misread() -> None:
    text = republish(a_text(), PAPERS[0], Random(3), title="Fish & <chips>")
    html = page(text, other_titles=("One & two",))
    assert "Fish &amp; &lt;chips&gt;" in html
    assert "One &amp; two" in html
    assert html.count("<p>") == len(text.paragraphs) + 1


def test_a_slug_is_a_headline_as_addresses_have_it() -> None:
    assert slug("“A spreadsheet”: 3 die in Malmo!") == "a-spreadsheet-3-die-in-malmo"


@pytest.mark.parametrize("beat", sorted(set(BEATS.values())))
def test_every_beat_has_a_wire_and_papers_enough_for_its_copies(beat: str) -> None:
    assert covering(beat, Random(1), wire=True).wire
    assert not covering(beat, Random(1), wire=False).wire
    assert len({covering(beat, Random(seed)).name for seed in range(100)}) >= 5


def test_a_newsroom_writes_a_draft_again_that_is_like_an_earlier_report() -> None:
    newsroom, rng = Newsroom(), Random(9)
    reports = [newsroom.report(an_event("harvest", rng), rng, words_min=150) for _ in range(40)]
    runs = [three_word_runs(written) for written in reports]
    alike = [len(a & b) / len(a | b) for n, a in enumerate(runs) for b in runs[:n]]
    assert sum(likeness >= JACCARD_MAX for likeness in alike) <= len(alike) / 100
