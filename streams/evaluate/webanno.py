"""The named mentions of an annotated article, and which of them are of one entity: WebAnno's TSV 3.

Spans of one token may go without a number; a relation stands at one of its ends and names the other's token,
with both spans' numbers (0 where there is none): `3-8[12_1]`. Written as the corpus GUM has it (Zeldes 2017,
"The GUM Corpus"): entity types in column 4, Wikipedia identities in column 7, relations in 9 and 10.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Marks = dict[str, str]

# Bridging leads to another entity ("the house … the door"), and so does none of these.
SAME = frozenset({"coref", "ana", "cata", "appos"})

_MARK = re.compile(r"(?P<value>.*?)(?:\[(?P<number>\d+)\])?$")
_END = re.compile(r"(?P<token>\d+-\d+)(?:\[(?P<source>\d+)_(?P<target>\d+)\])?$")
_ENTITY, _IDENTITY, _TYPES, _ENDS = 3, 6, 8, 9
_COLUMNS_MIN = 10


@dataclass(frozen=True, slots=True)
class Token:
    """A word, and the number of the sentence in which it stands."""

    text: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A span that was marked: its first and last token, its type, what Wikipedia calls it, its chain."""

    first: int
    last: int
    type: str
    identity: str | None
    chain: str


def read(tsv: str) -> tuple[list[Token], list[Marked]]:
    """Return an article's tokens and marked spans. Raises ValueError, naming the line, if it is none."""
    rows = list(_rows(tsv))
    tokens = [Token(row[2], int(row[0].split("-")[0])) for row in rows]
    places: dict[str, list[int]] = {}
    types: Marks = {}
    identities: Marks = {}
    pairs: list[tuple[str, str]] = []
    for at, row in enumerate(rows):
        for number, kind in _marks(row[_ENTITY], row[0]):
            places.setdefault(number, []).append(at)
            types[number] = kind
        identities |= dict(_marks(row[_IDENTITY], row[0]))
        pairs += _pairs(row)
    chains = _chains(types, pairs)
    spans = (
        Marked(at[0], at[-1], types[number], identities.get(number), chains[number])
        for number, at in places.items()
    )
    return tokens, sorted(spans, key=lambda span: (span.first, -span.last))


def _rows(tsv: str) -> Iterator[list[str]]:
    for number, line in enumerate(tsv.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            row = line.split("\t")
            if len(row) < _COLUMNS_MIN or not re.fullmatch(r"\d+-\d+", row[0]):
                raise ValueError(f"line {number} is no token of a WebAnno TSV with ten columns")
            yield row


def _marks(column: str, token: str) -> Iterator[tuple[str, str]]:
    """Yield (span, value) of each mark in a column; a span without a number goes by its token."""
    for mark in column.split("|") if column != "_" else ():
        found = _MARK.match(mark)
        if found and found["value"] not in {"", "_", "*"}:
            yield found["number"] or token, found["value"].replace("\\", "")


def _pairs(row: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the two spans of each relation between mentions of one entity."""
    for kind, end in zip(row[_TYPES].split("|"), row[_ENDS].split("|"), strict=False):
        found = _END.match(end)
        if found and kind.split(":")[0] in SAME:
            source, target = found["source"] or "0", found["target"] or "0"
            yield source if source != "0" else found["token"], target if target != "0" else row[0]


def _chains(spans: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Marks:
    """Return for each span the name of its chain: those that relations connect have one."""
    parent = {span: span for span in spans}

    def root(span: str) -> str:
        while parent[span] != span:
            span = parent[span]
        return span

    for one, other in pairs:
        if one in parent and other in parent:
            parent[root(one)] = root(other)
    return {span: root(span) for span in parent}
