"""A report says of each bar, honestly, whether it is met, and where the time goes adds up."""

import io

import orjson
import pytest
from rich.console import Console

from tests.bench import breakdown, report
from tests.bench.figures import Bar, Result, figures_of
from tests.bench.rig import BROKER, DEDUP, ENRICH, MODEL

MET = figures_of("articles", "1/s", [600, 610, 590], bar=Bar(least=550))
MISSED = figures_of("CPU", "ms/article", [2.5], bar=Bar(most=2))


def shown(*results: Result) -> str:
    """Return a report as it is written to a terminal of 120 columns."""
    console = Console(file=io.StringIO(), width=120)
    for result in results:
        report.show(result, console)
    report.conclude(results, {"cores": "2"}, console)
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


def test_a_missed_bar_is_said_to_be_missed() -> None:
    lines = shown(Result("dedup", (MET, MISSED))).splitlines()
    assert [line for line in lines if "articles" in line and "≥ 550 met" in line]
    assert [line for line in lines if "CPU" in line and "≤ 2 not met" in line]
    assert lines[-1] == "1 of 2 bars met"


def test_a_report_names_the_machine_and_shows_each_repetition() -> None:
    text = shown(Result("dedup", (MET,), ("made up",)))
    assert "cores: 2" in text
    assert "600 610 590" in text
    assert "made up" in text


def test_json_has_each_repetition_and_each_verdict() -> None:
    """So that runs before and after a change can be compared by a script."""
    read = orjson.loads(report.as_json([Result("dedup", (MET, MISSED))], {"cores": "2"}))
    assert read["about"] == {"cores": "2"}
    met, missed = read["results"][0]["figures"]
    assert met == {
        "name": "articles", "unit": "1/s", "median": 600, "values": [600, 610, 590],
        "bar": "≥ 550", "met": True,
    }  # fmt: skip
    assert missed["met"] is False


def test_a_run_says_its_command_and_its_load() -> None:
    """A figure taken on a busy machine is worth little, and must say so."""
    about = report.about({"cores": "2"}, command="x", articles="made up", load_after="9.0 1.0 1.0")
    assert {"command", "date", "articles", "cores", "load after"} == about.keys()


@pytest.mark.parametrize(
    ("value", "said"), [(1234.5, "1,234"), (45.67, "45.7"), (0.12345, "0.123"), (-0.5, "-0.500")]
)
def test_values_have_about_three_digits(value: float, said: str) -> None:
    assert report.said(value) == said


def test_functions_and_rests_add_up_to_what_the_processes_used() -> None:
    """Nothing that a process used may be missing from the table, or be in it twice."""
    stages = breakdown.functions([{part: 0.1 for parts in breakdown.GROUPS.values() for part in parts}])
    cpu = {BROKER: 0.5, DEDUP: 2.0, ENRICH: 3.0, MODEL: 12.0}
    line = Result("line", tuple(figures_of(f"CPU of the {role}", "", [ms]) for role, ms in cpu.items()))
    *parts, total = breakdown.breakdown(stages, line).figures
    assert total.value == pytest.approx(sum(cpu.values()))
    assert sum(part.value for part in parts) == pytest.approx(total.value)


def test_every_function_of_a_worker_belongs_to_one_group() -> None:
    grouped = [part for parts in breakdown.GROUPS.values() for part in parts]
    assert sorted(grouped) == sorted({*breakdown.OF_DEDUP, *breakdown.OF_ENRICH, "NER"})
