"""How a model process and its pool talk: frames of JSON.

JSON and not pickle, so that a process gone wrong can send nothing worse than noise.
"""

import json
from asyncio import StreamReader
from collections.abc import Sequence
from typing import Any, BinaryIO

from streams import child
from streams.domain.mention import Mention, ModelInput, Named


def packed(value: Any) -> bytes:
    """Return the frame of a plain value."""
    return child.framed(json.dumps(value, separators=(",", ":")).encode())


def received(pipe: BinaryIO) -> Any | None:
    """Return the value of the next frame, or None where the pipe ends; it blocks until there is either."""
    body = child.received(pipe)
    return None if body is None else json.loads(body)


async def arrived(stream: StreamReader) -> Any:
    """Return the value of the next frame. Raises IncompleteReadError where the stream ends."""
    return json.loads(await child.arrived(stream))


def of_inputs(inputs: Sequence[ModelInput]) -> list[list[Any]]:
    """Return inputs as plain values."""
    return [[one.text, one.language, one.opening] for one in inputs]


def to_inputs(plain: list[list[Any]]) -> list[ModelInput]:
    """Return the inputs that `of_inputs` made plain."""
    return [ModelInput(*one) for one in plain]


def of_named(named: Sequence[Named]) -> list[list[Any]]:
    """Return what was found in each text as plain values."""
    return [[one.mentions, one.language, one.model] for one in named]


def to_named(plain: list[list[Any]]) -> list[Named]:
    """Return what `of_named` made plain."""
    return [Named(tuple(Mention(*said) for said in mentions), *rest) for mentions, *rest in plain]
