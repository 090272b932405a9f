"""The cases of ops/prometheus/tests hold an alert to its `for`, its bounds and each part of its condition.

Without that a case in which an alert is silent may be silent for any reason.
"""

from pathlib import Path

import pytest

from tests.cases import alerts_of
from tests.mutants import mutants, survivors
from tests.prometheus import CASES, alerts

_WHOLE = "what is counted is whole: below 1 it is 0, and so below 0.7"
_BYTES = "a prediction of free bytes is never 0 to the byte; other cases hold its horizon"
# The mutants that no case can tell from their alert, and why.
SAME = {
    ("AllFeedsSilent", 'stage:newswire_received:increase1h{stage="dedup"} < 0.7'): _WHOLE,
    ("StageWithoutWorker", "stage:newswire_ready:sum < 0.7"): _WHOLE,
    ("NobodyPolls", "ingest:newswire_ready:sum < 0.7"): _WHOLE,
    ("NobodyWatches", "watch:newswire_ready:sum < 0.7"): _WHOLE,
    ("DiskFilling", "86400 <= 0"): _BYTES,
    ("DiskFilling", "86400 < -1"): _BYTES,
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.stem))
def test_an_alert_with_one_slip_in_it_fails_a_case(path: Path, tmp_path: Path) -> None:
    """It fires just before `for` is over or just short of a bound, or is silent just behind them."""
    asked = alerts_of(path)
    assert survivors(path, tmp_path) == {mutant for mutant in SAME if mutant[0] in asked}


def test_every_alert_has_its_slips() -> None:
    slips = {alert["alert"]: [mutant.slip for mutant in mutants(alert)] for alert in alerts()}
    assert [name for name, made in slips.items() if len(made) < 5] == [], "three of `for`, two of a bound"
    assert [name for name, made in slips.items() if len(made) != len(set(made))] == []
    assert slips["StageStalled"] == [
        "for: 0s",
        "for: 60s",
        "for: 240s",
        "stage:newswire_consumer_lag_records:sum >= 0",
        "stage:newswire_consumer_lag_records:sum > 1",
        "stage:newswire_settled:rate5m >= 0",
        "stage:newswire_settled:rate5m < 0",
        "without stage:newswire_consumer_lag_records:sum > 0 and",
        "without and stage:newswire_settled:rate5m == 0",
    ]


@pytest.mark.parametrize(
    ("slip", "left"),
    [
        ("without a > 2 and", "((b > 3) or (c > 4 and d > 5)) and e < 6 or f == 0"),
        ("without c > 4 and", "((a > 2 and b > 3) or (d > 5)) and e < 6 or f == 0"),
        ("without or (c > 4 and d > 5)", "((a > 2 and b > 3)) and e < 6 or f == 0"),
        ("without and e < 6", "((a > 2 and b > 3) or (c > 4 and d > 5)) or f == 0"),
        ("without or f == 0", "((a > 2 and b > 3) or (c > 4 and d > 5)) and e < 6"),
        ("e < 4.2", "((a > 2 and b > 3) or (c > 4 and d > 5)) and e < 4.2 or f == 0"),
        ("a > 2.85714", "((a > 2.85714 and b > 3) or (c > 4 and d > 5)) and e < 6 or f == 0"),
    ],
)
def test_a_slip_changes_one_part_of_a_condition(slip: str, left: str) -> None:
    """`and` binds more than `or`."""
    condition = "((a > 2 and b > 3) or (c > 4 and d > 5)) and e < 6 or f == 0"
    made = {mutant.slip: mutant.rule["expr"] for mutant in mutants({"expr": condition, "for": "5m"})}
    assert made[slip] == left
