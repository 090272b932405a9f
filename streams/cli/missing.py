"""What settings name that is not there: with each of these a process of the line would end at its start."""

import os
from collections.abc import Iterator
from difflib import get_close_matches

from streams.cli.unsafe import Objection
from streams.errors import Misconfigured
from streams.settings import PREFIX, Settings, unknown, variable


def missing(settings: Settings) -> Iterator[Objection]:
    """Yield an objection for each variable that is no setting, and what is named that is not there."""
    for name in unknown():
        yield Objection(
            setting=name,
            why=f"is no setting and was ignored{meant(name)}",
            remedy="correct its name, or take it out",
        )
    yield from _of_the_folder(settings)
    aliases = settings.aliases_file
    if aliases and not os.access(aliases, os.R_OK):
        yield Objection(
            setting=f"{variable('aliases_file')}={aliases}",
            why="cannot be read",
            remedy="make it readable for the user of the enrich worker, or leave the setting out",
        )
    yield from _of_the_pipelines(settings)


def meant(name: str) -> str:
    """Return which setting a misspelt variable is near, as the end of a sentence; "" if none."""
    near = get_close_matches(name.removeprefix(PREFIX).lower(), Settings.model_fields, n=1, cutoff=0.7)
    return f"; {variable(near[0])} is one" if near else ""


def _of_the_folder(settings: Settings) -> Iterator[Objection]:
    folder = settings.data_dir.absolute()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        yield Objection(
            setting=f"{variable('data_dir')}={settings.data_dir}",
            why=f"{there} is no folder that this user may write to",
            remedy="name one that the user of the workers owns",
        )


def _of_the_pipelines(settings: Settings) -> Iterator[Objection]:
    """Yield an objection if one is not there. What it does once loaded is for the worker to say."""
    from streams.nlp.model import require
    from streams.nlp.pipelines import asked

    try:
        for one in asked(settings.spacy_model):
            require(one.name)
    except Misconfigured as fault:
        yield Objection(
            setting=f"{variable('spacy_model')}={settings.spacy_model}",
            why=str(fault),
            remedy="until then no enrich worker starts",
        )
