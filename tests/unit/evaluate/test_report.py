"""What counts as found, missed and false, on verdicts made by hand; and the stream that is judged."""

from streams.evaluate.judge import Judged, judged
from streams.evaluate.report import errors, reported
from streams.evaluate.stream import FROM_FILE, Entry, Half, half_of, stream
from tests.builders import a_raw_article

HOURS_72 = 72 * 3_600_000


def verdict(n: int, kind: str = FROM_FILE, *, copy_of: int | None = None, named: int | None = None) -> Judged:
    """Return the verdict on the n-th article."""
    ids = [None if other is None else a_raw_article(other).id for other in (copy_of, named)]
    return Judged(Entry(a_raw_article(n), kind, ids[0]), ids[1])


def test_a_copy_counts_only_if_it_names_its_original() -> None:
    """A sibling that happens to match would make recall too good."""
    verdicts = [
        verdict(1),
        verdict(2, "same text", copy_of=1, named=1),
        verdict(3, "same text", copy_of=1),
        verdict(4, "same text", copy_of=1, named=2),
        verdict(5, "weekly column", named=1),
        verdict(6, named=1),
    ]
    report = reported(verdicts, half=Half.TUNE, seed=1)
    assert (report.recall.count, report.recall.of) == (1, 3)
    assert (report.precision.count, report.precision.of) == (1, 4)
    assert (report.precision_labelled.count, report.precision_labelled.of) == (1, 3)
    assert [error.what for error in errors(verdicts)] == ["missed", "other original", "false", "unlabelled"]
    assert not report.met


def test_naming_what_the_original_copies_itself_counts_as_well() -> None:
    """A file may hold a story twice; then the earlier of them is named, and rightly."""
    verdicts = [verdict(1), verdict(2, named=1), verdict(3, "same text", copy_of=2, named=1)]
    assert reported(verdicts, half=Half.TUNE, seed=1).recall.count == 1


def test_the_halves_share_no_article_and_no_time_stands_still() -> None:
    articles = [a_raw_article(n, id=f"{n:032x}") for n in range(60)]
    tune, report = (stream(articles, half=half, seed=1, per_kind=2) for half in Half)
    ids = [{entry.raw.id for entry in half if entry.kind == FROM_FILE} for half in (tune, report)]
    assert ids[0] | ids[1] == {article.id for article in articles}
    assert not ids[0] & ids[1]
    assert all(half_of(entry.copy_of) is Half.TUNE for entry in tune if entry.copy_of)
    times = [entry.raw.received_at for entry in tune]
    assert times == sorted(set(times))


def test_a_copy_comes_after_its_original() -> None:
    articles = [a_raw_article(n, id=f"{n:032x}") for n in range(60)]
    seen: set[str] = set()
    for entry in stream(articles, half=Half.REPORT, seed=2, per_kind=5):
        assert entry.copy_of is None or entry.copy_of in seen
        seen.add(entry.raw.id)


def test_an_article_of_which_cleaning_leaves_nothing_is_a_copy_of_nothing() -> None:
    entries = [Entry(a_raw_article(n, text="Advertisement"), FROM_FILE) for n in range(2)]
    assert [one.named for one in judged(entries, window_ms=HOURS_72)] == [None, None]
