"""The first dashboard that somebody opens: is the news coming, from whom, how fast, what is suppressed."""

from ops.grafana.source.limits import above, below
from ops.grafana.source.panel import (
    ARTICLES_PER_S,
    COUNT,
    POLLS_PER_S,
    RECORDS_PER_S,
    SECONDS,
    SHARE,
    SOURCE,
    Dashboard,
    Panel,
    Query,
    row_of_numbers,
)
from ops.grafana.source.queries import outcomes, per_second, seconds

_NUMBERS = row_of_numbers(
    Panel(
        "Is the news coming?",
        "Articles that dedup took up in the last hour, whatever their source. None for long: page.",
        COUNT,
        (Query('stage:newswire_received:increase1h{stage="dedup"}', "last hour"),),
        limits=(below("AllFeedsSilent"),),
        alerts=("AllFeedsSilent",),
    ),
    Panel(
        "How fast?",
        "Articles a second that Kafka confirmed to ingest, and that dedup took up, over five minutes.",
        ARTICLES_PER_S,
        (
            Query('sum(rate(newswire_ingested_total{kind=~"$source"}[5m]))', "sent by ingest"),
            Query('sum(rate(newswire_received_total{stage="dedup"}[5m]))', "taken up by dedup"),
        ),
    ),
    Panel(
        "Feeds not well",
        "Feeds whose last poll failed, and feeds with nothing new for a day. The log of ingest names them.",
        COUNT,
        (Query('sum by (state) (newswire_feeds{state=~"failing|quiet"})', "{{state}}"),),
        limits=(above("FeedSilent"),),
        alerts=("FeedSilent",),
    ),
    Panel(
        "How much is suppressed?",
        "Share of what dedup settled in five minutes that is published no second time.",
        SHARE,
        (
            Query(
                'sum(rate(newswire_outcomes_total{stage="dedup",outcome="suppressed"}[5m])) '
                '/ sum(rate(newswire_outcomes_total{stage="dedup",outcome!="returned"}[5m]))',
                "of all settled",
            ),
        ),
    ),
)

_LINES = (
    Panel(
        "How fast does it come?",
        "Articles a second that Kafka confirmed to ingest, by kind of source, and that dedup took up. Apart "
        "for long: other programs send too, or dedup falls behind.",
        ARTICLES_PER_S,
        (
            per_second("newswire_ingested_total", 'kind=~"$source"', by="kind", legend="{{kind}}"),
            per_second("newswire_received_total", 'stage="dedup"', by="", legend="taken up by dedup"),
        ),
        alerts=("AllFeedsSilent",),
    ),
    Panel(
        "What is suppressed?",
        "Records a second that dedup publishes no second time: copies of other articles, articles sent again "
        "without a change, records delivered twice.",
        RECORDS_PER_S,
        (outcomes('outcome="suppressed"', by="kind", legend="{{kind}}"),),
    ),
    Panel(
        "From whom?",
        "Feeds by how they are: ok, failing (the last poll failed), quiet (nothing new for a day). Metrics "
        "name no feed, as there may be thousands; the log of ingest does.",
        COUNT,
        (Query("sum by (state) (newswire_feeds)", "{{state}}"),),
        alerts=("FeedSilent",),
    ),
    Panel(
        "Which sources are well?",
        "Sources by what the watcher makes of them: learning, ok, silent, flooding. Metrics name none; "
        "newswire tail sources.events does.",
        COUNT,
        (Query("max by (state) (newswire_sources)", "{{state}}"),),
        alerts=("SourceSilent", "SourceFlooding", "NobodyWatches"),
    ),
    Panel(
        "What happened to sources?",
        "What the watcher told of sources in an hour, by kind. Many at once: look at the feed as a whole.",
        COUNT,
        (Query("sum by (kind) (increase(newswire_source_events_total[1h]))", "{{kind}}"),),
        alerts=("SourceSilent", "SourceFlooding"),
    ),
    Panel(
        "How do polls end?",
        "Polls of feeds a second, by outcome. A rise of failed: the log of ingest names the feeds and why.",
        POLLS_PER_S,
        (per_second("newswire_feed_polls_total", "", by="outcome", legend="{{outcome}}"),),
        alerts=("FeedSilent",),
    ),
    Panel(
        "What is refused at the door?",
        "Lines, entries and feeds a second that were not an article, by reason. The log has the place.",
        RECORDS_PER_S,
        (per_second("newswire_ingest_refused_total", 'kind=~"$source"', by="reason", legend="{{reason}}"),),
    ),
    Panel(
        "How long does an article take?",
        "Seconds from taking a record up to settling it: half of them are faster than p50, 99 of 100 than "
        "p99. Time spent waiting in Kafka is not in it; see Kafka.",
        SECONDS,
        seconds("", 0.5, 0.99),
        alerts=("LatencyBudgetBurningFast",),
    ),
)

FEED = Dashboard(
    "feed",
    "Feed",
    "Is the news coming, from whom, how fast, and what is suppressed?",
    _NUMBERS + _LINES,
    (SOURCE,),
)
