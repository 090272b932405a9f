"""The model's processes: whatever a text does to one of them, every other text is read."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from streams.domain.mention import Mention, ModelInput, Named
from streams.errors import Misconfigured, Reason, Rejected, Unavailable
from streams.nlp.pieces import PORTION_CHARS_MAX
from streams.nlp.pool import ModelPool

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOOD = ModelInput("Jane Doe spoke.", "en")
MODEL = "en_pipeline-0.0.0"
JANE = Named((Mention(0, 8, "PERSON", "Jane Doe"),), "en", MODEL)
PARAGRAPH = "Nobody said anything that day, and the town was quiet. " * 90 + "\n\n"


@asynccontextmanager
async def pool(
    model: str, *, processes: int = 1, timeout_s: float = 20, chars_max: int = 0
) -> AsyncIterator[ModelPool]:
    """A started pool, stopped at the end."""
    it = ModelPool(model, processes=processes, timeout_s=timeout_s, chars_max=chars_max)
    await it.start()
    try:
        yield it
    finally:
        await it.stop()


async def until(holds: Callable[[], bool], *, within_s: float = 20) -> None:
    """Wait until something holds; fail if it does not in time."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        await asyncio.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(failing: str) -> AsyncIterator[ModelPool]:
    """A pool of one process, shared by the tests that leave it in working order: starting takes seconds."""
    async with pool(failing) as model:
        yield model


async def test_what_the_model_finds_comes_back_in_the_order_of_the_texts(shared: ModelPool) -> None:
    assert shared.model == MODEL
    assert await shared.name([GOOD, ModelInput("Nobody.", "de"), GOOD]) == [JANE, Named((), "de"), JANE]
    assert await shared.name([]) == []


async def test_a_language_that_is_not_known_is_detected(shared: ModelPool) -> None:
    text = "Die Regierung hat am Mittwoch über den Haushalt des kommenden Jahres beraten."
    found = await shared.name([ModelInput(text), ModelInput("1, 2")])
    assert found == [Named((), "de"), Named((), None, MODEL)]


async def test_texts_that_end_their_process_are_rejected_and_the_rest_of_their_batch_is_read(
    shared: ModelPool,
) -> None:
    """They are found by reading the batch again text by text, each in a process that works."""
    exits, raises = ModelInput("Please EXIT.", "en"), ModelInput("Please RAISE.", "en")
    first, *bad, last = await shared.name([GOOD, exits, raises, GOOD])
    assert (first, last) == (JANE, JANE)
    reasons = [one.reason if isinstance(one, Rejected) else None for one in bad]
    assert reasons == [Reason.MODEL_FAILED] * 2
    assert ["exited with 7" in str(bad[0]), "exited with 1" in str(bad[1])] == [True, True]
    assert await shared.name([GOOD]) == [JANE]


async def test_a_long_text_is_read_to_its_end_and_cut_only_if_asked_for(
    failing: str, shared: ModelPool
) -> None:
    """It goes to a process in portions; where it was cut is said."""
    text = PARAGRAPH * 50 + GOOD.text
    at = len(text) - len(GOOD.text)
    found = Named((Mention(at, at + 8, "PERSON", "Jane Doe"),), "en", MODEL)
    assert len(text) > 2 * PORTION_CHARS_MAX
    assert await shared.name([GOOD, ModelInput(text), GOOD]) == [JANE, found, JANE]
    async with pool(failing, chars_max=len(PARAGRAPH) + 9) as cutting:
        assert await cutting.name([ModelInput(text)]) == [Named((), "en", MODEL, len(PARAGRAPH))]


async def test_one_paragraph_that_ends_its_process_costs_its_text_only(shared: ModelPool) -> None:
    """Whichever portion it is in, and whatever shares that with it; what is left of the text is not read."""
    killer = PARAGRAPH * 30 + "Please EXIT.\n\n" + PARAGRAPH * 30 + "Please RAISE."
    first, bad, last = await shared.name([GOOD, ModelInput(killer), GOOD])
    assert (first, last) == (JANE, JANE)
    assert isinstance(bad, Rejected)
    assert "exited with 7" in bad.detail


async def test_a_process_killed_from_outside_costs_no_article(shared: ModelPool, reading: Path) -> None:
    """The out-of-memory killer takes whom it likes; the text it was reading is not at fault."""
    named = asyncio.create_task(shared.name([ModelInput("Jane Doe is SLOW.", "en"), GOOD]))
    await until(reading.exists)
    (pid,) = shared.pids
    os.kill(pid, signal.SIGKILL)
    slow, good = await named
    assert isinstance(slow, Named)
    assert good == JANE
    assert pid not in shared.pids


async def test_the_event_loop_turns_while_a_batch_is_read(shared: ModelPool) -> None:
    """Heartbeats and health must go on through a long batch, or Kafka takes the worker for dead."""
    reading = asyncio.create_task(shared.name([ModelInput("SLOW", "en")]))
    longest, last = 0.0, time.monotonic()
    while not reading.done():
        await asyncio.sleep(0.01)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert longest < 1


async def test_a_batch_that_was_given_up_does_not_answer_the_next_one(
    shared: ModelPool, reading: Path
) -> None:
    given_up = asyncio.create_task(shared.name([ModelInput("Jane Doe is SLOW", "en")]))
    await until(reading.exists)
    given_up.cancel()
    assert await shared.name([ModelInput("Nobody.", "en")]) == [Named((), "en", MODEL)]


async def test_a_text_that_hangs_is_rejected_after_the_time_a_batch_may_take(failing: str) -> None:
    async with pool(failing, timeout_s=1) as model:
        bad, good = await model.name([ModelInput("Please HANG.", "en"), GOOD])
        assert good == JANE
        assert isinstance(bad, Rejected)
        assert "over 1 s" in bad.detail


async def test_one_hung_batch_holds_up_no_other_and_stopping_ends_every_process(
    failing: str, reading: Path
) -> None:
    async with pool(failing, processes=2, timeout_s=60) as model:
        hung = asyncio.create_task(model.name([ModelInput("HANG", "en")]))
        await until(reading.exists)
        assert await asyncio.wait_for(model.name([GOOD]), 20) == [JANE]
        pids = model.pids
    assert len(pids) == 2
    assert not any(map(runs, pids))
    with pytest.raises(Unavailable, match="not running"):
        await model.name([GOOD])
    with pytest.raises(Unavailable, match="not running"):
        await hung


async def test_a_pipeline_that_is_not_there_is_the_operators_to_install() -> None:
    model = ModelPool("xx_no_such_pipeline", processes=1, timeout_s=5)
    with pytest.raises(Misconfigured, match="python -m spacy download xx_no_such_pipeline"):
        await model.start()
    assert model.pids == []


async def test_no_process_outlives_a_parent_that_was_killed(failing: str) -> None:
    """A kill -9 lets a worker clean up nothing; a model process left behind would hold a core for ever."""
    code = (
        "import asyncio, sys\n"
        "from streams.domain.mention import ModelInput\n"
        "from streams.nlp.pool import ModelPool\n"
        "async def main():\n"
        "    pool = ModelPool(sys.argv[1], processes=1, timeout_s=300)\n"
        "    await pool.start()\n"
        "    print(pool.pids[0], flush=True)\n"
        "    await pool.name([ModelInput('HANG', 'en')])\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, failing, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await asyncio.wait_for(parent.stdout.readline(), 60))
    assert runs(child)
    parent.kill()
    await parent.wait()
    await until(lambda: not runs(child))
