"""Dedup by two workers beside one: how much of a second worker arrives, on the cores that there are.

Or on parts of them: where each worker is held to a share of a core, the rest is the broker's.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from threading import Thread

from streams.domain.article import RawArticle
from streams.topics import Stage
from tests.bench.dedup import WORDS
from tests.bench.figures import Result, Stretch, figures_of, stretch
from tests.bench.quota import held_to
from tests.bench.rig import BROKER, Rig, await_ready, counting, processes, sampled
from tests.line import Worker, workers

NAMES = ("first", "second")


def measure(rig: Rig, articles: Sequence[RawArticle], *, repetitions: int, share: float | None) -> Result:
    """Return articles a second of one worker and of two, in turns, and how many times as many two pass.

    `share` is what each worker may have of a core, None for what it gets.
    """
    runs = [
        (_run(rig, articles, 1, share=share), _run(rig, articles, 2, share=share)) for _ in range(repetitions)
    ]
    one, two = ([run.per_s for run in each] for each in zip(*runs, strict=True))
    return Result(
        f"dedup by two workers, {len(articles):,} articles of {WORDS} words",
        (
            figures_of("one worker", "1/s", one),
            figures_of("two workers", "1/s", two),
            figures_of("two to one", "times", [b / a for a, b in zip(one, two, strict=True)]),
            figures_of("CPU of everything, one", "ms/article", [sum(a.cpu_ms.values()) for a, _ in runs]),
            figures_of("CPU of everything, two", "ms/article", [sum(b.cpu_ms.values()) for _, b in runs]),
            figures_of("of that the broker, two", "ms/article", [b.cpu_ms[BROKER] for _, b in runs]),
        ),
        (
            f"each worker is held to {share} of a core" if share else "the broker shares the cores",
            "articles are sent while they are worked on, by one process more",
        ),
    )


def _run(rig: Rig, articles: Sequence[RawArticle], count: int, *, share: float | None) -> Stretch:
    """Run with workers that have their partitions before the first article comes."""
    deployment = rig.deployment()
    topics = deployment.topics()
    folder = rig.folder / deployment.topic_prefix
    crew = {name: Worker(Stage.DEDUP, deployment, folder / name) for name in NAMES[:count]}
    with (
        workers(*crew.values()),
        counting(deployment, topics.unique, topics.duplicates) as done,
        ExitStack() as held,
    ):
        await_ready(*crew.values())
        pids = processes(rig.broker, **crew)
        if share:
            for name in crew:
                held.enter_context(held_to(share, *pids[f"{name} worker"]))
        feeding = Thread(target=rig.preload, args=(deployment, articles))
        feeding.start()
        samples = sampled(done, pids, until=len(articles), check=lambda: await_ready(*crew.values()))
        feeding.join()
        return stretch(samples)
