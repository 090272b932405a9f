"""Reaching Kafka: what the settings become, and what each refusal tells the operator."""

import ssl
from typing import Any

import pytest
from kafka import errors as kafka

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


def test_a_login_and_a_context_are_what_kafka_python_takes() -> None:
    made = options(
        kafka_security_protocol="SASL_SSL",
        kafka_sasl_mechanism="PLAIN",
        kafka_username="wire",
        kafka_password="pass",
    )
    assert made["security_protocol"] == "SASL_SSL"
    assert made["sasl_mechanism"] == "PLAIN"
    assert made["sasl_plain_username"] == "wire"
    assert made["sasl_plain_password"] == "pass"
    assert made["ssl_context"].check_hostname
    assert made["ssl_context"].verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("error", "meaning", "says"),
    [
        (kafka.KafkaTimeoutError("10 s"), Unavailable, "'newswire broker' starts one"),
        (kafka.KafkaConnectionError(), Unavailable, "does not answer \\(KafkaConnectionError\\)"),
        (kafka.NotEnoughReplicasError(), Unavailable, "NotEnoughReplicasError"),
        (kafka.SaslAuthenticationFailedError(), Misconfigured, "NEWSWIRE_KAFKA_PASSWORD_FILE"),
        (kafka.TopicAuthorizationFailedError(), Misconfigured, "docs/security.md"),
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
