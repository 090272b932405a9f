"""Figures and bars: what was measured, what was promised, and whether it was kept.

A run is measured from the moment that its workers take records up, with nothing done, to the last verdict.
From the first verdict on, or between two points of a short run, what was taken up before would count as free:
up to 2,000 articles are signed before the first is decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Sample:
    """How many were done after so many seconds, and the CPU seconds of each process until then."""

    at_s: float
    done: int
    cpu_s: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run: articles a second, and CPU milliseconds an article of each process."""

    per_s: float
    cpu_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise about a figure: at least `least`, or at most `most`, in its unit."""

    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        """Return whether a value keeps the promise."""
        high_enough = self.least is None or value >= self.least
        return high_enough and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: its value in each repetition, of which the median counts."""

    name: str
    unit: str
    values: tuple[float, ...]
    bar: Bar | None = None

    @property
    def value(self) -> float:
        """Return the median of the repetitions."""
        return median(self.values)

    @property
    def met(self) -> bool | None:
        """Return whether the bar is met, None where there is none."""
        return None if self.bar is None else self.bar.met(self.value)


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark found: figures, and notes that a reader needs to judge them."""

    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = field(default=())

    def value(self, name: str) -> float | None:
        """Return a figure by its name, None where there is none."""
        return next((figure.value for figure in self.figures if figure.name == name), None)


def stretch(samples: Sequence[Sample]) -> Stretch:
    """Return all of a run, from its first sample to its last. Raises ValueError where nothing was done."""
    first, last = samples[0], samples[-1]
    done, seconds = last.done - first.done, last.at_s - first.at_s
    if done <= 0 or seconds <= 0:
        raise ValueError(f"{last.done} articles were over before they could be measured; take more")
    used = {role: 1000 * (last.cpu_s[role] - first.cpu_s[role]) / done for role in last.cpu_s}
    return Stretch(done / seconds, used)


def figures_of(name: str, unit: str, runs: Sequence[float], *, bar: Bar | None = None) -> Figure:
    """Return a figure of these repetitions."""
    return Figure(name, unit, tuple(runs), bar)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that this share of them does not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -int(-share * len(ranked) // 1) - 1))]
