"""Write kafka.lock.toml anew: for whoever moves newswire to another Kafka. Users never run this.

    python -m streams.broker.relock 4.3.1

Kafka is resolved on its own and the logging bridge added at the version of Kafka's own log4j. Resolving both
together, jgo 3.2 takes the bridge's dependency management for the whole and yields kafka-clients 3.8.0 beside
a 4.3.1 server.
"""

import hashlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from jgo.maven import MavenContext

LOCK = Path(__file__).with_name("kafka.lock.toml")


def lock_text(kafka: str, context: Any) -> str:
    """Return the lock of a Kafka version, every jar fetched and hashed. Errors are jgo's own."""
    wanted = context.create_dependency(f"org.apache.kafka:kafka_2.13:{kafka}")
    wanted.scope = "compile"
    inputs, transitive = context.resolver.resolve([wanted])
    artifacts = [d.artifact for d in (*inputs, *transitive) if d.scope in ("compile", "runtime")]
    log4j = next(a for a in artifacts if a.artifactId == "log4j-core")
    bridge = context.project(log4j.groupId, "log4j-slf4j-impl").at_version(log4j.version).artifact()
    # In this order on the class path, so that it is the same everywhere.
    ordered = sorted({a.key: a for a in (*artifacts, bridge)}.values(), key=lambda a: a.key)
    head = f'# Kafka and all it needs; written by streams/broker/relock.py.\nkafka = "{kafka}"\n'
    return head + "".join(_entry(artifact) for artifact in ordered)


def _entry(artifact: Any) -> str:
    content = artifact.resolve().read_bytes()
    return (
        f'\n[[jar]]\ngroup = "{artifact.groupId}"\nartifact = "{artifact.artifactId}"\n'
        f'version = "{artifact.version}"\nsize = {len(content)}\n'
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"\n'
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        LOCK.write_text(lock_text(sys.argv[1], MavenContext(repo_cache=Path(folder))), encoding="utf-8")
