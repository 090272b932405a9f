"""Where the lines of the rule run: the same pair a little to this side of each, and a little to the other."""

from collections.abc import Mapping

import pytest

from streams.domain.rule import copies
from streams.domain.template import template
from tests.unit.domain.test_rule import evidence

Said = Mapping[str, float]


def is_copy(said: Said, **changed: float) -> bool:
    return bool(copies(evidence(**(dict(said) | changed)))[0])


def is_template(said: Said, **changed: float) -> bool:
    return bool(template(evidence(**(dict(said) | changed)))[0])


def sharing(similar: float, *, hidden: float = 0.0) -> dict[str, float]:
    """Return what two texts of one length share, and how much of it their facts hide."""
    inside = 2 * similar / (1 + similar)
    shares = {"similar": similar, "jaccard": similar, "masked": similar + hidden}
    return shares | {"contained": inside, "containment": inside}


def agreeing(facts: float, numbers: float | None = None) -> dict[str, float]:
    return {"facts": facts, "names": facts, "numbers": facts if numbers is None else numbers}


@pytest.mark.parametrize(
    ("facts", "compared", "least"),
    [(0.85, 8, 0.35), (0.75, 8, 0.36), (0.6, 8, 0.36), (0.5, 8, 0.40), (0.5, 7, 0.36), (0.85, 7, 0.36)],
    ids=[
        "most agree",
        "many agree",
        "half agree",
        "fewer agree",
        "few are known",
        "few are known, and agree",
    ],
)
def test_the_less_the_facts_agree_the_more_text_a_copy_shares(
    facts: float, compared: int, least: float
) -> None:
    """Only eight facts or more tell something."""
    known = agreeing(facts) | {"compared": compared}
    assert is_copy(sharing(least + 0.004) | known)
    assert not is_copy(sharing(least - 0.004) | known)


def test_a_retold_story_with_figures_of_its_own_shares_more_of_its_text_before_it_is_a_copy() -> None:
    known = agreeing(0.85, numbers=0.45) | {"compared": 8}
    assert is_copy(sharing(0.424) | known)
    assert not is_copy(sharing(0.416) | known)
    assert is_copy(sharing(0.416) | known | {"numbers": 0.55})


BRIEF = sharing(0.7, hidden=0.02) | agreeing(0.55) | {"shorter": 54.0, "brevity": 0.1}


def test_two_short_texts_whose_facts_disagree_are_fillings_of_one_form() -> None:
    """Blanked, so few words look hardly more alike; but a copy of them would have kept its facts."""
    assert is_template(BRIEF)
    assert not is_template(BRIEF, **agreeing(0.65))
    assert not is_template(BRIEF, shorter=60.0, brevity=0.0)


def test_a_short_text_of_nearly_the_same_words_is_no_form_filled_twice() -> None:
    assert not is_template(BRIEF | sharing(0.81, hidden=0.02))
    assert is_template(BRIEF | sharing(0.79, hidden=0.02))


SMALL = sharing(0.6, hidden=0.12) | agreeing(0.65) | {"shorter": 80.0}


def test_below_a_hundred_shingles_little_that_is_hidden_tells_a_template() -> None:
    assert is_template(SMALL)
    assert is_template(SMALL, shorter=99.0)
    assert not is_template(SMALL, shorter=101.0)
    assert not is_template(SMALL | sharing(0.6, hidden=0.076))


def test_little_that_is_hidden_tells_no_template_where_much_is_shared_or_most_facts_agree() -> None:
    assert not is_template(SMALL, **agreeing(0.71))
    assert is_template(SMALL | sharing(0.69, hidden=0.12))
    assert not is_template(SMALL | sharing(0.71, hidden=0.12))


@pytest.mark.parametrize(
    ("facts", "numbers", "enough"),
    [(0.82, 0.52, 0.22), (0.78, 0.2, 0.20), (0.6, 0.1, 0.12), (0.55, 0.05, 0.08)],
    ids=["all agree", "names agree", "most names agree", "half agree"],
)
def test_what_kept_its_names_may_hide_more_before_it_is_a_template(
    facts: float, numbers: float, enough: float
) -> None:
    """Two or three figures of a page that was cut agree by chance or not at all."""
    known = agreeing(facts, numbers) | {"shorter": 200.0}
    assert not is_template(sharing(0.6, hidden=enough - 0.004) | known)
    assert is_template(sharing(0.6, hidden=enough + 0.004) | known)


NOTICE = sharing(0.8, hidden=0.19) | agreeing(0.8, numbers=0.5) | {"names": 1.0, "shorter": 200.0}


@pytest.mark.parametrize(
    ("own", "hidden"),
    [
        ({"refigured": 3, "renamed": 0}, 0.18),
        ({"refigured": 3, "renamed": 1}, 0.09),
        ({"refigured": 2, "renamed": 2, "facts": 0.6}, 0.03),
        ({"refigured": 2, "renamed": 0, "numbers": 0.45}, 0.22),
    ],
    ids=["figures", "figures and a name", "both", "most figures"],
)
def test_the_more_facts_each_has_for_itself_the_less_they_hide_in_a_form_filled_twice(
    own: dict[str, float], hidden: float
) -> None:
    """However many names of a long form agree; a correction changes three figures, and hides .06."""
    known = NOTICE | own
    assert is_template(known | sharing(0.8, hidden=hidden + 0.004))
    assert not is_template(known | sharing(0.8, hidden=hidden - 0.004))
    assert not is_template(known | sharing(0.8, hidden=hidden + 0.004), refigured=1)


FRAMED = sharing(0.6) | agreeing(0.5, numbers=0.6) | {"shorter": 200.0}


def test_texts_without_a_name_in_common_share_a_frame_only() -> None:
    assert is_template(FRAMED, named_alike=0, renamed=1)
    assert not is_template(FRAMED, named_alike=0, renamed=0)  # cut from the other one
    assert not is_template(FRAMED, named_alike=1, renamed=1)
    assert is_template(FRAMED, names=0.19, named=2)
    assert not is_template(FRAMED, names=0.21, named=2)
    assert not is_template(FRAMED, names=0.19, named=1)


NAMELESS = sharing(0.5) | agreeing(0.6) | {"names": float("nan"), "compared": 5}


def test_where_no_names_are_known_figures_alone_tell_two_events() -> None:
    """Scripts without capitals show no names; a copy keeps its figures, whatever is cut of it."""
    assert is_template(NAMELESS)
    assert not is_template(NAMELESS, names=0.6)
    assert not is_template(NAMELESS, compared=4)
    assert not is_template(NAMELESS, **agreeing(0.66) | {"names": float("nan")})
    assert not is_template(NAMELESS | sharing(0.76))
    assert is_template(NAMELESS | sharing(0.74))
