"""What a stage says of itself in metrics: each record once in, once out, and the age of the oldest."""

import time
from collections.abc import Callable

from streams import metrics
from streams.agents.ledger import Place
from streams.metrics import Outcome
from streams.topics import Stage


class Accounts:
    """The metrics of one stage; see streams.metrics for the law that they obey.

    `unsettled` says how many records of the source are in hand; it is asked at each scrape, in its thread.
    """

    def __init__(self, stage: Stage, *, unsettled: Callable[[], int]) -> None:
        self._stage = stage
        self._received = metrics.RECEIVED.labels(stage)
        self._canaries = metrics.CANARIES_RECEIVED.labels(stage)
        self._seconds = metrics.SECONDS.labels(stage)
        self._in_hand = metrics.IN_HAND.labels(stage)
        self._last = metrics.LAST_PROCESSED.labels(stage)
        self._places: set[Place] = set()
        metrics.UNSETTLED.labels(stage).set_function(unsettled)
        for outcome, kinds in metrics.KINDS[stage].items():
            for kind in kinds:
                metrics.OUTCOMES.labels(stage, outcome, kind)

    def received(self) -> None:
        """A record was taken up."""
        self._received.inc()

    def canary(self) -> None:
        """The record just taken up is a canary; said at once, so that hardly a scrape sees one without it."""
        self._canaries.inc()

    def settled(self, outcome: Outcome, kind: str, *, seconds: float) -> None:
        """A record was finished with, `seconds` after it was taken up."""
        metrics.OUTCOMES.labels(self._stage, outcome, kind).inc()
        self._seconds.observe(seconds)
        self._last.set(time.time())

    def returned(self, records: int) -> None:
        """So many records in hand went away with their partitions and will come again."""
        if records:
            metrics.OUTCOMES.labels(self._stage, Outcome.RETURNED, "rebalance").inc(records)

    def standing(self, *, in_hand: int, ages: dict[Place, float], lags: dict[Place, int]) -> None:
        """How things stand now; partitions that went away lose their gauges."""
        self._in_hand.set(in_hand)
        for place in self._places - ages.keys():
            metrics.OLDEST_UNACKNOWLEDGED.remove(self._stage, place.topic, str(place.partition))
            metrics.CONSUMER_LAG.remove(self._stage, place.topic, str(place.partition))
        for place, age in ages.items():
            labels = (self._stage, place.topic, str(place.partition))
            metrics.OLDEST_UNACKNOWLEDGED.labels(*labels).set(age)
            metrics.CONSUMER_LAG.labels(*labels).set(lags.get(place, 0))
        self._places = set(ages)
