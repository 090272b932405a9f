"""Copies are told where there are no capitals to know names by, and no spaces to know words by."""

from datetime import UTC, datetime

import pytest

from streams.evaluate.judge import judged
from streams.evaluate.letters import Letters, lettered
from streams.evaluate.report import reported
from streams.evaluate.stream import FROM_FILE, Entry, Half, stream
from streams.sources.synthetic import Kind, feed
from streams.wire.codec import decode_raw
from tests.builders import a_raw_article

WINDOW_MS = 72 * 3_600_000


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Copies of made-up stories and look-alikes, a few of each kind."""
    fed = feed(360, 3, clock=lambda: datetime(2026, 5, 4, 12, tzinfo=UTC))
    stories = [decode_raw(record.payload) for record in fed if record.kind is Kind.STORY]
    return stream(stories[:120], half=Half.REPORT, seed=1, per_kind=22)


@pytest.mark.parametrize("letters", Letters)
def test_every_bar_is_met_in_any_script(entries: list[Entry], letters: Letters) -> None:
    verdicts = [*judged(lettered(entries, letters), window_ms=WINDOW_MS)]
    report = reported(verdicts, half=Half.REPORT, seed=1)
    assert not [line.kind for line in (*report.copies, *report.others) if line.met is False]
    assert report.precision.value >= 0.99


def test_a_word_is_written_alike_wherever_it_stands_and_a_figure_stays_one() -> None:
    def written(text: str, letters: Letters) -> str:
        entry = Entry(a_raw_article(text=text), FROM_FILE)
        (other,) = lettered([entry], letters)
        return other.raw.text or ""

    one = written("Port reopens on 12 May. The port is open.", Letters.ARABIC)
    assert one.split()[0] == one.split()[6]
    assert one.split()[3] == "١٢"
    assert " " not in written("Port reopens on 12 May. The port is open.", Letters.HAN)
