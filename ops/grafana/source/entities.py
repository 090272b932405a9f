"""What enrich reads: which articles get their names, how fast, and which nobody can read."""

from ops.grafana.source.limits import above, objective
from ops.grafana.source.panel import (
    COUNT,
    RECORDS_PER_S,
    SECONDS,
    SHARE,
    Dashboard,
    Panel,
    Query,
    row_of_numbers,
)
from ops.grafana.source.queries import last_hour, latency, outcomes, per_second

_NUMBERS = row_of_numbers(
    Panel(
        "Read",
        "Articles of the last hour that were published with the names in them, new ones and revisions.",
        COUNT,
        (last_hour('stage="enrich",kind=~"enriched|revision"', "last hour"),),
    ),
    Panel(
        "Passed on unread",
        "Articles of the last hour in a language that no pipeline serves. Add one to NEWSWIRE_SPACY_MODEL.",
        COUNT,
        (last_hour('stage="enrich",kind="unread"', "last hour"),),
    ),
    Panel(
        "Too slow",
        f"Share of the last hour's articles whose names were out {objective('alerted').at:g} s after their "
        "receipt, or later; 1 % may.",
        SHARE,
        (Query('line:newswire_slow:ratio_rate1h{to="alerted"}', "last hour"),),
        limits=(above("LatencyBudgetBurningSlowly"), above("LatencyBudgetBurningFast")),
        alerts=("LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly"),
    ),
    Panel(
        "Waiting to be read",
        "Articles on news.articles.unique.v1 that no worker has taken up.",
        COUNT,
        (Query('stage:newswire_consumer_lag_records:sum{stage="enrich"}', "now"),),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing",),
    ),
)

_LINES = (
    Panel(
        "What is published?",
        "Articles a second: enriched for the first time, revisions, and those passed on unread.",
        RECORDS_PER_S,
        (outcomes('stage="enrich",outcome="forwarded"', by="kind", legend="{{kind}}"),),
        alerts=("StageStalled",),
    ),
    Panel(
        "Which languages does nobody read?",
        "Articles a second passed on without names, by language. Empty: every article could be read.",
        RECORDS_PER_S,
        (per_second("newswire_unread_total", "", by="language", legend="{{language}}"),),
    ),
    Panel(
        "How long until its names are out?",
        "Seconds from an article's receipt to Kafka having all its mentions; 99 of 100 are to be below the "
        "line. What of it is reading shows on Stage.",
        SECONDS,
        latency('to="alerted"', 0.5, 0.9, 0.99),
        limits=(objective("alerted"),),
        alerts=("LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly"),
    ),
    Panel(
        "How much waits to be read?",
        "Articles by partition. All of them growing: add a worker; one of them: that partition is stuck.",
        COUNT,
        (
            Query(
                'sum by (partition) (newswire_consumer_lag_records{stage="enrich"})',
                "partition {{partition}}",
            ),
        ),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing",),
    ),
    Panel(
        "What can the model not read?",
        "Dead letters of enrich a second, by reason; model_failed is a text on which the model died or hung.",
        RECORDS_PER_S,
        (outcomes('stage="enrich",outcome="rejected"', by="kind", legend="{{kind}}"),),
        alerts=("DeadLettersRising",),
    ),
    Panel(
        "How much is being read?",
        "Articles taken up and not published. At its bound for long: the model is what is slow.",
        COUNT,
        (Query('sum(newswire_in_hand{stage="enrich"})', "in hand"),),
        alerts=("OldestRecordTooOld",),
    ),
)

ENTITIES = Dashboard(
    "entities",
    "Entities",
    "Which articles get the names in them, how fast, and which nobody can read.",
    _NUMBERS + _LINES,
)
