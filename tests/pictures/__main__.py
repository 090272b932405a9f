"""`make pictures`: run a line under Prometheus and paint each dashboard from what its queries answer."""

import shutil
import sys
from pathlib import Path

from tests.dashboards import dashboard
from tests.pictures.answers import answers
from tests.pictures.line import DASHBOARDS, watched
from tests.pictures.paint import painted

FOLDER = Path("docs/img")


def main() -> None:
    """Write a picture for each dashboard that asks for something."""
    if shutil.which("prometheus") is None:
        sys.exit("prometheus is not installed; Debian and Ubuntu have it in the package 'prometheus'")
    FOLDER.mkdir(exist_ok=True)
    with watched() as run:
        pages = {name: (dashboard(name), answers(run, dashboard(name))) for name in DASHBOARDS}
    for name, (page, answered) in pages.items():
        painted(page, answered, FOLDER / f"dashboard-{name}.png")


if __name__ == "__main__":
    main()
