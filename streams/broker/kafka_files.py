"""The files from which the local Kafka starts: its settings, how it logs, and the command that runs it.

One node, broker and controller in one, on loopback only. Whatever a cluster would replicate has one replica
here; topics are made by `newswire topics apply` alone, as in production.
"""

import base64
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
HEAP_MB_MAX = 512
LOG_FILE_MB_MAX = 10

# For minutes of use on few cores. With these Kafka answers 2.2 s after its start instead of 2.9, and takes
# half the processor's time over its first 45,000 records of 4 kB in and out: 4.2 s instead of 10.1. Java's
# defaults draw level after 75,000.
_SHORT_LIVED = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

_FIXED = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Groups form at once: there is no fleet of workers to wait for.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # Kafka's default, 128 MB, would be a quarter of the heap.
    "log.cleaner.dedupe.buffer.size": "16777216",
}

# Without its own hook log4j logs to the end of a shutdown; with it, it may stop in the middle of one.
_LOG4J = f"""<Configuration status="warn" shutdownHook="disable">
  <Appenders>
    <RollingFile name="file" fileName="${{sys:newswire.log}}" filePattern="${{sys:newswire.log}}.%i">
      <PatternLayout pattern="%d{{ISO8601}} %p %c{{1}} %m%n"/>
      <SizeBasedTriggeringPolicy size="{LOG_FILE_MB_MAX} MB"/>
      <DefaultRolloverStrategy max="2"/>
    </RollingFile>
  </Appenders>
  <Loggers>
    <!-- It lists its 250 settings four times over at each start. -->
    <Logger name="kafka.server.KafkaConfig" level="warn"/>
    <Logger name="org.apache.kafka.common.config" level="warn"/>
    <Root level="info"><AppenderRef ref="file"/></Root>
  </Loggers>
</Configuration>
"""


@dataclass(frozen=True, slots=True)
class KafkaFiles:
    """Where the parts of one broker's folder lie."""

    folder: Path

    @property
    def records(self) -> Path:
        """Return Kafka's own data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the log of Kafka and of its Java; at most 10 MB, with two older ones beside it."""
        return self.folder / "kafka.log"

    @property
    def properties(self) -> Path:
        """Return Kafka's settings."""
        return self.folder / "server.properties"

    @property
    def logging(self) -> Path:
        """Return the configuration of Kafka's logging."""
        return self.folder / "log4j2.xml"

    @property
    def owner(self) -> Path:
        """Return the file that a running broker holds locked."""
        return self.folder / "broker.lock"

    @property
    def formatted(self) -> bool:
        """Return whether Kafka has prepared its data folder: it writes this file last."""
        return (self.records / "meta.properties").is_file()

    @property
    def cluster(self) -> str:
        """Return the cluster's id. Raises OSError unless formatted."""
        lines = (self.records / "meta.properties").read_text("utf-8").splitlines()
        return next(
            (line.removeprefix("cluster.id=") for line in lines if line.startswith("cluster.id=")), ""
        )

    def write(self, *, port: int, controller_port: int, extra: Mapping[str, str]) -> None:
        """Write the settings for these ports; `extra` overrides any. Raises OSError."""
        properties = _FIXED | {
            "listeners": f"PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
            "advertised.listeners": f"PLAINTEXT://{HOST}:{port}",
            "controller.quorum.voters": f"1@{HOST}:{controller_port}",
            "log.dirs": str(self.records),
        }
        lines = [f"{name}={value}\n" for name, value in (properties | dict(extra)).items()]
        self.properties.write_text("".join(lines), encoding="utf-8")
        self.logging.write_text(_LOG4J, encoding="utf-8")

    def command(self, java: Path, jars: Sequence[Path], *program: str) -> list[str]:
        """Return the command that runs a program of Kafka's with these jars, in their order."""
        return [
            str(java),
            f"-Xmx{HEAP_MB_MAX}m",
            *_SHORT_LIVED,
            "-XX:+ExitOnOutOfMemoryError",
            f"-XX:ErrorFile={self.folder / 'java-crash.log'}",
            f"-Dlog4j2.configurationFile={self.logging}",
            f"-Dnewswire.log={self.log}",
            "-cp",
            ":".join(map(str, jars)),
            *program,
        ]


def new_cluster() -> str:
    """Return a new name for a cluster: 22 random characters, not begun with a dash, as Kafka wants them."""
    return "n" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
