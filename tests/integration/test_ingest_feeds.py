"""`newswire ingest feeds` as it is run: what arrives over its restarts, what it serves, how it ends."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from streams.broker.admin import apply
from streams.security.masking import MASK
from streams.settings import Settings, variable
from streams.wire.codec import decode_raw
from tests.line import end_of, free_port, read_all, wait_for
from tests.outlet import Outlet, Page, outlet, rss

COMMAND = [sys.executable, "-m", "streams.cli", "ingest", "feeds"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def site() -> Iterator[Outlet]:
    with outlet() as made:
        yield made


@pytest.fixture
def listed(site: Outlet, tmp_path: Path) -> Path:
    """A list of one feed, which has two stories."""
    site.pages["/good"] = Page(rss("b", "a"))
    file = tmp_path / "feeds.yaml"
    file.write_text(f"feeds: [{site.url}/good]\n")
    return file


@pytest.fixture
def bad_too(site: Outlet, listed: Path) -> None:
    """Two more feeds in the list, before the good one: one is missing, one is a page."""
    site.pages["/page"] = Page(b"<html><body>Welcome</body></html>")
    listed.write_text(f"feeds: [{site.url}/missing, {site.url}/page, {site.url}/good]\n")


@pytest.fixture
def hanging_too(site: Outlet, listed: Path) -> None:
    """One more feed in the list, of another host, before the good one: it answers after the test's end."""
    site.pages["/hangs"] = Page(rss("c"), takes_s=50.0)
    listed.write_text(f"feeds: [{site.url.replace('127.0.0.1', 'localhost')}/hangs, {site.url}/good]\n")


@pytest.fixture
def own(deployment: Settings, environment: dict[str, str]) -> dict[str, str]:
    """The environment of this test's deployment, with feeds on this machine allowed and a free port."""
    apply(deployment)
    return environment | {
        variable("feeds_allow_private_addresses"): "true",
        variable("web_port"): str(free_port()),
    }


@pytest.fixture
def once(own: dict[str, str], listed: Path) -> Run:
    def run(*more: str, **changed: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*COMMAND, "--once", str(listed), *more],
            env=own | changed,
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def running(own: dict[str, str], listed: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [*COMMAND, str(listed)], env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    if process.poll() is None:
        process.kill()
        process.wait(10)


def titles(deployment: Settings) -> list[str]:
    records = read_all(deployment, deployment.topics().raw)
    return sorted(decode_raw(record.value).title for record in records)


def metrics_of(own: dict[str, str]) -> str:
    """Return the metrics of the process that runs with this environment."""
    return httpx.get(f"http://127.0.0.1:{own[variable('web_port')]}/metrics").text


@pytest.mark.usefixtures("bad_too")
def test_a_bad_feed_is_named_and_stops_no_other(once: Run, site: Outlet, deployment: Settings) -> None:
    done = once()
    assert done.returncode == 0
    assert "3 polls of 3 feeds, 2 failed; 2 sent, 1 refused in " in done.stdout
    assert f"{site.url}/missing: its server answers 404; failure 1 in a row" in done.stderr
    assert f"{site.url}/page: this is neither RSS nor Atom nor JSON Feed" in done.stderr
    assert titles(deployment) == ["a", "b"]


@pytest.mark.parametrize("to", ["http://[::1/feed", "http://a..b/", "http://127.0.0.1:99999/"])
def test_a_hostile_redirect_is_a_refusal_and_stops_no_other_feed(
    once: Run, site: Outlet, listed: Path, deployment: Settings, to: str
) -> None:
    site.pages["/hostile"] = Page(status=302, headers={"Location": to})
    listed.write_text(f"feeds: [{site.url}/hostile, {site.url}/good]\n")
    done = once()
    assert done.returncode == 0, done.stderr
    assert "2 polls of 2 feeds, 1 failed; 2 sent, 1 refused in " in done.stdout
    assert f"{site.url}/hostile: '{to}' is no" in done.stderr
    assert "Traceback" not in done.stderr
    assert titles(deployment) == ["a", "b"]


def test_a_malformed_link_costs_its_entry_and_not_the_feed(
    once: Run, site: Outlet, deployment: Settings
) -> None:
    site.pages["/good"] = Page(rss("b", "a").replace(b"https://example.org/b", b"http://[bad/"))
    done = once()
    assert "1 sent, 1 refused in " in done.stdout
    assert f"{site.url}/good entry 1: invalid: url: 'http://[bad/' is no URL" in done.stderr
    assert titles(deployment) == ["a"]


def test_the_key_of_a_feed_is_neither_in_its_articles_nor_in_the_log(
    once: Run, site: Outlet, listed: Path, deployment: Settings
) -> None:
    site.pages["/rss?user_key=k3y"] = Page(rss("a"))
    listed.write_text(f"feeds: ['{site.url}/rss?user_key=k3y']\n")
    done = once()
    (record,) = read_all(deployment, deployment.topics().raw)
    assert decode_raw(record.value).extra == {"feed": f"{site.url}/rss?user_key={MASK}"}
    assert b"k3y" not in record.value
    assert "k3y" not in done.stdout + done.stderr


def test_an_article_is_what_its_entry_says(once: Run, deployment: Settings) -> None:
    once()
    records = [decode_raw(record.value) for record in read_all(deployment, deployment.topics().raw)]
    older, newer = sorted(records, key=lambda article: article.received_at)
    assert (older.title, newer.title) == ("a", "b")  # the feed lists the newest first
    assert newer.url == "https://example.org/b"
    assert newer.source == "127.0.0.1"
    assert newer.text == "They ended on Thursday, officials said."


def test_nothing_is_sent_twice_over_a_restart_and_a_revision_is(
    once: Run, site: Outlet, deployment: Settings
) -> None:
    once()
    assert "0 sent, 0 refused" in once().stdout
    assert titles(deployment) == ["a", "b"]
    site.pages["/good"] = Page(rss("c", "b", "a"))
    once()
    assert titles(deployment) == ["a", "b", "c"]
    site.pages["/good"] = Page(rss("c", text="They ended on Friday, officials said."))
    once()
    assert titles(deployment) == ["a", "b", "c", "c"]
    keys = [record.key for record in read_all(deployment, deployment.topics().raw)]
    assert len(set(keys)) == 3


def test_an_unchanged_feed_is_asked_for_conditionally_over_a_restart(once: Run, site: Outlet) -> None:
    site.pages["/good"] = Page(rss("a"), etag='"1"')
    once()
    assert "1 sent" not in once().stdout
    asked = [headers.get("if-none-match") for path, headers, _ in site.asked if path == "/good"]
    assert asked == [None, '"1"']


def test_without_permission_no_feed_of_this_machine_is_asked(once: Run, site: Outlet) -> None:
    done = once(**{variable("feeds_allow_private_addresses"): "false"})
    assert done.returncode == 1
    assert "NEWSWIRE_FEEDS_ALLOW_PRIVATE_ADDRESSES=true" in done.stderr
    assert site.asked == []


def test_a_list_with_a_fault_is_not_started(own: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text("feeds:\n- nonsense\n")
    done = subprocess.run(
        [*COMMAND, str(file)], env=own, capture_output=True, check=False, text=True, timeout=60
    )
    assert done.returncode == 2
    assert f"{file}:2: url: 'nonsense' is no absolute http or https URL" in done.stderr


@pytest.mark.usefixtures("bad_too")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_polls_until_told_to_end_and_serves_what_it_does(
    running: "subprocess.Popen[str]",
    site: Outlet,
    deployment: Settings,
    own: dict[str, str],
    number: signal.Signals,
) -> None:
    raw = deployment.topics().raw
    wait_for(lambda: end_of(deployment, raw) == 2, within_s=30, what="the first poll's articles")
    base = f"http://127.0.0.1:{own[variable('web_port')]}"
    assert httpx.get(f"{base}/livez").text == "ok\n"
    assert httpx.get(f"{base}/readyz").status_code == 200
    for said in (
        'newswire_ingested_total{kind="feeds"} 2.0',
        'newswire_feeds{state="failing"} 2.0',
        'newswire_ingest_refused_total{kind="feeds",reason="invalid"} 1.0',
    ):
        wait_for(lambda said=said: said in metrics_of(own), within_s=30, what=said)  # type: ignore[misc]
    running.send_signal(number)
    assert running.wait(20) == 0
    assert running.stdout
    assert "2 sent, 1 refused in " in running.stdout.read()


@pytest.mark.usefixtures("hanging_too", "running")
def test_a_feed_is_read_while_another_hangs(site: Outlet, deployment: Settings) -> None:
    wait_for(lambda: "/hangs" in site.paths(), within_s=30, what="the feed that hangs to be asked")
    raw = deployment.topics().raw
    wait_for(lambda: end_of(deployment, raw) == 2, within_s=15, what="the other feed's articles")


def test_a_kill_between_polls_loses_nothing_and_repeats_nothing(
    running: "subprocess.Popen[str]", once: Run, site: Outlet, deployment: Settings, own: dict[str, str]
) -> None:
    raw = deployment.topics().raw
    wait_for(lambda: end_of(deployment, raw) == 2, within_s=30, what="the first poll's articles")
    polled = 'newswire_feeds{state="ok"} 1.0'  # which is said once what was sent is noted
    wait_for(lambda: polled in metrics_of(own), within_s=30, what="the first poll's end")
    running.kill()
    running.wait(10)
    site.pages["/good"] = Page(rss("c", "b", "a"))
    assert once().returncode == 0
    assert titles(deployment) == ["a", "b", "c"]


def test_two_of_them_do_not_share_a_folder(
    running: "subprocess.Popen[str]", once: Run, deployment: Settings
) -> None:
    raw = deployment.topics().raw
    wait_for(lambda: end_of(deployment, raw) == 2, within_s=30, what="the first to be at work")
    done = once(**{variable("web_port"): str(free_port())})
    assert done.returncode == 2
    assert "in use by another 'newswire ingest feeds'" in done.stderr
