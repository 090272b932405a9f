"""When a model process loads its pipelines afresh, so that it may run for months in bounded memory."""

import io
from collections.abc import Sequence

import pytest

from streams.domain.mention import ModelInput, Named
from streams.nlp import frames
from streams.nlp.pipelines import Pipelines
from streams.nlp.process import answer

BATCH = frames.packed(frames.of_inputs([ModelInput("Nobody spoke.", "en")]))


class Learning(Pipelines):
    """Pipelines that learn so many words of each batch, name nobody, and count how often they are loaded."""

    def __init__(self, words_a_batch: int) -> None:
        self.words_a_batch, self.loads = words_a_batch, 0
        super().__init__("none")

    def load(self) -> None:
        """Forget what was learned."""
        self.loads, self.learned = self.loads + 1, 0

    @property
    def words_learned(self) -> int:
        """How many words were learned since the last load."""
        return self.learned

    def read(self, inputs: Sequence[ModelInput]) -> list[Named]:
        """Learn, and name nobody in each text."""
        self.learned += self.words_a_batch
        return [Named((), "en", "m") for _ in inputs]


@pytest.mark.parametrize(
    ("words_a_batch", "batches", "loads"),
    [(0, 9, 1), (400_000, 1, 1), (400_001, 1, 2), (100_000, 4, 1), (100_000, 5, 2), (100_000, 10, 3)],
)
def test_pipelines_are_loaded_afresh_each_time_they_have_learned_over_400_000_words(
    words_a_batch: int, batches: int, loads: int
) -> None:
    """Each word is kept for good: without this a process grows until the system kills it."""
    pipelines, answers = Learning(words_a_batch), io.BytesIO()
    answer(pipelines, io.BytesIO(BATCH * batches), answers)
    assert pipelines.loads == loads
    answers.seek(0)
    said = [frames.to_named(frames.received(answers) or []) for _ in range(batches)]
    assert said == [[Named((), "en", "m")]] * batches, "every batch is answered, before a load and after it"
