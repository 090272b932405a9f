"""Kafka as the workers see it: does it answer, how much waits where, which partition does not move."""

from ops.grafana.source.limits import above, zero
from ops.grafana.source.panel import (
    COUNT,
    RECORDS_PER_S,
    SECONDS,
    STAGE,
    Dashboard,
    Panel,
    Query,
    row_of_numbers,
)
from ops.grafana.source.queries import outcomes

_WHERE = '{stage=~"$stage"}'
_OLDEST = f"max by (stage, topic, partition) (newswire_oldest_unacknowledged_seconds{_WHERE})"

_NUMBERS = row_of_numbers(
    Panel(
        "Does Kafka answer?",
        "Whether it answered each stage's workers, all of them, when last asked; they ask every 5 seconds.",
        COUNT,
        (Query(f"min by (stage) (newswire_broker_reachable{_WHERE})", "{{stage}}"),),
        limits=(zero("BrokerUnreachable"),),
        alerts=("BrokerUnreachable",),
        words=(("0", "no"), ("1", "yes")),
    ),
    Panel(
        "Lag",
        "Records that wait in Kafka for each stage.",
        COUNT,
        (Query(f"stage:newswire_consumer_lag_records:sum{_WHERE}", "{{stage}}"),),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing",),
    ),
    Panel(
        "Oldest uncommitted",
        "Age of the oldest record in hand; nothing after it on its partition is committed.",
        SECONDS,
        (Query(f"max by (stage) (newswire_oldest_unacknowledged_seconds{_WHERE})", "{{stage}}"),),
        limits=(above("OldestRecordTooOld"),),
        alerts=("OldestRecordTooOld",),
    ),
    Panel(
        "Partitions held",
        "Partitions that the workers of a stage have between them, over all topics that it reads.",
        COUNT,
        (Query(f"count by (stage) (newswire_consumer_lag_records{_WHERE})", "{{stage}}"),),
        alerts=("WorkerNotReady",),
    ),
)

_LINES = (
    Panel(
        "How much waits, by topic?",
        "Records that are on a topic and were not taken up. Growing for a quarter of an hour: add a worker.",
        COUNT,
        (Query(f"sum by (stage, topic) (newswire_consumer_lag_records{_WHERE})", "{{stage}}: {{topic}}"),),
        limits=(above("LagGrowing"),),
        alerts=("LagGrowing",),
    ),
    Panel(
        "Where does most wait?",
        "The five partitions with the greatest lag at each moment. Always the same one: it is stuck.",
        COUNT,
        (Query(f"topk(5, newswire_consumer_lag_records{_WHERE})", "{{topic}} [{{partition}}]"),),
        alerts=("StageStalled", "LagGrowing"),
    ),
    Panel(
        "Which partition is stuck?",
        "Age of the oldest record in hand, on the five partitions where it is greatest. Above the line: "
        "restart that worker, nothing is lost.",
        SECONDS,
        (Query(f"topk(5, {_OLDEST})", "{{topic}} [{{partition}}]"),),
        limits=(above("OldestRecordTooOld"),),
        alerts=("OldestRecordTooOld",),
    ),
    Panel(
        "Who has how many partitions?",
        "Partitions by worker. A step is a rebalance; steps without end are a group that never settles.",
        COUNT,
        (
            Query(
                f"count by (stage, instance) (newswire_consumer_lag_records{_WHERE})",
                "{{stage}} {{instance}}",
            ),
        ),
        alerts=("WorkerNotReady",),
    ),
    Panel(
        "When did Kafka not answer?",
        "1 while Kafka answers the worker, else 0. All at once: look at Kafka; one: at its network.",
        COUNT,
        (Query(f"min by (stage, instance) (newswire_broker_reachable{_WHERE})", "{{stage}} {{instance}}"),),
        limits=(zero("BrokerUnreachable"),),
        alerts=("BrokerUnreachable",),
    ),
    Panel(
        "What do rebalances send back?",
        "Records a second that were in hand when their partition went to another worker. They come again.",
        RECORDS_PER_S,
        (outcomes('stage=~"$stage",outcome="returned"', by="stage", legend="{{stage}}"),),
        alerts=("StageStalled",),
    ),
)

KAFKA = Dashboard(
    "kafka",
    "Kafka",
    "Kafka as the workers see it: does it answer, how much waits where, which partition does not move.",
    _NUMBERS + _LINES,
    (STAGE,),
)
