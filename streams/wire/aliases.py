"""ALIASES.yaml: names and ids of one's own. What is wrong in it is named by entry, all of it at once.

aliases:
  - name: Harbour Bank              # name and label, or an id such as org:harbour-bank
    label: ORG                      # PERSON, ORG, LOC or NORP
    aliases: [HBK, Harbour]         # how else it is written
    wikidata: Q1                    # optional: its item there
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from streams.domain.aliases import NONE, Aliases, Known, aliases
from streams.domain.countries import country_of
from streams.domain.joining import KINDS, id_of
from streams.domain.mention import DATE, LOC
from streams.domain.naming import words_of
from streams.errors import Misconfigured

ENTRIES_MAX = 20_000
# The same as SafeLoader in C, where PyYAML has that: an eighth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = {"id", "name", "label", "aliases", "wikidata"}
_LABELS = {kind: label for label, kind in KINDS.items() if label != DATE}
_ID = re.compile(r"(?P<kind>person|org|place|group):\S+|country:(?P<code>[A-Z]{2})")
_ITEM = re.compile(r"Q[1-9][0-9]{0,11}")


def aliases_of(path: Path | None) -> Aliases:
    """Return the list in a file; without one it is empty. Raises Misconfigured naming file and setting."""
    if path is None:
        return NONE
    try:
        return read_aliases(path.read_text("utf-8"), name=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} (NEWSWIRE_ALIASES_FILE) cannot be read: {error}") from error


def read_aliases(text: str, *, name: str) -> Aliases:
    """Return the list that a file's text holds. Raises Misconfigured naming the file and every fault."""
    try:
        content = yaml.load(text, Loader=_LOADER)  # noqa: S506  a safe one
    except (yaml.YAMLError, ValueError) as error:
        raise Misconfigured(f"{name} is no YAML: {error}") from error
    entries = content.get("aliases") if isinstance(content, dict) and set(content) == {"aliases"} else None
    if not isinstance(entries, list) or len(entries) > ENTRIES_MAX:
        raise Misconfigured(f"{name} must be 'aliases:' and a list of at most {ENTRIES_MAX} entries")
    known: list[Known] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, start=1):
        wrong = list(_faults(entry))
        faults += (f"entry {number}: {fault}" for fault in wrong)
        if not wrong:
            known.append(_known(entry))
    try:
        found = aliases(known)
    except ValueError as error:
        faults.append(str(error))
    if faults:
        raise Misconfigured("\n  ".join([f"{name} cannot be used:", *faults]))
    return found


def _faults(entry: Any) -> Iterator[str]:
    """Yield what is wrong with an entry, and what is allowed."""
    if not isinstance(entry, dict):
        yield "is no mapping with 'name' and 'label', or 'id'"
        return
    yield from (
        f"does not know {key!r}; known are {', '.join(sorted(_KEYS))}" for key in entry if key not in _KEYS
    )
    id_, name, label, surfaces = (entry.get(key) for key in ("id", "name", "label", "aliases"))
    found = _ID.fullmatch(id_) if isinstance(id_, str) else None
    if id_ is not None and not (found and _exists(found["code"])):
        yield f"id {id_!r} is none of person:…, org:…, place:…, group:… or country: and a state's code"
    elif id_ is None and label not in _LABELS.values():
        yield f"label {label!r} is none of {', '.join(_LABELS.values())}, and there is no id"
    elif found and label not in {None, _label(found)}:
        yield f"label {label!r} is not the one of id {id_!r}"
    if not _is_name(name) and not (found and found["code"] and name is None):
        yield "name is no text with a word in it"
    if surfaces is not None and not (isinstance(surfaces, list) and all(map(_is_name, surfaces))):
        yield "aliases is no list of texts with a word in each (quote what YAML takes for something else)"
    item = entry.get("wikidata")
    if item is not None and not (isinstance(item, str) and _ITEM.fullmatch(item)):
        yield f"wikidata {item!r} is no item such as Q42"


def _known(entry: dict[str, Any]) -> Known:
    """Return a faultless entry."""
    found = _ID.fullmatch(entry.get("id") or "")
    state = country_of(found["code"]) if found and found["code"] else None
    label = _label(found) if found else entry["label"]
    name = state.name if state else entry["name"]
    surfaces = [*(entry.get("aliases") or ()), *([entry["name"]] if state and entry.get("name") else ())]
    return Known(
        id=found[0] if found else id_of(label, words_of(name, label)),
        label=label,
        name=name,
        surfaces=tuple(surfaces),
        country=state.code if state else None,
        wikidata=state.wikidata if state else entry.get("wikidata"),
    )


def _label(found: re.Match[str]) -> str:
    return LOC if found["code"] else _LABELS[found["kind"]]


def _exists(code: str | None) -> bool:
    try:
        return code is None or bool(country_of(code))
    except KeyError:
        return False


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200 and bool(words_of(value, LOC))  # noqa: PLR2004
