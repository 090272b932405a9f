"""The frames between a pool and its processes."""

import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.mention import Mention, ModelInput, Named
from streams.nlp.frames import arrived, of_inputs, of_named, packed, received, to_inputs, to_named

anything = st.text(st.characters(), max_size=30)
inputs = st.builds(ModelInput, anything, st.none() | st.just("en"))
found = st.builds(Mention, st.integers(0, 9), st.integers(0, 9), st.sampled_from(["ORG", "LOC"]), anything)
named = st.builds(Named, st.lists(found, max_size=3).map(tuple), st.none() | st.just("en"))


@given(st.lists(inputs, max_size=4), st.lists(named, max_size=4))
def test_batches_and_answers_come_through_as_they_were(batch: list[ModelInput], answer: list[Named]) -> None:
    """Whatever characters an article holds, lone surrogates too."""
    pipe = io.BytesIO(packed(of_inputs(batch)) + packed(of_named(answer)))
    assert to_inputs(received(pipe) or []) == batch
    assert to_named(received(pipe) or []) == answer
    assert received(pipe) is None


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_a_frame_cut_short_is_the_end(cut: int) -> None:
    assert received(io.BytesIO(packed([1, 2, 3])[:cut])) is None


async def test_the_pools_side_reads_the_same_frames() -> None:
    stream = asyncio.StreamReader()
    stream.feed_data(packed(["a"]) + packed(["b"])[:-1])
    stream.feed_eof()
    assert await arrived(stream) == ["a"]
    with pytest.raises(asyncio.IncompleteReadError):
        await arrived(stream)
