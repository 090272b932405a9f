"""Logging in by token: where it is from, how long it is used, and what an operator is told when it fails."""

import json
import ssl
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest

from streams.agents.app import credentials
from streams.errors import Misconfigured, NewswireError, Unavailable
from streams.security import issuer
from streams.security.clients import for_aiokafka, for_kafka_python
from streams.security.credentials import faults, security
from streams.security.issuer import ANSWER_BYTES_MAX, PAUSE_S, IssuedTokens
from streams.security.tokens import FileTokens, about, ends_at, handed_out, well_formed
from streams.settings import Settings

BEARER = {"kafka_security_protocol": "SASL_SSL", "kafka_sasl_mechanism": "OAUTHBEARER"}
CLIENT = {
    "kafka_username": "dedup",
    "kafka_password": "hunter2",
    "kafka_token_url": "https://i.example/token",
}


def a_jwt(**claims: Any) -> str:
    """Return a JWT whose signature nobody made."""

    def part(said: dict[str, Any]) -> str:
        return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2ln"


def some_settings(**changed: Any) -> Settings:
    return Settings.model_validate(BEARER | changed)


class Clock:
    """A clock that a test moves."""

    now = 1_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Answers:
    """What an issuer answers, in order, the last one for ever; counts how often it was asked."""

    def __init__(self, *answers: tuple[int, bytes] | Exception) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, _tokens: object) -> tuple[int, bytes]:
        """Answer once."""
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def granted(token: str, **said: Any) -> tuple[int, bytes]:
    return 200, json.dumps({"access_token": token, "token_type": "Bearer", **said}).encode()


def tokens_of(
    monkeypatch: pytest.MonkeyPatch, *answers: tuple[int, bytes] | Exception
) -> tuple[IssuedTokens, Answers, Clock]:
    answering, clock = Answers(*answers), Clock()

    async def posted(tokens: IssuedTokens) -> tuple[int, bytes]:
        return await answering(tokens)

    monkeypatch.setattr(issuer.IssuedTokens, "_posted", posted)
    trust = ssl.create_default_context()
    made = IssuedTokens(url="https://i.example/t", client="dedup", secret="hunter2", trust=trust, clock=clock)
    return made, answering, clock


def test_every_client_is_given_tokens_of_one_source() -> None:
    """Each with its own would ask the issuer once more for every client of a process."""
    made = some_settings(**CLIENT)
    one, another = for_aiokafka(security(made)), for_kafka_python(security(made))
    faust: Any = credentials(made)
    providers = [one["sasl_oauth_token_provider"], another["sasl_oauth_token_provider"], faust.oauth_cb]
    assert len({id(provider._tokens) for provider in providers}) == 1
    assert [one["sasl_mechanism"], another["sasl_mechanism"]] == ["OAUTHBEARER"] * 2
    assert (faust.protocol.value, faust.mechanism.value) == ("SASL_SSL", "OAUTHBEARER")
    assert "hunter2" not in repr(security(made))


def test_a_file_is_read_each_time(tmp_path: Path) -> None:
    """Kubernetes writes a new token into it every hour."""
    file = tmp_path / "token"
    tokens = FileTokens(file)
    for said in ("one", "two\n"):
        file.write_text(said)
        assert tokens.token() == said.strip()
    file.unlink()
    with pytest.raises(Misconfigured, match=r"NEWSWIRE_KAFKA_TOKEN_FILE=.*cannot be read"):
        tokens.token()


@pytest.mark.parametrize("said", ["", "\n", "a b", "a\x01auth=Bearer b", "é", "a" * 70_000])
def test_what_could_not_stand_in_the_message_is_no_token(tmp_path: Path, said: str) -> None:
    """A control character would end the message, and begin another."""
    file = tmp_path / "token"
    file.write_text(said)
    with pytest.raises(Misconfigured, match="holds no token"):
        FileTokens(file).token()
    assert not well_formed(said)


def test_a_token_is_used_until_four_fifths_of_its_life_are_over(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, answers, clock = tokens_of(
        monkeypatch, granted("one", expires_in=100), granted("two", expires_in=100)
    )
    assert tokens.token() == tokens.token() == "one"
    clock.now += 79
    assert (tokens.token(), answers.asked) == ("one", 1)
    clock.now += 1
    assert (tokens.token(), answers.asked) == ("two", 2)


def test_an_issuer_that_is_away_is_no_matter_while_the_token_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, answers, clock = tokens_of(monkeypatch, granted("one", expires_in=100), (503, b""))
    tokens.token()
    clock.now += 90
    assert tokens.token() == tokens.token() == "one"
    assert answers.asked == 2
    clock.now += 10
    with pytest.raises(Unavailable, match="gives no token now \\(status 503\\)"):
        tokens.token()


def test_an_issuer_that_failed_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients reconnect three times a second, and an issuer locks who comes with a wrong secret."""
    tokens, answers, clock = tokens_of(monkeypatch, (401, b'{"error": "invalid_client"}'))
    for _ in range(20):
        with pytest.raises(Misconfigured, match="refused the client 'dedup' \\(invalid_client\\)"):
            tokens.token()
    assert answers.asked == 1
    clock.now += PAUSE_S
    with pytest.raises(Misconfigured):
        tokens.token()
    assert answers.asked == 2


def test_a_token_that_kafka_refused_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, _, _ = tokens_of(monkeypatch, granted("one", expires_in=100), granted("two", expires_in=100))
    assert tokens.token() == "one"
    assert "check NEWSWIRE_KAFKA_USERNAME and NEWSWIRE_KAFKA_TOKEN_SCOPE" in tokens.refused()
    assert tokens.token() == "two"


def test_where_the_issuer_does_not_say_how_long_the_token_does(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, answers, clock = tokens_of(monkeypatch, granted(a_jwt(exp=1_000_100)), granted("two"))
    tokens.token()
    clock.now += 80
    assert (tokens.token(), answers.asked) == ("two", 2)
    clock.now += 47
    assert (tokens.token(), answers.asked) == ("two", 2)


@pytest.mark.parametrize(
    ("answer", "family", "says"),
    [
        ((302, b""), Misconfigured, "leads elsewhere"),
        ((400, b'{"error": "invalid_scope", "error_description": "no"}'), Misconfigured, "invalid_scope: no"),
        ((404, b"<html>"), Misconfigured, "status 404"),
        ((200, b"<html>"), Misconfigured, "holds no bearer token"),
        ((200, b"[" * 100_000), Misconfigured, "holds no bearer token"),
        ((200, b'{"access_token": "a b"}'), Misconfigured, "holds no bearer token"),
        (granted("a", token_type="mac"), Misconfigured, "holds no bearer token"),
        ((200, b" " * ANSWER_BYTES_MAX + b"{}"), Misconfigured, "holds no bearer token"),
        ((429, b""), Unavailable, "status 429"),
        (TimeoutError(), Unavailable, "gave no token within 10 s"),
    ],
)
def test_each_failure_says_who_must_act(
    monkeypatch: pytest.MonkeyPatch, answer: Any, family: type[NewswireError], says: str
) -> None:
    tokens, _, _ = tokens_of(monkeypatch, answer)
    with pytest.raises(family) as raised:
        tokens.token()
    assert says in str(raised.value)
    assert str(raised.value).startswith("NEWSWIRE_KAFKA_TOKEN_URL=https://i.example/t")
    assert "hunter2" not in str(raised.value)


def test_a_token_says_of_itself_when_it_ends_and_whom_it_names() -> None:
    said = about(a_jwt(exp=int(time.time()) - 5, sub="dedup", aud=["kafka"]))
    assert said.startswith("it has ended at 20")
    assert said.endswith("its subject is 'dedup', its audience is \"['kafka']\"")
    assert about("opaque") == about("a.b.c") == "it is opaque, and says nothing of itself"
    assert ends_at(a_jwt()) is None


def test_only_the_last_tokens_are_remembered(tmp_path: Path) -> None:
    """Their masking in log lines must not grow with the weeks."""
    file = tmp_path / "token"
    for number in range(50):
        file.write_text(f"token-{number}")
        FileTokens(file).token()
    assert len(handed_out()) == 8
    assert handed_out()[-1] == "token-49"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {},
            "NEWSWIRE_KAFKA_SASL_MECHANISM=OAUTHBEARER needs a token: set either NEWSWIRE_KAFKA_TOKEN_FILE",
        ),
        ({**CLIENT, "kafka_token_file": "t"}, "needs one of them"),
        ({**CLIENT, "kafka_username": ""}, "needs a login: set NEWSWIRE_KAFKA_USERNAME"),
        ({"kafka_token_url": "https://i.example/"}, "needs a login: set NEWSWIRE_KAFKA_PASSWORD_FILE"),
        ({**CLIENT, "kafka_token_url": "http://i.example/"}, "in the clear; use https"),
        ({**CLIENT, "kafka_token_url": "ftp://i.example/"}, "is no https URL"),
        ({**CLIENT, "kafka_token_url": "https://[x/"}, "is no URL"),
        ({**CLIENT, "kafka_token_url": "https://a:s3cret@i.example/"}, "holds a login"),
        ({"kafka_token_file": "none.such"}, "NEWSWIRE_KAFKA_TOKEN_FILE=none.such: cannot be read"),
        (
            {"kafka_token_file": "t", "kafka_username": "dedup"},
            "says who this is, so NEWSWIRE_KAFKA_USERNAME",
        ),
        (
            {**CLIENT, "kafka_sasl_mechanism": "PLAIN"},
            "takes no token, so NEWSWIRE_KAFKA_TOKEN_URL would not",
        ),
    ],
)
def test_settings_of_a_token_that_contradict_each_other_are_refused(
    changed: dict[str, Any], says: str
) -> None:
    found = "\n".join(faults(some_settings(**changed)))
    assert says in found
    assert "s3cret" not in found


def test_an_issuer_on_this_machine_may_be_asked_in_the_clear() -> None:
    assert not list(faults(some_settings(**CLIENT | {"kafka_token_url": "http://127.0.0.1:8080/token"})))


@pytest.mark.parametrize("ends", [1_763_000_000_000, 1e20, float("inf"), -1e20])
def test_a_token_whose_end_is_no_date_is_told_of_all_the_same(ends: float) -> None:
    """Some issuer says milliseconds: that is what an operator must then be told."""
    assert "which is no date" in about(a_jwt(exp=ends))
