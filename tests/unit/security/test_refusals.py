"""What a worker says at its end where Kafka refused something in the middle of the work."""

from collections.abc import Callable

import pytest
from aiokafka import errors as kafka

from streams.errors import Misconfigured, NewswireError, Superseded, Unavailable
from streams.security.refusals import meant, understood
from streams.settings import Settings
from streams.topics import Stage

SETTINGS = Settings(kafka_username="enrich")


def said(error: BaseException) -> str:
    made = meant(error, SETTINGS, Stage.ENRICH)
    assert isinstance(made, Misconfigured)
    return str(made)


def door(refusal: NewswireError | None) -> Callable[[], None]:
    """Return what lets in, or raises."""

    def ask() -> None:
        if refusal is not None:
            raise refusal

    return ask


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (Misconfigured("refused the token"), "refused the token"),
        (Superseded("renewed"), "renewed"),
        (Unavailable("no token to be had"), "batch"),
        (None, "batch"),
    ],
)
def test_an_end_that_says_nothing_is_told_by_what_kafka_says_to_who_asks(
    says: NewswireError | None, told: str
) -> None:
    """Aiokafka goes on with a token that was refused, and fails as if Kafka had a fault."""
    failed = kafka.KafkaError("Unexpected error during batch delivery")
    assert told in str(understood(failed, SETTINGS, Stage.ENRICH, ask=door(says)))


@pytest.mark.parametrize(
    ("error", "acl"),
    [
        (
            kafka.TopicAuthorizationFailedError({"news.articles.unique.v1"}),
            "unique.v1: Read, DescribeConfigs",
        ),
        (
            kafka.TopicAuthorizationFailedError("news.dead.enrich.v1"),
            "dead.enrich.v1: Write, DescribeConfigs",
        ),
        (kafka.GroupAuthorizationFailedError("newswire-enrich"), "group newswire-enrich: Read"),
    ],
)
def test_an_acl_that_was_taken_away_is_named(error: Exception, acl: str) -> None:
    assert "does not permit the user 'enrich' what it needs; add ACLs:\n" in said(error)
    assert said(error).endswith(acl)


def test_a_refusal_that_names_nothing_of_ours_leads_to_the_list() -> None:
    assert "docs/security.md" in said(kafka.ClusterAuthorizationFailedError())


def test_a_login_that_ended_names_its_settings() -> None:
    """A broker may ask again in the middle of a connection, and the password have changed."""
    assert "NEWSWIRE_KAFKA_PASSWORD_FILE" in said(kafka.AuthenticationFailedError("expired"))


def test_the_refusal_behind_another_error_counts() -> None:
    outer = RuntimeError("sending failed")
    outer.__cause__ = kafka.TopicAuthorizationFailedError("news.articles.enriched.v1")
    assert "news.articles.enriched.v1: Write" in said(outer)


def test_an_error_that_is_its_own_cause_is_looked_at_once() -> None:
    """Faust ends with `raise reason from reason`."""
    own = RuntimeError("x")
    own.__cause__ = own
    assert meant(own, SETTINGS, Stage.ENRICH) is own


def test_anything_else_stays_what_it_is() -> None:
    """A bug must look like one."""
    bug = KeyError("x")
    assert meant(bug, SETTINGS, Stage.ENRICH) is bug
