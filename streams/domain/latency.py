"""How long news took: seconds from a time that an article carries, or why that time measures nothing.

Times are stamped on other machines, so that two clocks take part in each: one that is a second ahead at most
counts as no time at all. What is more than a day old comes of a backfill or of a long outage.
"""

from datetime import UTC, datetime
from enum import StrEnum

from streams.domain.article import Article
from streams.domain.entities import EnrichedArticle

AHEAD_S_MAX, OLD_S_MAX = 1.0, 24 * 3600.0


class Since(StrEnum):
    """What is counted from: when its publisher says that it was published, when ingest received it."""

    PUBLISHED = "published"
    RECEIVED = "received"


class Reached(StrEnum):
    """What Kafka has confirmed: the unique record; the enriched record; that and every mention record."""

    UNIQUE = "unique"
    ENRICHED = "enriched"
    ALERTED = "alerted"


class LeftOut(StrEnum):
    """Why a time measures nothing.

    `revision`: the time of publication is most often that of the first version.
    """

    ABSENT = "absent"
    AHEAD = "ahead"
    OLD = "old"
    REVISION = "revision"


def latency(
    article: Article | EnrichedArticle, since: Since, *, revision: int, now_s: float
) -> float | LeftOut:
    """Return the seconds, 0 to a day, from a time of the article to `now_s`, counted from 1970 UTC."""
    if since is Since.RECEIVED:
        return _between(article.received_at, now_s)
    if revision > 1:
        return LeftOut.REVISION
    return _between(article.published_at, now_s)


def _between(moment: datetime | None, now_s: float) -> float | LeftOut:
    if moment is None:
        return LeftOut.ABSENT
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # as the codec writes it
    seconds = now_s - known.timestamp()
    if seconds < -AHEAD_S_MAX:
        return LeftOut.AHEAD
    return LeftOut.OLD if seconds > OLD_S_MAX else max(0.0, seconds)
