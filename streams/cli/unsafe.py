"""Which settings are unsafe in production, and why: what `newswire config --check` looks at.

The defaults are for one machine, where each of them is safe: its Kafka listens on loopback. A setting that is
meant to be as it is can be accepted by name; the rest stays refused.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import gettempdir

from streams.broker.addresses import parted, servers
from streams.security.credentials import faults, with_login, with_tls
from streams.security.files import changed_by_others, ends_within, open_to_others, secret_files
from streams.security.hosts import loopback
from streams.settings import Settings, variable

REPLICAS_MIN = 3
CERTIFICATE_DAYS_MIN = 30
KILLED_AFTER_S = 30  # by what ships with newswire: compose, systemd, Kubernetes


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What is wrong with one setting; a warning refuses nothing."""

    setting: str
    why: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.setting}: {self.why}; {self.remedy}"


def objections(settings: Settings, *, accepted: Collection[str] = ()) -> list[Objection]:
    """Return what is unsafe, refusals first, but for the variables that are accepted as they are.

    What cannot work is no matter of accepting. Raises Misconfigured for the address of a broker that is none.
    """
    unsafe = [
        *_of_kafka(settings),
        *_of_the_web(settings),
        *_of_feeds(settings),
        *_of_the_password(settings),
        *_of_files(settings),
        *_of_the_folder(settings),
        *_of_the_log(settings),
        *_of_the_stop(settings),
    ]
    left = [objection for objection in unsafe if objection.setting.partition("=")[0] not in accepted]
    return [*_of_combinations(settings), *sorted(left, key=lambda objection: objection.warning)]


def _of_combinations(settings: Settings) -> Iterator[Objection]:
    for fault in faults(settings):
        name, _, why = fault.partition(" ") if fault.startswith("NEWSWIRE_") else ("", "", fault)
        yield Objection(setting=name.rstrip(":"), why=why, remedy="nothing that needs Kafka starts like this")


def _of_kafka(settings: Settings) -> Iterator[Objection]:
    protocol = settings.kafka_security_protocol
    name = f"{variable('kafka_security_protocol')}={protocol}"
    away = [server for server in servers(settings) if not loopback(parted(server)[0])]
    if with_login(settings) and not with_tls(settings):
        yield Objection(
            setting=name,
            why="a login without TLS: whoever is on the way can be this user from then on, or read along",
            remedy="set SASL_SSL",
        )
    elif away and not with_tls(settings):
        yield Objection(
            setting=name,
            why=f"articles go to {away[0]} in the clear, and anybody who reaches it may read and write",
            remedy="set SASL_SSL or SSL",
        )
    if away and settings.topic_replication < REPLICAS_MIN:
        yield Objection(
            setting=f"{variable('topic_replication')}={settings.topic_replication}",
            why="with one, a broker that is lost takes its partitions along; with two, what is confirmed "
            "may be on a single broker",
            remedy="set 3",
        )


def _of_the_web(settings: Settings) -> Iterator[Objection]:
    if not loopback(settings.web_host):
        yield Objection(
            setting=f"{variable('web_host')}={settings.web_host}",
            why="/metrics is shown, without a password, to whoever reaches this address",
            remedy="set 127.0.0.1, or accept it where its network keeps others out, as of a container",
        )


def _of_feeds(settings: Settings) -> Iterator[Objection]:
    if settings.feeds_allow_private_addresses:
        yield Objection(
            setting=f"{variable('feeds_allow_private_addresses')}=true",
            why="a feed may lead this process to addresses within your network, and publish what is there",
            remedy="leave it out",
        )


def _of_the_password(settings: Settings) -> Iterator[Objection]:
    if settings.kafka_password.get_secret_value():
        yield Objection(
            setting=variable("kafka_password"),
            why="the environment of a process is seen by its children, and often by who describes it",
            remedy=f"put it into a file, and name that in {variable('kafka_password_file')}",
            warning=True,
        )


def _of_files(settings: Settings) -> Iterator[Objection]:
    for name, path in secret_files(settings).items():
        if open_to_others(path):
            yield Objection(
                setting=f"{variable(name)}={path}",
                why="holds a secret, and every user of this machine may read or change it",
                remedy=f"chmod o= {path}",
            )
    left = timedelta(days=CERTIFICATE_DAYS_MIN)
    # Of authorities one that lasts is enough, as while they are changed; of our own chain none may end.
    for name, of_its_ends in (("kafka_ca_file", max), ("kafka_certificate_file", min)):
        path = getattr(settings, name)
        if path and changed_by_others(path):
            yield Objection(
                setting=f"{variable(name)}={path}",
                why="says who is trusted, and every user of this machine may change it",
                remedy=f"chmod o-w {path}",
            )
        ends = ends_within(path, left, of_its_ends) if path else None
        if ends:
            yield Objection(
                setting=f"{variable(name)}={path}",
                why=f"holds a certificate that ends on {ends:%Y-%m-%d}, within {CERTIFICATE_DAYS_MIN} days",
                remedy="renew it, then restart what uses it",
            )


def _of_the_folder(settings: Settings) -> Iterator[Objection]:
    folder = settings.data_dir.resolve()
    if any(folder.is_relative_to(place) for place in {Path("/tmp"), Path("/var/tmp"), Path(gettempdir())}):  # noqa: S108
        yield Objection(
            setting=f"{variable('data_dir')}={settings.data_dir}",
            why="is cleared by the system, and what a worker knows must then be read back from Kafka",
            remedy="name a folder that stays",
        )


def _of_the_log(settings: Settings) -> Iterator[Objection]:
    if settings.log_level == "debug":
        yield Objection(
            setting=f"{variable('log_level')}=debug",
            why="libraries log what they do with each connection, which nobody has gone through for secrets",
            remedy="set info",
            warning=True,
        )


def _of_the_stop(settings: Settings) -> Iterator[Objection]:
    if settings.stop_timeout_s >= KILLED_AFTER_S:
        yield Objection(
            setting=f"{variable('stop_timeout_s')}={settings.stop_timeout_s:g}",
            why=f"compose, systemd and Kubernetes, as shipped, kill what has not ended in {KILLED_AFTER_S} s",
            remedy="set less, or grant more there",
            warning=True,
        )
