"""The dashboards that are committed are those of the source; each panel says what it shows and what to do."""

import re
from pathlib import Path
from typing import Any

import pytest

from ops.grafana.source.build import steps
from ops.grafana.source.files import files, write
from ops.grafana.source.limits import above, alerts, below, objective, zero
from ops.grafana.source.panel import Limit
from tests.dashboards import DASHBOARDS, FOLDER, asking, dashboard, expressions, panels, variables
from tests.promql import labels_by_series, unknown
from tests.runbooks import PARTS

PAGES = {path.stem: dashboard(path.stem) for path in DASHBOARDS}
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
every_panel = pytest.mark.parametrize(("title", "panel"), panels(), ids=[title for title, _ in panels()])


def runbook_links(panel: dict[str, Any]) -> dict[str, str]:
    """Return where a panel's links to runbooks lead, by the alert."""
    return {link["title"].removeprefix("Runbook: "): link["url"] for link in panel["links"]}


@pytest.mark.parametrize("name", files())
def test_a_dashboard_is_what_the_source_says_now(name: str) -> None:
    """Whoever edits the file instead would lose it at the next `make dashboards`."""
    assert (FOLDER / name).read_text("utf-8") == files()[name], f"{name} is old: make dashboards"


def test_nothing_else_lies_among_the_dashboards(tmp_path: Path) -> None:
    """A dashboard that is gone from the source must be gone from Grafana."""
    assert {path.name for path in DASHBOARDS} == set(files())
    (tmp_path / "old.json").write_text("{}")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(files())


def test_there_is_a_dashboard_for_each_thing_that_somebody_asks_about() -> None:
    assert set(PAGES) == {"feed", "stage", "deduplication", "entities", "kafka", "runbooks"}


@every_panel
def test_a_panel_says_what_it_shows_in_which_unit(title: str, panel: dict[str, Any]) -> None:
    assert panel["title"].endswith("?") or re.fullmatch(r"[A-Z][a-z ]+", panel["title"])
    assert panel["description"].endswith(".")
    assert re.fullmatch(r"short|percentunit|s|suffix: \w+/s", panel["fieldConfig"]["defaults"]["unit"])


@pytest.mark.parametrize("expression", expressions())
def test_a_panel_asks_for_series_that_exist_with_labels_that_they_have(expression: str) -> None:
    """A renamed metric would leave an empty panel, which reads as 'all quiet'."""
    assert unknown(expression) == set()


def test_what_does_not_exist_is_noticed() -> None:
    """By each of the ways in which a query can name it."""
    assert unknown("rate(newswire_receved_total[1m])") == {"newswire_receved_total"}
    assert unknown("sum by (colour) (newswire_in_hand)") == {"colour"}
    assert unknown('newswire_in_hand / newswire_feeds{stage="x"}') == {"newswire_feeds{stage}"}
    assert unknown('time() - process_start_time_seconds{job="newswire"}') == set()


@every_page
def test_panels_do_not_overlap_and_have_ids_of_their_own(page: dict[str, Any]) -> None:
    taken = [
        (place["x"] + x, place["y"] + y)
        for place in (panel["gridPos"] for panel in page["panels"])
        for x in range(place["w"])
        for y in range(place["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
    assert len({panel["id"] for panel in page["panels"]}) == len(page["panels"])


@every_page
def test_a_variable_is_asked_for_and_has_the_values_of_a_label_that_exists(page: dict[str, Any]) -> None:
    asked = " ".join(target["expr"] for panel in asking(page) for target in panel["targets"])
    assert set(re.findall(r"\$(\w+)", asked)) - {"__rate_interval"} == set(variables(page))
    for variable in variables(page).values():
        metric, label = re.findall(r"^label_values\((\w+), (\w+)\)$", variable["query"])[0]
        assert label in labels_by_series()[metric]


def test_stage_and_source_can_be_chosen() -> None:
    assert {name: set(variables(PAGES[name])) for name in ("feed", "stage", "kafka")} == {
        "feed": {"source"},
        "stage": {"stage"},
        "kafka": {"stage"},
    }


@every_panel
def test_a_link_leads_to_the_runbook_of_its_alert(title: str, panel: dict[str, Any]) -> None:
    sections = {section["id"]: section for section in PAGES["runbooks"]["panels"]}
    for alert, url in runbook_links(panel).items():
        number = re.fullmatch(r"/d/newswire-runbooks\?viewPanel=panel-(\d+)", url)
        assert number, url
        section = sections[int(number[1])]
        assert section["title"] == alert
        assert all(f"**{part}**" in section["options"]["content"] for part in PARTS)


def test_every_alert_can_be_reached_from_a_panel() -> None:
    assert {alert for _, panel in panels() for alert in runbook_links(panel)} == set(alerts())


def test_a_panel_with_a_threshold_is_about_an_alert_and_has_its_runbook() -> None:
    """A number that is called bad, and nothing to do about it, is only a worry."""
    marked = [
        (title, runbook_links(panel))
        for title, panel in panels()
        if len(panel["fieldConfig"]["defaults"]["thresholds"]["steps"]) > 1
    ]
    assert len(marked) > 15
    assert [title for title, links in marked if not links] == []


def test_thresholds_are_the_bounds_of_the_alerts_in_the_colour_of_their_urgency() -> None:
    oldest = above("OldestRecordTooOld")
    assert f"> {oldest.at:g}" in alerts()["OldestRecordTooOld"]["expr"]
    assert (oldest.colour, above("LagGrowing").colour) == ("red", "orange")
    assert below("DuplicatesRatioOutOfBand").at < above("DuplicatesRatioOutOfBand").at
    assert above("FeedSilent").at == 1, "more than none"
    assert zero("BrokerUnreachable") == Limit(0.5, "red", downwards=True)
    assert objective("unique").at < objective("alerted").at


@pytest.mark.parametrize(
    ("limit", "of"), [(below, "LagGrowing"), (above, "AllFeedsSilent"), (zero, "LagGrowing")]
)
def test_an_alert_that_lost_its_bound_is_no_silent_threshold(limit: Any, of: str) -> None:
    with pytest.raises(ValueError, match=of):
        limit(of)
    with pytest.raises(ValueError, match="enriched"):
        objective("enriched")


def test_steps_go_from_bad_through_good_to_bad() -> None:
    band = steps((Limit(0.7, "red"), Limit(0.1, "orange", downwards=True)))
    assert [(step.value, step.color) for step in band] == [(None, "orange"), (0.1, "green"), (0.7, "red")]
    assert [(step.value, step.color) for step in steps(())] == [(None, "green")]
