"""The files that Grafana loads, out of what the dashboards say; the same text while nothing has changed."""

import json
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard as Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from ops.grafana.source import runbooks
from ops.grafana.source.build import built
from ops.grafana.source.deduplication import DEDUPLICATION
from ops.grafana.source.entities import ENTITIES
from ops.grafana.source.feed import FEED
from ops.grafana.source.kafka import KAFKA
from ops.grafana.source.stage import STAGES

DASHBOARDS = (FEED, STAGES, DEDUPLICATION, ENTITIES, KAFKA)


def files() -> dict[str, str]:
    """Return the text of each file by its name."""
    pages = {dashboard.name: built(dashboard) for dashboard in DASHBOARDS}
    pages[runbooks.NAME] = runbooks.built()
    return {f"{name}.json": _text(page) for name, page in pages.items()}


def write(folder: Path) -> None:
    """Make the folder hold these files, and no other dashboard."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, text in files().items():
        (folder / name).write_text(text, "utf-8")


def _text(page: Builder) -> str:
    return json.dumps(page.build(), cls=JSONEncoder, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
