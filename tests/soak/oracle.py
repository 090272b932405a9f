"""What `newswire pipe` says of a file of articles: whatever the line finds is held against it."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from streams.settings import variable
from streams.sources.jsonl import JsonLines
from streams.sources.refused import Refused
from streams.wire.codec import encode
from tests.line import Verdicts, verdicts_of


@dataclass(frozen=True, slots=True)
class Oracle:
    """The stamped articles, as payloads, and what `newswire pipe` says of them for so many partitions.

    `per_s` is the rate at which they are to be fed, None for as fast as can be.
    """

    payloads: list[tuple[str, bytes]]
    verdicts: Verdicts
    repeats: int
    tally: str
    partitions: int
    per_s: float | None = None


def oracle_of(articles: Path, folder: Path, *, partitions: int = 4, per_s: float | None = None) -> Oracle:
    """Stamp the articles of a file and run them through `newswire pipe`. Refused lines are left out."""
    with JsonLines(str(articles)) as lines:
        kept = [line for line in lines if not isinstance(line, Refused)]
    stamped, copies = folder / f"stamped{partitions}.jsonl", folder / f"duplicates{partitions}.jsonl"
    stamped.write_bytes(b"".join(encode(article) + b"\n" for article in kept))
    counts = {variable(name): str(partitions) for name in ("topic_partitions", "dedup_shards")}
    piped = subprocess.run(
        [sys.executable, "-m", "streams.cli", "pipe", stamped, "--until", "dedup", "--duplicates", copies],
        capture_output=True,
        check=True,
        env=dict(os.environ) | counts | {variable("log_level"): "error"},
    )
    verdicts = verdicts_of(
        (orjson.loads(line) for line in piped.stdout.splitlines()),
        (orjson.loads(line) for line in copies.read_bytes().splitlines()),
    )
    payloads = [(article.id, encode(article)) for article in kept]
    tally = piped.stderr.decode().strip()
    repeats = re.search(r"([\d,]+) repeats?\b", tally)
    assert repeats, f"newswire pipe ends with its counts, not with {tally!r}"
    return Oracle(payloads, verdicts, int(repeats[1].replace(",", "")), tally, partitions, per_s)
