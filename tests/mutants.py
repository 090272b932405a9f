"""Alerts made wrong on purpose, one slip each: cases that still pass do not hold the alert to what it says.

A mutant fires sooner or later than its alert: another `for`, another bound, a side of `and` or `or` gone. All
of a file's mutants run at once, each as an alert of its own that is asked what its original is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cases import Case, outcome
from tests.prometheus import Rule

_LESS = 0.7
_UNITS_S = {"s": 1, "m": 60, "h": 3_600}
_BOUND = re.compile(r"(?P<before> (?P<sign>[<>]|==) |(?P<horizon>, ))(?P<number>[\d.]+)(?=[ )]|$)")
# With nothing to multiply, 0 is let in, or kept out by one.
_OF_ZERO = {" > ": (" >= 0", " > 1"), " < ": (" <= 0", " < -1"), " == ": (" >= 0", " < 0")}
_WORD = re.compile(r" (and|or) |[()]")


@dataclass(frozen=True)
class Mutant:
    """An alert with one slip in it, and which."""

    slip: str
    rule: Rule


def mutants(alert: Rule) -> list[Mutant]:
    """Return every mutant of an alert."""
    expression = " ".join(alert["expr"].split())
    waited = (Mutant(f"for: {waits}", alert | {"for": waits}) for waits in _waits(alert["for"]))
    changed = [*_other_bounds(expression), *_one_sided(expression)]
    return [*waited, *(Mutant(slip, alert | {"expr": mutated}) for slip, mutated in changed)]


def _waits(said: str) -> list[str]:
    """Return what `for` is in the mutants: nothing, half, and double."""
    seconds = int(said[:-1]) * _UNITS_S[said[-1]]
    return ["0s", f"{seconds // 2}s", f"{seconds * 2}s"]


def _other_bounds(expression: str) -> Iterator[tuple[str, str]]:
    """Yield each bound and horizon lower, and higher, as it is then, and the expression with it."""
    for found in _BOUND.finditer(expression):
        number, before = float(found["number"]), found["before"]
        factors = (f"{before}{number * factor:.6g}" for factor in (_LESS, 1 / _LESS))
        for changed in factors if number else _OF_ZERO[before]:
            mutated = expression[: found.start()] + changed + expression[found.end() :]
            compared = expression[: found.start()].rsplit(maxsplit=1)[-1].strip("()")
            yield f"{compared}{changed}", mutated


def _one_sided(expression: str) -> Iterator[tuple[str, str]]:
    """Yield which side of each `and` and `or` is gone, and the expression without it."""
    words = list(_WORD.finditer(expression))
    for at, word in enumerate(words):
        if word[1]:
            ends = {"and", "or"} if word[1] == "and" else {"or"}
            start, end = _edge(words[:at][::-1], "()", ends), _edge(words[at + 1 :], ")(", ends)
            first, last = (start.end() if start else 0), (end.start() if end else len(expression))
            left, right = expression[first : word.start()].strip(), expression[word.end() : last].strip()
            yield f"without {left} {word[1]}", expression[:first] + right + expression[last:]
            yield f"without {word[1]} {right}", expression[:first] + left + expression[last:]


def _edge(words: "list[re.Match[str]]", brackets: str, ends: set[str]) -> "re.Match[str] | None":
    """Return what ends a side, going outwards: the bracket around it, or a word that binds less."""
    depth = 0
    outward, inward = brackets[0], brackets[1]
    for word in words:
        if not depth and (word[0] == outward or word[1] in ends):
            return word
        depth += (word[0] == inward) - (word[0] == outward)
    return None


def survivors(path: Path, folder: Path) -> set[tuple[str, str]]:
    """Return the mutants, as alert and slip, on which a file of cases passes all the same.

    Writes rules and cases into the folder. Fails where a case fails on the alerts as they are.
    """
    made: dict[str, tuple[str, str]] = {}
    _, said = outcome(
        path, folder, also=lambda rule: _mutants_of(rule, made), ask=lambda question: _copies(question, made)
    )
    told = set(re.findall(r"alertname: ([^\s,]+)", said))
    assert told, f"no mutant fails, or promtool: {said}"
    assert told <= made.keys(), f"an alert as it is fails: {said}"
    return {mutant for name, mutant in made.items() if name not in told}


def _mutants_of(rule: Rule, made: dict[str, tuple[str, str]]) -> Iterator[Rule]:
    """Yield the mutants of a rule, if it is an alert, each under a name of its own that is noted."""
    for number, mutant in enumerate(mutants(rule) if "alert" in rule else ()):
        name = f"{rule['alert']}_{number}"
        made[name] = rule["alert"], mutant.slip
        yield mutant.rule | {"alert": name}


def _copies(question: Case, made: dict[str, tuple[str, str]]) -> list[Case]:
    """Return what a case asks of an alert, asked of each of its mutants."""
    return [
        question | {"alertname": name} for name, (alert, _) in made.items() if alert == question["alertname"]
    ]
