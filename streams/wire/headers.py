"""Record headers: CloudEvents in Kafka's binary mode, and the trace that an article keeps over every hop.

Everything here follows from the record's own id, so that what a redelivery publishes again carries the same
headers. Sources: CloudEvents 1.0.2, Kafka protocol binding, section 3.2; W3C Trace Context, section 3.2.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b

Pairs = list[tuple[str, bytes]]
# Faust hands over a mapping or a list of pairs, and None where a record has no headers.
Received = Mapping[str, bytes | str | None] | Iterable[tuple[str, bytes | str | None]] | None

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_CONSTANT: Pairs = [("ce_specversion", b"1.0"), ("content-type", b"application/json")]


def headers(
    *,
    type: str,  # noqa: A002  CloudEvents' own names
    source: str,
    id: str,  # noqa: A002
    time: datetime | None = None,
    traceparent: str | None = None,
) -> Pairs:
    """Return the headers of a record that holds JSON, ready for any Kafka client.

    `type` is the topic's name without its prefix, `source` is `newswire/<stage>`, `id` is unique per source
    and the same for the same content; `time` must know its zone. Without a usable `traceparent` the record
    begins a trace, whose id follows from `id`; with one (see `child`) it is sent as given.
    """
    made = [("ce_id", id.encode()), ("ce_type", type.encode()), ("ce_source", source.encode()), *_CONSTANT]
    if time is not None:
        made.append(("ce_time", time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()))
    made.append(("traceparent", _usable(traceparent, or_from=id).encode()))
    return made


def with_id(made: Pairs, id: str) -> Pairs:  # noqa: A002
    """Return the headers of another record of the same kind and hop: `headers` as made, but for the id."""
    return [("ce_id", id.encode()), *(pair for pair in made if pair[0] != "ce_id")]


def child(traceparent: str | None, span_of: str) -> str:
    """Return the traceparent of the next hop: the same trace, a span that follows from parent and `span_of`.

    `span_of` names the work and its article, such as "dedup 4f1e…". Without a usable parent a trace begins,
    whose id follows from `span_of`.
    """
    parent = _usable(traceparent, or_from=span_of)
    version, trace, span, flags = parent.split("-")
    return "-".join((version, trace, _digits(f"{span} {span_of}", 8), flags))


def trace_id(received: Received) -> str | None:
    """Return the id of the trace that a record is part of, 32 hex digits, or None where it names none."""
    found = _TRACEPARENT.fullmatch(read(received).get("traceparent", ""))
    return found[0].split("-")[1] if found else None


def read(received: Received) -> Mapping[str, str]:
    """Return headers as text by name, in whichever form a client hands them over; none is an empty mapping.

    Of a name given twice the last value counts; bytes that are no UTF-8 are read with replacement characters.
    """
    return {name: value.decode(errors="replace") for name, value in pairs(received)}


def pairs(received: Received) -> Pairs:
    """Return headers as a list of name and bytes, in their order and with repeats; a null value is empty."""
    if received is None:
        return []
    items = received.items() if isinstance(received, Mapping) else received
    return [(name, value.encode() if isinstance(value, str) else value or b"") for name, value in items]


def _usable(traceparent: str | None, *, or_from: str) -> str:
    if traceparent is not None and _TRACEPARENT.fullmatch(traceparent):
        return traceparent
    return f"00-{_digits(or_from, 16)}-{_digits(f'root {or_from}', 8)}-01"


def _digits(text: str, size_bytes: int) -> str:
    return blake2b(text.encode(), digest_size=size_bytes).hexdigest()
