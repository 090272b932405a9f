"""Each installed pipeline by itself on one core, and the architecture of en_core_web_sm in the same run.

A pipeline is loaded in a process of its own and reads articles of 400 words: the first half, then the other,
which it has not met either, and that once more, by several sizes of batch. Times are of CPU: other work
shares the machine.
"""

import os
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from streams.domain.article import RawArticle
from tests.bench.figures import Bar, Figure, Result, figures_of
from tests.bench.procfs import rss_bytes
from tests.bench.single import alone

if TYPE_CHECKING:
    from spacy.language import Language

ARCHITECTURE = "as en_core_web_sm"
BATCHES = (1, 4, 16, 64)
BATCH = 16
TIMES_AS_FAST, WORDS_PER_S = Bar(least=12), Bar(least=75_000)
SLOW_ARTICLES = 128
FIRST, UNSEEN, ARTICLES = "first articles", "unseen, batches of 16", "unseen"
AS_THE_LINE, TO_PIPE = "unseen, as the line reads", "the line's reader to nlp.pipe"


def result(articles: Sequence[RawArticle], *, repetitions: int) -> Result:
    """Return what each pipeline reads in a second, and how much faster than the architecture it is."""
    from streams.nlp.model import SHIPPED  # noqa: PLC0415  spaCy only where it is used

    runs: dict[str, list[dict[str, float]]] = {}
    for _ in range(repetitions):  # in turn, so that a busy moment strikes all
        for name in (ARCHITECTURE, *installed()):
            some = articles if name == SHIPPED else articles[:SLOW_ARTICLES]
            runs.setdefault(name, []).append(alone("pipelines", some, name))
    figures = [_figure(name, what, said) for name, said in runs.items() for what in said[0]]
    for name in installed():
        pairs = zip(runs[name], runs[ARCHITECTURE], strict=True)
        times = [ours[UNSEEN] / theirs[UNSEEN] for ours, theirs in pairs]
        bar = TIMES_AS_FAST if name == SHIPPED else None
        figures.append(figures_of(f"{name}: times {ARCHITECTURE!r}", "times", times, bar=bar))
    notes = (
        "one thread; all per second of CPU; memory is what loading and reading added",
        f"{ARCHITECTURE}: that pipeline's layers (tagger, parser, ner) with random weights, no lemmatizer; "
        f"it and what is slow read {SLOW_ARTICLES} articles",
    )
    return Result("pipelines by themselves, articles of 400 words", tuple(figures), notes)


@cache
def installed() -> tuple[str, ...]:
    """Return the shipped pipeline, the accurate one where it is built, and the packages of spaCy."""
    from spacy.util import get_installed_models  # noqa: PLC0415

    from streams.nlp.model import ACCURATE, ACCURATE_FOLDER, SHIPPED  # noqa: PLC0415

    built = [ACCURATE] if (ACCURATE_FOLDER / "meta.json").is_file() else []
    return (SHIPPED, *built, *sorted(get_installed_models()))


def measured(articles: Sequence[RawArticle], name: str) -> dict[str, float]:
    """Return the figures of one pipeline; this process is its own."""
    from streams.nlp.model import load  # noqa: PLC0415

    texts = [f"{article.title}\n\n{article.text}" for article in articles]
    first, unseen = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    before, began = rss_bytes(os.getpid()), time.perf_counter()
    nlp = architecture() if name == ARCHITECTURE else load(name)
    said = {"loading": time.perf_counter() - began, FIRST: _per_s(nlp, first, BATCH)}
    said[UNSEEN] = _per_s(nlp, unseen, BATCH)
    said[ARTICLES] = said[UNSEEN] * len(unseen) / sum(map(_words, unseen))
    said[f"batch of {BATCH}"] = sum(map(_words, unseen[:BATCH])) / said[UNSEEN]
    said |= {f"seen, batches of {size}": _per_s(nlp, unseen, size) for size in BATCHES}
    said["memory"] = (rss_bytes(os.getpid()) - before) / 1e6
    return said if name == ARCHITECTURE else said | _as_the_line(name, first, unseen)


def _as_the_line(name: str, first: Sequence[str], unseen: Sequence[str]) -> dict[str, float]:
    """Return what the line's reader does on unseen texts, and that to nlp.pipe, batches read by turns."""
    from streams.nlp.model import load  # noqa: PLC0415
    from streams.nlp.reader import Reader  # noqa: PLC0415

    nlp, reader = load(name), Reader(name)
    ways: tuple[Callable[[Sequence[str]], object], ...] = (reader.mentions, lambda texts: [*nlp.pipe(texts)])
    for texts in (first, unseen):
        used = [0.0, 0.0]
        for at in range(0, len(texts), BATCH):
            for way in (0, 1) if at % (2 * BATCH) else (1, 0):
                began = time.process_time()
                ways[way](texts[at : at + BATCH])
                used[way] += time.process_time() - began
    return {AS_THE_LINE: sum(map(_words, unseen)) / used[0], TO_PIPE: used[1] / used[0]}


def architecture() -> "Language":
    """Return a pipeline of the layers of en_core_web_sm 3.8, as its config has them, with random weights."""
    import spacy  # noqa: PLC0415
    from spacy.training import Example  # noqa: PLC0415

    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": _tok2vec(["SPACY", "IS_SPACE"], [50, 50])})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": _transitions("parser", listener)})
    nlp.add_pipe("ner", config={"model": _transitions("ner", _tok2vec([], []))})
    for pipe, labels in (("tagger", 50), ("parser", 45), ("ner", 18)):
        component: Any = nlp.get_pipe(pipe)
        for number in range(labels):
            component.add_label(f"L{number}")
    doc = nlp.make_doc("Nobody reads this .")
    words = {
        "heads": [1, 1, 1, 1],
        "deps": ["L0", "ROOT", "L1", "L2"],
        "tags": ["L0"] * 4,
        "entities": ["O"] * 4,
    }
    nlp.initialize(lambda: [Example.from_dict(doc, words)])
    return nlp


def _tok2vec(attributes: list[str], rows: list[int]) -> dict[str, object]:
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 96,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", *attributes],
        "rows": [5_000, 1_000, 2_500, 2_500, *rows],
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 96,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    return {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}


def _transitions(state: str, tok2vec: dict[str, object]) -> dict[str, object]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": state,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": tok2vec,
    }


def _per_s(nlp: "Language", texts: Sequence[str], batch: int) -> float:
    """Return words a second of CPU."""
    began = time.process_time()
    for _ in nlp.pipe(texts, batch_size=batch):
        pass
    return sum(map(_words, texts)) / (time.process_time() - began)


def _words(text: str) -> int:
    return len(text.split())


def _figure(name: str, what: str, said: Sequence[dict[str, float]]) -> Figure:
    from streams.nlp.model import SHIPPED  # noqa: PLC0415

    units = {
        "memory": "MB",
        "loading": "s",
        f"batch of {BATCH}": "s of CPU",
        ARTICLES: "articles/s",
        TO_PIPE: "times",
    }
    bar = WORDS_PER_S if (name, what) == (SHIPPED, UNSEEN) else None
    return figures_of(f"{name}: {what}", units.get(what, "words/s"), [one[what] for one in said], bar=bar)
