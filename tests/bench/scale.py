"""What an article costs when the window holds ten thousand, a hundred thousand or a million others."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from faust.stores.rocksdb import RocksDBOptions

from streams.agents.worker import give_back_large
from streams.child import THREADS
from streams.domain.index import ShardIndex
from streams.domain.matching import ARTICLES_PER_RECORD_MAX
from streams.wire.packed import pack_decided
from streams.wire.rows import pack_row
from tests.bench.figures import Bar, Figure, Result, figures_of
from tests.bench.procfs import rss_bytes
from tests.bench.state import SHARDS, WINDOW_MS, MadeUp, decisions

SIZES = (10_000, 100_000, 1_000_000)
ASKED = 3_200
FILLED_AT_ONCE = 16_384
JOURNALLED_PER_ROW = 40
RUN_S_MAX = 1_800
COST_RATIO, MEMORY_GB = Bar(most=1.5), Bar(most=0.8)


def measure(*, repetitions: int) -> Result:
    """Return cost, memory and disk by size, each run in a process of its own, in one thread."""
    runs = {size: [_alone(size) for _ in range(repetitions)] for size in SIZES}
    figures: list[Figure] = []
    for size, said in runs.items():
        for name, unit in (("match", "µs/article"), ("memory", "bytes/article"), ("disk", "bytes/article")):
            figures.append(figures_of(f"{name}, {size:,} articles", unit, [one[name] for one in said]))
    smallest, *_, largest = (runs[size] for size in SIZES)
    ratios = [many["match"] / few["match"] for few, many in zip(smallest, largest, strict=True)]
    figures.append(figures_of("match at a million against ten thousand", "times", ratios, bar=COST_RATIO))
    memory = [one["memory"] / 1000 for one in largest]
    figures.append(figures_of("memory per million articles", "GB", memory, bar=MEMORY_GB))
    note = "four shards; nine keys an article; random sketches; records of 32; disk is both tables in RocksDB"
    return Result("cost by the number of articles in the window", tuple(figures), (note,))


def of_size(articles: int) -> dict[str, float]:
    """Return µs an article of answering with so many in four shards, and bytes of memory and disk of each."""
    give_back_large()
    made, indexes = MadeUp(articles), [ShardIndex(shard, window_ms=WINDOW_MS) for shard in range(SHARDS)]
    made.questions(1)
    before, left, rows = rss_bytes(os.getpid()), articles, count()
    while left:
        some = min(left, FILLED_AT_ONCE)
        for shard, record in made.questions(some).items():
            indexes[shard].fold([(next(rows), record)])
        left -= some
    memory = rss_bytes(os.getpid()) - before
    cpu_s = 0.0
    for _ in range(ASKED // ARTICLES_PER_RECORD_MAX):
        asked = made.questions(ARTICLES_PER_RECORD_MAX)
        began = time.process_time()
        for shard, record in asked.items():
            indexes[shard].answer(record, next(rows))
        cpu_s += time.process_time() - began
    return {
        "match": 1e6 * cpu_s / ASKED,
        "memory": memory / articles,
        "disk": _disk(articles) / articles,
    }


def _disk(articles: int) -> int:
    """Return the bytes that both tables take on disk for so many articles."""
    with TemporaryDirectory() as name:
        made, options = MadeUp(articles), RocksDBOptions(use_rocksdict=True)
        journal, decided = (options.open(Path(name) / table) for table in ("journal", "decided"))
        for number in range(0, articles, JOURNALLED_PER_ROW):
            for shard, record in made.questions(JOURNALLED_PER_ROW).items():
                journal.put(bytes([shard]) + number.to_bytes(8), pack_row([record]))
        for _, article, verdict in decisions(MadeUp(articles)):
            decided.put(article.encode(), pack_decided(verdict))
        journal.close()
        decided.close()
        return sum(file.stat().st_size for file in Path(name).rglob("*") if file.is_file())


def _alone(articles: int) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.scale", str(articles)],
        env=dict(os.environ) | dict.fromkeys(THREADS, "1"),
        stdout=subprocess.PIPE,
        timeout=RUN_S_MAX,
        check=True,
    )
    said: dict[str, float] = orjson.loads(ran.stdout)
    return said


def main(arguments: Sequence[str]) -> None:
    """Measure one size and write it to standard output as JSON."""
    sys.stdout.buffer.write(orjson.dumps(of_size(int(arguments[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
