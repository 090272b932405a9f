"""The services of docker-compose.yml as processes: the command, environment and health check of each.

What a container adds is not there: no limits, no file system of its own, no rights taken away, no restart.
Grafana is not either: there is no package of it.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from streams.broker.jars import kafka_jars
from streams.broker.java import find_java
from streams.broker.kafka_files import KafkaFiles, new_cluster
from streams.broker.leashed import Leashed, start
from streams.settings import read
from tests.bench.procfs import children, rss_bytes
from tests.compose import OURS, SERVICES, Places, health, seconds
from tests.documents import ROOT
from tests.line import wait_for
from tests.prometheus import program

NOT_HERE = {"grafana"}
# Of docker, where the file does not say.
GRACE_S = 10
# The image of Kafka makes settings of these no more than it does of what has no KAFKA_ before it.
_NO_SETTING = {"KAFKA_HEAP_OPTS"}
_ENTRYPOINTS = {
    "newswire": [sys.executable, "-m", "streams.cli"],
    "prom/prometheus": ["prometheus", "--web.listen-address=0.0.0.0:9090"],
    "prom/alertmanager": ["prometheus-alertmanager", "--web.listen-address=0.0.0.0:9093"],
}


def kafka_properties(environment: dict[str, str]) -> dict[str, str]:
    """Return the settings that the image of Kafka makes of its environment.

    KAFKA_A_B is a.b, KAFKA_A__B a_b, KAFKA_A___B a-b. Source: docker/README.md of apache/kafka.
    """
    meant = {"_": ".", "__": "_", "___": "-"}
    return {
        re.sub("_+", lambda found: meant[found[0]], name.removeprefix("KAFKA_").lower()): value
        for name, value in environment.items()
        if name.startswith("KAFKA_") and name not in _NO_SETTING
    }


@dataclass
class Composed:
    """The services that run here, and what those that ended said."""

    places: Places
    more: dict[str, dict[str, str]] = field(default_factory=dict)
    running: dict[str, Leashed] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    def up(self, *names: str) -> None:
        """Start services, once what each depends on is as it asks, and return once they are healthy."""
        for name in names:
            for other, asked in SERVICES[name].get("depends_on", {}).items():
                self._await(other, asked["condition"])
            log, environment = self.log(name), self._environment(name)
            log.parent.mkdir(parents=True, exist_ok=True)
            self.running[name] = start(self._command(name), log=log, environment=environment)
        for name in names:
            if health(name):
                self._await(name, "service_healthy")

    def healthy(self, name: str) -> bool:
        """Return whether the health check of a service passes; fails with its log where it has ended."""
        process = self.running[name].process
        assert process.poll() is None, f"{name} ended with {process.returncode}:\n{self.tail(name)}"
        words = [self.places.here(name, word) for word in health(name)]
        words[0] = {"python": sys.executable}.get(words[0], words[0])
        limit = seconds(SERVICES[name].get("healthcheck", {}).get("timeout", "5s"))
        return subprocess.run(words, capture_output=True, timeout=limit, check=False).returncode == 0

    def get(self, name: str, path: str, *, port: int = 9460) -> httpx.Response:
        """Ask the web server of a service."""
        return httpx.get(f"http://{self.places.address(name)}:{port}{path}", timeout=5)

    def takes(self, name: str) -> tuple[int, int]:
        """Return the bytes in RAM and the threads of a service, all its processes."""
        found = [self.running[name].process.pid]
        for pid in found:
            found += children(pid)
        return sum(map(rss_bytes, found)), sum(len(os.listdir(f"/proc/{pid}/task")) for pid in found)

    def kill(self, name: str) -> None:
        """End a service as a power cut would."""
        leashed = self.running.pop(name)
        leashed.process.kill()
        leashed.end(s_max=1)

    def stop(self, name: str) -> float:
        """Ask a service to end, as `docker compose stop` does; returns the seconds that it took.

        Fails where it takes longer than it is granted: it would be killed then.
        """
        leashed, began = self.running.pop(name), time.monotonic()
        granted = seconds(SERVICES[name].get("stop_grace_period", f"{GRACE_S}s"))
        leashed.end(s_max=granted)
        self.ended[name] = leashed.process.returncode
        assert time.monotonic() - began < granted, f"{name} did not end within {granted:.0f} s"
        return time.monotonic() - began

    def log(self, name: str) -> Path:
        """Return where the output of a service goes."""
        return self.places.folder / name / "log"

    def tail(self, name: str) -> str:
        """Return the end of it."""
        return self.log(name).read_text(errors="replace")[-4000:]

    def _await(self, name: str, condition: str) -> None:
        if condition == "service_completed_successfully":
            code = self.ended.get(name)
            code = self.running[name].process.wait(60) if code is None else code
            assert code == 0, f"{name} ended with {code}:\n{self.tail(name)}"
            return
        assert condition == "service_healthy"
        wait_for(lambda: self.healthy(name), within_s=60, what=f"{name} is healthy; see {self.log(name)}")

    def _environment(self, name: str) -> dict[str, str]:
        path = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)} if name in OURS else {}
        return self.places.environment(name) | path | self.more.get(name, {})

    def _command(self, name: str) -> list[str]:
        image = SERVICES[name]["image"].partition(":")[0]
        if image == "apache/kafka":
            return self._kafka(name)
        given: list[str] = SERVICES[name]["command"]
        first, *words = [*_ENTRYPOINTS[image], *given]
        return [program(first), *(self.places.here(name, word) for word in words)]

    def _kafka(self, name: str) -> list[str]:
        """Return the command of Kafka on the settings that its environment makes; formats its data folder."""
        environment = self.places.environment(name)
        properties = kafka_properties(environment)
        files = KafkaFiles(self.places.folder / name)
        Path(properties["log.dirs"]).mkdir(parents=True)
        files.write(port=0, controller_port=0, extra={})  # how it logs; its settings are of the next line
        files.properties.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))
        java, jars = find_java(), kafka_jars(read().cache_dir, say=print)
        shape = ("kafka.tools.StorageTool", "format", "-t", new_cluster(), "-c", str(files.properties))
        subprocess.run(files.command(java, jars, *shape), check=True, capture_output=True, timeout=60)
        command = files.command(java, jars, "kafka.Kafka", str(files.properties))
        return [command[0], *command[1:-4], environment["KAFKA_HEAP_OPTS"], *command[-4:]]


@contextmanager
def composed(places: Places, more: dict[str, dict[str, str]]) -> Iterator[Composed]:
    """Run services for as long as the `with` lasts; none outlives it."""
    made = Composed(places, more)
    try:
        yield made
    finally:
        for leashed in reversed(made.running.values()):
            leashed.end(s_max=10)
