"""Dedup alone: one worker through a raw topic that is full already."""

from collections.abc import Sequence

from streams.domain.article import RawArticle
from streams.topics import Stage
from tests.bench.figures import Bar, Result, Stretch, figures_of, stretch
from tests.bench.rig import BROKER, DEDUP, Rig, await_ready, counting, processes, sampled
from tests.line import workers

WORDS = 900


def measure(rig: Rig, articles: Sequence[RawArticle], *, repetitions: int) -> Result:
    """Return articles a second of one dedup worker, and what each cost it and the broker."""
    runs = [_run(rig, articles) for _ in range(repetitions)]
    of = [[run.cpu_ms[role] for run in runs] for role in (DEDUP, BROKER)]
    return Result(
        f"dedup alone: one worker, {len(articles):,} articles of {WORDS} words",
        (
            figures_of("articles", "1/s", [run.per_s for run in runs], bar=Bar(least=900)),
            figures_of("CPU of the dedup worker", "ms/article", of[0], bar=Bar(most=2.0)),
            figures_of("CPU of the broker", "ms/article", of[1]),
        ),
    )


def _run(rig: Rig, articles: Sequence[RawArticle]) -> Stretch:
    deployment = rig.deployment()
    rig.preload(deployment, articles)
    topics = deployment.topics()
    with (
        workers(rig.worker(Stage.DEDUP, deployment)) as (worker,),
        counting(deployment, topics.unique, topics.duplicates) as done,
    ):
        await_ready(worker)
        pids = processes(rig.broker, dedup=worker)
        return stretch(sampled(done, pids, until=len(articles), check=worker.ready))
