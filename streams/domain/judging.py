"""Whether a source is silent or floods, given what is usual of it and how the others fared meanwhile."""

from collections.abc import Iterator
from enum import IntEnum

import numpy as np

from streams.domain.source_event import Happening, Judged
from streams.domain.tide import TICK_S, Tide, height
from streams.domain.usual import Array, Usual, surprise_of_flood, surprise_of_silence

HOUR_S = 3_600
KNOWN_HOURS_MIN, KNOWN_ARTICLES_MIN = 14 * 24, 6.0
FLOOD_ARTICLES_MIN = 10


class State(IntEnum):
    """How a source stands."""

    LEARNING = 0
    OK = 1
    SILENT = 2
    FLOODING = 3


def known(rows: Array, of: Usual, hour: int) -> Array:
    """Return of each source whether it is known long enough, and well enough, to be judged."""
    articles = np.where(rows["state"] == State.LEARNING, KNOWN_ARTICLES_MIN, KNOWN_ARTICLES_MIN / 2)
    return (hour - rows["first"] >= KNOWN_HOURS_MIN) & (of.known >= articles)


def judged(rows: Array, of: Usual, tide: Tide, tick: int, *, surprise_min: float) -> list[Judged]:
    """Return what happened until this tick, and change the states of `rows` to it."""
    hour = (tick - 1) * TICK_S // HOUR_S
    state, enough = rows["state"], known(rows, of, hour)
    state[(state == State.LEARNING) & enough] = State.OK
    state[(state == State.OK) & ~enough] = State.LEARNING
    told = [*_heard_again(rows), *_silent(rows, of, tide, tick, surprise_min=surprise_min)]
    told += _floods(rows, of, tide, tick, surprise_min=surprise_min)
    return told


def _heard_again(rows: Array) -> Iterator[Judged]:
    for place in np.flatnonzero((rows["state"] == State.SILENT) & (rows["last"] > rows["since"])):
        row = rows[place]
        since, last = float(row["since"]), float(row["last"])
        yield Judged(
            int(place), Happening.HEARD_AGAIN, last, since, max(1, int(row["hour"])), float(row["quiet"]), 0.0
        )
        row["state"], row["since"], row["quiet"] = State.OK, last, 0


def _silent(rows: Array, of: Usual, tide: Tide, tick: int, *, surprise_min: float) -> Iterator[Judged]:
    heard, expected = tide.since((rows["last"] // TICK_S).astype(np.int64), tick)
    others = np.minimum(1.0, height(heard, expected - rows["quiet"]))
    surprise = surprise_of_silence(rows["quiet"] * others, of)
    for place in np.flatnonzero((rows["state"] == State.OK) & (surprise >= surprise_min)):
        row = rows[place]
        last, quiet = float(row["last"]), float(row["quiet"])
        yield Judged(int(place), Happening.SILENT, tick * TICK_S, last, 0, quiet, float(surprise[place]))
        row["state"], row["since"] = State.SILENT, last


def _floods(rows: Array, of: Usual, tide: Tide, tick: int, *, surprise_min: float) -> Iterator[Judged]:
    now, began = tick * TICK_S, (tick * TICK_S - 1) // HOUR_S * HOUR_S
    heard, expected = tide.since(np.full(len(rows), began // TICK_S), tick)
    others = np.maximum(1.0, height(heard - rows["hour"], expected - of.rate * (now - began) / HOUR_S))
    surprise = surprise_of_flood(rows["hour"].astype(float), of.rate * others, of)
    high = (surprise >= surprise_min) & (rows["hour"] >= FLOOD_ARTICLES_MIN)
    over = (surprise < surprise_min / 2) & (now % HOUR_S == 0)
    for kind, from_, to, meant in (
        (Happening.FLOODING, State.OK, State.FLOODING, high),
        (Happening.FLOOD_OVER, State.FLOODING, State.OK, over),
    ):
        for place in np.flatnonzero((rows["state"] == from_) & meant):
            row = rows[place]
            since = float(began if to is State.FLOODING else row["since"])
            yield Judged(
                int(place), kind, now, since, int(row["hour"]), float(of.rate[place]), float(surprise[place])
            )
            row["state"], row["since"] = to, float(began)
