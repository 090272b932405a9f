"""The first dashboard that somebody opens: is the news coming, from whom, how fast, what is suppressed."""

from ops.grafana.source.limits import above, below, objective
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
from ops.grafana.source.queries import latency, outcomes, per_second

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
        "Articles a second",
        "What Kafka confirmed to ingest, and what dedup took up, over five minutes.",
        COUNT,
        (
            Query('sum(rate(newswire_ingested_total{kind=~"$source"}[5m]))', "sent"),
            Query(
                'sum(rate(newswire_received_total{stage="dedup"}[5m])) '
                '- sum(rate(newswire_canaries_received_total{stage="dedup"}[5m]))',
                "taken up",
            ),
        ),
    ),
    Panel(
        "Feeds not well",
        "Feeds of which no poll has succeeded for over an hour (down), and feeds with nothing new for a day "
        "(quiet). The log of ingest names them.",
        COUNT,
        (Query('sum by (state) (newswire_feeds{state=~"down|quiet"})', "{{state}}"),),
        limits=(above("FeedSilent"),),
        alerts=("FeedSilent", "NobodyPolls"),
    ),
    Panel(
        "Suppressed",
        "Share of what dedup settled in five minutes that is published no second time.",
        SHARE,
        (
            Query(
                'sum(rate(newswire_outcomes_total{stage="dedup",outcome="suppressed",kind!="canary"}[5m])) / '
                'sum(rate(newswire_outcomes_total{stage="dedup",outcome!="returned",kind!="canary"}[5m]))',
                "of all settled",
            ),
        ),
    ),
    Panel(
        "Too late",
        f"Share of the last hour's articles that were unique later than {objective('unique').at:g} s after "
        f"their receipt, or alerted later than {objective('alerted').at:g} s after it; 1 % may.",
        SHARE,
        (Query("line:newswire_slow:ratio_rate1h", "{{to}}"),),
        limits=(above("LatencyBudgetBurningSlowly"), above("LatencyBudgetBurningFast")),
        alerts=("LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly"),
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
        "Feeds by how they are: ok, failing (the last poll failed), down (for over an hour), quiet (nothing "
        "new for a day). Metrics name no feed, as there may be thousands; the log of ingest does.",
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
        alerts=("NobodyPolls", "FeedSilent"),
    ),
    Panel(
        "What is refused at the door?",
        "Lines, entries and feeds a second that were not an article, by reason. The log has the place.",
        RECORDS_PER_S,
        (per_second("newswire_ingest_refused_total", 'kind=~"$source"', by="reason", legend="{{reason}}"),),
    ),
    Panel(
        "How old is the news when it is out?",
        "Seconds since ingest received an article, until Kafka had it as unique, enriched, and with all its "
        "mentions (alerted): half are faster than p50, 99 of 100 than p99. Waiting in Kafka is in it.",
        SECONDS,
        latency("", 0.5, 0.99),
        limits=(objective("unique"), objective("alerted")),
        alerts=("LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly"),
    ),
    Panel(
        "How fast is the latency budget spent?",
        f"Share of articles that came later than the objective, unique within {objective('unique').at:g} s "
        f"and alerted within {objective('alerted').at:g} s. Above the red line for an hour: the budget of 30 "
        "days is gone in two.",
        SHARE,
        tuple(
            Query(f"line:newswire_slow:ratio_rate{over}", f"{{{{to}}}} over {over}") for over in ("5m", "1h")
        ),
        limits=(above("LatencyBudgetBurningSlowly"), above("LatencyBudgetBurningFast")),
        alerts=("LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly"),
    ),
    Panel(
        "Do canaries come back?",
        "Share of the canaries of a quarter of an hour that are lost: the watcher sends one a minute through "
        "the whole line. Its log says where each was seen last.",
        SHARE,
        (Query("line:newswire_canary_lost:ratio15m", "lost"),),
        limits=(above("CanaryLost"),),
        alerts=("CanaryLost",),
    ),
    Panel(
        "How long does a canary take?",
        "Seconds from sending a canary until the watcher has it back, from dedup (unique) and with all its "
        "mentions from enrich (alerted): the mean of five minutes.",
        SECONDS,
        (
            Query(
                "sum by (to) (rate(newswire_canary_seconds_sum[5m])) "
                "/ sum by (to) (rate(newswire_canary_seconds_count[5m]))",
                "{{to}}",
            ),
        ),
        limits=(objective("unique"), objective("alerted")),
        alerts=("CanarySlow", "CanaryLost"),
    ),
    Panel(
        "How long after publication?",
        "Seconds since an article was published, as its publisher says, until all its mentions were out. "
        "Most of it is the feed's own delay and the time between two polls.",
        SECONDS,
        latency('to="alerted"', 0.5, 0.9, since="published"),
    ),
    Panel(
        "What is not measured?",
        "Articles a second that have no latency since that time: without the time, with one ahead of the "
        "clock or over a day old, revisions since published. Many ahead: look at the clocks.",
        ARTICLES_PER_S,
        (
            per_second(
                "newswire_latency_left_out_total",
                'to="unique"',
                by="since, reason",
                legend="{{since}} {{reason}}",
            ),
        ),
    ),
)

FEED = Dashboard(
    "feed",
    "Feed",
    "Is the news coming, from whom, how fast, and what is suppressed?",
    _NUMBERS + _LINES,
    (SOURCE,),
)
