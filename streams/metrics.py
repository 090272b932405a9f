"""Every metric, once; names follow Prometheus: one prefix, base units, `_total` on counters, enums as labels.

The law they obey, per stage, once it is idle:
    received = forwarded + suppressed + rejected + returned
where `returned` counts what was in hand when a rebalance took its partition away: it comes again, to whoever
has the partition then, and is received again. While it works, `newswire_unsettled_records` is the difference.
"""

from enum import StrEnum

from prometheus_client import Counter, Gauge, Histogram

from streams.errors import Reason
from streams.topics import Stage


class Outcome(StrEnum):
    """What became of a record that a stage received: exactly one of these, once."""

    FORWARDED = "forwarded"
    SUPPRESSED = "suppressed"
    REJECTED = "rejected"
    RETURNED = "returned"


# Every kind that an outcome has, so that each series is there from the start: a first rejection must be a
# rise from 0, and no query may answer with nothing because nothing has gone wrong yet.
_FAILED = {Outcome.REJECTED: tuple(Reason), Outcome.RETURNED: ("rebalance",)}
KINDS: dict[Stage, dict[Outcome, tuple[str, ...]]] = {
    Stage.DEDUP: {
        Outcome.FORWARDED: ("unique", "revision", "canary"),
        Outcome.SUPPRESSED: ("duplicate", "repeat", "redelivered", "canary"),
        **_FAILED,
    },
    Stage.ENRICH: {Outcome.FORWARDED: ("enriched", "revision", "unread", "canary"), **_FAILED},
    # The watcher passes nothing on: what it heard in time is what it was for.
    Stage.WATCH: {
        Outcome.FORWARDED: ("heard",),
        Outcome.SUPPRESSED: ("late", "unreadable", "canary"),
        Outcome.RETURNED: ("rebalance",),
    },
}

STAGE_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
# Wide: a feed may tell of an article hours after it was published.
LATENCY_BUCKETS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 10800, 21600, 86400)

RECEIVED = Counter(
    "newswire_received",
    "Records a stage took up. Flat while its topic grows: the stage is stalled, see /livez.",
    ["stage"],
)
CANARIES_RECEIVED = Counter(
    "newswire_canaries_received",
    "Of newswire_received_total, the watcher's canaries: no news. Flat while it sends: see CanaryLost.",
    ["stage"],
)
OUTCOMES = Counter(
    "newswire_outcomes",
    "What became of the records a stage took up, once each. Once idle, the sum equals "
    "newswire_received_total. A rise of rejected: read news.dead.<stage>.v1.",
    ["stage", "outcome", "kind"],
)
UNREAD = Counter(
    "newswire_unread",
    "Articles passed on without names, by their language: no pipeline serves it. To have them read, "
    "add one to NEWSWIRE_SPACY_MODEL.",
    ["language"],
)
IN_HAND = Gauge(
    "newswire_in_hand",
    "Records taken up and not settled yet. At its bound for long: what comes after is slow.",
    ["stage"],
)
UNSETTLED = Gauge(
    "newswire_unsettled_records",
    "Records of a stage's own topic that were taken up and have no outcome yet: received less all outcomes. "
    "A difference that stays is a record lost or counted twice.",
    ["stage"],
)
SECONDS = Histogram(
    "newswire_stage_seconds",
    "Seconds from taking a record up to settling it.",
    ["stage"],
    buckets=STAGE_BUCKETS_S,
)
LATENCY = Histogram(
    "newswire_latency_seconds",
    "Seconds from published or received until Kafka had an article's unique record, its enriched one, or "
    "that and every mention (alerted); each version once. Slow: find out where in docs/latency.md.",
    ["since", "to"],
    buckets=LATENCY_BUCKETS_S,
)
LATENCY_LEFT_OUT = Counter(
    "newswire_latency_left_out",
    "Versions that newswire_latency_seconds leaves out: without that time, with one ahead or over a day old, "
    "revisions since published. A rise of ahead: look at the clocks.",
    ["since", "to", "reason"],
)
LAST_PROCESSED = Gauge(
    "newswire_last_processed_timestamp_seconds",
    "When a stage last settled a record (Unix time). Old while its lag is above zero: the stage is stuck.",
    ["stage"],
)
OLDEST_UNACKNOWLEDGED = Gauge(
    "newswire_oldest_unacknowledged_seconds",
    "Age of the oldest record in hand, per partition. Growing: that "
    "partition is stuck; restart the worker and read its log.",
    ["stage", "topic", "partition"],
)
CONSUMER_LAG = Gauge(
    "newswire_consumer_lag_records",
    "Records of a partition that the stage has not taken up yet.",
    ["stage", "topic", "partition"],
)
READY = Gauge(
    "newswire_ready",
    "1 while /readyz says so, else 0. Stays 0: ask /readyz why, then read the log.",
    ["stage"],
)
BROKER_REACHABLE = Gauge(
    "newswire_broker_reachable",
    "1 while Kafka answers this process, asked every 5 seconds, else 0. "
    "Stays 0: look at Kafka, then at the network.",
    ["stage"],
)
DATA_FREE = Gauge(
    "newswire_data_free_bytes",
    "Free bytes where NEWSWIRE_DATA_DIR is. Falls towards 0: make room, or the worker stops.",
    ["stage"],
)
DATA_SIZE = Gauge(
    "newswire_data_size_bytes", "All bytes of the file system on which NEWSWIRE_DATA_DIR is.", ["stage"]
)
INGESTED = Counter("newswire_ingested", "Articles confirmed by the broker, per kind of source.", ["kind"])
INGEST_REFUSED = Counter(
    "newswire_ingest_refused",
    "Lines, entries or feeds that were not an article, by reason; the log has the place.",
    ["kind", "reason"],
)
FEED_POLLS = Counter(
    "newswire_feed_polls",
    "Polls of feeds, by how they ended. A rise of failed: the log names the feeds and why.",
    ["outcome"],
)
FEEDS = Gauge(
    "newswire_feeds",
    "Feeds by state: ok, failing (the last poll failed), down (none has succeeded for over an hour since one "
    "failed), quiet (nothing new for a day). The log names them.",
    ["state"],
)
SOURCES = Gauge(
    "newswire_sources",
    "Sources by what the watcher makes of them: learning, ok, silent, flooding. Which ones: "
    "'newswire tail sources.events'.",
    ["state"],
)
SOURCE_EVENTS = Counter(
    "newswire_source_events",
    "What the watcher told of sources: silent, heard_again, flooding, flood_over. Many at once: look at the "
    "feed as a whole.",
    ["kind"],
)
SOURCES_DROPPED = Counter(
    "newswire_sources_dropped",
    "Sources forgotten for others, as there are more than NEWSWIRE_WATCH_SOURCES_MAX. Rises: raise that.",
)
CANARY_SECONDS = Histogram(
    "newswire_canary_seconds",
    "Seconds from sending a canary until the watcher had it back from dedup (unique), or with all its "
    "mentions from enrich (alerted). Slow while little news comes: the line itself is.",
    ["to"],
    buckets=STAGE_BUCKETS_S,
)
CANARY_SENT = Counter(
    "newswire_canary_sent", "Canaries that the watcher sent. Flat: it does not act, see its log."
)
CANARY_LOST = Counter(
    "newswire_canary_lost",
    "Canaries not back within NEWSWIRE_CANARY_LOST_S; the watcher's log says where each was seen last.",
)
CANARY_REPEATED = Counter(
    "newswire_canary_repeated", "Canaries that came back once more from a stage: it was delivered twice."
)
