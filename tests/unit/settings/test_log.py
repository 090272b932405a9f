"""Logging: where lines go, what they look like, and what must never be in one."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import structlog
from pydantic import SecretStr

from streams import log
from streams.security.masking import MASK, masked, shown
from streams.security.tokens import FileTokens
from streams.settings import Settings


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Logging is global: give the other tests back what they had."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_process_says_at_its_start_which_variable_is_no_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Misspelt, TLS would be off, and nobody would know."""
    monkeypatch.setenv("NEWSWIRE_KAFKA_SECURITY_PROTOCL", "SASL_SSL")
    log.configure(Settings())
    assert "variable=NEWSWIRE_KAFKA_SECURITY_PROTOCL" in capsys.readouterr().err


def test_lines_go_to_standard_error_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output belongs to what a command prints, often as JSON."""
    log.configure(Settings())
    structlog.get_logger("streams.t").info("starting", stage="dedup")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "starting" in captured.err
    assert "stage=dedup" in captured.err


def test_a_line_for_machines_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_format="json"))
    structlog.get_logger("streams.t").warning("dead letter", topic="news.articles.raw.v1", offset=41)
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "dead letter",
        "level": "warning",
        "logger": "streams.t",
        "topic": "news.articles.raw.v1",
        "offset": 41,
    }


def test_a_traceback_for_machines_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_format="json"))
    try:
        int("seven")
    except ValueError:
        structlog.get_logger("streams.t").exception("crashed")
    assert "invalid literal" in json.loads(capsys.readouterr().err)["exception"]


def test_what_libraries_log_comes_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_format="json"))
    logging.getLogger("aiokafka.consumer").warning("Heartbeat failed: %s", "rebalancing")
    assert json.loads(capsys.readouterr().err)["event"] == "Heartbeat failed: rebalancing"


@pytest.mark.parametrize("name", ["faust.app", "mode.services", "aiokafka.conn", "kafka.net"])
def test_libraries_never_log_debug(name: str) -> None:
    """Logger.debug of Faust and aiokafka cost a worker 18 % of its speed, whatever becomes of the line."""
    log.configure(Settings(log_level="debug"))
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
    assert logging.getLogger(name).isEnabledFor(logging.INFO)
    log.configure(Settings())
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    log.configure(Settings(log_level="error"))
    assert not logging.getLogger(name).isEnabledFor(logging.WARNING)


def test_the_level_holds_for_our_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_level="warning"))
    structlog.get_logger("streams.t").info("assigned")
    assert capsys.readouterr().err == ""
    log.configure(Settings(log_level="debug"))
    structlog.get_logger("streams.t").debug("assigned")
    assert "assigned" in capsys.readouterr().err


def test_configuring_twice_says_a_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(Settings(log_format="json"))
    log.configure(Settings(log_format="json"))
    structlog.get_logger("streams.t").info("once")
    assert capsys.readouterr().err.count("once") == 1


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_secret_is_in_a_line(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    """Neither through a field, nor a message of a library, nor the address of a feed."""
    settings = Settings(kafka_password="hunter2", log_format=log_format)
    log.configure(settings)
    structlog.get_logger("streams.t").info("login hunter2", password=settings.kafka_password)
    logging.getLogger("aiokafka").warning("login failed for newswire/hunter2")
    structlog.get_logger("streams.t").info("polling", url="https://reader:s3cret@wire.example/feed?a=b@c")
    said = capsys.readouterr().err
    assert "hunter2" not in said
    assert "s3cret" not in said
    assert said.count(MASK) >= 3
    assert "@wire.example/feed?a=b@c" in said


def test_a_secret_is_in_no_line_whatever_form_it_has_there(capsys: pytest.CaptureFixture[str]) -> None:
    """As exceptions quote it, URLs escape it, and SASL PLAIN and HTTP send it."""
    secret = 'hünter "2"/+\\ w0rd'
    login = base64.b64encode(f"\0dedup\0{secret}".encode()).decode()
    log.configure(Settings(kafka_password=SecretStr(secret), log_format="json"))
    said = structlog.get_logger("streams.t")
    said.info("a", url=f"https://a.example/?p={quote(secret, safe='')}", form=quote_plus(secret))
    said.info("b", sent=login, error=repr(ValueError(secret)))
    said.error("c", exc_info=ValueError(secret))
    written = capsys.readouterr().err
    kept = base64.b64encode(secret.encode()).decode()[4:12]
    assert not [form for form in ("nter", "w0rd", kept, login[-12:-4]) if form in written], written
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["a", "b", "c"]


def test_a_token_is_in_no_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Neither one of ours, nor what others show to be let in, nor the key within a feed's URL."""
    file = tmp_path / "token"
    file.write_text("opaque-0123456789")
    FileTokens(file).token()
    log.configure(Settings())
    said = structlog.get_logger("streams.t")
    said.info("n,,auth=opaque-0123456789", header="Authorization: Bearer abcdefgh12345678")
    said.info(
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJkIn0.c2lnbmVk", url="https://a.example/rss?a=b&api_key=k3y&c=d"
    )
    written = capsys.readouterr().err
    assert not [one for one in ("0123456789", "abcdefgh", "eyJ", "k3y") if one in written], written
    assert "a=b&api_key=********&c=d" in written


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("token URL client:s3cret@issuer.example/token", "token URL ********@issuer.example/token"),
        (
            "GET https://a.example/f?access-key=k3y&page=2",
            "GET https://a.example/f?access-key=********&page=2",
        ),
        ("GET https://a.example/f?X-Amz-Signature=0f0f", "GET https://a.example/f?X-Amz-Signature=********"),
        ("header Basic dXNlcjpwYXNz", "header ********"),
        ("basic training of a bearer certificate", "basic training of a bearer certificate"),
        ("kafka at 127.0.0.1:9092 says a@b.example", "kafka at 127.0.0.1:9092 says a@b.example"),
    ],
)
def test_what_lets_somebody_in_is_masked_and_nothing_else(said: str, shown: str) -> None:
    assert masked(said) == shown


KEYS = """
    key api_key api-key apikey accesskey subscription-key Subscription-Key user_key x_api_key rssKey
    api%5Fkey keys
    token access_token auth_token authToken rss_token user[token] user%5Btoken%5D jwt secret client_secret
    pass passwd password pwd x-auth auth code auth_code sig signature X-Amz-Signature X-Amz-Credential
    session sessionid session_id PHPSESSID sid
"""
NO_KEYS = (
    "keyword codec country_code zipcode author passage compass bypass design tokenize inside id q sort lang"
)


@pytest.mark.parametrize("name", KEYS.split())
def test_a_parameter_named_like_a_key_is_masked_in_a_url(name: str) -> None:
    url = "https://a.example/f?a=b"
    assert masked(f"GET {url}&{name}=k3y&page=2") == f"GET {url}&{name}={MASK}&page=2"


@pytest.mark.parametrize("before", ["?", "?a=b;", "?a=b&amp;", "#"])
def test_a_key_is_masked_wherever_it_stands_in_a_url(before: str) -> None:
    url = f"https://a.example/f{before}api_key"
    assert masked(f"GET {url}=k3y&page=2") == f"GET {url}={MASK}&page=2"


@pytest.mark.parametrize("name", NO_KEYS.split())
def test_a_parameter_that_only_sounds_like_a_key_is_shown(name: str) -> None:
    said = f"GET https://a.example/f?a=b&{name}=us&page=2"
    assert masked(said) == said


def test_a_url_is_shown_without_login_and_key_also_if_it_is_none() -> None:
    assert shown("https://a:b@example.org:8443/x?y=z") == "https://example.org:8443/x?y=z"
    assert shown("https://example.org/x@y?code=k3y#z") == f"https://example.org/x@y?code={MASK}#z"
    assert shown("https://a:b@[bad/?key=k3y") == f"https://{MASK}@[bad/?key={MASK}"


def test_a_password_from_a_file_is_in_no_line_either(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    log.configure(Settings(kafka_password_file=file))
    logging.getLogger("aiokafka").warning("login failed for newswire/hunter2")
    said = capsys.readouterr().err
    assert "hunter2" not in said
    assert MASK in said


def test_a_library_that_repeats_itself_is_written_once_in_ten_seconds_with_a_count() -> None:
    """An outage must not bury everything else in the log."""
    now = [0.0]
    sparse = log.Sparse(clock=lambda: now[0])

    def written(name: str, port: int) -> str | None:
        record = logging.LogRecord(name, logging.ERROR, "", 0, "no answer from %d", (port,), None)
        return record.getMessage() if sparse.filter(record) else None

    assert written("aiokafka.conn", 1) == "no answer from 1"
    assert [written("aiokafka.conn", n) for n in range(40)] == [None] * 40
    assert written("streams.agents.flow", 1) == written("streams.agents.flow", 1) == "no answer from 1"
    now[0] = 10.0
    assert written("aiokafka.conn", 7) == "no answer from 7 (and 40 more like it)"
    now[0] = 20.0
    assert written("aiokafka.conn", 8) == "no answer from 8"
