"""What dedup decides about articles, how fast, and whether the share of copies is one that can be right."""

from ops.grafana.source.limits import above, below, objective
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
from ops.grafana.source.queries import last_hour, latency, outcomes

_BAND = (below("DuplicatesRatioOutOfBand"), above("DuplicatesRatioOutOfBand"))

_NUMBERS = row_of_numbers(
    Panel(
        "Share of copies",
        "Of the articles of six hours that were new, how many were copies of another.",
        SHARE,
        (Query("stage:newswire_duplicates:ratio6h", "six hours"),),
        limits=_BAND,
        alerts=("DuplicatesRatioOutOfBand",),
    ),
    Panel(
        "Stories",
        "Articles of the last hour that are published as new.",
        COUNT,
        (last_hour('stage="dedup",kind="unique"', "last hour"),),
    ),
    Panel(
        "Copies",
        "Articles of the last hour that are a copy of another; news.articles.duplicates.v1 says of which.",
        COUNT,
        (last_hour('stage="dedup",kind="duplicate"', "last hour"),),
    ),
    Panel(
        "Revisions",
        "New versions of the last hour; news.articles.revisions.v1 says what changed in each.",
        COUNT,
        (last_hour('stage="dedup",kind="revision"', "last hour"),),
    ),
)

_LINES = (
    Panel(
        "What is decided?",
        "Records a second by verdict: unique, a revision, a duplicate of another article, a repeat of the "
        "same one, or redelivered by Kafka.",
        RECORDS_PER_S,
        (outcomes('stage="dedup",outcome=~"forwarded|suppressed"', by="kind", legend="{{kind}}"),),
        alerts=("StageStalled",),
    ),
    Panel(
        "What share are copies?",
        "Of new articles, over five minutes and over six hours. Between the lines is what a mix of agencies "
        "and papers has; outside of them, copies pass or stories are held back.",
        SHARE,
        (
            Query(
                'sum(rate(newswire_outcomes_total{stage="dedup",kind="duplicate"}[5m])) '
                '/ sum(rate(newswire_outcomes_total{stage="dedup",kind=~"unique|duplicate"}[5m]))',
                "five minutes",
            ),
            Query("stage:newswire_duplicates:ratio6h", "six hours"),
        ),
        limits=_BAND,
        alerts=("DuplicatesRatioOutOfBand",),
    ),
    Panel(
        "How long does a verdict take?",
        "Seconds from an article's receipt to Kafka having it as unique; 99 of 100 are to be below the line.",
        SECONDS,
        latency('to="unique"', 0.5, 0.9, 0.99),
        limits=(objective("unique"),),
        alerts=("LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly"),
    ),
    Panel(
        "How much waits for a verdict?",
        "Records by topic: articles that are not taken up, questions to the index and its answers.",
        COUNT,
        (Query('sum by (topic) (newswire_consumer_lag_records{stage="dedup"})', "{{topic}}"),),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing",),
    ),
    Panel(
        "What can be no article?",
        "Dead letters of dedup a second, by reason (docs/reference/errors.md); see news.dead.dedup.v1.",
        RECORDS_PER_S,
        (outcomes('stage="dedup",outcome="rejected"', by="kind", legend="{{kind}}"),),
        alerts=("DeadLettersRising",),
    ),
    Panel(
        "How much is being decided?",
        "Records taken up and not settled. At its bound for long: the index or Kafka is slow.",
        COUNT,
        (
            Query('sum(newswire_in_hand{stage="dedup"})', "in hand"),
            Query('sum(newswire_unsettled_records{stage="dedup"})', "articles without a verdict"),
        ),
        alerts=("OldestRecordTooOld",),
    ),
)

DEDUPLICATION = Dashboard(
    "deduplication",
    "Deduplication",
    "What dedup decides about articles, how fast, and whether the share of copies can be right.",
    _NUMBERS + _LINES,
)
