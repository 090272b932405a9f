"""Queries as tests read them: which series they ask for, with which labels, and what series there are."""

import re
from functools import cache

from prometheus_client import PROCESS_COLLECTOR
from prometheus_client.metrics import MetricWrapperBase

from streams import metrics
from tests.prometheus import rules

SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
# What Prometheus and its functions add.
ADDED_LABELS = {"le", "instance", "job"}
_WORDS = {"and", "or", "unless", "bool", "offset"}
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right) ?\(([^)]*)\)")


def series_of(expression: str) -> set[str]:
    """Return the names of the series that a query asks for."""
    bare = re.sub(r'"[^"]*"', "", expression)
    for pattern in (r"\{[^}]*\}", _GROUPING, r"\[[^\]]*\]"):
        bare = re.sub(pattern, " ", bare)
    return set(re.findall(r"\b[a-z_][\w:]*\b(?! *\()", bare)) - _WORDS


def labels_of(expression: str) -> set[str]:
    """Return the labels by which a query chooses and groups."""
    grouped = " ".join(_GROUPING.findall(expression))
    return set(re.findall(r"\w+", grouped)) | set(re.findall(r"(\w+) *(?:=~|!~|!=|=) *\"", expression))


def unknown(expression: str) -> set[str]:
    """Return what a query asks for in vain: series that nothing makes, labels that none of them has."""
    known, asked = labels_by_series(), series_of(expression)
    assert asked, expression
    has = ADDED_LABELS.union(*(known.get(name, ()) for name in asked))
    return (asked - known.keys()) | (labels_of(expression) - has) | _wrongly_chosen(expression)


@cache
def labels_by_series() -> dict[str, set[str]]:
    """Return the labels of every series: those of the metrics file, of the rules, of each process."""
    made = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    known = {
        metric._name + suffix: set(metric._labelnames)
        for metric in made
        for suffix in SUFFIXES[str(metric._type)]
    }
    known |= {rule["record"]: {_label_of(rule["record"])} for rule in rules() if "record" in rule}
    return known | {"up": set()} | {gauge.name: set() for gauge in PROCESS_COLLECTOR.collect()}


def _label_of(record: str) -> str:
    """Return the label that tells the values of a recorded series apart, by its level."""
    return {"line": "to"}.get(record.split(":", maxsplit=1)[0], "stage")


def _wrongly_chosen(expression: str) -> set[str]:
    """Return each label that stands behind a series that does not have it."""
    known = labels_by_series()
    return {
        f"{name}{{{label}}}"
        for name, chosen in re.findall(r"([a-z_][\w:]*)\{([^}]*)\}", expression)
        for label in labels_of(chosen)
        if label not in known.get(name, set()) | ADDED_LABELS
    }
