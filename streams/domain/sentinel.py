"""Which sources are silent or flood, beside what is usual of each.

Time goes in ticks of five minutes, each of which is judged once all that was received before its end has been
heard. What is judged follows from what was heard alone, never from when it was read, so that a restart tells
the same again. The least recently heard source gives its place to a new one once there are too many.
"""

from collections.abc import Mapping

import numpy as np

from streams.domain.judging import HOUR_S, State, judged
from streams.domain.source_event import SourceEvent, event
from streams.domain.tide import TICK_S, Tide
from streams.domain.usual import ROW, Array, Usual, close_day, close_hour, usual

DAY_S = 86_400


class Sentinel:
    """What is known of each source; `tick` is the last one judged, 0 before the first.

    `touched` are the sources whose rows changed, `forgotten` those that are no more, since `saved`.
    """

    def __init__(self, *, surprise_min: float, sources_max: int) -> None:
        self.tick, self.heard, self.dropped = 0, 0, 0
        self.tide = Tide()
        self.touched: set[str] = set()
        self.forgotten: set[str] = set()
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        self._rows = np.zeros(16, ROW)
        self._usual: Usual | None = None
        self._surprise_min, self._sources_max = surprise_min, sources_max

    @property
    def rows(self) -> Array:
        """Return the rows of all sources."""
        return self._rows[: len(self._names)]

    @property
    def judged_until(self) -> float:
        """Return the moment up to which all is judged, in seconds since 1970."""
        return float(self.tick * TICK_S)

    def restore(self, *, tick: int, heard: int, tide: Tide, rows: Mapping[str, Array]) -> None:
        """Go on from what was kept, in an object that has heard nothing yet."""
        self.tick, self.heard, self.tide = tick, heard, tide
        for name, row in rows.items():
            place = self._new_place(name)  # first, as it may make the rows anew
            self._rows[place] = row

    def row(self, source: str) -> Array:
        """Return the row of a source that is known."""
        row: Array = self._rows[self._places[source]]
        return row

    def saved(self) -> None:
        """Note that all that was touched is kept somewhere."""
        self.touched.clear()
        self.forgotten.clear()

    def hear(self, source: str, at: float) -> bool:
        """Take an article up; return False if its time was judged already, so that it teaches nothing.

        The first one ever begins the time that is judged.
        """
        self.tick = self.tick or int(at // TICK_S)
        late = at < self.judged_until
        place = self._places.get(source)
        if place is None:
            place = self._first_heard(source, at)
        row = self._rows[place]
        self.touched.add(source)
        if at >= row["last"]:
            row["last"] = at
            if row["state"] != State.SILENT:
                row["quiet"] = 0
        if not late:
            row["hour"] += 1
            self.heard += int(row["state"] in (State.OK, State.FLOODING))
        return not late

    def judge(self) -> list[SourceEvent]:
        """Judge the next tick, all that was received before its end having been heard."""
        self.tick += 1
        now, hour, rows = self.judged_until, (self.tick - 1) * TICK_S // HOUR_S, self.rows
        of = self._usual = self._usual or usual(rows, hour)
        gone_s = np.clip(now - rows["last"], 0, TICK_S) * (rows["first"] <= hour)
        rows["quiet"] += of.rate * gone_s / HOUR_S
        awake = (rows["state"] == State.OK) | (rows["state"] == State.FLOODING)
        self.tide.add(self.tick, self.heard, float(of.rate[awake].sum()) * TICK_S / HOUR_S)
        self.heard = 0
        self.touched.update(self._names)  # each of them has been quiet for longer
        found = judged(rows, of, self.tide, self.tick, surprise_min=self._surprise_min)
        told = [
            event(self._names[one.place], one, usual_per_day=24 * float(of.mean[one.place])) for one in found
        ]
        if now % HOUR_S == 0:
            self._close(hour, of, ends_day=now % DAY_S == 0)
        return sorted(told, key=lambda one: (one.source, one.at, one.kind))

    def states(self) -> dict[State, int]:
        """Return how many sources stand how."""
        found = np.bincount(self.rows["state"], minlength=len(State))
        return {state: int(found[state]) for state in State}

    def _close(self, hour: int, of: Usual, *, ends_day: bool) -> None:
        close_hour(self.rows, hour, of)
        if ends_day:
            close_day(self.rows)
        self._usual = None

    def _first_heard(self, source: str, at: float) -> int:
        if len(self._names) >= self._sources_max:
            self._forget(int(np.argmin(self.rows["last"])))
        place = self._new_place(source)
        row = self._rows[place]
        row["last"] = at
        # The hour it is first heard in counts for nothing: that it was heard then is why it is here.
        row["first"] = max(at, self.judged_until) // HOUR_S + 1
        return place

    def _new_place(self, source: str) -> int:
        place = len(self._names)
        if place == len(self._rows):
            self._rows = np.concatenate((self._rows, np.zeros(place, ROW)))
        self._names.append(source)
        self._places[source] = place
        self._rows[place] = np.zeros((), ROW)
        self._usual = None
        return place

    def _forget(self, place: int) -> None:
        """Give the place of the last one to the others' least recently heard, whose own is free then."""
        name, last = self._names[place], self._names.pop()
        self._rows[place] = self._rows[len(self._names)]
        del self._places[name]
        if last != name:
            self._names[place], self._places[last] = last, place
        self._usual = None
        self.dropped += 1
        self.touched.discard(name)
        self.forgotten.add(name)
