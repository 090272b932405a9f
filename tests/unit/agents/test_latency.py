"""Latencies in metrics: every version of an article counts once for each exit, measured or left out."""

from datetime import timedelta

from prometheus_client import REGISTRY

from streams.agents.latency import Latencies
from streams.domain.latency import LeftOut, Reached, Since
from tests.builders import START, an_article


def counted(since: Since, to: Reached) -> tuple[float, dict[LeftOut, float]]:
    """Return how many were measured, and how many left out by reason."""
    labels: dict[str, str] = {"since": since, "to": to}
    measured = REGISTRY.get_sample_value("newswire_latency_seconds_count", labels)
    assert measured is not None
    left = {
        why: REGISTRY.get_sample_value("newswire_latency_left_out_total", labels | {"reason": why})
        for why in LeftOut
    }
    return measured, {why: count for why, count in left.items() if count is not None}


def test_every_series_is_there_before_the_first_article() -> None:
    """So that a first slow one is a rise."""
    Latencies(Reached.ENRICHED, Reached.ALERTED)
    for to in (Reached.ENRICHED, Reached.ALERTED):
        for since in Since:
            assert len(counted(since, to)[1]) == len(LeftOut)


def test_what_is_measured_and_what_is_left_out_come_to_all_that_was_noted() -> None:
    noting = Latencies(Reached.UNIQUE, clock=lambda: START.timestamp() + 0.4)
    before = {since: counted(since, Reached.UNIQUE) for since in Since}
    dated = an_article(0, published_at=START - timedelta(days=2))
    for article, revision in ((dated, 1), (dated, 2), (an_article(0, published_at=START), 1)):
        noting.note(article, Reached.UNIQUE, revision=revision)
    after = {since: counted(since, Reached.UNIQUE) for since in Since}
    assert after[Since.RECEIVED][0] - before[Since.RECEIVED][0] == 3
    assert after[Since.PUBLISHED][0] - before[Since.PUBLISHED][0] == 1
    left = {why: n - before[Since.PUBLISHED][1][why] for why, n in after[Since.PUBLISHED][1].items()}
    assert left == {LeftOut.ABSENT: 0, LeftOut.AHEAD: 0, LeftOut.OLD: 1, LeftOut.REVISION: 1}
