"""docker-compose.yml as it runs, without containers: Kafka, the line, Prometheus, Alertmanager.

Real ones, by the command, environment and health check that the file gives each (tests/watched.py says what
differs), and a real feed through them.
"""

import sys
from collections.abc import Iterator

import pytest

from streams.metrics import KINDS
from tests.compose import SERVICES, health, memory_limit, pids_limit
from tests.composed import NOT_HERE
from tests.dashboards import expressions
from tests.line import wait_for
from tests.prometheus import Prometheus, alerts, answerable, rules
from tests.watched import DEAD, Line, watched

WINDOW = "30s"  # what Grafana would put in for $__rate_interval at the intervals of this test
RUN_HERE = [name for name in SERVICES if name not in NOT_HERE]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """The whole of docker-compose.yml, but for what no package has."""
    if sys.platform != "linux":
        pytest.skip(
            "only Linux has an address for each service, 127.0.0.0/8, and /proc to ask what each takes"
        )
    with watched(tmp_path_factory.mktemp("compose")) as running:
        yield running


def queries() -> list[str]:
    """Return the query of every rule and panel, conditions so that they answer while nothing is wrong."""
    return [answerable(str(rule["expr"])) for rule in rules()] + expressions(window=WINDOW)


def test_every_query_of_every_rule_and_panel_answers_with_data(line: Line) -> None:
    """A rule that asks for what nobody has is silent for ever, and reads as 'all is well'."""
    answered(line.server, queries())
    healthy(line.server)
    wait_for(
        lambda: line.server.values("max(worker:newswire_unaccounted_records:abs)") == [0],
        within_s=20,
        what="received is forwarded + suppressed + rejected + returned + unsettled",
    )
    assert_kinds_are_known(line.server)


def test_every_service_runs_by_its_own_command_and_environment(line: Line) -> None:
    """All but Grafana, of which there is no package."""
    running = line.services.running
    ended = {name for name, leashed in running.items() if leashed.process.poll() is not None}
    assert running.keys() == set(RUN_HERE)
    assert ended == {"topics"}


@pytest.mark.parametrize("name", [name for name in RUN_HERE if health(name)])
def test_a_service_passes_the_health_check_that_the_file_gives_it(line: Line, name: str) -> None:
    assert line.services.healthy(name)


@pytest.mark.parametrize("name", [name for name in RUN_HERE if name != "topics"])
def test_a_service_has_room_within_its_limits(line: Line, name: str) -> None:
    """Half of each is left to it here, where it has next to nothing to do."""
    memory, pids = line.services.takes(name)
    print(f"{name}: {memory / 2**20:.0f} MiB, {pids} threads")  # noqa: T201  the source of docs/benchmarks.md
    assert 0 < memory < memory_limit(name) / 2
    assert 0 < pids < pids_limit(name) / 2


def test_the_death_of_a_worker_is_told_to_those_whom_it_concerns(line: Line) -> None:
    """From the kill to the message, by a real Prometheus and a real Alertmanager."""
    line.told.messages.clear()
    line.services.kill("enrich")
    for name, path in DEAD.items():
        wait_for(
            lambda at=path, about=name: any(about in title for title in line.told.titles(at)),  # type: ignore[misc]
            within_s=20,
            what=f"{name} is told at {path}; came: {line.told.messages}",
        )
    (text,) = {text for at, title, text in line.told.messages if at == "/page" and "firing" in title}
    assert "No enrich worker is ready" in text
    assert "docs/runbooks.md#stagewithoutworker" in text


def test_every_service_ends_within_the_time_that_it_is_granted(line: Line) -> None:
    """In the order in which compose stops them: who depends on another first."""
    for name in ("ingest", *sorted(line.services.running.keys() - {"ingest", "kafka", "topics"}), "kafka"):
        line.services.stop(name)
    wanted = {name: code for name, code in line.services.ended.items() if code not in {0, 143}}
    assert wanted == {}


def answered(server: Prometheus, asked: list[str]) -> None:
    """Return once every query has answered with a number; fails naming those that have not."""
    left = list(asked)
    assert len(left) > 40

    def all_have() -> bool:
        left[:] = [query for query in left if not server.values(query)]
        return not left

    try:
        wait_for(all_have, within_s=60, what="every query answers")
    except AssertionError as error:
        raise AssertionError("no data for:\n" + "\n".join(left)) from error


def healthy(server: Prometheus) -> None:
    """Assert that every rule is evaluated without a fault and no alert is firing."""
    loaded = [rule for group in server.get("rules")["groups"] for rule in group["rules"]]
    assert len(loaded) == len(rules())
    assert [rule["name"] for rule in loaded if rule["health"] != "ok"] == []
    assert {rule["name"] for rule in loaded if rule["type"] == "alerting"} == {r["alert"] for r in alerts()}
    assert [alert for alert in server.get("alerts")["alerts"] if alert["state"] == "firing"] == []


def assert_kinds_are_known(server: Prometheus) -> None:
    """Assert that no outcome was counted under a kind that does not begin at zero."""
    seen = server.get("series", **{"match[]": "newswire_outcomes_total"})
    known = {
        (stage, outcome, kind)
        for stage, outcomes in KINDS.items()
        for outcome, kinds in outcomes.items()
        for kind in kinds
    }
    assert {(one["stage"], one["outcome"], one["kind"]) for one in seen} == known
