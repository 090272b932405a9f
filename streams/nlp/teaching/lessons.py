"""What the student learns from: news that the teacher labelled, with other names each time, and gold texts.

Words are numbers here, counted up as they come: a name in a text is replaced by another of as many words by
copying numbers.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from streams.domain.mention import LOC, ORG, PERSON
from streams.errors import Misconfigured
from streams.nlp.bio import N_LABELS, legal, names
from streams.nlp.features import hashed
from streams.nlp.teaching import worldwide
from streams.nlp.teaching.mix import Mix
from streams.nlp.teaching.texts import cut, tokenizer

PART_WORDS = 250
KNOWN_COUNT_MIN, KNOWN_MAX = 3, 34_000
SURE = 200
REPLACED_SHARE = {PERSON: 0.3, LOC: 0.2, ORG: 0.15}
WHOLE = 255

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Part:
    """Words in a row by their numbers, and the probability of each label, (words, labels), in 255ths."""

    words: Numbers
    labels: NDArray[np.uint8]


class Words:
    """Numbers words, from 0 on."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def numbers(self, words: Sequence[str]) -> Numbers:
        """Return the number of each word, the next one for a word that is new."""
        found = self._numbers
        return np.fromiter((found.setdefault(word, len(found)) for word in words), np.int32, len(words))


class Lessons:
    """Yields all parts in shuffled order, epoch by epoch."""

    def __init__(self, mix: Mix, silver: Path, *, seed: int) -> None:
        """Read what `silver` holds. Raises Misconfigured if that is nothing."""
        self.words = Words()
        self._mix = mix
        self._random = Random(seed)  # noqa: S311  reproducible, not secret
        self._silver = list(_labelled(silver, self.words))
        if not self._silver:
            raise Misconfigured(
                f"{silver} holds no labelled news: python -m streams.nlp.teaching.silver --help"
            )
        self._sure = [_sure(part) for part in self._silver]
        self._pool = self._names()

    def epoch(self) -> list[Part]:
        """Return every part once, a variant of each."""
        parts = [*self._replaced(), *self._gold()]
        self._random.shuffle(parts)
        return parts

    def known(self) -> NDArray[np.uint32]:
        """Return the hashes, ascending, of the words that come often enough for a row of their own."""
        gold = list(self._gold())  # its words are among `self.words` only then
        counts = np.zeros(len(self.words), np.int64)
        for part in (*self._silver, *gold):
            np.add.at(counts, part.words, 1)
        by_norm: dict[str, int] = {}
        vocab = tokenizer().vocab
        for word, count in zip(self.words, counts.tolist(), strict=True):
            norm = vocab[word].norm_
            by_norm[norm] = by_norm.get(norm, 0) + count
        often = [(-count, norm) for norm, count in by_norm.items() if count >= KNOWN_COUNT_MIN]
        return np.unique(np.array([hashed(norm) for _, norm in sorted(often)[:KNOWN_MAX]], np.uint32))

    def _gold(self) -> Iterator[Part]:
        sure = np.eye(N_LABELS, dtype=np.uint8) * WHOLE
        for text in self._mix.epoch():
            yield from _parts(self.words.numbers(text.words), sure[text.labels])

    def _replaced(self) -> Iterator[Part]:
        """Yield the labelled news with some names replaced, each by the same one throughout a part."""
        for part, found in zip(self._silver, self._sure, strict=True):
            words, other = part.words.copy(), {}
            for first, end, label in found:
                name = tuple(part.words[first:end].tolist())
                if name not in other:
                    replaced = self._random.random() < REPLACED_SHARE[label]
                    other[name] = self._random.choice(self._pool[label, end - first]) if replaced else name
                words[first:end] = other[name]
            yield Part(words, part.labels)

    def _names(self) -> dict[tuple[str, int], list[tuple[int, ...]]]:
        """Return the distinct names by label and number of words: of the news, and of the whole world."""
        pool: dict[tuple[str, int], dict[tuple[int, ...], None]] = {}
        for part, found in zip(self._silver, self._sure, strict=True):
            for first, end, label in found:
                pool.setdefault((label, end - first), {})[tuple(part.words[first:end].tolist())] = None
        people = worldwide.people(self._random)
        surnames = [name.rsplit(" ", 1)[-1] for name in people]
        for label, more in ((PERSON, people + surnames), (LOC, worldwide.places(self._random))):
            for name in more:
                words = cut(name).words
                pool.setdefault((label, len(words)), {})[tuple(self.words.numbers(words).tolist())] = None
        return {key: list(names) for key, names in pool.items()}


def _labelled(folder: Path, words: Words) -> Iterator[Part]:
    for file in sorted(folder.glob("*.npz")):
        texts = json.loads(file.with_suffix(".json").read_text())
        with np.load(file) as arrays:
            for text, name in zip(texts, arrays.files, strict=True):
                yield from _parts(words.numbers(text), arrays[name])


def _parts(numbers: Numbers, labels: NDArray[np.uint8]) -> Iterator[Part]:
    for at in range(0, len(numbers), PART_WORDS):
        yield Part(numbers[at : at + PART_WORDS], labels[at : at + PART_WORDS])


def _sure(part: Part) -> list[tuple[int, int, str]]:
    """Return the names that the teacher is sure of, as (first word, word after the last, label)."""
    scores = np.log(part.labels.astype(np.float32) + np.float32(0.5))
    surest = part.labels.max(axis=1)
    return [
        (first, end, label)
        for first, end, label in names(legal(scores))
        if label in REPLACED_SHARE and surest[first:end].min() >= SURE
    ]
