"""Numbers as Grafana writes them, in the unit of their panel and the colour of their limits."""

from collections.abc import Sequence
from typing import Any

_TIMES = ((86_400, "day"), (3_600, "hour"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs"))
_THOUSANDS = ((1e9, "Bil"), (1e6, "Mil"), (1e3, "K"))


def shown(value: float, unit: str) -> str:
    """Return a number with its unit, to three digits."""
    if unit == "percentunit":
        return f"{_digits(value * 100)}%"
    if unit == "s":
        return _scaled(value, _TIMES, least="s")
    return _scaled(value, _THOUSANDS, least="") + unit.removeprefix("suffix:").replace("short", "")


def colour(value: float, steps: Sequence[dict[str, Any]]) -> str:
    """Return the colour of the last step that a number reaches."""
    return str([step["color"] for step in steps if step["value"] is None or value >= step["value"]][-1])


def words(panel: dict[str, Any]) -> dict[str, str]:
    """Return what a panel says in place of some numbers."""
    mappings = panel["fieldConfig"]["defaults"].get("mappings", [])
    return {number: said["text"] for mapping in mappings for number, said in mapping["options"].items()}


def _scaled(value: float, scales: Sequence[tuple[float, str]], *, least: str) -> str:
    for size, name in scales:
        if abs(value) >= size:
            return f"{_digits(value / size)} {name}"
    return f"{_digits(value)} {least}".strip()


def _digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
