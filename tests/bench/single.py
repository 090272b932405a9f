"""One thread, one process, no Kafka: pipelines, and every function of the line, by themselves.

In a process of its own, `python -m tests.bench.single pipe|pipelines|stages|ratios`, since numpy's products
must be told before they are loaded to keep to one thread, as the model's processes do.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import orjson

from streams.child import THREADS
from streams.domain.article import RawArticle
from streams.wire.codec import decode_raw, encode
from tests.bench.figures import Stretch
from tests.bench.rig import MODEL

RUN_S_MAX = 900


def bare_pipe(articles: Sequence[RawArticle]) -> Stretch:
    """Return how fast the settings' pipeline reads the articles with nlp.pipe, in batches as the line's."""
    said = alone("pipe", articles)
    return Stretch(len(articles) / said["wall_s"], {MODEL: 1000 * said["cpu_s"] / len(articles)})


def alone(what: str, articles: Sequence[RawArticle], *arguments: str) -> dict[str, float]:
    """Return what this module says when it is run on the articles, in one thread."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.single", what, *arguments],
        input=b"\n".join(encode(article) for article in articles),
        env=dict(os.environ) | dict.fromkeys(THREADS, "1"),
        stdout=subprocess.PIPE,
        timeout=RUN_S_MAX,
        check=True,
    )
    said: dict[str, float] = orjson.loads(ran.stdout)
    return said


def main(what: str, *arguments: str) -> None:
    """Read articles from standard input and write what was measured to standard output, as JSON."""
    from tests.bench import pipelines, ratios, stages  # noqa: PLC0415  spaCy only where it is used

    ways: dict[str, Callable[..., dict[str, float]]] = {
        "pipe": _pipe,
        "pipelines": pipelines.measured,
        "stages": stages.measured,
        "ratios": ratios.measured,
    }
    articles = [decode_raw(line) for line in sys.stdin.buffer]
    sys.stdout.buffer.write(orjson.dumps(ways[what](articles, *arguments)))


def _pipe(articles: Sequence[RawArticle]) -> dict[str, float]:
    from streams.nlp.model import load  # noqa: PLC0415
    from streams.nlp.pipelines import asked  # noqa: PLC0415
    from streams.settings import settings  # noqa: PLC0415

    nlp, batch = load(asked(settings().spacy_model)[0].name), settings().enrich_batch_articles
    texts = [f"{article.title}\n\n{article.text}" for article in articles]
    for _ in nlp.pipe(texts[:32]):  # what is loaded with the first texts is not counted
        pass
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in nlp.pipe(texts, batch_size=batch):
        pass
    return {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}


if __name__ == "__main__":
    main(*sys.argv[1:])
