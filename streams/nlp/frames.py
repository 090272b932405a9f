"""How a model process and its pool talk: frames of JSON, each after its length in 4 bytes.

JSON and not pickle, so that a process gone wrong can send nothing worse than noise.
"""

import json
import struct
from asyncio import StreamReader
from collections.abc import Sequence
from typing import Any, BinaryIO

from streams.domain.mention import Mention, ModelInput, Named

_LENGTH = struct.Struct(">I")


def packed(value: Any) -> bytes:
    """Return the frame of a plain value."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return _LENGTH.pack(len(body)) + body


def received(pipe: BinaryIO) -> Any | None:
    """Return the value of the next frame, or None where the pipe ends; it blocks until there is either."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    body = pipe.read(_LENGTH.unpack(head)[0])
    return json.loads(body) if len(body) == _LENGTH.unpack(head)[0] else None


async def arrived(stream: StreamReader) -> Any:
    """Return the value of the next frame. Raises IncompleteReadError where the stream ends."""
    head = await stream.readexactly(_LENGTH.size)
    return json.loads(await stream.readexactly(_LENGTH.unpack(head)[0]))


def of_inputs(inputs: Sequence[ModelInput]) -> list[list[Any]]:
    """Return inputs as plain values."""
    return [[one.text, one.language] for one in inputs]


def to_inputs(plain: list[list[Any]]) -> list[ModelInput]:
    """Return the inputs that `of_inputs` made plain."""
    return [ModelInput(text, language) for text, language in plain]


def of_named(named: Sequence[Named]) -> list[list[Any]]:
    """Return what the model found as plain values."""
    return [[[(m.start, m.end, m.label, m.text) for m in one.mentions], one.language] for one in named]


def to_named(plain: list[list[Any]]) -> list[Named]:
    """Return what `of_named` made plain."""
    return [Named(tuple(Mention(*mention) for mention in mentions), language) for mentions, language in plain]
