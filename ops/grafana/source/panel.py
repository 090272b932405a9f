"""What a dashboard is made of: panels that ask Prometheus, and limits at which a number turns bad."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

# Grafana's names of units; what follows "suffix:" stands behind the number.
COUNT, SHARE, SECONDS = "short", "percentunit", "s"
ARTICLES_PER_S, RECORDS_PER_S, POLLS_PER_S = "suffix: articles/s", "suffix: records/s", "suffix: polls/s"
GRID_COLUMNS = 24


@dataclass(frozen=True)
class Limit:
    """From `at` on, upwards or downwards, a number has this colour."""

    at: float
    colour: str
    downwards: bool = False


@dataclass(frozen=True)
class Query:
    """What is asked, and what an answer is called: `{{label}}` stands for a label's value."""

    expr: str
    legend: str


@dataclass(frozen=True)
class Panel:
    """A picture of the answers: lines over time, or with `now` the latest numbers."""

    title: str
    description: str
    unit: str
    queries: tuple[Query, ...]
    limits: tuple[Limit, ...] = ()
    alerts: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()  # what is shown in place of a number
    now: bool = False
    width: int = 12

    @property
    def height(self) -> int:
        """Return how many rows of the grid it takes."""
        return 4 if self.now else 8


@dataclass(frozen=True)
class Variable:
    """What a reader chooses from: the values of a metric's label."""

    name: str
    says: str
    metric: str
    label: str

    @property
    def query(self) -> str:
        """Return how Grafana finds the values."""
        return f"label_values({self.metric}, {self.label})"


@dataclass(frozen=True)
class Dashboard:
    """A page of panels; `name` is its file's and the end of its uid."""

    name: str
    title: str
    description: str
    panels: tuple[Panel, ...]
    variables: tuple[Variable, ...] = ()


STAGE = Variable("stage", "Stage", "newswire_received_total", "stage")
SOURCE = Variable("source", "Kind of source", "newswire_ingested_total", "kind")
ALL = ".+"  # the value of a variable that stands for all of them


def row_of_numbers(*panels: Panel) -> tuple[Panel, ...]:
    """Return panels as the row of latest numbers that heads a dashboard; what is left widens the first."""
    width, left = divmod(GRID_COLUMNS, len(panels))
    return tuple(
        replace(panel, now=True, width=width + (number < left)) for number, panel in enumerate(panels)
    )


def places(panels: tuple[Panel, ...]) -> Iterator[tuple[int, int]]:
    """Yield the left upper corner of each panel: from left to right, a new row where no more fit."""
    x = y = row = 0
    for panel in panels:
        if x + panel.width > GRID_COLUMNS:
            x, y, row = 0, y + row, 0
        yield x, y
        x, row = x + panel.width, max(row, panel.height)
