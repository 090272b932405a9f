"""The whole of docker-compose.yml as processes: the line, what watches it, and who is told of alerts.

What differs from the file: the places of tests/compose.py, feeds of a test's own, and the times, addresses
and receivers that `prometheus_here` and `alertmanager_here` have in their copies.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from streams.metrics import KINDS
from streams.settings import variable
from tests import prometheus
from tests.compose import OURS, Places
from tests.composed import Composed, composed
from tests.documents import ROOT
from tests.inbox import Inbox, inbox
from tests.line import wait_for
from tests.outlet import Outlet, Page, outlet, rss

STORIES = 30
EVERY_S = 0.5
# Both say that a worker is dead; the first to those who are woken, the other in a ticket.
DEAD = {"StageWithoutWorker": "/page", "WorkerNotReady": "/ticket"}
WORKERS = [name for name in OURS if name not in {"topics", "ingest"}]


@dataclass(frozen=True)
class Line:
    """Everything that runs, and whoever is told of alerts."""

    services: Composed
    server: prometheus.Prometheus
    told: Inbox


@contextmanager
def watched(folder: Path) -> Iterator[Line]:
    """Run it for as long as the `with` lasts; a service is started once those it depends on are healthy."""
    for name in ("prometheus", "prometheus-alertmanager", "wget"):
        prometheus.program(name)
    places = Places(folder)
    private = {
        "ingest": {variable("feeds_allow_private_addresses"): "true"},
        "watch": {variable("canary_every_s"): "1"},
    }
    with outlet() as site, inbox() as told, composed(places, private) as services:
        places.instead |= {
            "/etc/newswire/feeds.yaml": _published(site, folder / "feeds.yaml"),
            "/etc/prometheus": prometheus_here(places, folder / "prometheus-here"),
            "/etc/alertmanager": alertmanager_here(folder / "alertmanager-here", told.url),
        }
        services.up("kafka", "topics", "prometheus", *WORKERS)
        server = prometheus.Prometheus(f"http://{places.address('prometheus')}:9090")
        for name in WORKERS:
            wait_for(
                lambda at=name: services.get(at, "/readyz").status_code == 200,  # type: ignore[misc]
                within_s=60,
                what=f"{name} is ready; see {services.log(name)}",
            )
        # What has risen before the first scrape has not risen for Prometheus, and no ratio can be told.
        wait_for(
            lambda: len(server.values("count by (stage) (newswire_outcomes_total)")) == len(KINDS),
            within_s=30,
            what="all workers are scraped",
        )
        services.up("ingest", "alertmanager")
        yield Line(services, server, told)


def prometheus_here(places: Places, folder: Path) -> Path:
    """Return a copy of ops/prometheus: other times and addresses, all else as it is shipped.

    Scraped and evaluated every half second instead of 5 and 15; the alerts of a worker that is dead fire
    after a second instead of minutes. No name server is here, so the workers are listed.
    """
    shutil.copytree(prometheus.FOLDER, folder)
    shipped = yaml.safe_load(prometheus.CONFIG.read_text("utf-8"))
    (found,) = shipped["scrape_configs"][0]["dns_sd_configs"]
    (sent_to,) = shipped["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"]
    config = prometheus.configuration(
        [f"{places.address(name)}:{found['port']}" for name in found["names"]],
        every_s=EVERY_S,
        alertmanager=places.here("prometheus", sent_to),
    )
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    for path in (folder / "rules").glob("*.yml"):
        held: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        for rule in (rule for group in held["groups"] for rule in group["rules"]):
            if rule.get("alert") in DEAD:
                rule["for"] = "1s"
        path.write_text(yaml.safe_dump(held))
    return folder


def alertmanager_here(folder: Path, url: str) -> Path:
    """Return a copy of ops/alertmanager: sent at once and to this address, all else as it is shipped.

    Who is told is in the two files of secrets, as for any user; only where they are is another place.
    """
    shutil.copytree(ROOT / "ops/alertmanager", folder)
    config = folder / "alertmanager.yml"
    told = yaml.safe_load(config.read_text("utf-8").replace("/etc/alertmanager/", f"{folder}/"))
    for route in (told["route"], *told["route"]["routes"]):
        route |= {"group_wait": "0s", "group_interval": "1s"}
    config.write_text(yaml.safe_dump(told))
    (folder / "secrets/pager").write_text(f"{url}/page")
    (folder / "secrets/tickets").write_text(f"{url}/ticket")
    return folder


def _published(site: Outlet, file: Path) -> Path:
    """Publish stories, and one in a language that nobody here reads; returns the list of feeds."""
    stories = (f"story {n}" for n in range(STORIES))
    site.pages["/feed"] = Page(rss(*stories, published=datetime.now(UTC) - timedelta(minutes=5)))
    site.pages["/german"] = Page(rss("Sparkasse", text="Die Sparkasse schließt im Herbst drei Filialen."))
    file.write_text(f"feeds:\n  - {site.url}/feed\n  - {{url: {site.url}/german, language: de}}\n")
    return file
