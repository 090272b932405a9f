"""The README is run: what it shows on a terminal is what is printed, and its consumer consumes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kafka import KafkaProducer

from streams.settings import Settings, variable
from tests.documents import README, blocks, session
from tests.line import committed, end_of, free_port, read_all, wait_for

BIN = Path(sys.executable).parent
GROUP = "korea"
RUN_S_MAX = 90


def in_shell(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Return all that a command prints where somebody types it; it must succeed."""
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**environment, "PATH": f"{BIN}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=RUN_S_MAX,
        check=False,
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout}"
    return ended.stdout


@contextmanager
def beside(command: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a command in the background, its output into a file, and end it."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=dict(environment), stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def the_articles(folder: Path) -> Path:
    """Write the README's articles where its commands look for them."""
    (articles,) = blocks(README, "jsonl")
    path = folder / "articles.jsonl"
    path.write_text(articles, "utf-8")
    return path


def test_the_terminal_sessions_print_what_the_readme_shows(tmp_path: Path) -> None:
    """Those of newswire; that of `make demo` is held below, since its figures differ from run to run."""
    the_articles(tmp_path)
    sessions = [steps for block in blocks(README, "console") for steps in [session(block)]]
    (pipe,) = [steps for steps in sessions if steps[0][0].startswith("newswire")]
    for command, printed in pipe:
        assert in_shell(command, tmp_path, os.environ) == printed


def test_the_demo_prints_the_lines_that_the_readme_shows(environment: dict[str, str], tmp_path: Path) -> None:
    """Word by word, whatever the numbers; dots stand for lines left out, and a line may go on at its end."""
    (shown,) = [
        printed
        for block in blocks(README, "console")
        for command, printed in session(block)
        if command == "make demo"
    ]
    printed = in_shell("newswire demo --articles 200 --rate 60", tmp_path, environment | {"COLUMNS": "100"})
    said = [words(line) for line in printed.splitlines()]
    for line in shown.splitlines():
        wanted = words(line)
        begun = any(spoken[: len(wanted)] == wanted for spoken in said)
        assert begun or "…" in line, f"{line}\nis not among\n{printed}"


def words(line: str) -> tuple[str, ...]:
    """Return the words of a line: no numbers, no units of time (470 ms may be 1.2 s next time), no frame."""
    bare = line.translate(str.maketrans("", "", "0123456789.,%│╭╮╰╯─"))
    return tuple(word for word in bare.split() if word not in {"ms", "s", "m"})


def test_the_line_runs_as_shown_and_the_alerting_service_hears_of_north_korea(
    deployment: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    """The commands of "Run the line" one by one, then the Python of "Consume it", on this test's Kafka."""
    articles = the_articles(tmp_path)
    with ExitStack() as stack:
        run_the_line(stack, tmp_path, environment)
        with (tmp_path / "more.jsonl").open("w") as more:
            revised, elsewhere = (json.loads(articles.read_text().splitlines()[0]) for _ in range(2))
            revised["text"] += " Nobody was named to lead them."
            elsewhere |= {
                "url": "https://harbour.example/rain",
                "title": "Rain",
                "text": "It rained in Lisbon.",
            }
            more.writelines(json.dumps(article) + "\n" for article in (revised, elsewhere))
        in_shell("newswire ingest jsonl more.jsonl", tmp_path, environment)
        enriched = deployment.topics().enriched
        wait_for(lambda: end_of(deployment, enriched) == 3, within_s=60, what="three enriched records")
        send_again(deployment)
        stack.enter_context(
            beside([sys.executable, "-c", consumer(deployment)], tmp_path / "alerts", os.environ)
        )
        wait_for(
            lambda: committed(deployment, GROUP, enriched) == 4, within_s=60, what="all four are consumed"
        )
        assert (tmp_path / "alerts").read_text().splitlines() == [
            "1 The Harbour Courier Envoys return to Geneva",
            "2 The Harbour Courier Envoys return to Geneva",
        ]


def run_the_line(stack: ExitStack, folder: Path, environment: Mapping[str, str]) -> None:
    """Run the README's commands; those with an ampersand go on, each on a free port. Kafka runs already."""
    (script,) = blocks(README, "sh")
    lines = [line.partition("#")[0].strip() for line in script.splitlines()]
    assert lines[0] == "newswire broker &"
    for line in lines[1:]:
        if line.endswith("&"):
            words = line.rstrip(" &").split()
            port = {variable("web_port"): str(free_port())}
            command = [str(BIN / words[0]), *words[1:]]
            stack.enter_context(beside(command, folder / f"{words[-1]}.log", {**environment, **port}))
        else:
            printed = in_shell(line, folder, environment)
    assert "Envoys return to Geneva" in printed
    assert "North Korea" in printed


def send_again(deployment: Settings) -> None:
    """Put a record on the enriched topic a second time, as a worker that was killed may."""
    record = read_all(deployment, deployment.topics().enriched)[0]
    producer = KafkaProducer(bootstrap_servers=deployment.kafka_bootstrap_servers)
    producer.send(record.topic, key=record.key, value=record.value, partition=record.partition).get(30)
    producer.close()


def consumer(deployment: Settings) -> str:
    """Return the README's consumer with this test's Kafka and topic in the place of the usual ones."""
    (code,) = blocks(README, "python")
    for usual, here in (
        ('"news.articles.enriched.v1"', f'"{deployment.topics().enriched.name}"'),
        ('"127.0.0.1:9092"', f'"{deployment.kafka_bootstrap_servers}"'),
    ):
        assert code.count(usual) == 1
        code = code.replace(usual, here)
    assert len([line for line in code.splitlines() if line.strip()]) == 10
    assert f'group_id="{GROUP}"' in code
    return code
