"""What a model process does with its batches; how it starts and ends is tested with real ones."""

import io

import pytest

from streams.domain.mention import ModelInput
from streams.nlp import frames, process
from streams.nlp.model import SHIPPED
from streams.nlp.pipelines import Pipelines

BATCH = [ModelInput("Angela Merkel flew to Paris.", "en")]


@pytest.fixture(scope="module")
def shipped() -> Pipelines:
    """The shipped pipeline, loaded."""
    return Pipelines(SHIPPED)


def answers(shipped: Pipelines, batches: int) -> list[list[str]]:
    """Return the names that the shipped pipeline finds in each of some equal batches."""
    asked, said = io.BytesIO(frames.packed(frames.of_inputs(BATCH)) * batches), io.BytesIO()
    process.answer(shipped, asked, said)
    said.seek(0)
    replies = [frames.to_named(frames.received(said) or []) for _ in range(batches)]
    assert frames.received(said) is None
    return [[mention.text for mention in named.mentions] for (named,) in replies]


def test_every_batch_is_answered_until_there_are_no_more(shipped: Pipelines) -> None:
    assert answers(shipped, 2) == [["Angela Merkel", "Paris"]] * 2
    assert answers(shipped, 0) == []


def test_a_pipeline_that_has_met_too_many_words_is_loaded_afresh(
    shipped: Pipelines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipeline keeps every word for good: a process that runs for months would fill the memory."""
    monkeypatch.setattr(process, "WORDS_LEARNED_MAX", -1)
    assert answers(shipped, 2) == [["Angela Merkel", "Paris"]] * 2
