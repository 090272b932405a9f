"""TLS and login: one reading of the settings for every client, and each mistake named with its fix."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from streams.agents.app import credentials
from streams.errors import Misconfigured
from streams.security.credentials import Login, Security, faults, security
from streams.security.passwords import password
from streams.settings import Settings
from tests.certificates import CURVE, Authority, authority

LOGIN = {"kafka_username": "dedup", "kafka_password": "hunter2"}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("certificates"), "ours", new_key=CURVE)


def some_settings(**changed: Any) -> Settings:
    return Settings.model_validate(changed)


def refused(**changed: Any) -> str:
    with pytest.raises(Misconfigured) as raised:
        security(some_settings(**changed))
    return str(raised.value)


def test_by_default_nothing_is_encrypted_and_nobody_logs_in() -> None:
    """The default is for one machine, whose broker listens on loopback."""
    assert security(some_settings()) == Security(protocol="PLAINTEXT")


def test_names_are_verified_in_every_context(ours: Authority) -> None:
    """Without it whoever has any certificate of the authority could stand in for Kafka."""
    made = security(some_settings(kafka_security_protocol="SSL", kafka_ca_file=ours.file)).tls
    assert made
    assert made.check_hostname
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert [entry["subject"] for entry in made.get_ca_certs()] == [((("commonName", "ours"),),)]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_password_may_come_from_a_file_that_ends_in_a_newline_or_not(tmp_path: Path, ending: str) -> None:
    """Editors end a file with one, and secrets mounted by an orchestrator have none."""
    file = tmp_path / "password"
    file.write_bytes(b" hunter 2 " + ending.encode())
    made = some_settings(kafka_security_protocol="SASL_SSL", kafka_username="dedup", kafka_password_file=file)
    assert password(made) == " hunter 2 "
    login = security(made).login
    assert isinstance(login, Login)
    assert login.password == " hunter 2 "
    assert "hunter" not in repr(login)


def test_faust_and_the_producers_are_given_the_same() -> None:
    made: Any = credentials(some_settings(kafka_security_protocol="SASL_SSL", **LOGIN))
    assert made.protocol.value == "SASL_SSL"
    assert made.mechanism.value == "SCRAM-SHA-512"
    assert (made.username, made.password) == ("dedup", "hunter2")
    assert made.ssl_context.check_hostname
    assert "hunter2" not in repr(made)


def test_faust_is_told_of_tls_without_a_login_and_of_a_login_without_tls(ours: Authority) -> None:
    alone: Any = credentials(some_settings(kafka_security_protocol="SSL", kafka_ca_file=ours.file))
    assert alone.protocol.value == "SSL"
    assert alone.context.check_hostname
    plain: Any = credentials(some_settings(kafka_security_protocol="SASL_PLAINTEXT", **LOGIN))
    assert plain.protocol.value == "SASL_PLAINTEXT"
    assert credentials(some_settings()) is None


@pytest.mark.parametrize("split", [True, False])
def test_a_certificate_of_ours_may_have_its_key_beside_it_or_within(ours: Authority, split: bool) -> None:
    own = ours.vouches_for("dedup")
    files = {"kafka_certificate_file": own.certificate, "kafka_key_file": own.key}
    chosen = files if split else {"kafka_certificate_file": own.both}
    assert security(some_settings(kafka_security_protocol="SSL", kafka_ca_file=ours.file, **chosen)).tls


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            LOGIN,
            "NEWSWIRE_KAFKA_SECURITY_PROTOCOL=PLAINTEXT has no login, but one is set; set it to SASL_SSL",
        ),
        ({"kafka_security_protocol": "SASL_SSL", "kafka_password": "x"}, "set NEWSWIRE_KAFKA_USERNAME"),
        (
            {"kafka_security_protocol": "SASL_SSL", "kafka_username": "dedup"},
            "needs a login: set NEWSWIRE_KAFKA_PASSWORD_FILE",
        ),
        (
            {"kafka_security_protocol": "SASL_SSL", **LOGIN, "kafka_password_file": "p"},
            "NEWSWIRE_KAFKA_PASSWORD and NEWSWIRE_KAFKA_PASSWORD_FILE are both set; leave one out",
        ),
        (
            {
                "kafka_security_protocol": "SASL_SSL",
                "kafka_username": "u",
                "kafka_password_file": "none.such",
            },
            "NEWSWIRE_KAFKA_PASSWORD_FILE=none.such: there is no such file",
        ),
        (
            {"kafka_ca_file": "ca.pem"},
            "PLAINTEXT has no TLS, so NEWSWIRE_KAFKA_CA_FILE would not count; set it to SSL or SASL_SSL",
        ),
        (
            {"kafka_security_protocol": "SSL", "kafka_ca_file": "none.such"},
            "NEWSWIRE_KAFKA_CA_FILE=none.such: there is no such file",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused_with_the_fix(
    changed: dict[str, Any], says: str
) -> None:
    assert says in refused(**changed)


def test_all_faults_are_told_at_once() -> None:
    made = some_settings(kafka_security_protocol="SASL_SSL", kafka_ca_file="none.such")
    assert len(list(faults(made))) == 3
    assert refused(**made.model_dump(exclude_unset=True)).count("NEWSWIRE_KAFKA_USERNAME") == 1


def test_a_key_without_its_certificate_is_refused(ours: Authority) -> None:
    said = refused(kafka_security_protocol="SSL", kafka_key_file=ours.key)
    assert said == "NEWSWIRE_KAFKA_KEY_FILE is set without its NEWSWIRE_KAFKA_CERTIFICATE_FILE; set both"


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("hunter2")
    said = refused(kafka_security_protocol="SSL", kafka_ca_file=file)
    assert f"NEWSWIRE_KAFKA_CA_FILE={file}: holds no certificates (PEM) that can be read" in said


def test_a_certificate_with_the_key_of_another_is_refused(ours: Authority) -> None:
    own = ours.vouches_for("dedup")
    said = refused(
        kafka_security_protocol="SSL", kafka_certificate_file=own.certificate, kafka_key_file=ours.key
    )
    assert f"NEWSWIRE_KAFKA_CERTIFICATE_FILE={own.certificate}: cannot be used with its key" in said


def test_an_empty_password_file_is_refused(tmp_path: Path) -> None:
    """An orchestrator that mounts a secret of another name leaves an empty one."""
    file = tmp_path / "password"
    file.touch()
    said = refused(kafka_security_protocol="SASL_SSL", kafka_username="u", kafka_password_file=file)
    assert said == f"NEWSWIRE_KAFKA_PASSWORD_FILE={file}: holds no password that can be read"
