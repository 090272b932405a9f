"""The same work by us, by datasketch and by rensa: signing articles, and finding their copies.

Each gets the same cleaned texts. Theirs are word-3-shingles, 128 permutations and 64 bands of two rows: fewer
lose more than one in fifty of the copies that are cut by half and dressed anew, whose J is .33. Ours keeps
four kinds of evidence and gives verdicts; theirs finds candidates only, so what each finds stands beside its
speed. rensa puts off its work until it is asked, so a signature counts as made once it is read.
"""

import re
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from random import Random
from typing import Any

from streams.domain.article import RawArticle, milliseconds
from streams.domain.cleaning import story
from streams.domain.index import ShardIndex
from streams.domain.matching import ARTICLES_PER_RECORD_MAX, KeysRecord, Question
from streams.domain.sketch import sign_all
from streams.evaluate.kinds import COPIES
from streams.evaluate.piece import piece_of
from tests.bench.figures import Bar, Figure, Result, figures_of
from tests.bench.stages import SIGNED_AT_ONCE, WINDOW_MS

WORDS, PERMUTATIONS, BANDS, COPY_EVERY = 800, 128, 64, 5
THRESHOLD = 0.25  # what such bands are for; both libraries ask, and neither uses it once it has bands
LIBRARIES = ("newswire", "datasketch", "rensa")
COPIED = ("cut by 35 %", "cut by 50 %", "5 % typos", "paragraphs reordered", "cut, chrome, new headline")
_WORD = re.compile(r"\w+")

Signed = Sequence[tuple[Hashable, Any]]
Found = Iterable[tuple[Hashable, set[Any]]]


def result(runs: Sequence[dict[str, float]]) -> Result:
    """Return how fast each is, how many copies it finds, and how much faster we are."""
    figures = [_figure(name, runs) for name in runs[0]]
    for what in ("sign", "find"):
        for other in LIBRARIES[1:]:
            times = [run[f"{what}, newswire"] / run[f"{what}, {other}"] for run in runs]
            figures.append(figures_of(f"{what}: newswire to {other}", "times as fast", times))
    notes = (
        f"one thread, articles of {WORDS} words, one in {COPY_EVERY + 1} a copy: {', '.join(COPIED)}",
        "newswire returns verdicts, the others candidates of which a judge would have to choose",
    )
    return Result("the same work by datasketch and rensa", tuple(figures), notes)


def measured(articles: Sequence[RawArticle]) -> dict[str, float]:
    """Return articles a second of CPU for signing and for finding, and the share of copies found, by each."""
    texts, original_of = with_copies(articles)
    for signing, _ in _WAYS.values():  # what is loaded or compiled with the first texts is not counted
        signing(texts[:8])
    said = {}
    for library, (signing, finding) in _WAYS.items():
        signed, said[f"sign, {library}"] = _timed(signing, texts)
        found, said[f"find, {library}"] = _timed(finding, signed)
        hits = sum(original_of[copy] in found_there for copy, found_there in found if copy in original_of)
        others = sum(len(found_there - {original_of.get(name)}) for name, found_there in found)
        said[f"copies found, {library}"] = 100 * hits / len(original_of)
        said[f"others returned, {library}"] = others / len(texts)
    return said


def _timed(work: Callable[[Any], Any], given: Sequence[Any]) -> tuple[Any, float]:
    began = time.process_time()
    made = list(work(given))
    return made, len(given) / (time.process_time() - began)


def with_copies(articles: Sequence[RawArticle]) -> tuple[list[RawArticle], dict[str, str]]:
    """Return the articles cleaned, a copy after every fifth, and the original of each copy."""
    rng, kinds = Random(1), [kind for kind in COPIES if kind.name in COPIED]
    headlines = [article.title for article in articles]
    texts: list[RawArticle] = []
    original_of: dict[str, str] = {}
    for at, article in enumerate(articles):
        texts.append(_cleaned(article, article.id, article.title, article.text or ""))
        if at % COPY_EVERY == 0:
            made = kinds[len(original_of) % len(kinds)].made(
                piece_of(article.title, article.text or ""), rng, headlines
            )
            copy = f"{at:032x}"
            original_of[copy] = article.id
            texts.append(_cleaned(article, copy, made.title, made.text))
    return texts, original_of


def _cleaned(article: RawArticle, name: str, title: str, text: str) -> RawArticle:
    return RawArticle(
        id=name, source=article.source, title=title, received_at=article.received_at,
        text=story(text, title=title),
    )  # fmt: skip


def _ours_signed(texts: Sequence[RawArticle]) -> Signed:
    said = [(text.title, text.text or "") for text in texts]
    packs = (said[at : at + SIGNED_AT_ONCE] for at in range(0, len(said), SIGNED_AT_ONCE))
    return list(zip(texts, (one for some in packs for one in sign_all(some)), strict=True))


def _ours_found(signed: Sequence[tuple[RawArticle, Any]]) -> Found:
    index = ShardIndex(0, window_ms=WINDOW_MS)
    asked = [
        (0, Question(text.id, milliseconds(text.received_at) + at, signature, signature.keys, at))
        for at, (text, signature) in enumerate(signed)
    ]
    for at in range(0, len(asked), ARTICLES_PER_RECORD_MAX):
        for vote in index.answer(KeysRecord.of(asked[at : at + ARTICLES_PER_RECORD_MAX]), at):
            yield vote.article, {vote.match.original} if vote.match else set()


def _shingles(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))]


def _datasketch_signed(texts: Sequence[RawArticle]) -> Signed:
    from datasketch import MinHash  # noqa: PLC0415  only where it is compared

    signed = []
    for text in texts:
        minhash = MinHash(num_perm=PERMUTATIONS)
        minhash.update_batch([shingle.encode() for shingle in _shingles(text.text or "")])
        signed.append((text.id, minhash))
    return signed


def _datasketch_found(signed: Signed) -> Found:
    from datasketch import MinHashLSH  # noqa: PLC0415

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    for name, minhash in signed:
        yield name, set(index.query(minhash))
        index.insert(name, minhash)


def _rensa_signed(texts: Sequence[RawArticle]) -> Signed:
    from rensa import RMinHash  # noqa: PLC0415

    signed = []
    for text in texts:
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
        minhash.update(_shingles(text.text or ""))
        minhash.digest()
        signed.append((text.id, minhash))
    return signed


def _rensa_found(signed: Signed) -> Found:
    from rensa import RMinHashLSH  # noqa: PLC0415

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    names = [name for name, _ in signed]
    for number, (name, minhash) in enumerate(signed):
        yield name, {names[other] for other in index.query(minhash)}
        index.insert(number, minhash)


_WAYS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "newswire": (_ours_signed, _ours_found),
    "datasketch": (_datasketch_signed, _datasketch_found),
    "rensa": (_rensa_signed, _rensa_found),
}


def _figure(name: str, runs: Sequence[dict[str, float]]) -> Figure:
    values = [run[name] for run in runs]
    if name.startswith(("sign", "find")):
        return figures_of(
            name, "1/s of CPU", values, bar=Bar(least=2_000) if name == "sign, newswire" else None
        )
    return figures_of(name, "%" if name.startswith("copies") else "an article", values)
