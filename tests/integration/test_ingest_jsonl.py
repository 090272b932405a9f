"""`newswire ingest jsonl` as it is used: what arrives, what is said, and the exit code."""

import gzip
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from streams.broker.admin import apply
from streams.settings import Settings, variable
from streams.wire.codec import decode_raw
from tests.line import end_of, free_port, read_all, wait_for

COMMAND = [sys.executable, "-m", "streams.cli", "ingest", "jsonl"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def a_line(number: int, **fields: object) -> bytes:
    return orjson.dumps({"url": f"https://example.org/story?id={number}", "text": "x", **fields}) + b"\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


@pytest.fixture
def ingest(deployment: Settings, environment: dict[str, str]) -> Run:
    """Run the command to its end on topics that are there."""
    apply(deployment)

    def run(*arguments: object, stdin: bytes = b"") -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture
def started(deployment: Settings, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """The command reading a pipe that the test fills."""
    apply(deployment)
    return subprocess.Popen(
        [*COMMAND, "-"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_files_articles_arrive_and_its_bad_lines_are_named(
    ingest: Run, file: Path, deployment: Settings
) -> None:
    file.write_bytes(a_line(1) + b"{oops\n" + a_line(3, title=7) + a_line(4, section="world"))
    done = ingest(file)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{file}: 2 sent, 2 refused (not_json 1, invalid 1) in ")
    assert f"{file}:2: not_json: " in done.stderr
    assert f"{file}:3: invalid: title: must be text, not a number" in done.stderr
    articles = [decode_raw(record.value) for record in read_all(deployment, deployment.topics().raw)]
    assert sorted(article.url or "" for article in articles) == [
        "https://example.org/story?id=1",
        "https://example.org/story?id=4",
    ]
    assert {article.source for article in articles} == {"example.org"}


def test_a_gzipped_pipe_with_a_source_of_its_own(ingest: Run, deployment: Settings) -> None:
    done = ingest("-", "--source", "Wire", stdin=gzip.compress(a_line(1)))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("standard input: 1 sent, 0 refused in ")
    assert decode_raw(read_all(deployment, deployment.topics().raw)[0].value).source == "Wire"


def test_a_file_sent_twice_has_the_same_keys(ingest: Run, file: Path, deployment: Settings) -> None:
    """So that sending again is harmless: the line knows a repeat by its key."""
    file.write_bytes(a_line(1) + a_line(2))
    ingest(file)
    ingest(file)
    keys = [record.key for record in read_all(deployment, deployment.topics().raw)]
    assert len(keys) == 4
    assert len(set(keys)) == 2


def test_strict_makes_a_refused_line_a_failure_after_sending_the_rest(ingest: Run, file: Path) -> None:
    file.write_bytes(b"{oops\n" + a_line(2))
    assert ingest(file).returncode == 0
    done = ingest(file, "--strict")
    assert done.returncode == 1
    assert "1 sent, 1 refused" in done.stdout


def test_a_file_without_a_single_article_is_a_failure(ingest: Run, file: Path) -> None:
    """Most likely it is another file than meant; an empty one is nothing to do."""
    file.write_bytes(b"name,url\n1,2\n")
    assert ingest(file).returncode == 1
    file.write_bytes(b"\n")
    assert ingest(file).returncode == 0


def test_of_many_refusals_the_first_are_shown_and_all_are_counted(ingest: Run, file: Path) -> None:
    file.write_bytes(b"oops\n" * 5_000)
    done = ingest(file)
    assert len(done.stderr.splitlines()) == 21
    assert "further refusals are only counted" in done.stderr
    assert "5,000 refused (not_json 5,000)" in done.stdout


def test_a_refusal_cannot_steer_the_terminal(ingest: Run, file: Path) -> None:
    file.write_bytes(a_line(1, url="\x1b[2J not a url"))
    assert "\x1b" not in ingest(file).stderr


def test_a_missing_file_is_the_operators(ingest: Run, file: Path) -> None:
    done = ingest(file)
    assert done.returncode == 2
    assert done.stderr == f"newswire: {file} cannot be read: No such file or directory\n"


def test_a_damaged_file_fails_after_sending_what_was_whole(
    ingest: Run, file: Path, deployment: Settings
) -> None:
    lines = b"".join(a_line(number, text=os.urandom(500).hex()) for number in range(200))
    file.write_bytes(gzip.compress(lines)[:50_000])
    done = ingest(file)
    assert done.returncode == 2
    assert "cannot be read any further" in done.stderr
    sent = end_of(deployment, deployment.topics().raw)
    assert sent > 10
    assert f"{sent} sent, 0 refused" in done.stdout


def test_no_kafka_is_exit_3_and_says_what_to_do(file: Path, environment: dict[str, str]) -> None:
    file.write_bytes(a_line(1))
    nowhere = {variable("kafka_bootstrap_servers"): f"127.0.0.1:{free_port()}"}
    done = subprocess.run(
        [*COMMAND, str(file)],
        env=environment | nowhere,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 3
    assert "'newswire broker' starts one" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_delivers_what_was_read_and_says_how_far_it_came(
    started: "subprocess.Popen[bytes]", deployment: Settings, number: signal.Signals
) -> None:
    """The pipe is silent when the signal comes, as a live one mostly is."""
    assert started.stdin
    assert started.stdout
    for line in range(50):
        started.stdin.write(a_line(line))
    started.stdin.flush()
    raw = deployment.topics().raw
    wait_for(lambda: end_of(deployment, raw) == 50, within_s=30, what="50 articles on the topic")
    started.send_signal(number)
    assert started.wait(20) == 130
    assert b"50 sent, 0 refused in " in (said := started.stdout.read())
    assert b"stopped at line 50" in said


def test_the_rate_is_kept(ingest: Run, file: Path) -> None:
    file.write_bytes(b"".join(a_line(number) for number in range(21)))
    done = ingest(file, "--rate", "20")
    seconds = float(done.stdout.split(" in ")[1].removesuffix(" s\n"))
    assert 1.0 <= seconds < 10


def test_a_terminal_gets_a_bar_and_the_refusals_above_it(
    ingest: Run, file: Path, environment: dict[str, str]
) -> None:
    file.write_bytes(b"oops\n" + b"".join(a_line(number) for number in range(40)))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*COMMAND, str(file), "--rate", "40"],
        env=environment | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(ours, 1_000_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "%" in shown
    assert "sent" in shown
    assert "not_json" in shown
