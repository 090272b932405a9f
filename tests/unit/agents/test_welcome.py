"""A worker that Kafka would not let in again: not ready while it works on, ended once it cannot."""

from typing import Any

import pytest

from streams.agents import welcome
from streams.agents.welcome import Welcome
from streams.errors import Misconfigured, NewswireError, Superseded, Unavailable

REFUSED = Misconfigured("refused the login")


class App:
    """What of a Faust app is used here; `crashed` is why it was asked to end."""

    should_stop = False

    def __init__(self) -> None:
        self.tasks: list[Any] = []
        self.crashed: BaseException | None = None

    def task(self, work: Any) -> None:
        """Keep what would be run."""
        self.tasks.append(work)

    async def crash(self, reason: BaseException) -> None:
        """Keep the reason."""
        self.crashed = reason


class Door:
    """Lets in, or not."""

    open = False

    def __init__(self, refusal: NewswireError = REFUSED) -> None:
        self.refusal = refusal

    def __call__(self) -> None:
        """Ask for admission."""
        if not self.open:
            raise self.refusal


@pytest.fixture
def app() -> Any:
    return App()


@pytest.mark.parametrize("refusal", [REFUSED, Superseded("renewed")])
@pytest.mark.parametrize("there", [True, False])
async def test_it_ends_only_where_no_connection_is_left(
    app: Any, monkeypatch: pytest.MonkeyPatch, there: bool, refusal: NewswireError
) -> None:
    """A password is changed before the workers are restarted: that must not take all of them down at once."""
    monkeypatch.setattr(welcome, "connections", lambda _: ["one"] if there else [])
    made = Welcome(app, Door(refusal), every_s=1)
    await made.check()
    assert made.refusal is refusal
    assert app.crashed is (None if there else refusal)


async def test_connections_that_come_and_go_keep_no_worker_that_is_refused(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a try that Kafka is about to refuse; only one that outlives two looks still serves."""
    tries = iter([["one"], ["two"]])
    monkeypatch.setattr(welcome, "connections", lambda _: next(tries))
    made = Welcome(app, Door(), every_s=1)
    await made.check()
    assert app.crashed is None
    await made.check()
    assert app.crashed is REFUSED


async def test_an_issuer_that_is_away_ends_nobody(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes back, and no setting mends it."""
    monkeypatch.setattr(welcome, "connections", lambda _: [])
    away = Unavailable("the issuer does not answer")

    def ask() -> None:
        raise away

    made = Welcome(app, ask, every_s=1)
    await made.check()
    assert made.refusal is away
    assert app.crashed is None


async def test_it_is_ready_again_when_it_is_welcome_again(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome, "connections", lambda _: ["one"])
    door = Door()
    made = Welcome(app, door, every_s=1)
    await made.check()
    door.open = True
    await made.check()
    assert made.refusal is None


def test_it_is_asked_for_as_long_as_the_app_runs(app: Any) -> None:
    made = Welcome(app, Door(), every_s=1)
    assert [work.__self__ for work in app.tasks] == [made]
    assert made.refusal is None
