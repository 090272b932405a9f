"""What the product makes of the stream: cleaned, signed, looked up and decided by its own functions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from streams.domain.article import Article
from streams.domain.cleaning import story
from streams.domain.deduplicate import Deduplicator, Standing
from streams.domain.evidence import weigh
from streams.domain.learner import Learner
from streams.domain.matching import KeysRecord, Question
from streams.domain.rule import copies
from streams.domain.signing import Text, signed_all
from streams.domain.sketch import Signature, sign
from streams.domain.template import template
from streams.evaluate.stream import Entry

SHARDS = PARTITIONS = 4
SIGNED_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry and the id of the article that it was found to copy, or None."""

    entry: Entry
    named: str | None


def judged(entries: Iterable[Entry], *, window_ms: int) -> Iterator[Judged]:
    """Yield each entry with its verdict, in order; what cleaning leaves nothing of is a copy of nothing."""
    oracle = Deduplicator(window_ms, SHARDS)
    for offset, (entry, text, signature) in enumerate(_signed(entries)):
        raw = entry.raw
        if not text:
            yield Judged(entry, None)
            continue
        article = Article(
            id=raw.id, source=raw.source, title=raw.title, text=text, received_at=raw.received_at
        )
        verdict = oracle.take(article, offset, signature)
        match = verdict.decided.duplicate_of if verdict.standing is Standing.DUPLICATE else None
        yield Judged(entry, match.original if match else None)


def _signed(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str, Signature]]:
    """Yield each entry with its story and signature, many signed at once."""
    learner, left = Learner(PARTITIONS), iter(entries)
    while some := list(islice(left, SIGNED_AT_ONCE)):
        texts = [_text(entry, learner) for entry in some]
        for entry, (text, signature) in zip(some, signed_all(texts), strict=True):
            yield entry, text, signature


def _text(entry: Entry, learner: Learner) -> Text:
    raw, body = entry.raw, entry.raw.text or ""
    return Text(raw.title, body, learner.left_out(learner.place(raw.id), raw, body))


def cleaned(entry: Entry) -> str:
    """Return the article's text, with what its source repeats."""
    return story(entry.raw.text or "", title=entry.raw.title)


def why(newer: Entry, older: Entry) -> dict[str, object]:
    """Return the evidence on a pair: keys in common, estimates, and what the rule makes of it."""
    signatures = [sign(title=entry.raw.title, text=cleaned(entry)) for entry in (newer, older)]
    rows = [
        KeysRecord.of([(0, Question(entry.raw.id, at, signature, signature.keys, at))]).rows
        for at, (entry, signature) in enumerate(zip((newer, older), signatures, strict=True))
    ]
    evidence = weigh(rows[0], rows[1])
    shares = ("jaccard", "masked", "similar", "contained", "numbers", "facts", "brevity")
    return {
        "keys_shared": len(np.intersect1d(signatures[0].keys, signatures[1].keys)),
        **{name: _rounded(getattr(evidence, name)) for name in shares},
        "shingles": [signature.shingles for signature in signatures],
        "template": bool(template(evidence)[0]),
        "copy": bool(copies(evidence)[0]),
    }


def originals(verdicts: Sequence[Judged]) -> dict[str, set[str]]:
    """Return, for each copy's original, the ids that name it: its own, and whatever it copies itself.

    A file may hold copies that nobody labelled; then the earliest of them is named, and rightly.
    """
    named = {verdict.entry.raw.id: verdict.named for verdict in verdicts}
    wanted = {verdict.entry.copy_of for verdict in verdicts if verdict.entry.copy_of}
    return {one: {one, *filter(None, [named.get(one)])} for one in wanted}


def _rounded(share: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float | None:
    return None if np.isnan(share[0]) else round(float(share[0]), 3)
