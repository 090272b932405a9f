"""The metrics as Prometheus sees them, for whoever describes or checks them."""

from collections.abc import Iterator
from typing import NamedTuple

from prometheus_client import Counter, Gauge, Histogram

from streams import metrics


class Described(NamedTuple):
    """A metric as Prometheus sees it."""

    name: str
    type: str
    labels: tuple[str, ...]
    help: str


def catalogue() -> Iterator[Described]:
    """Yield every metric of streams.metrics, in its order."""
    for metric in vars(metrics).values():
        if isinstance(metric, Counter | Gauge | Histogram):
            (family,) = metric.describe()
            name = family.name + ("_total" if family.type == "counter" else "")
            yield Described(name, family.type, tuple(metric._labelnames), family.documentation)
