"""What is a copy and what is not, on made-up texts put through what feeds do to them."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from streams.domain.evidence import Evidence, agreement, alike, weigh
from streams.domain.matching import KeysRecord, Kind, Question
from streams.domain.row import ROW
from streams.domain.rule import SIMILAR_MIN, copies, match_of
from streams.domain.sketch import sign
from tests.builders import a_text, a_word, in_paragraphs

CHROME = (
    "Share this with friends\nThe best of the week in our app, for readers who want more of it\nAll sections"
)


def rows(*texts: str) -> NDArray[Any]:
    packed = []
    for n, text in enumerate(texts):
        signature = sign(title="", text=text)
        packed.append(KeysRecord.of([(0, Question(f"{n:032x}", n, signature, signature.keys, n))]).rows)
    return np.concatenate(packed)


def is_copy(newer: str, older: str) -> bool:
    r = rows(older, newer)
    return bool(copies(weigh(r[1:], r[:1]))[0])


def shuffled(text: str, random: Random) -> str:
    paragraphs = text.split("\n\n")
    random.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def misspelt(text: str, share: float, random: Random) -> str:
    return re.sub(r"\S{3,}", lambda m: m[0][:1] + "q" + m[0][1:] if random.random() < share else m[0], text)


def refigured(text: str, random: Random) -> str:
    """Change three figures."""
    figures = set(random.sample(re.findall(r"\d+", text), 3))
    return re.sub(r"\d+", lambda m: str(int(m[0]) + 11) if m[0] in figures else m[0], text)


def thinned(text: str, random: Random) -> str:
    paragraphs = text.split("\n\n")
    return "\n\n".join(p for p in paragraphs if random.random() < 0.8) or text


WAYS: dict[str, Callable[[str, Random], str]] = {
    "as it is": lambda text, _: text,
    "text added": lambda text, _: f"{CHROME}\n{text}\n{CHROME}",
    "cut by a fifth": lambda text, _: text[: len(text) * 4 // 5],
    "cut by half": lambda text, _: text[: len(text) // 2],
    "the latter half": lambda text, _: text[len(text) // 2 :],
    "reordered": shuffled,
    "a twentieth misspelt": lambda text, random: misspelt(text, 0.05, random),
    "figures corrected": refigured,
    "paragraphs dropped": thinned,
    "cut, chrome and another headline": lambda text, _: (
        f"What we know\n{CHROME}\n{text[: len(text) * 3 // 5]}\n{CHROME}"
    ),
    "in capitals": lambda text, _: text.upper(),
    "in capitals and cut": lambda text, _: text[: len(text) * 3 // 5].upper(),
    "every figure another": lambda text, random: re.sub(r"\d", lambda _: str(random.randint(1, 9)), text),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_is_known_in_every_way_that_feeds_change_it(way: str) -> None:
    found = 0
    for seed in range(50):
        text = a_text(seed, words=350)
        found += is_copy(WAYS[way](text, Random(seed)), text)
    assert found >= (45 if way == "every figure another" else 49)  # which is nearly a form filled anew


def test_most_copies_with_every_seventh_word_misspelt_are_known() -> None:
    found = 0
    for seed in range(60):
        text = a_text(seed, words=350)
        found += is_copy(misspelt(text, 0.15, Random(seed)), text)
    assert found >= 54


def a_template(random: Random) -> str:
    name = f"{a_word(random).capitalize()} {a_word(random).capitalize()}"
    figures = [str(random.randrange(10, 990)) for _ in range(8)]
    return (
        f"Shares of {name} closed at {figures[0]} on the main exchange, after trading between {figures[1]} "
        f"and {figures[2]} through the day. Turnover came to {figures[3]}, against {figures[4]} million a "
        f"day before. Over the last twelve months the price has ranged from {figures[5]} to {figures[6]}, "
        f"and analysts see it at {figures[7]} by the end of the year. The company said that {name} would "
        "publish its results soon."
    )


def a_notice(random: Random) -> str:
    """Return a company's notice of one day's purchases: the same names, other figures."""
    day, shares = random.randint(1, 28), random.randint(100_000, 300_000)
    high, low = random.randint(40_000, 60_000) / 100, random.randint(20_000, 39_000) / 100
    left = random.randint(10_000_000, 99_000_000)
    return (
        f"Pembroke Holdings announces that on {day} May 2024 it bought {shares} of its ordinary shares of 5p "
        f"each on the London Stock Exchange from Castellan Securities under the programme that it announced "
        f"on 2 April. Date of purchase: {day} May 2024. Number of shares: {shares}. Highest price paid per "
        f"share: {high}p. Lowest price paid per share: {low}p. Average price: {(high + low) / 2:.2f}p. "
        f"Following the purchase Pembroke Holdings has {left} ordinary shares in issue and holds none in "
        "treasury. Shareholders may use this figure under the Disclosure Guidance and Transparency Rules of "
        "the Financial Conduct Authority. Contact: Ada Lindqvist, Company Secretary, Pembroke Holdings."
    )


def test_a_companys_notices_of_two_days_with_the_same_names_are_no_copies() -> None:
    """Each is news to whoever watches the company, and comes within a day of the one before."""
    random = Random(7)
    filled = rows(*(a_notice(random) for _ in range(30)))
    one, other = np.triu_indices(30, 1)
    assert copies(weigh(filled[other], filled[one])).mean() < 0.03


def test_leads_of_two_stories_over_one_long_frame_are_no_copies() -> None:
    """The frame is most of the text where a site shows thirty words to those who do not pay."""
    frame = a_text(999, words=60, names=0, numbers=0)
    leads = [a_text(seed, words=30, names=4, numbers=1) for seed in range(30)]
    filled = rows(*(f"{lead}\n\n{frame}" for lead in leads))
    one, other = np.triu_indices(30, 1)
    assert copies(weigh(filled[other], filled[one])).mean() < 0.02


def test_fillings_of_one_template_are_no_copies_of_each_other() -> None:
    random = Random(5)
    filled = rows(*(a_template(random) for _ in range(60)))
    one, other = np.triu_indices(60, 1)
    assert copies(weigh(filled[other], filled[one])).sum() == 0


def evidence(**changed: float) -> Evidence:
    """Return the evidence on one pair of texts that share a third of their shingles."""
    given_ = {
        "exact": False, "jaccard": 0.38, "masked": 0.42, "similar": 0.40, "contained": 0.65,
        "containment": 0.65, "numbers": 0.2, "names": 0.3, "facts": 0.3, "compared": 7, "shorter": 100,
        "brevity": 0.0, "refigured": 0, "renamed": 0, "named_alike": 3, "named": 4,
    }  # fmt: skip
    return Evidence(**{name: np.array([value]) for name, value in (given_ | changed).items()})


def test_texts_that_share_phrases_and_few_facts_are_reports_of_two_events() -> None:
    """One desk tells two fires in the same phrases, each with its own names and figures."""
    assert not copies(evidence())[0]
    assert copies(evidence(facts=0.9, names=0.9, numbers=0.9))[0]
    assert copies(evidence(numbers=0.5))[0]  # misspelt: the names differ, the figures don't
    assert copies(evidence(compared=4, facts=0.5))[0]  # of four facts two differ by chance


def test_a_short_filling_of_a_form_is_no_copy_of_a_long_one() -> None:
    """A storm warning of four lines is found in one of twelve, but for county, hours and gusts."""
    inside = {"similar": 0.27, "jaccard": 0.27, "masked": 0.29, "contained": 0.85, "containment": 0.85}
    half = inside | {"facts": 0.5, "names": 0.5, "numbers": 0.5}
    assert not copies(evidence(**half))[0]
    assert copies(evidence(**half | {"facts": 0.8, "names": 0.8}))[0]  # cut from the long one itself
    assert copies(evidence(**half | {"compared": 4}))[0]  # of four facts two differ by chance
    assert copies(evidence(**half | {"similar": 0.4, "jaccard": 0.4, "masked": 0.42}))[0]


def test_a_pair_whose_facts_all_agree_is_no_template() -> None:
    """Much is hidden where a page's own names stand between a story's, but nothing speaks against a copy."""
    blanked = {"jaccard": 0.45, "masked": 0.72, "similar": 0.5, "contained": 0.7, "containment": 0.7}
    agreeing = blanked | {"facts": 1.0, "names": 0.9, "numbers": 1.0}
    assert copies(evidence(**agreeing))[0]
    assert not copies(evidence(**agreeing | {"facts": 0.9}))[0]
    assert not copies(evidence(**agreeing | {"numbers": 0.8}))[0]
    assert not copies(evidence(**agreeing | {"compared": 4}))[0]


def test_own_reports_that_quote_at_length_and_share_no_figures_are_none_of_each_other() -> None:
    quoting = {"facts": 0.7, "names": 0.8, "contained": 0.55, "containment": 0.55}
    assert not copies(evidence(numbers=0.3, **quoting))[0]
    assert copies(evidence(numbers=0.8, **quoting))[0]


def test_a_cut_text_with_all_its_names_and_other_figures_is_no_template() -> None:
    cut = {"jaccard": 0.5, "masked": 0.74, "similar": 0.52, "contained": 0.86, "containment": 0.86}
    corrected = cut | {"numbers": 0.0, "names": 1.0, "facts": 0.7}
    assert copies(evidence(**corrected))[0]
    assert not copies(evidence(**corrected | {"names": 0.8}))[0]
    assert not copies(evidence(**corrected | {"contained": 0.7}))[0]


def test_a_short_text_with_nothing_new_in_it_needs_two_facts_only() -> None:
    short = {"brevity": 0.4, "shorter": 36, "similar": 0.34, "jaccard": 0.34, "masked": 0.34, "compared": 2}
    agreeing = short | {"facts": 1.0, "names": 1.0, "numbers": 1.0}
    assert copies(evidence(**agreeing | {"contained": 0.95, "containment": 0.95}))[0]
    assert not copies(evidence(**agreeing | {"contained": 0.85, "containment": 0.85}))[0]


def test_one_short_text_under_two_headlines_is_two_articles() -> None:
    """As what a site has for readers who do not pay: it says nothing of the story."""
    stub = "This article is for subscribers of the Ledger. Enter your user name above and read on."
    titles = ["Ada Lindqvist Leaves Harbour Board", "Fire Closes Oslo Airport"]
    signed = [sign(title=title, text=stub) for title in titles]
    keys = [KeysRecord.of([(0, Question(f"{n:032x}", n, s, s.keys, n))]) for n, s in enumerate(signed)]
    older, newer = (record.rows for record in keys)
    assert not copies(weigh(newer, older))[0]


def test_a_digest_of_three_items_is_no_copy_of_the_first() -> None:
    flagged = 0
    for seed in range(40):
        items = [a_text(3 * seed + at, words=80) for at in range(3)]
        flagged += is_copy("\n\n".join(items), items[0])
    assert flagged <= 1


def test_a_cut_text_with_corrected_figures_is_a_copy() -> None:
    texts = [a_text(seed, words=500) for seed in range(80)]
    cut = [(text, text[: len(text) * 3 // 5]) for text in texts]
    pairs = [(text, part) for text, part in cut if len(set(re.findall(r"\d+", part))) >= 3]
    assert (
        sum(is_copy(refigured(part, Random(n)), text) for n, (text, part) in enumerate(pairs))
        >= len(pairs) - 1
    )
    assert len(pairs) > 40


def a_report(random: Random, names: list[str], quote: str) -> str:
    spoken = [a_word(random) for _ in range(250)]
    for name in names:
        spoken.insert(random.randrange(len(spoken)), name)
    return in_paragraphs(spoken) + f"\n\n“{quote}”"


def test_two_reports_of_their_own_that_quote_the_same_words_are_no_copies() -> None:
    for seed in range(30):
        random = Random(seed)
        names, quote = (
            ["Marlowe", "Oslo", "300", "1948", "Thorne"],
            " ".join(a_word(random) for _ in range(45)),
        )
        assert not is_copy(a_report(random, names, quote), a_report(random, names, quote))


def test_a_digest_is_no_copy_of_an_item_in_it() -> None:
    item = a_text(1, words=80)
    digest = "\n\n".join([a_text(2, words=100), a_text(3, words=100), item, a_text(4, words=100)])
    assert not is_copy(digest, item)


def test_a_brief_taken_from_a_long_story_is_contained_in_it() -> None:
    """The estimates scatter, so of thirty such briefs a few are taken for stories of their own."""
    kinds = []
    for seed in range(30):
        story = a_text(seed, words=600)
        r = rows(story, story[: len(story) // 3])
        evidence = weigh(r[1:], r[:1])
        kinds += [match_of(evidence, 0, r[0], partition=2).kind] if copies(evidence)[0] else []
    assert kinds.count(Kind.CONTAINED_IN) >= 20
    assert Kind.EXACT not in kinds


def test_a_match_says_what_it_rests_on() -> None:
    text = a_text(3, numbers=10)
    r = rows(text, text + " And one more sentence of it.")
    match = match_of(weigh(r[1:], r[:1]), 0, r[0], partition=2)
    assert (match.original, match.original_received_ms) == (f"{0:032x}", 0)
    assert (match.original_partition, match.original_offset) == (2, 0)
    assert match.kind is Kind.NEAR
    assert match.jaccard > 0.9
    assert match.numbers_agreeing == 1.0


def test_the_same_words_are_exact_whatever_else() -> None:
    r = rows("Floods close Oslo port.", "FLOODS close Oslo port!")
    match = match_of(weigh(r[1:], r[:1]), 0, r[0], partition=2)
    assert match.kind is Kind.EXACT
    assert match.numbers_agreeing is None


def test_a_short_text_needs_more_to_be_a_copy() -> None:
    """Two briefs of twenty words share a third of them by form alone."""
    form = "police in {} closed the road after a lorry hit a bridge near the {} and nobody was hurt there"
    assert not is_copy(
        form.format("Riga on Monday", "old harbour"), form.format("Porto last night", "new station")
    )


def test_agreement_is_the_share_of_the_fewer_facts_less_chance() -> None:
    def bits(*at: int) -> NDArray[Any]:
        return np.array(
            [[sum(1 << b for b in at if b < 64), sum(1 << b - 64 for b in at if b >= 64)]], np.uint64
        )

    assert agreement(bits(1, 70), bits(1, 70, 90))[0] == pytest.approx(1)
    assert agreement(bits(1, 70), bits(2, 71))[0] == 0
    assert np.isnan(agreement(bits(1), bits(1)))[0]
    assert 0.45 < agreement(bits(1, 2, 3, 4), bits(1, 2, 13, 14))[0] < 0.5
    everything = bits(*range(128))
    assert agreement(everything, everything)[0] == pytest.approx(0)


def test_no_pairs_weigh_nothing() -> None:
    none = rows("x")[:0]
    assert len(copies(weigh(none, none))) == 0


@given(seed=st.integers(0, 2**32), kept=st.floats(0, 1), masked=st.floats(0, 1), size=st.integers(1, 900))
def test_nothing_that_is_a_copy_is_passed_over_unweighed(
    seed: int, kept: float, masked: float, size: int
) -> None:
    """Most pairs that share a key are looked at in part only: it may cost time, and no copy."""
    random = np.random.default_rng(seed)
    older = np.frombuffer(random.bytes(64 * ROW.itemsize), ROW).copy()
    newer = np.frombuffer(random.bytes(64 * ROW.itemsize), ROW).copy()
    for sketch, share in ((slice(0, 64), kept), (slice(64, 96), masked)):
        same = random.random((64, sketch.stop - sketch.start)) < share
        newer["sketch"][:, sketch] = np.where(same, older["sketch"][:, sketch], newer["sketch"][:, sketch])
    newer["shingles"] = size
    for one in (newer, older):
        one["numbers"], one["names"] = 0, 0
    found = copies(weigh(newer, older))
    assert not (found & ~alike(newer, older, similar_min=SIMILAR_MIN)).any()


def test_texts_without_a_word_are_no_copies_of_each_other() -> None:
    """Clips are sent under an emoji or a dash."""
    assert not is_copy("— … —", "!!! ???")
    assert not is_copy("🎥", "🎥")
    assert is_copy("One word more than none", "One word more than none")
