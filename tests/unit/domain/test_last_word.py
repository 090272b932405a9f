"""What a consumer of `duplicates` is to take for the last word on an article, as ARCHITECTURE promises it."""

from itertools import permutations

from tests.line import verdicts_of


def told(original: str, *, revision: int = 1, rev: int = 0, behind: float = 1.0) -> dict[str, object]:
    about = {"article_id": "c", "original_id": original}
    return {**about, "revision": revision, "rev": rev, "seconds_behind": behind}


def test_of_two_verdicts_with_one_rev_the_further_behind_counts_however_they_are_read() -> None:
    """A worker that ended between publishing and marking left the other one."""
    for rows in permutations([told("a", behind=3.0), told("b", behind=1.0)]):
        assert verdicts_of([], rows) == {"c": "copy of a"}


def test_a_higher_rev_counts_and_a_later_version_above_all() -> None:
    rows = [told("a", behind=9.0), told("b", rev=1), told("d", revision=2)]
    for some in permutations(rows[:2]):
        assert verdicts_of([], some) == {"c": "copy of b"}
    for some in permutations(rows):
        assert verdicts_of([{"id": "c"}], some) == {"c": "copy of d"}
