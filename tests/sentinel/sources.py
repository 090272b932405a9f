"""Sources as they come: evenly or in bursts, by day and night, with weekends, holidays, and an end."""

from dataclasses import dataclass

import numpy as np

from streams.domain.tide import TICK_S
from streams.domain.usual import Array

DAY_TICKS = 86_400 // TICK_S
BEGIN = 1_767_225_600  # 2026-01-01 00:00 UTC, a Thursday


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a source is like: articles per week, and in whose rhythm."""

    name: str
    per_week: float
    bursty: bool = False
    by_day: bool = False
    holidays: int = 0


KINDS = [
    Kind(name="1 a week", per_week=1),
    Kind(name="1 a day", per_week=7),
    Kind(name="1 a day, weekdays by day", per_week=7, by_day=True),
    Kind(name="1 a day, in bursts", per_week=7, bursty=True),
    Kind(name="1 an hour", per_week=168),
    Kind(name="1 an hour, in bursts", per_week=168, bursty=True),
    Kind(name="4 an hour by day", per_week=300, by_day=True),
    Kind(name="4 an hour by day, in bursts", per_week=300, by_day=True, bursty=True),
    Kind(name="4 an hour by day, ten holidays", per_week=300, by_day=True, holidays=10),
    Kind(name="60 an hour", per_week=10_080),
    Kind(name="60 an hour, in bursts", per_week=10_080, bursty=True),
]


def counts(kind: Kind, days: int, draw: np.random.Generator) -> Array:
    """Return the articles of each tick of so many days.

    By day is 07:00 to 21:00, and a fifth of that at weekends; else nothing of the rhythm is taken out. In
    bursts: of five on average, each within half an hour, and each day's rate times a gamma of spread 0.3.
    """
    ticks = np.arange(days * DAY_TICKS)
    hour, weekday = ticks * TICK_S // 3600 % 24, (ticks // DAY_TICKS + 3) % 7
    shape = np.ones(len(ticks))
    if kind.by_day:
        shape = np.where((hour >= 7) & (hour < 21), 1.0, 0.04) * np.where(weekday >= 5, 0.2, 1.0)
    rate = shape * kind.per_week / 7 / DAY_TICKS / shape.mean()
    for day in draw.choice(days, round(kind.holidays * days / 365), replace=False):
        rate[day * DAY_TICKS : (day + 1) * DAY_TICKS] = 0
    if not kind.bursty:
        return np.asarray(draw.poisson(rate))
    rate = rate * np.repeat(draw.gamma(11, 1 / 11, days), DAY_TICKS)
    found = np.zeros(len(ticks), int)
    for tick in np.repeat(ticks, draw.poisson(rate / 5)):
        at = tick + draw.integers(0, 6, draw.geometric(1 / 5))
        np.add.at(found, at[at < len(ticks)], 1)
    return found
