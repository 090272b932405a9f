"""What a worker says of itself on /metrics: how many repeats it dropped, which leave no record anywhere."""

import re

from streams.demo.events import Scraped
from streams.topics import Stage

_SAMPLE = re.compile(r"newswire_outcomes_total\{(.*)\} (\S+)")
_LABEL = re.compile(r'(\w+)="([^"]*)"')


def scraped(text: str, stage: Stage) -> Scraped:
    """Return the figures of a stage's worker from its metrics, in Prometheus' text format; none is 0."""
    wanted = {"stage": str(stage), "outcome": "suppressed", "kind": "repeat"}
    samples = (match for match in map(_SAMPLE.fullmatch, text.splitlines()) if match)
    found = (
        float(sample[2]) for sample in samples if wanted.items() <= dict(_LABEL.findall(sample[1])).items()
    )
    return Scraped(worker=str(stage), repeats=int(sum(found)))
