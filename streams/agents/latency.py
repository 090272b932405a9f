"""How long news took from published and received to what a stage has had confirmed, in metrics."""

import time
from collections.abc import Callable

from streams import metrics
from streams.domain.article import Article
from streams.domain.entities import EnrichedArticle
from streams.domain.latency import LeftOut, Reached, Since, latency


class Latencies:
    """The latencies of one stage: a version of an article counts once for each exit, or is left out."""

    def __init__(self, *exits: Reached, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        # Kept: to look a series up by its labels costs as much as all the rest.
        self._measured = {
            (since, reached): metrics.LATENCY.labels(since, reached) for reached in exits for since in Since
        }
        for reached in exits:
            for since in Since:
                for why in LeftOut:
                    metrics.LATENCY_LEFT_OUT.labels(since, reached, why)

    def note(self, article: Article | EnrichedArticle, reached: Reached, *, revision: int) -> None:
        """Note that Kafka has this version of an article there by now."""
        now_s = self._clock()
        for since in Since:
            found = latency(article, since, revision=revision, now_s=now_s)
            if isinstance(found, LeftOut):
                metrics.LATENCY_LEFT_OUT.labels(since, reached, found).inc()
            else:
                self._measured[since, reached].observe(found)
