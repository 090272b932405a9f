"""What workers use of a core while nothing arrives."""

import time

from streams.topics import Stage
from tests.bench.figures import Bar, Result, figures_of
from tests.bench.procfs import cpu_s
from tests.bench.rig import DEDUP, Rig, await_ready, processes
from tests.line import workers

SETTLE_S, IDLE_S = 8.0, 20.0


def measure(rig: Rig) -> Result:
    """Return the share of a core that each process of the line uses, over 20 s without an article."""
    deployment = rig.deployment()
    with workers(*(rig.worker(stage, deployment) for stage in (Stage.DEDUP, Stage.ENRICH))) as (
        dedup,
        enrich,
    ):
        await_ready(dedup, enrich)
        time.sleep(SETTLE_S)
        pids = processes(rig.broker, dedup=dedup, enrich=enrich)
        before = {role: cpu_s(*of) for role, of in pids.items()}
        time.sleep(IDLE_S)
        used = {role: 100 * (cpu_s(*of) - before[role]) / IDLE_S for role, of in pids.items()}
    bars = {DEDUP: Bar(most=2.0)}
    return Result(
        f"idle: both workers for {IDLE_S:.0f} s without an article",
        tuple(figures_of(role, "% of a core", [value], bar=bars.get(role)) for role, value in used.items()),
    )
