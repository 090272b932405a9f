"""Kafka's jars: each in the cache, each with the bytes that this package was tested with, or a clear refusal.

`kafka.lock.toml`, beside this file, is the authority: it names every jar, its size and its SHA-256. jgo,
which knows where Maven's artifacts are served, fetches only what the lock names and the cache lacks; nothing
is resolved on a user's machine. Every jar is hashed on every start: 45 MB take 0.04 s, Kafka's
start 3 s.
"""

import hashlib
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from streams.errors import Misconfigured, Unavailable

FETCHES_AT_ONCE = 6
FETCH_TIMEOUT_S = 30
FETCH_TRIES = 2
_PAUSE_S = 1.0
_MB = 1_000_000
_JARS_A_LINE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """One line of the lock. `size` in bytes; `sha256` as 64 hexadecimal digits."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    @property
    def file(self) -> str:
        """Return the jar's file name, which is Maven's."""
        return f"{self.artifact}-{self.version}.jar"

    def is_at(self, path: Path) -> bool:
        """Return whether this file has the locked bytes; False where there is none."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Lock:
    """What a Kafka of one version consists of."""

    kafka: str
    jars: tuple[Jar, ...]


Fetch = Callable[[Jar, Path], Path]
"""Puts one jar somewhere below a folder and returns where. Raises Unavailable if it cannot be had."""


def locked() -> Lock:
    """Return the lock that ships with this package."""
    content = tomllib.loads(files("streams.broker").joinpath("kafka.lock.toml").read_text("utf-8"))
    return Lock(content["kafka"], tuple(Jar(**jar) for jar in content["jar"]))


def kafka_jars(
    cache_dir: Path, *, say: Callable[[str], None], lock: Lock | None = None, fetch: Fetch | None = None
) -> tuple[Path, ...]:
    """Return the path of every jar of the lock, in the lock's order, each with the locked bytes.

    Missing or damaged jars are fetched into the cache, once for all runs; `say` is told. Two processes may do
    so at once: a jar is moved into its place whole. Raises Unavailable if one cannot be fetched, and
    Misconfigured if what was fetched is not what the lock names, or the cache cannot be written.
    """
    lock = lock or locked()
    folder = cache_dir / f"kafka-{lock.kafka}"
    missing = [jar for jar in lock.jars if not jar.is_at(folder / jar.file)]
    if missing:
        _announce(missing, folder, say)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _fill(folder, missing, fetch or fetch_with_jgo, say=say)
        except OSError as error:
            raise Misconfigured(
                f"Kafka's jars cannot be kept in {folder}: {error}. Free some space or set "
                f"NEWSWIRE_CACHE_DIR to a folder with {sum(jar.size for jar in missing) // _MB + 1} MB free "
                f"that you may write to."
            ) from error
    return tuple(folder / jar.file for jar in lock.jars)


def _announce(missing: Sequence[Jar], folder: Path, say: Callable[[str], None]) -> None:
    for jar in missing:
        if (folder / jar.file).exists():
            say(f"{folder / jar.file} does not have the bytes that the lock names; fetching it again")
    size = sum(jar.size for jar in missing) / _MB
    say(f"fetching Kafka, once: {len(missing)} jars, {size:.0f} MB, into {folder}")


def _fill(folder: Path, missing: Sequence[Jar], fetch: Fetch, *, say: Callable[[str], None]) -> None:
    """Fetch beside the cache's folder, check, and only then move each jar into its place."""
    with (
        tempfile.TemporaryDirectory(prefix="fetching-", dir=folder.parent) as aside,
        ThreadPoolExecutor(FETCHES_AT_ONCE) as pool,
    ):
        fetched = pool.map(lambda jar: (jar, fetch(jar, Path(aside))), missing)
        try:
            for number, (jar, path) in enumerate(fetched, start=1):
                if not jar.is_at(path):
                    raise Misconfigured(_wrong_bytes(jar, path))
                path.replace(folder / jar.file)
                if number % _JARS_A_LINE == 0:
                    say(f"fetched {number} of {len(missing)}")
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _wrong_bytes(jar: Jar, path: Path) -> str:
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    return (
        f"{jar.group}:{jar.artifact}:{jar.version} was fetched with SHA-256 {found}, but this version of "
        f"newswire was tested with {jar.sha256}; it was not used. Something between here and Maven's "
        f"repository alters files, or the mirror named in jgo's configuration serves another build: try "
        f"again without it, or use a broker of your own through NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS."
    )


def fetch_with_jgo(jar: Jar, folder: Path) -> Path:
    """Return the path of a jar fetched below the folder, from Maven's repository or a mirror named to jgo.

    Raises Unavailable if it cannot be had; the answer's bytes are the caller's to check.
    """
    # Imported here: they take 0.2 s, and only the first start on a machine needs them.
    import requests  # noqa: PLC0415
    from jgo.config import GlobalSettings  # noqa: PLC0415
    from jgo.maven import MavenContext  # noqa: PLC0415

    mirrors = GlobalSettings.load().repositories or None
    failure: Exception | None = None
    for number in range(FETCH_TRIES):
        # A folder for each try: what an interrupted one left behind would be taken for the jar.
        aside = folder / f"try-{number}"
        context = MavenContext(repo_cache=aside, remote_repos=mirrors, timeout=FETCH_TIMEOUT_S)
        try:
            return Path(context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve())
        except (requests.RequestException, RuntimeError) as error:
            failure = error
            time.sleep(_PAUSE_S)
    raise Unavailable(not_had(jar, failure)) from failure


def not_had(jar: Jar, error: Exception | None) -> str:
    """Return what to say of a jar that could not be fetched, and what helps."""
    untrusted = " Where a proxy has a certificate of its own, REQUESTS_CA_BUNDLE names the file that has it."
    return (
        f"{jar.file} of Kafka could not be fetched: {error}."
        f"{untrusted if 'CERTIFICATE_VERIFY_FAILED' in str(error) else ''} The first start needs the network "
        "(or a mirror named in jgo's configuration file); later ones do not. Whoever has a broker sets "
        "NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS and needs neither."
    )
