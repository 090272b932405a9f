"""`make soak ARTICLES=file.jsonl`: the whole line again and again, each run held against `newswire pipe`.

A run starts two dedup and two enrich workers together with the feed, so that they rebalance before the first
commit; with --kills, workers are killed with -9 in turn while the articles flow, and started again. Then:

    every verdict on the topics is that of `newswire pipe` on the same file
    received = unique + duplicates + revisions + repeats + dead
    every article on the unique topic is on the enriched one

Exits 1 at the first run in which one of them does not hold.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from streams.broker.local import local_broker
from streams.settings import read
from streams.topics import Stage
from tests.soak.oracle import oracle_of
from tests.soak.run import Report, kills, run

CREW = (Stage.DEDUP, Stage.ENRICH, Stage.DEDUP, Stage.ENRICH)


def main() -> int:
    """Run as often as asked and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.split("\n")[0])
    parser.add_argument("articles", type=Path, help="articles as `newswire ingest jsonl` takes them")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--kills", type=int, default=0, help="how many workers to kill with -9 in each run")
    parser.add_argument("--partitions", type=int, default=4, help="of the topics, and shards of the index")
    asked = parser.parse_args()
    chosen = read()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        oracle = oracle_of(asked.articles, place, partitions=asked.partitions)
        print(f"newswire pipe: {oracle.tally}", flush=True)  # noqa: T201
        with local_broker(place / "kafka", cache_dir=chosen.cache_dir) as broker:
            for number in range(asked.runs):
                report: Report = run(
                    broker.bootstrap_servers,
                    oracle,
                    place / str(number),
                    stages=CREW,
                    turns=kills(asked.kills, CREW),
                )
                print(f"run {number + 1} of {asked.runs}: {report}", flush=True)  # noqa: T201
                if not report.ok:
                    return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
