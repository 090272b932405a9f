"""The accounts of a stage: every series is there from the start, and what is held is asked at each scrape."""

import re

import pytest
from prometheus_client import REGISTRY

from streams.agents.accounting import Accounts
from streams.metrics import KINDS, Outcome
from streams.topics import Stage
from tests.documents import ROOT


@pytest.mark.parametrize("stage", KINDS)
def test_every_outcome_can_be_asked_for_before_there_is_one(stage: Stage) -> None:
    """A first rejection must be a rise from 0: of a series that begins at 1, Prometheus sees no increase."""
    Accounts(stage, unsettled=lambda: 0)
    for outcome, kinds in KINDS[stage].items():
        for kind in kinds:
            labels = {"stage": stage, "outcome": outcome, "kind": kind}
            assert REGISTRY.get_sample_value("newswire_outcomes_total", labels) is not None
    assert set(KINDS[stage]) >= {Outcome.FORWARDED, Outcome.RETURNED}
    # The watcher reads what others answer for: what it cannot read is dedup's to reject.
    assert (Outcome.REJECTED in KINDS[stage]) == (stage is not Stage.WATCH)


def test_every_kind_that_an_agent_names_begins_at_zero() -> None:
    """As they are written in the agents: beside an outcome, or where `_kind` returns them."""
    known = {kind for outcomes in KINDS.values() for kinds in outcomes.values() for kind in kinds}
    for path in (ROOT / "streams/agents").glob("*.py"):
        source = path.read_text("utf-8")
        said = re.findall(
            r"Outcome\.[A-Z]+, [^\n]*|^def _kind\(.*?(?=\n\n|\Z)", source, re.MULTILINE | re.DOTALL
        )
        assert set(re.findall(r'"(\w+)"', " ".join(said))) <= known, path


def test_what_is_unsettled_is_asked_for_at_each_scrape() -> None:
    """So that it comes out of the same moment as the counts that it is compared with."""
    held = [3]
    Accounts(Stage.ENRICH, unsettled=lambda: held[0])
    assert REGISTRY.get_sample_value("newswire_unsettled_records", {"stage": "enrich"}) == 3
    held[0] = 2
    assert REGISTRY.get_sample_value("newswire_unsettled_records", {"stage": "enrich"}) == 2
