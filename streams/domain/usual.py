"""What is usual of a source: how many articles to expect in each hour of the week, and how they scatter.

A bin for each of 168 hours (UTC), whose counts lose half their weight in eight weeks. A bin that knows little
is drawn to the product of the source's own rate, its weekday and its hour of the day, each drawn to the one
before it in the same way: gamma priors worth three articles. News comes in bursts, so the variance of a day
is taken from what the source did, as a factor over the mean: the Fano factor, of forecasts made beforehand.

Sources: Gelman et al., "Bayesian Data Analysis", 3rd ed., section 2.6 (gamma-Poisson); Dawid, "The
prequential approach", JRSS A 147 (1984), for judging a forecast by what came after it.
"""

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

HOURS = 168
HALF_LIFE_WEEKS = 8.0
KEPT_WEEKLY = 2 ** (-1 / HALF_LIFE_WEEKS)
KEPT_DAILY = KEPT_WEEKLY ** (1 / 7)
PRIOR_ARTICLES = 3.0
PRIOR_DAYS = 4.0  # articles' worth of belief that a source scatters as chance does

# One source: 748 bytes, whatever it sends. Times are seconds since 1970, hours are counted from there.
ROW = np.dtype(
    [
        ("last", "<f8"),  # when it was last heard
        ("since", "<f8"),  # when its state began
        ("first", "<i4"),  # the first hour that counts
        ("state", "<i4"),
        ("hour", "<i4"),  # articles of the hour that is not over
        ("quiet", "<f4"),  # articles expected since it was last heard
        ("day", "<f4"),  # articles of the day that is not over, and what was expected of it
        ("day_expected", "<f4"),
        ("squares", "<f4"),  # (articles - expected)^2 of the days before, and what was expected of them
        ("expected", "<f4"),
        ("counts", "<f4", (HOURS,)),
    ]
)


def hour_of_week(hour: int) -> int:
    """Return 0..167 for an hour counted from 1970; 0 is Thursday 00:00 UTC, when 1970 began."""
    return hour % HOURS


def exposures(first: Array, hour: int) -> Array:
    """Return how many weeks each bin (axis 1) has been watched, from hour `first` of each source to `hour`.

    Weighted as the counts are, so 11.9 at most.
    """
    bins = np.arange(HOURS)
    weeks = (hour - 1 - bins) // HOURS - (first[:, None] - 1 - bins) // HOURS
    watched: Array = (1 - KEPT_WEEKLY ** np.maximum(weeks, 0)) / (1 - KEPT_WEEKLY)
    return watched


class Usual(NamedTuple):
    """What to expect of each source in one hour; an entry for each row."""

    rate: Array  # articles in this hour
    mean: Array  # articles in any hour, on average
    known: Array  # articles that this is known from, by their weight
    scatter: Array  # how many times the variance of a day is its mean, at least 1


def usual(rows: Array, hour: int) -> Usual:
    """Return what is usual of each source in `hour`."""
    watched, counts = exposures(rows["first"], hour), rows["counts"]
    weekday, of_day = hour_of_week(hour) // 24, hour_of_week(hour) % 24
    known = counts.sum(1)
    mean = known / np.maximum(watched.sum(1), 1)
    rate = mean
    for part in (slice(weekday * 24, weekday * 24 + 24), slice(of_day, None, 24)):
        rate = rate * _drawn(counts[:, part].sum(1), mean * watched[:, part].sum(1))
    own = hour_of_week(hour)
    rate = rate * _drawn(counts[:, own], rate * watched[:, own])
    scatter = np.maximum(1.0, (rows["squares"] + PRIOR_DAYS) / (rows["expected"] + PRIOR_DAYS))
    return Usual(rate, mean, known, scatter)


def _drawn(counted: Array, expected: Array) -> Array:
    return (counted + PRIOR_ARTICLES) / (expected + PRIOR_ARTICLES)


def surprise_of_silence(quiet: Array, of: Usual) -> Array:
    """Return -ln of the chance that a silence in which `quiet` articles were expected begins within an hour.

    A gap is empty with the chance that a negative binomial process leaves it so, exp(-quiet * ln f / (f - 1))
    of scatter f; its rate is itself known only as a gamma of shape known / f.
    """
    over = np.maximum(of.scatter - 1, 1e-6)
    nats = quiet * np.log1p(over) / over
    shape = np.maximum(of.known / of.scatter, 1e-3)
    gap: Array = shape * np.log1p(nats / shape) - np.log(np.maximum(of.mean, 1e-9))
    return gap


def surprise_of_flood(heard: Array, expected: Array, of: Usual) -> Array:
    """Return -ln of a bound on the chance of so many articles in an hour, 0 where they are not many.

    Chernoff's bound for a negative binomial (Cramer's rate function), so the chance is lower still.
    """
    expected = np.maximum(expected, 1e-6)
    over = of.scatter - 1 + expected * of.scatter / np.maximum(of.known, 1e-3)
    size = expected / np.maximum(over, 1e-6)
    many = np.maximum(heard, expected)
    nats: Array = many * np.log(many / expected) - (many + size) * np.log((many + size) / (expected + size))
    return nats


def close_hour(rows: Array, hour: int, of: Usual) -> None:
    """Learn from an hour that is over. What is far above the usual counts as some multiple of it."""
    heard = np.minimum(rows["hour"], 4 * (of.rate + of.scatter) + 8)
    counts_it = rows["first"] <= hour
    own = rows["counts"][:, hour_of_week(hour)]
    rows["counts"][:, hour_of_week(hour)] = np.where(counts_it, own * KEPT_WEEKLY + heard, own)
    rows["day"] += np.where(counts_it, heard, 0)
    rows["day_expected"] += np.where(counts_it, of.rate, 0)
    rows["hour"] = 0


def close_day(rows: Array) -> None:
    """Learn from a day that is over how far it was from what was expected of it."""
    rows["squares"] = rows["squares"] * KEPT_DAILY + (rows["day"] - rows["day_expected"]) ** 2
    rows["expected"] = rows["expected"] * KEPT_DAILY + rows["day_expected"]
    rows["day"] = rows["day_expected"] = 0
