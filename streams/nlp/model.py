"""A spaCy pipeline by its name, and the mentions that it finds.

'newswire' is the pipeline that ships with the product, 'accurate' the larger one that `make model-accurate`
builds; any other name is an installed package or a folder. A pipeline's own labels become ours (`labels`),
and what it can do besides naming is left out for speed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps

from streams.domain.mention import Mention
from streams.errors import Misconfigured
from streams.nlp import tagger  # noqa: F401  tells spaCy of the shipped pipeline's component
from streams.nlp.labels import OURS
from streams.nlp.tokenizing import quicken

SHIPPED = "newswire"
SHIPPED_FOLDER = Path(__file__).parent / "models" / SHIPPED
ACCURATE = "accurate"
ACCURATE_FOLDER = Path(__file__).parent / "models" / ACCURATE

_UNUSED = {
    "parser",
    "tagger",
    "morphologizer",
    "senter",
    "lemmatizer",
    "attribute_ruler",
    "trainable_lemmatizer",
}


def require(name: str) -> None:
    """Raise Misconfigured if there is no such pipeline, saying which command installs it. Loads nothing."""
    if not (Path(_where(name)).exists() or spacy.util.is_package(name)):
        raise Misconfigured(_missing(name))


def load(name: str) -> Language:
    """Return the pipeline: 'newswire' is the shipped one, else an installed package or a folder.

    Raises Misconfigured if there is none, saying which command installs it, or if it names nothing.
    """
    try:
        nlp = spacy.load(_where(name), exclude=sorted(_UNUSED))
    except OSError as error:
        raise Misconfigured(_missing(name)) from error
    except (ValueError, ImportError) as error:
        raise Misconfigured(f"the spaCy pipeline {name!r} cannot be loaded: {error}") from error
    if not any(label in OURS for labels in nlp.pipe_labels.values() for label in labels):
        raise Misconfigured(
            f"the spaCy pipeline {name!r} names no people, organisations or places: {nlp.pipe_names}"
        )
    _prefer_openblas(nlp)
    quicken(nlp.tokenizer)
    return nlp


def version(nlp: Language) -> str:
    """Return what results are marked with: language, name and version, as spaCy names packages."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def mentions(nlp: Language, texts: Sequence[str]) -> list[list[Mention]]:
    """Return the mentions of each text, in order; all texts are one batch, so who calls bounds its size."""
    docs = nlp.pipe(texts, batch_size=max(1, len(texts)))
    return [list(_mentions(doc)) for doc in docs]


def _mentions(doc: Doc) -> Iterator[Mention]:
    for entity in doc.ents:
        label = OURS.get(entity.label_)
        if label:
            yield Mention(entity.start_char, entity.end_char, label, entity.text)


def _where(name: str) -> str | Path:
    # The names that the product itself gives a meaning are told apart here, and nowhere else.
    return {SHIPPED: SHIPPED_FOLDER, ACCURATE: ACCURATE_FOLDER}.get(name, name)


def _missing(name: str) -> str:
    if name == SHIPPED:
        return f"the shipped pipeline is not in {SHIPPED_FOLDER}; install newswire again, or: make model"
    if name == ACCURATE:
        return (
            f"the accurate pipeline is not in {ACCURATE_FOLDER}; build it: make model-accurate DATA=folder "
            f"(the model's card says of what); or set NEWSWIRE_SPACY_MODEL={SHIPPED}"
        )
    return (
        f"no spaCy pipeline {name!r}, neither a package nor a folder. "
        f"Install it: python -m spacy download {name}; or set NEWSWIRE_SPACY_MODEL={SHIPPED}"
    )


def _prefer_openblas(nlp: Language) -> None:
    """Let numpy's OpenBLAS do the matrix products: the same mentions as with BLIS, a tenth faster."""
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if model is not None and isinstance(model.ops, NumpyOps):
            for node in model.walk():
                node.ops = ops
