"""What the sentinel says of itself in metrics; see streams.metrics for the law that they obey."""

import time
from collections.abc import Callable, Mapping

from streams import metrics
from streams.domain.judging import State
from streams.domain.sentinel import Sentinel
from streams.domain.source_event import Happening
from streams.metrics import Outcome
from streams.topic import Topic
from streams.topics import Stage


class Accounts:
    """The metrics of the sentinel; `unsettled` says how many records wait to be heard."""

    def __init__(self, *, unsettled: Callable[[], int]) -> None:
        metrics.UNSETTLED.labels(Stage.WATCH).set_function(unsettled)
        for outcome, kinds in metrics.KINDS[Stage.WATCH].items():
            for kind in kinds:
                metrics.OUTCOMES.labels(Stage.WATCH, outcome, kind)
        for happening in Happening:
            metrics.SOURCE_EVENTS.labels(happening)
        self._received = metrics.RECEIVED.labels(Stage.WATCH)

    def received(self) -> None:
        """A record was read."""
        self._received.inc()

    def heard(self, counted: bool) -> None:
        """An article was heard, in time or too late to teach anything."""
        self._settled(*((Outcome.FORWARDED, "heard") if counted else (Outcome.SUPPRESSED, "late")))

    def passed_over(self, kind: str) -> None:
        """A record is no news of a source: `unreadable`, or a `canary`."""
        self._settled(Outcome.SUPPRESSED, kind)

    def ended(self, waiting: int, topic: Topic) -> None:
        """The sentinel ends, and so many records come again."""
        metrics.OUTCOMES.labels(Stage.WATCH, Outcome.RETURNED, "rebalance").inc(waiting)
        metrics.UNSETTLED.labels(Stage.WATCH).set_function(lambda: 0)
        for state in State:
            metrics.SOURCES.labels(state.name.lower()).set(0)
        self.lags(topic.name, dict.fromkeys(range(topic.partitions), 0))

    def standing(self, sentinel: Sentinel) -> None:
        """How the sources stand now."""
        for state, sources in sentinel.states().items():
            metrics.SOURCES.labels(state.name.lower()).set(sources)
        metrics.SOURCES_DROPPED.inc(sentinel.dropped)
        sentinel.dropped = 0

    def lags(self, topic: str, left: Mapping[int, int]) -> None:
        """So many records of each partition are not read yet."""
        for partition, records in left.items():
            metrics.CONSUMER_LAG.labels(Stage.WATCH, topic, str(partition)).set(max(0, records))

    def _settled(self, outcome: Outcome, kind: str) -> None:
        metrics.OUTCOMES.labels(Stage.WATCH, outcome, kind).inc()
        metrics.LAST_PROCESSED.labels(Stage.WATCH).set(time.time())
