"""Dead letters: the original key and bytes untouched, and headers that say why, from where, which attempt.

The names are Kafka Connect's, so that tools which show its dead letters show these. Source: Kafka Connect,
`DeadLetterQueueReporter`. `attempt` is ours: a letter that is sent again keeps it, and the next failure
counts on.
"""

import re
import traceback
from dataclasses import dataclass

from streams.errors import Rejected
from streams.wire.headers import Pairs, Received, pairs, read

_ERRORS = "__connect.errors."
_ATTEMPT = "attempt"
_NUMBER = re.compile(r"[0-9]{1,18}")
# Headers count towards the size of the record, which the original may almost fill by itself.
MESSAGE_CHARS_MAX = 2_000
TRACE_CHARS_MAX = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a record is a dead letter: where it came from, which stage could not pass it, what that said."""

    topic: str
    partition: int
    offset: int
    stage: str
    message: str
    attempt: int

    @property
    def reason(self) -> str:
        """Return the reason that its stage gave, as a word; of another stage's making, all of the message."""
        return self.message.partition(":")[0]


def dead_letter_headers(
    error: Rejected,
    *,
    topic: str,
    partition: int,
    offset: int,
    stage: str,
    original_headers: Received,
) -> Pairs:
    """Return the headers of a dead letter; its key and value are the original's, null included.

    Those of the original come first, less what an earlier failure left. Message and trace are cut to a bound.
    """
    kept = [(name, value) for name, value in pairs(original_headers) if not _is_ours(name)]
    trace = "".join(traceback.format_exception(error))
    said = {
        "topic": topic,
        "partition": str(partition),
        "offset": str(offset),
        "stage": str(stage),
        "class.name": f"newswire/{stage}",
        "exception.class.name": type(error).__name__,
        "exception.message": str(error)[:MESSAGE_CHARS_MAX],
        "exception.stacktrace": trace[-TRACE_CHARS_MAX:],
    }
    attempt = _number(read(original_headers).get(_ATTEMPT)) + 1
    return [
        *kept,
        *((_ERRORS + name, _bytes(value)) for name, value in said.items()),
        (_ATTEMPT, str(attempt).encode()),
    ]


def failure(received: Received) -> Failure | None:
    """Return why a record is a dead letter, or None for headers of another kind of record."""
    found = read(received)
    if _ERRORS + "topic" not in found:
        return None
    return Failure(
        topic=found[_ERRORS + "topic"],
        partition=_number(found.get(_ERRORS + "partition")),
        offset=_number(found.get(_ERRORS + "offset")),
        stage=found.get(_ERRORS + "stage", ""),
        message=found.get(_ERRORS + "exception.message", ""),
        attempt=_number(found.get(_ATTEMPT)),
    )


def sent_again(received: Received) -> Pairs:
    """Return the headers with which a dead letter goes back: as it came, but for how often it has failed."""
    return [(name, value) for name, value in pairs(received) if not name.startswith(_ERRORS)]


def _is_ours(name: str) -> bool:
    return name == _ATTEMPT or name.startswith(_ERRORS)


def _bytes(text: str) -> bytes:
    # An article's text may hold half a surrogate pair, which no UTF-8 can say, and end up in a message.
    return text.encode(errors="replace")


def _number(text: str | None) -> int:
    """Return a number from a header of anybody's making; 0 for none, or for what is no number."""
    return int(text) if text and _NUMBER.fullmatch(text) else 0
