"""docs/dashboards.md tells of each dashboard, and shows it."""

import re

import pytest

from tests.dashboards import dashboard
from tests.documents import ROOT, links, rows
from tests.pictures.line import CRASH_S, DASHBOARDS

PAGE = ROOT / "docs/dashboards.md"
BYTES_MAX = 150_000


def section(heading: str) -> str:
    """Return what stands under a heading."""
    return PAGE.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_has_a_row_a_section_and_a_picture_that_loads_fast(name: str) -> None:
    title = dashboard(name)["title"].removeprefix("newswire: ")
    assert [row for row in rows(PAGE, "## Which one") if row[0] == f"[{title}](#{name})"]
    picture = f"img/dashboard-{name}.png"
    assert f"]({picture})" in section(title)
    assert (PAGE.parent / picture).stat().st_size < BYTES_MAX


def test_no_picture_is_left_of_a_dashboard_that_is_gone() -> None:
    shown = {link for link in links(PAGE) if link.startswith("img/")}
    assert shown == {f"img/{path.name}" for path in (ROOT / "docs/img").glob("dashboard-*.png")}


def test_a_panel_that_is_told_about_exists() -> None:
    told = {title for name in DASHBOARDS for title in re.findall(r"\*([A-Z][^*]+)\*", section(name.title()))}
    assert len(told) > 5
    titles = {panel["title"] for name in DASHBOARDS for panel in dashboard(name)["panels"]}
    assert told - titles == set()


def test_the_crash_was_when_the_page_says() -> None:
    assert f"At {CRASH_S // 60}:{CRASH_S % 60:02} the enrich worker was killed" in PAGE.read_text("utf-8")
