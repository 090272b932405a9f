"""A real Kafka that wants TLS and a login and permits what ACLs say, for the tests of security.

Its listeners: one in the clear, for the tests themselves, who may do everything; one for users; one for those
who come with a token; one with a certificate that has expired; one that wants the client's certificate.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
    UserScramCredentialUpsertion,
)

from streams.broker.jars import kafka_jars
from streams.broker.java import find_java
from streams.broker.kafka_files import HOST
from streams.broker.local import LocalBroker
from streams.demo.processes import free_ports
from streams.security.access import Need
from streams.settings import Settings
from tests.certificates import Authority, authority
from tests.issuer import AUDIENCE, ISSUER, Issuer, issuing

MECHANISM = "SCRAM-SHA-512"
LISTENERS = {
    "PLAINTEXT": "PLAINTEXT",
    "USERS": "SASL_SSL",
    "TOKENS": "SASL_SSL",
    "EXPIRED": "SASL_SSL",
    "MUTUAL": "SSL",
}
_OAUTH = "org.apache.kafka.common.security.oauthbearer"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


@dataclass(frozen=True, slots=True)
class SecuredKafka:
    """A running one; `ports` by listener."""

    ports: dict[str, int]
    ours: Authority
    issuer: Issuer
    admin: KafkaAdminClient

    def settings(self, user: str = "", listener: str = "USERS", **changed: Any) -> Settings:
        """Return the settings by which a user reaches a listener; its password is its name twice."""
        secured: dict[str, Any] = {"kafka_security_protocol": LISTENERS[listener]}
        if listener != "PLAINTEXT":
            secured["kafka_ca_file"] = self.ours.file
        if LISTENERS[listener].startswith("SASL"):
            secured |= {"kafka_username": user, "kafka_password": user * 2}
        if listener == "TOKENS":
            secured |= {"kafka_sasl_mechanism": "OAUTHBEARER", "kafka_token_url": self.issuer.url}
        return Settings.model_validate(
            {"kafka_bootstrap_servers": f"{HOST}:{self.ports[listener]}", **secured, **changed}
        )

    def user(self, name: str, *, password: str | None = None) -> None:
        """Add a user, who may do nothing yet, or change the password of one; by default its name twice."""
        made = UserScramCredentialUpsertion(name, MECHANISM, password or name * 2)
        assert self.admin.alter_user_scram_credentials([made]) == {name: None}

    def permit(self, user: str, needs: Iterable[Need]) -> None:
        """Add ACLs."""
        made = self.admin.create_acls([acl for need in needs for acl in _acls(ACL, user, need)])
        assert not made["failed"]

    def forbid(self, user: str, needs: Iterable[Need]) -> None:
        """Take ACLs away."""
        self.admin.delete_acls([acl for need in needs for acl in _acls(ACLFilter, user, need)])


def _acls(kind: type[ACLFilter], user: str, need: Need) -> Iterator[ACLFilter]:
    where = ResourcePattern(ResourceType[need.resource.name], need.name)
    for operation in need.operations:
        yield kind(f"User:{user}", "*", ACLOperation[operation.name], ACLPermissionType.ALLOW, where)


@contextmanager
def secured_kafka(folder: Path, cache_dir: Path) -> Iterator[SecuredKafka]:
    """Run one for as long as the `with` lasts."""
    ours = authority(folder, "ours")
    with issuing(ours.vouches_for("issuer").both) as issuer:
        yield from _running(folder, cache_dir, ours, issuer)


def _running(folder: Path, cache_dir: Path, ours: Authority, issuer: Issuer) -> Iterator[SecuredKafka]:
    keys = issuer.jwks(folder / "jwks.json")
    controller, *others = free_ports(1 + len(LISTENERS))
    ports = dict(zip(LISTENERS, others, strict=True))
    broker = LocalBroker(
        folder / "kafka",
        java=find_java(None),
        jars=kafka_jars(cache_dir, say=print),
        port=ports["PLAINTEXT"],
        extra=_properties(ours, ports, controller) | _tokens(keys),
    )
    with ExitStack() as stack:
        allowed = f"-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls={keys.as_uri()}"
        stack.enter_context(patch.dict(os.environ, JDK_JAVA_OPTIONS=allowed))
        stack.enter_context(broker)
        admin = stack.enter_context(KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers))
        yield SecuredKafka(ports, ours, issuer, admin)


def _properties(ours: Authority, ports: dict[str, int], controller: int) -> dict[str, str]:
    listens = ",".join(f"{name}://{HOST}:{port}" for name, port in ports.items())
    protocols = ",".join(f"{name}:{protocol}" for name, protocol in LISTENERS.items())
    own = {"expired": ours.vouches_for("expired", days=-1).both}
    return {
        "listeners": f"{listens},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": listens,
        "listener.security.protocol.map": f"{protocols},CONTROLLER:PLAINTEXT",
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",  # whoever comes in the clear: Kafka itself, and the tests
        "sasl.enabled.mechanisms": MECHANISM,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(ours.vouches_for("kafka").both),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(ours.file),
        "listener.name.mutual.ssl.client.auth": "required",
        **{f"listener.name.{name}.ssl.keystore.type": "PEM" for name in own},
        **{f"listener.name.{name}.ssl.keystore.location": str(file) for name, file in own.items()},
        **{
            f"listener.name.{name.lower()}.{MECHANISM.lower()}.sasl.jaas.config": _SCRAM
            for name, protocol in LISTENERS.items()
            if protocol.startswith("SASL") and name != "TOKENS"
        },
    }


def _tokens(keys: Path) -> dict[str, str]:
    """Return how the listener for tokens verifies them: by Kafka's own validator, as in production."""
    own = {
        "sasl.enabled.mechanisms": "OAUTHBEARER",
        "oauthbearer.sasl.jaas.config": f"{_OAUTH}.OAuthBearerLoginModule required;",
        "oauthbearer.sasl.server.callback.handler.class": f"{_OAUTH}.OAuthBearerValidatorCallbackHandler",
        "sasl.oauthbearer.jwks.endpoint.url": keys.as_uri(),
        "sasl.oauthbearer.expected.issuer": ISSUER,
        "sasl.oauthbearer.expected.audience": AUDIENCE,
        "sasl.oauthbearer.clock.skew.seconds": "0",
    }
    return {f"listener.name.tokens.{name}": value for name, value in own.items()}
