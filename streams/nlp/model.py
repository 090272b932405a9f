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

from streams.domain.mention import Mention, ModelInput, Named
from streams.errors import Misconfigured
from streams.nlp.labels import OURS
from streams.nlp.language import detect

SHIPPED = "newswire"
SHIPPED_FOLDER = Path(__file__).parent / "models" / SHIPPED
ACCURATE = "accurate"
ACCURATE_FOLDER = Path(__file__).parent / "models" / ACCURATE
PIECE_CHARS_MAX = 100_000

_UNUSED = {
    "parser",
    "tagger",
    "morphologizer",
    "senter",
    "lemmatizer",
    "attribute_ruler",
    "trainable_lemmatizer",
}


def load(name: str) -> Language:
    """Return the pipeline: 'newswire' is the shipped one, else an installed package or a folder.

    Raises Misconfigured if there is none, saying which command installs it, or if it names nothing.
    """
    where: str | Path = {SHIPPED: SHIPPED_FOLDER, ACCURATE: ACCURATE_FOLDER}.get(name, name)
    try:
        nlp = spacy.load(where, exclude=sorted(_UNUSED))
    except OSError as error:
        raise Misconfigured(_missing(name)) from error
    except (ValueError, ImportError) as error:
        raise Misconfigured(f"the spaCy pipeline {name!r} cannot be loaded: {error}") from error
    if not any(label in OURS for labels in nlp.pipe_labels.values() for label in labels):
        raise Misconfigured(
            f"the spaCy pipeline {name!r} names no people, organisations or places: {nlp.pipe_names}"
        )
    _prefer_openblas(nlp)
    return nlp


def version(nlp: Language) -> str:
    """Return what results are marked with: language, name and version, as spaCy names packages."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def mentions(nlp: Language, texts: Sequence[str]) -> list[list[Mention]]:
    """Return the mentions of each text, in order. A text over 100,000 characters is read in pieces."""
    pieces = [(at, start, piece) for at, text in enumerate(texts) for start, piece in _pieces(text)]
    found: list[list[Mention]] = [[] for _ in texts]
    docs = nlp.pipe((piece for _, _, piece in pieces), batch_size=max(1, len(pieces)))
    for (at, start, _), doc in zip(pieces, docs, strict=True):
        found[at].extend(_mentions(doc, start))
    return found


def read(nlp: Language, inputs: Sequence[ModelInput]) -> list[Named]:
    """Return the mentions and the language of each input, in order; one that is not given is detected."""
    found = mentions(nlp, [one.text for one in inputs])
    return [
        Named(tuple(some), one.language or detect(one.text)) for one, some in zip(inputs, found, strict=True)
    ]


def _mentions(doc: Doc, shift: int) -> Iterator[Mention]:
    for entity in doc.ents:
        label = OURS.get(entity.label_)
        if label:
            yield Mention(entity.start_char + shift, entity.end_char + shift, label, entity.text)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, piece) of a text, cut after paragraphs, or else spaces, where it is too long for one."""
    start = 0
    while len(text) - start > PIECE_CHARS_MAX:
        end = start + PIECE_CHARS_MAX
        cuts = (text.rfind(mark, start, end) + 1 for mark in "\n ")
        cut = next((cut for cut in cuts if cut > start), end)
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


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
