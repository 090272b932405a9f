"""Reaching Kafka: what the settings become, and what each refusal tells the operator."""

from pathlib import Path
from typing import Any

import pytest
from kafka import errors as kafka
from pydantic import SecretStr

from streams.broker.connection import client_options, explained, kafka_errors
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings


def some_settings(**changed: Any) -> Settings:
    return Settings.model_validate({"kafka_bootstrap_servers": "127.0.0.1:9092", **changed})


def options(**changed: Any) -> dict[str, Any]:
    return client_options(some_settings(**changed), name="test")


def test_the_defaults_are_a_plain_connection_to_this_machine() -> None:
    assert options() == {
        "bootstrap_servers": ["127.0.0.1:9092"],
        "client_id": "newswire-test",
        "security_protocol": "PLAINTEXT",
    }


def test_several_brokers_may_be_named_with_spaces_and_a_trailing_comma() -> None:
    """Any one that answers is enough, so an operator lists them all."""
    given = "one:9092, [::1]:9093,"
    assert options(kafka_bootstrap_servers=given)["bootstrap_servers"] == ["one:9092", "[::1]:9093"]


@pytest.mark.parametrize(
    "wrong", ["localhost", "host:", "host:kafka", ":9092", "host:0", "host:65536", "a:1,b", ",,,"]
)
def test_an_address_without_a_port_is_refused_before_anything_is_tried(wrong: str) -> None:
    """kafka-python would take 9092 for granted, or fail in its name resolution half a minute later."""
    with pytest.raises(Misconfigured, match="NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS"):
        options(kafka_bootstrap_servers=wrong)


def test_a_login_is_passed_on_only_where_the_protocol_has_one() -> None:
    login = {
        "kafka_sasl_mechanism": "PLAIN",
        "kafka_sasl_plain_username": "wire",
        "kafka_sasl_plain_password": SecretStr("pass"),
    }
    assert not [name for name in options(**login) if name.startswith("sasl")]
    made = options(kafka_security_protocol="SASL_SSL", **login)
    assert made["sasl_mechanism"] == "PLAIN"
    assert made["sasl_plain_username"] == "wire"
    assert made["sasl_plain_password"] == "pass"


def test_a_protocol_with_login_but_no_password_names_what_is_missing() -> None:
    with pytest.raises(Misconfigured, match=r"set NEWSWIRE_KAFKA_SASL_PLAIN_PASSWORD$"):
        options(kafka_security_protocol="SASL_PLAINTEXT", kafka_sasl_plain_username="wire")


def test_a_ca_file_counts_for_tls_alone_and_must_exist(tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    with pytest.raises(Misconfigured, match=r"NEWSWIRE_KAFKA_SSL_CAFILE=.*ca\.pem: there is no such file"):
        options(kafka_security_protocol="SSL", kafka_ssl_cafile=ca_file)
    ca_file.write_text("-")
    assert options(kafka_security_protocol="SSL", kafka_ssl_cafile=ca_file)["ssl_cafile"] == str(ca_file)
    assert "ssl_cafile" not in options(kafka_security_protocol="PLAINTEXT", kafka_ssl_cafile=ca_file)


@pytest.mark.parametrize(
    ("error", "meaning", "says"),
    [
        (kafka.KafkaTimeoutError("10 s"), Unavailable, "'newswire broker' starts one"),
        (kafka.KafkaConnectionError(), Unavailable, "does not answer \\(KafkaConnectionError\\)"),
        (kafka.NotEnoughReplicasError(), Unavailable, "NotEnoughReplicasError"),
        (kafka.SaslAuthenticationFailedError(), Misconfigured, "NEWSWIRE_KAFKA_SASL_PLAIN_PASSWORD"),
        (kafka.TopicAuthorizationFailedError(), Misconfigured, "access rules"),
        (kafka.MessageSizeTooLargeError(), Misconfigured, "NEWSWIRE_ARTICLE_BYTES_MAX"),
        (kafka.UnsupportedVersionError(), Misconfigured, "cannot be used like this"),
    ],
)
def test_each_error_tells_who_must_act(error: Exception, meaning: type[Exception], says: str) -> None:
    """A supervisor restarts on exit 3 and must not on exit 2."""
    made = explained(error, some_settings())
    assert isinstance(made, meaning)
    with pytest.raises(meaning, match=says):
        raise made
    assert "127.0.0.1:9092" in str(made)


def test_the_body_of_kafka_errors_raises_ours_with_theirs_as_the_cause() -> None:
    with pytest.raises(Unavailable) as raised, kafka_errors(some_settings()):
        raise kafka.KafkaTimeoutError("away")
    assert isinstance(raised.value.__cause__, kafka.KafkaTimeoutError)


def test_a_bug_in_the_body_stays_a_bug() -> None:
    with pytest.raises(KeyError), kafka_errors(some_settings()):
        raise KeyError("x")
