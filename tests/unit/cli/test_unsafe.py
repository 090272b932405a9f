"""`newswire config --check`: what must not go into production, why, and what to do instead."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.cli.unsafe import objections
from streams.errors import Misconfigured
from streams.settings import PREFIX, Settings
from tests.certificates import CURVE, authority

AWAY: dict[str, Any] = {"kafka_bootstrap_servers": "kafka.example:9093", "topic_replication": 3}


# Whoever runs the tests may have a home in /tmp, which would be an objection of its own.
STAYS = "/var/lib/newswire"


@pytest.fixture
def run(run: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NEWSWIRE_DATA_DIR", STAYS)
    return run


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    file.chmod(0o600)
    return file


def found(**changed: Any) -> list[tuple[str, bool]]:
    return [
        (objection.setting.removeprefix(PREFIX), objection.warning)
        for objection in objections(Settings.model_validate({"data_dir": STAYS, **changed}))
    ]


@pytest.mark.parametrize("servers", ["127.0.0.1:9092", "localhost:9092", "[::1]:9092", "127.8.8.8:9092"])
def test_the_defaults_are_safe_on_one_machine(servers: str) -> None:
    assert found(kafka_bootstrap_servers=servers) == []


def test_a_cluster_with_tls_and_a_login_from_a_file_is_safe(password_file: Path) -> None:
    login = {"kafka_username": "dedup", "kafka_password_file": password_file}
    assert found(kafka_security_protocol="SASL_SSL", **login, **AWAY) == []


@pytest.mark.parametrize(
    ("changed", "setting"),
    [
        (AWAY, "KAFKA_SECURITY_PROTOCOL=PLAINTEXT"),
        ({**AWAY, "kafka_bootstrap_servers": "127.0.0.1:1,10.0.0.8:9"}, "KAFKA_SECURITY_PROTOCOL=PLAINTEXT"),
        ({**AWAY, "kafka_security_protocol": "SSL", "topic_replication": 1}, "TOPIC_REPLICATION=1"),
        ({**AWAY, "kafka_security_protocol": "SSL", "topic_replication": 2}, "TOPIC_REPLICATION=2"),
        ({"data_dir": "/tmp/newswire"}, "DATA_DIR=/tmp/newswire"),
        ({"web_host": "0.0.0.0"}, "WEB_HOST=0.0.0.0"),
        ({"web_host": "::"}, "WEB_HOST=::"),
        ({"feeds_allow_private_addresses": True}, "FEEDS_ALLOW_PRIVATE_ADDRESSES=true"),
        ({"kafka_username": "dedup"}, "KAFKA_SECURITY_PROTOCOL=PLAINTEXT"),
        ({"kafka_security_protocol": "SSL", "kafka_ca_file": "none.such"}, "KAFKA_CA_FILE=none.such"),
    ],
)
def test_what_is_unsafe_is_refused(changed: dict[str, Any], setting: str) -> None:
    assert found(**changed) == [(setting, False)]


def test_a_login_without_tls_is_refused_on_loopback_too(password_file: Path) -> None:
    """Whatever forwards that port sees the password."""
    login = {"kafka_username": "dedup", "kafka_password_file": password_file}
    assert found(kafka_security_protocol="SASL_PLAINTEXT", **login) == [
        ("KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT", False)
    ]


def test_a_secret_that_every_user_may_read_is_refused(password_file: Path) -> None:
    password_file.chmod(0o644)
    login = {"kafka_username": "dedup", "kafka_password_file": password_file}
    assert found(kafka_security_protocol="SASL_SSL", **login, **AWAY) == [
        (f"KAFKA_PASSWORD_FILE={password_file}", False)
    ]


@pytest.mark.parametrize(("days", "refused"), [(29, True), (32, False)])
def test_a_certificate_that_ends_within_thirty_days_is_refused(
    tmp_path: Path, days: int, refused: bool
) -> None:
    own = authority(tmp_path, "ours", new_key=CURVE).vouches_for("dedup", days=days)
    own.key.chmod(0o600)
    files = {"kafka_certificate_file": own.certificate, "kafka_key_file": own.key}
    said = found(kafka_security_protocol="SSL", **files, **AWAY)
    assert said == ([(f"KAFKA_CERTIFICATE_FILE={own.certificate}", False)] if refused else [])


def test_a_token_that_every_user_may_read_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("opaque-0123456789")
    token.chmod(0o644)
    files = {"kafka_sasl_mechanism": "OAUTHBEARER", "kafka_token_file": token}
    assert found(kafka_security_protocol="SASL_SSL", **files, **AWAY) == [
        (f"KAFKA_TOKEN_FILE={token}", False)
    ]


def test_authorities_that_every_user_may_change_are_refused(tmp_path: Path) -> None:
    """Whoever changes them can be Kafka."""
    ours = authority(tmp_path, "ours", new_key=CURVE).vouches_for("ca", days=90).certificate
    ours.chmod(0o666)
    assert found(kafka_security_protocol="SSL", kafka_ca_file=ours, **AWAY) == [
        (f"KAFKA_CA_FILE={ours}", False)
    ]


@pytest.mark.parametrize(("days", "refused"), [((29,), True), ((29, 90), False)])
def test_one_authority_that_lasts_is_enough(tmp_path: Path, days: tuple[int, ...], refused: bool) -> None:
    """While authorities are changed, the file holds the old one and the new one."""
    ours = authority(tmp_path, "ours", new_key=CURVE)
    some = [ours.vouches_for(f"ca{left}", days=left).certificate.read_bytes() for left in days]
    both = tmp_path / "both.pem"
    both.write_bytes(b"".join(some))
    said = found(kafka_security_protocol="SSL", kafka_ca_file=both, **AWAY)
    assert said == ([(f"KAFKA_CA_FILE={both}", False)] if refused else [])


def test_a_debug_log_is_a_warning_only() -> None:
    assert found(log_level="debug") == [("LOG_LEVEL=debug", True)]


def test_a_password_in_the_environment_is_a_warning_only() -> None:
    login = {"kafka_username": "dedup", "kafka_password": "hunter2"}
    assert found(kafka_security_protocol="SASL_SSL", **login, **AWAY) == [("KAFKA_PASSWORD", True)]


def test_the_command_has_no_objection_to_the_defaults(run: Any) -> None:
    said = run("--check")
    assert (said.exit_code, said.stdout) == (0, "no objection\n")


def test_the_command_gives_its_reasons_and_ends_with_2(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS", "kafka.example:9092")
    monkeypatch.setenv("NEWSWIRE_KAFKA_USERNAME", "dedup")
    monkeypatch.setenv("NEWSWIRE_KAFKA_PASSWORD", "hunter2")
    said = run("--check")
    assert said.exit_code == 2
    lines = said.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["refused", "refused", "refused", "warning"]
    assert (
        "NEWSWIRE_KAFKA_SECURITY_PROTOCOL=PLAINTEXT: articles go to kafka.example:9092 in the clear"
        in lines[1]
    )
    assert "set 3" in lines[2]
    assert "hunter2" not in said.output
    assert "no objection" not in said.output


def test_for_programs_the_same_as_json(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_WEB_HOST", "0.0.0.0")
    said = run("--check", "--json")
    assert said.exit_code == 2
    (made,) = json.loads(said.stdout)
    assert made["setting"] == "NEWSWIRE_WEB_HOST=0.0.0.0"
    assert made["warning"] is False


def test_what_is_meant_to_be_so_is_accepted_by_name(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container the web server must listen to its network, or nobody could ask for its health."""
    monkeypatch.setenv("NEWSWIRE_WEB_HOST", "0.0.0.0")
    said = run("--check", "--accept", "NEWSWIRE_WEB_HOST")
    assert (said.exit_code, said.stdout) == (0, "no objection\n")


def test_a_name_that_is_no_setting_cannot_be_accepted(run: Any) -> None:
    said = run("--check", "--accept", "NEWSWIRE_WEBHOST")
    assert isinstance(said.exception, Misconfigured)
    assert "NEWSWIRE_WEB_HOST is one" in str(said.exception)


def test_what_cannot_work_cannot_be_accepted(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_KAFKA_CA_FILE", "none.such")
    said = run("--check", "--accept", "NEWSWIRE_KAFKA_SECURITY_PROTOCOL")
    assert said.exit_code == 2
    assert "has no TLS, so NEWSWIRE_KAFKA_CA_FILE would not count" in said.stdout
