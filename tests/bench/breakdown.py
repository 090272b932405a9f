"""Where the time goes: each function by itself, and what is left for Faust and the clients."""

from collections.abc import Mapping

from tests.bench.figures import Figure, Result, figures_of
from tests.bench.rig import BROKER, DEDUP, ENRICH, MODEL

# What the issue of speed is discussed in, and the functions that belong to each.
GROUPS = {
    "sign (decode, clean, sign, ask)": ("decode", "clean", "sign", "ask"),
    "match": ("match",),
    "decide": ("decide",),
    "NER (with the language)": ("NER",),
    "publish (join, encode)": ("publish, dedup", "decode, enrich", "join", "publish, enrich"),
}
OF_DEDUP = ("decode", "clean", "sign", "ask", "match", "decide", "publish, dedup")
OF_ENRICH = ("decode, enrich", "join", "publish, enrich")


def functions(said: list[Mapping[str, float]]) -> Result:
    """Return the table of functions from what each repetition said."""
    figures = (figures_of(stage, "ms/article", [one[stage] for one in said]) for stage in said[0])
    return Result("functions by themselves, one thread, articles of 400 words", tuple(figures))


def breakdown(stages: Result, line: Result) -> Result:
    """Return broker, sign, match, decide, NER and publish, and the rest of each process of the line."""
    alone = {figure.name: figure.value for figure in stages.figures}
    rows = [_row("broker", _cpu(line, BROKER))]
    rows += [_row(name, sum(alone[part] for part in parts)) for name, parts in GROUPS.items()]
    rows.append(_row("Faust, Kafka's client, tables: dedup", _rest(line, DEDUP, alone, OF_DEDUP)))
    rows.append(_row("Faust, Kafka's client, pipes: enrich", _rest(line, ENRICH, alone, OF_ENRICH)))
    rows.append(_row("the model's process beside NER", _cpu(line, MODEL) - alone["NER"]))
    rows.append(_row("all processes of the line", sum(_cpu(line, r) for r in (BROKER, DEDUP, ENRICH, MODEL))))
    note = "a rest is what the process used less its functions by themselves, which no other process disturbs"
    return Result("where the time goes: CPU of the line, 400 words", tuple(rows), (note,))


def _row(name: str, value: float) -> Figure:
    return figures_of(name, "ms/article", [value])


def _cpu(line: Result, role: str) -> float:
    value = line.value(f"CPU of the {role}")
    assert value is not None, f"the line was measured without {role}"
    return value


def _rest(line: Result, role: str, alone: Mapping[str, float], parts: tuple[str, ...]) -> float:
    return _cpu(line, role) - sum(alone[part] for part in parts)
