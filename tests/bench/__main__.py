"""`python -m tests.bench`: measure the line on this machine and say which bars it keeps."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from streams.domain.article import RawArticle
from streams.errors import Misconfigured
from tests.bench import (
    breakdown,
    dedup,
    idle,
    latency,
    line,
    pair,
    pipelines,
    ratios,
    recovery,
    report,
    scale,
)
from tests.bench.figures import Result
from tests.bench.procfs import machine
from tests.bench.rig import Rig, rig
from tests.bench.single import alone
from tests.bench.texts import from_file, made_up, restamped

WARM_UP_ARTICLES = 600
PARTS = ("dedup", "pair", "line", "stages", "ratios", "latency", "idle", "nlp", "scale", "recovery")
_console = Console()


@dataclass(frozen=True)
class Bench:
    """What was asked for: how many articles, from where, how often, how long."""

    articles: int
    articles_from: Path | None
    repetitions: int
    seconds: int
    share: float | None
    stack: ExitStack

    @cached_property
    def rig(self) -> Rig:
        """The Kafka of this run, started when first needed, and warm: its first articles cost the most."""
        started = self.stack.enter_context(rig())
        dedup.measure(started, self.texts(WARM_UP_ARTICLES, words=dedup.WORDS), repetitions=1)
        return started

    def texts(self, articles: int, *, words: int) -> list[RawArticle]:
        """Return articles of this length."""
        if self.articles_from:
            return restamped(from_file(self.articles_from, articles, words=words))
        return restamped(made_up(articles, words=words))

    def dedup(self) -> Result:
        """Measure dedup alone."""
        texts = self.texts(self.articles, words=dedup.WORDS)
        return dedup.measure(self.rig, texts, repetitions=self.repetitions)

    def pair(self) -> Result:
        """Measure one worker and two next to each other."""
        texts = self.texts(self.articles, words=dedup.WORDS)
        return pair.measure(self.rig, texts, repetitions=self.repetitions, share=self.share)

    def line(self) -> Result:
        """Measure the whole line, on a quarter of the articles: the model is that much slower."""
        texts = self.texts(max(200, self.articles // 4), words=line.WORDS)
        return line.measure(self.rig, texts, repetitions=self.repetitions)

    def stages(self) -> Result:
        """Measure each function by itself."""
        texts = self.texts(max(200, self.articles // 4), words=line.WORDS)
        return breakdown.functions([alone("stages", texts) for _ in range(self.repetitions)])

    def ratios(self) -> Result:
        """Measure the same work done by other libraries."""
        texts = self.texts(max(200, self.articles // 8), words=ratios.WORDS)
        return ratios.result([alone("ratios", texts) for _ in range(self.repetitions)])

    def latency(self) -> Result:
        """Measure the latency at a live feed's rate."""
        texts = self.texts(self.seconds * latency.PER_S, words=latency.WORDS)
        return latency.measure(self.rig, texts)

    def idle(self) -> Result:
        """Measure what workers use while nothing arrives."""
        return idle.measure(self.rig)

    def nlp(self) -> Result:
        """Measure each installed pipeline by itself."""
        texts = self.texts(max(200, self.articles // 8), words=line.WORDS)
        return pipelines.result(texts, repetitions=self.repetitions)

    def scale(self) -> Result:
        """Measure what an article costs among ten thousand to a million."""
        return scale.measure(repetitions=self.repetitions)

    def recovery(self) -> Result:
        """Measure how long a lost worker's articles wait, by how many its state holds."""
        return recovery.measure(self.rig, repetitions=self.repetitions)


def main(  # noqa: PLR0913, PLR0917  the command's options
    only: Annotated[
        list[str] | None, typer.Option(help=f"Measure this part; may be repeated: {', '.join(PARTS)}.")
    ] = None,
    articles: Annotated[
        int, typer.Option(min=400, help="Articles for dedup; the rest takes a part of it.")
    ] = 8_000,
    articles_from: Annotated[
        Path | None, typer.Option(help="Real articles (JSONL, plain or gzipped).")
    ] = None,
    repetitions: Annotated[int, typer.Option(min=1, max=50, help="Of which the median counts.")] = 3,
    seconds: Annotated[int, typer.Option(min=10, max=3_600, help="How long latency is measured.")] = 30,
    share: Annotated[
        float | None,
        typer.Option(min=0.05, max=1, help="Of a core, for each worker of `pair` (root, Linux)."),
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write everything there, too.")] = None,
) -> None:
    """Measure the line on a Kafka of its own; nothing else should run meanwhile."""
    chosen = [part for part in PARTS if not only or part in only]
    if only and set(only) - set(PARTS):
        raise typer.BadParameter(f"--only is one of {', '.join(PARTS)}")
    before = machine()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end, it ends its workers first
    with ExitStack() as stack:
        bench = Bench(articles, articles_from, repetitions, seconds, share, stack)
        results = _measured({part: getattr(bench, part) for part in chosen})
    about = report.about(
        before,
        command=f"python -m tests.bench {' '.join(sys.argv[1:])}".strip(),
        articles=f"of {articles_from.name}" if articles_from else "made up",
        load_after=" ".join(f"{load:.1f}" for load in os.getloadavg()),
    )
    report.conclude(results, about, _console)
    if json:
        json.write_bytes(report.as_json(results, about))


def _measured(parts: dict[str, Callable[[], Result]]) -> Sequence[Result]:
    results: dict[str, Result] = {}
    for part, measure in parts.items():
        with _console.status(f"measuring {part}"):
            results[part] = measure()
        report.show(results[part], _console)
    if "line" in results and "stages" in results:
        results["breakdown"] = breakdown.breakdown(results["stages"], results["line"])
        report.show(results["breakdown"], _console)
    return list(results.values())


if __name__ == "__main__":
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(main)
    try:
        command()
    except Misconfigured as error:
        sys.exit(f"bench: {error}")
