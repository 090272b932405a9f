"""The whole line: dedup and enrich together on a raw topic that is full already, beside bare nlp.pipe.

Everything is measured from the moment that both workers take records up until the last article is out, so
that nothing of dedup's work, which runs ahead, is left out. The broker's share includes taking the raw
records in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.domain.article import RawArticle
from streams.settings import Settings
from streams.topics import Stage
from tests.bench.figures import Bar, Result, Stretch, figures_of, stretch
from tests.bench.rig import BROKER, DEDUP, ENRICH, MODEL, Rig, await_ready, counting, processes, sampled
from tests.bench.single import bare_pipe
from tests.line import Worker, committed, wait_for, workers

WORDS = 400
SETTLED_S_MAX = 120.0
RATIO = "line / bare nlp.pipe"


@dataclass(frozen=True, slots=True)
class _Run:
    """One repetition: the line's, what bare nlp.pipe did after it, and what taking raw in cost the broker."""

    line: Stretch
    bare: Stretch
    raw_ms: float


def measure(rig: Rig, articles: Sequence[RawArticle], *, repetitions: int) -> Result:
    """Return articles a second end to end, what each cost every process, and the same of bare nlp.pipe."""
    runs = [_run(rig, articles) for _ in range(repetitions)]
    cpu = {role: [run.line.cpu_ms[role] for run in runs] for role in (DEDUP, ENRICH, MODEL)}
    broker = [run.line.cpu_ms[BROKER] + run.raw_ms for run in runs]
    return Result(
        f"the line: both workers, {len(articles):,} articles of {WORDS} words",
        (
            figures_of("articles, raw to enriched", "1/s", [run.line.per_s for run in runs]),
            figures_of("articles, bare nlp.pipe on one core", "1/s", [run.bare.per_s for run in runs]),
            figures_of(RATIO, "", [run.line.per_s / run.bare.per_s for run in runs]),
            figures_of(f"CPU of the {BROKER}", "ms/article", broker, bar=Bar(most=1.0)),
            *(figures_of(f"CPU of the {role}", "ms/article", values) for role, values in cpu.items()),
            figures_of("CPU of bare nlp.pipe", "ms/article", [run.bare.cpu_ms[MODEL] for run in runs]),
        ),
    )


def _run(rig: Rig, articles: Sequence[RawArticle]) -> _Run:
    deployment = rig.deployment()
    raw_ms = 1000 * rig.preload(deployment, articles) / len(articles)
    topics = deployment.topics()
    dedup, enrich = (rig.worker(stage, deployment) for stage in (Stage.DEDUP, Stage.ENRICH))
    with workers(enrich), counting(deployment, topics.enriched, topics.duplicates) as done:
        await_ready(enrich)
        with workers(dedup):
            await_ready(dedup)
            pids = processes(rig.broker, dedup=dedup, enrich=enrich)
            samples = sampled(done, pids, until=len(articles), check=lambda: dedup.ready() and enrich.ready())
            _await_settled(deployment, len(articles), dedup)
    return _Run(stretch(samples), bare_pipe(articles), raw_ms)


def _await_settled(deployment: Settings, articles: int, dedup: Worker) -> None:
    """Return once every raw record is acknowledged: a run that left some behind would be no measurement."""
    group = f"{deployment.topic_prefix}newswire-{Stage.DEDUP}"
    wait_for(
        lambda: committed(deployment, group, deployment.topics().raw) >= articles or dedup.has_ended,
        within_s=SETTLED_S_MAX,
        what="every raw record is acknowledged",
    )
