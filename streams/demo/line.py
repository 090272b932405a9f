"""The whole line on this machine, for as long as a `with` lasts: Kafka, topics, a worker of each stage."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from streams.broker import admin
from streams.broker.leashed import signals_held
from streams.broker.local import LocalBroker, local_broker
from streams.broker.removal import remove_topics
from streams.demo.processes import WorkerProcess, free_ports, start_worker
from streams.errors import Unavailable
from streams.security import credentials
from streams.settings import Settings, environment_of
from streams.topics import Stage

READY_S_MAX = 180.0
_STAGES = (Stage.DEDUP, Stage.ENRICH)
_POLL_S = 0.1

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that takes records up; `settings` are those by which to reach it."""

    settings: Settings
    workers: tuple[WorkerProcess, ...]
    broker: LocalBroker | None

    def check(self) -> None:
        """Return while all of it runs. Raises Unavailable or Misconfigured saying what ended, and why."""
        if self.broker is not None:
            self.broker.check()
        for worker in self.workers:
            worker.check()


@contextmanager
def running_line(settings: Settings, folder: Path, *, say: Say) -> Iterator[Line]:
    """Run a line, with its data and logs in `folder`; it is ready once the body begins.

    The Kafka is the one that the environment names, where it names one: then all topics are new ones under a
    prefix of their own, and are removed at the end. Else one is started. Raises Unavailable or Misconfigured
    for whatever cannot be started, with the end of its log.
    """
    with ExitStack() as stack:
        broker = _broker(settings, folder, stack, say)
        chosen = _chosen(settings, folder, broker)
        say("making the topics")
        if broker is None:
            stack.callback(remove_topics, chosen)
        admin.apply(chosen)
        with signals_held():
            workers = tuple(
                stack.enter_context(_worker(stage, chosen, port, folder))
                for stage, port in zip(_STAGES, free_ports(len(_STAGES)), strict=True)
            )
        line = Line(chosen, workers, broker)
        for worker in workers:
            _await_ready(line, worker, say)
        yield line


def _broker(settings: Settings, folder: Path, stack: ExitStack, say: Say) -> LocalBroker | None:
    if settings.given("kafka_bootstrap_servers"):
        say(f"using the Kafka at {settings.kafka_bootstrap_servers}")
        return None
    return stack.enter_context(
        local_broker(folder / "kafka", cache_dir=settings.cache_dir, java_home=settings.java_home, say=say)
    )


def _chosen(settings: Settings, folder: Path, broker: LocalBroker | None) -> Settings:
    own: dict[str, object] = {"data_dir": folder / "data", "web_host": "127.0.0.1"}
    if broker is None:
        own["topic_prefix"] = f"{settings.topic_prefix}demo-{uuid4().hex[:8]}."
    else:
        # The one started here has neither TLS nor users, whatever that of the environment has.
        own |= {
            n: Settings.model_fields[n].default for n in ("kafka_security_protocol", *credentials.SETTINGS)
        }
        own["kafka_bootstrap_servers"] = broker.bootstrap_servers
    return settings.model_copy(update=own)


def _worker(stage: Stage, settings: Settings, port: int, folder: Path) -> WorkerProcess:
    own = settings.model_copy(update={"web_port": port})
    return start_worker(stage, environment_of(own), port=port, folder=folder)


def _await_ready(line: Line, worker: WorkerProcess, say: Say) -> None:
    say(f"starting the {worker.stage} worker; its log: {worker.log}")
    deadline = time.monotonic() + READY_S_MAX
    while not worker.ready():
        line.check()
        if time.monotonic() > deadline:
            raise Unavailable(
                f"the {worker.stage} worker was not ready within {READY_S_MAX:.0f} s. The end of its log, "
                f"{worker.log}:\n{worker.log_end()}"
            )
        time.sleep(_POLL_S)
