"""A real Apache Kafka on this machine: one KRaft node, a child of this process, on loopback, in one folder.

It lives exactly as long as its holder: ended by `stop`, by leaving the `with`, or, should this process be
killed with -9, by its leash. A folder used before keeps its topics and records.
"""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from streams.broker.diagnosis import PortTaken, explain, written_since
from streams.broker.folder import Claim, claim, require_space
from streams.broker.jars import kafka_jars
from streams.broker.java import find_java
from streams.broker.kafka_files import HOST, KafkaFiles, new_cluster
from streams.broker.kafka_process import answers, run, spawn
from streams.broker.leashed import Leashed, signals_held
from streams.broker.ports import choose_ports
from streams.errors import NewswireError

FORMAT_S_MAX, STOP_S_MAX = 60, 20
PORT_TRIES = 3
_POLL_S = 0.05


def _quiet(_: str) -> None:
    """Say nothing."""


@contextmanager
def local_broker(
    folder: Path,
    *,
    port: int = 0,
    cache_dir: Path,
    java_home: Path | None = None,
    say: Callable[[str], None] = _quiet,
) -> Iterator["LocalBroker"]:
    """Run a Kafka for as long as the `with` lasts; it answers once the body begins.

    `port` 0 is any free one. Takes 5 s on a new folder, 3 s on a used one, and 10 s more the first time on a
    machine, when its jars are fetched. Raises Unavailable or Misconfigured: no network for that, no Java, a
    port or folder in use, a full disk, a Kafka that ends or hangs; each says what to do and where the log is.
    """
    java, jars = find_java(java_home), kafka_jars(cache_dir, say=say)
    with LocalBroker(folder, java=java, jars=jars, port=port, say=say) as broker:
        yield broker


@dataclass(kw_only=True)
class LocalBroker:
    """A Kafka that can be started and stopped, also again. `extra` overrides settings of Kafka's."""

    folder: Path = field(kw_only=False)
    java: Path
    jars: tuple[Path, ...]
    port: int = 0
    say: Callable[[str], None] = _quiet
    start_s_max: float = 60
    extra: Mapping[str, str] = field(default_factory=dict)

    _listens_on: int = field(default=0, init=False)
    _log_start: int = field(default=0, init=False)
    _claim: Claim | None = field(default=None, init=False)
    _kafka: Leashed | None = field(default=None, init=False)

    @property
    def bootstrap_servers(self) -> str:
        """Return host:port for clients; the port is that of the last start."""
        return f"{HOST}:{self._listens_on}"

    @property
    def log_file(self) -> Path:
        """Return where Kafka logs."""
        return self._files.log

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """Return Kafka's process. Raises RuntimeError unless started."""
        if self._kafka is None:
            raise RuntimeError("this broker is not started")
        return self._kafka.process

    def start(self) -> None:
        """Start Kafka and return once it answers. Raises as `local_broker` does, leaving nothing running."""
        with ExitStack() as undo:
            undo.callback(self.stop)
            try:
                self._take_folder()
                self._run_on_free_ports()
            except OSError as error:
                raise self._why("Kafka could not be started", str(error)) from error
            undo.pop_all()

    def stop(self) -> None:
        """End Kafka, if it runs, and give the folder back with its data. Takes 1 s, at most 20."""
        self._end()
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def check(self) -> None:
        """Return while Kafka runs. Raises Unavailable or Misconfigured saying why it does not any more."""
        code = self.process.poll()
        if code is not None:
            raise self._why(f"Kafka has ended (exit code {code})")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _files(self) -> KafkaFiles:
        return KafkaFiles(self.folder.absolute())

    def _take_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._claim = claim(self._files.owner)
        require_space(self.folder)

    def _run_on_free_ports(self) -> None:
        for tries_left in reversed(range(PORT_TRIES)):
            self._listens_on, controller_port = choose_ports(self.port)
            self._log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
            self._files.write(port=self._listens_on, controller_port=controller_port, extra=self.extra)
            try:
                return self._run()
            except PortTaken:
                # Taken between our choosing and Kafka's listening, so another choice helps; a given port is
                # checked by choosing again, which names it.
                self._end()
                if not tries_left:
                    raise
        return None

    def _run(self) -> None:
        """Format the folder if it is new, start Kafka in it, and return once it answers."""
        if self._claim is None:
            raise RuntimeError("the folder is taken first")
        if not self._files.formatted:
            self._format()
        command = self._files.command(self.java, self.jars, "kafka.Kafka", str(self._files.properties))
        self.say(f"starting Kafka on {self.bootstrap_servers}; its log: {self.log_file}")
        with signals_held():
            self._kafka = spawn(command, log=self.log_file, inherited=self._claim.descriptor)
        self._claim.note(f"process {self.process.pid}, {self.bootstrap_servers}")
        self._await_answer()

    def _format(self) -> None:
        files = self._files
        program = ("kafka.tools.StorageTool", "format", "-t", new_cluster(), "-c", str(files.properties))
        command = files.command(self.java, self.jars, *program)
        try:
            code = run(command, log=self.log_file, s_max=FORMAT_S_MAX)
        except subprocess.TimeoutExpired as error:
            raise self._why(f"Kafka did not prepare {self.folder} within {FORMAT_S_MAX} s") from error
        if code:
            raise self._why(f"Kafka could not prepare {self.folder} (exit code {code})")

    def _await_answer(self) -> None:
        deadline = time.monotonic() + self.start_s_max
        while not answers(self._listens_on, cluster=self._files.cluster):
            if self.process.poll() is not None:
                raise self._why(f"Kafka ended while starting (exit code {self.process.returncode})")
            if time.monotonic() > deadline:
                raise self._why(f"Kafka did not answer within {self.start_s_max:.0f} s and was ended")
            time.sleep(_POLL_S)

    def _end(self) -> None:
        if self._kafka is not None:
            self._kafka.end(s_max=STOP_S_MAX)
            self._kafka = None

    def _why(self, what: str, said: str | None = None) -> NewswireError:
        said = written_since(self.log_file, self._log_start) if said is None else said
        return explain(what, said=said, folder=self.folder, log=self.log_file)
