"""How a stage does: rates, seconds, backlog, in progress, errors, restarts."""

from ops.grafana.source.limits import above, below
from ops.grafana.source.panel import (
    COUNT,
    RECORDS_PER_S,
    SECONDS,
    SHARE,
    STAGE,
    Dashboard,
    Panel,
    Query,
    row_of_numbers,
)
from ops.grafana.source.queries import outcomes, per_second, seconds

_NUMBERS = row_of_numbers(
    Panel(
        "Workers ready",
        "Workers of each stage that take records up. None: the stage stands still.",
        COUNT,
        (Query('stage:newswire_ready:sum{stage=~"$stage"}', "{{stage}}"),),
        limits=(below("StageWithoutWorker"),),
        alerts=("StageWithoutWorker", "WorkerNotReady"),
    ),
    Panel(
        "Backlog",
        "Records that wait for each stage in Kafka.",
        COUNT,
        (Query('stage:newswire_consumer_lag_records:sum{stage=~"$stage"}', "{{stage}}"),),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing",),
    ),
    Panel(
        "Rejected",
        "Share of what was settled in a quarter of an hour that became a dead letter.",
        SHARE,
        (Query('stage:newswire_rejected:ratio15m{stage=~"$stage"}', "{{stage}}"),),
        limits=(above("DeadLettersRising"),),
        alerts=("DeadLettersRising",),
    ),
    Panel(
        "Unaccounted for",
        "Records received that are neither settled nor in progress, at every scrape of ten minutes: 0.",
        COUNT,
        (
            Query(
                "max by (stage) "
                '(min_over_time(worker:newswire_unaccounted_records:abs{stage=~"$stage"}[10m]))',
                "{{stage}}",
            ),
        ),
        limits=(above("ConservationBroken"),),
        alerts=("ConservationBroken",),
    ),
    Panel(
        "Room on the disk",
        "Share of the disk under NEWSWIRE_DATA_DIR that is free, where it is least.",
        SHARE,
        (Query('min by (stage) (worker:newswire_data_free:ratio{stage=~"$stage"})', "{{stage}}"),),
        limits=(below("DiskFilling"),),
        alerts=("DiskFilling",),
    ),
)

_LINES = (
    Panel(
        "How much is taken up and settled?",
        "Records a second. Taken up but not settled for long: the stage is stuck.",
        RECORDS_PER_S,
        (
            per_second("newswire_received_total", 'stage=~"$stage"', by="stage", legend="{{stage}} taken up"),
            outcomes('stage=~"$stage",outcome!="returned"', by="stage", legend="{{stage}} settled"),
        ),
        alerts=("StageStalled",),
    ),
    Panel(
        "What becomes of it?",
        "Records a second by outcome, each record once. A rise of rejected: read news.dead.<stage>.v1.",
        RECORDS_PER_S,
        (outcomes('stage=~"$stage"', by="stage, outcome", legend="{{stage}} {{outcome}}"),),
        alerts=("DeadLettersRising",),
    ),
    Panel(
        "How long does a record take?",
        "Seconds from taking a record up to settling it: so many of them are faster. Where an article that "
        "comes too late spent its time; how late it comes is on Feed.",
        SECONDS,
        seconds('stage=~"$stage"', 0.5, 0.9, 0.99),
        alerts=("LatencyBudgetBurningFast",),
    ),
    Panel(
        "How much waits?",
        "Records that each stage has not taken up yet. Growing for a quarter of an hour: add a worker.",
        COUNT,
        (Query('sum by (stage) (newswire_consumer_lag_records{stage=~"$stage"})', "{{stage}}"),),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing", "StageStalled"),
    ),
    Panel(
        "How much is in progress?",
        "Records taken up and not settled: in hand, and of those the ones of the stage's own topic.",
        COUNT,
        (
            Query('sum by (stage) (newswire_in_hand{stage=~"$stage"})', "{{stage}} in hand"),
            Query('sum by (stage) (newswire_unsettled_records{stage=~"$stage"})', "{{stage}} unsettled"),
        ),
        alerts=("OldestRecordTooOld",),
    ),
    Panel(
        "What goes wrong?",
        "Records a second that became dead letters, by reason (docs/reference/errors.md).",
        RECORDS_PER_S,
        (outcomes('stage=~"$stage",outcome="rejected"', by="stage, kind", legend="{{stage}} {{kind}}"),),
        alerts=("DeadLettersRising",),
    ),
    Panel(
        "How long have workers been up?",
        "Since each process began. A line that falls to 0 is a restart; one that ends is a worker that went.",
        SECONDS,
        (Query('time() - process_start_time_seconds{job="newswire"}', "{{instance}}"),),
        alerts=("WorkerNotReady",),
    ),
    Panel(
        "What do rebalances send back?",
        "Records a second that were in hand when their partition went to another worker. They come again.",
        RECORDS_PER_S,
        (outcomes('stage=~"$stage",outcome="returned"', by="stage", legend="{{stage}}"),),
    ),
    Panel(
        "Is there room on the disk?",
        "Share of the disk under NEWSWIRE_DATA_DIR that is free, by worker. At 0 the worker stops.",
        SHARE,
        (Query('worker:newswire_data_free:ratio{stage=~"$stage"}', "{{stage}} {{instance}}"),),
        limits=(below("DiskFilling"),),
        alerts=("DiskFilling",),
    ),
)

STAGES = Dashboard(
    "stage",
    "Stage",
    "How each stage does: rates, seconds, backlog, in progress, errors, restarts.",
    _NUMBERS + _LINES,
    (STAGE,),
)
