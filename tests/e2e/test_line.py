"""The whole line as users run it: the verdicts of `newswire pipe`, whatever starts and dies meanwhile."""

from pathlib import Path

from streams.sources.synthetic.feed import feed
from streams.sources.synthetic.records import Outcome
from tests.soak.run import oracle_of, run


def test_the_line_agrees_with_pipe_though_workers_are_killed(kafka: str, tmp_path: Path) -> None:
    """Two workers of each stage start with the feed, two are killed in mid-stream; nothing is lost."""
    file = tmp_path / "articles.jsonl"
    fed = (record for record in feed(300, seed=21) if record.truth.outcome is not Outcome.DEAD)
    file.write_bytes(b"\n".join(record.payload for record in fed))
    report = run(kafka, oracle_of(file, tmp_path), tmp_path / "run", kills=2)
    assert report.ok, str(report)
    assert report.kills == 2
    assert report.enriched > 100
