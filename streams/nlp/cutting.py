"""Texts cut into words as spaCy's tokenizer cuts them, without a document for each.

It cuts each stretch between two spaces by itself. So a stretch is given to it once and remembered, and a text
is put together of arrays. Only where an emoticon is glued to a word and goes on behind a space ("you:( ((")
may spaCy, which looks for them over spaces too, leave it in pieces that are one word here.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, filterfalse, pairwise

import numpy as np
from spacy.tokenizer import Tokenizer

from streams.domain.spans import spans
from streams.nlp.words import Places, Words, words_of

STRETCHES_MAX, CHARS_MAX = 50_000, 500_000


def may_cut(tokenizer: object) -> bool:
    """Return whether a tokenizer is spaCy's, and has no rule for words with a space between them."""
    return isinstance(tokenizer, Tokenizer) and not any(" " in said.strip() for said in tokenizer.rules)


class Cutter:
    """Cuts texts as a tokenizer does that it may stand for (`may_cut`).

    Stretches of some number and some length in all are remembered; one more, and all are forgotten.
    """

    def __init__(
        self, tokenizer: Tokenizer, *, stretches_max: int = STRETCHES_MAX, chars_max: int = CHARS_MAX
    ) -> None:
        self._tokenizer = tokenizer
        self._place: dict[str, int] = {}
        self._words_known = self._chars_known = 0
        self._first, self._count, self._length = np.zeros((3, stretches_max), np.int64)
        self._breaks = np.zeros(stretches_max, np.bool_)
        # No more words than characters; pages that no word is written to take no memory.
        starts, ends = np.zeros((2, chars_max), np.int64)
        self._words = Words(np.zeros(chars_max, np.uint64), starts, ends, np.zeros(chars_max, np.bool_))

    def cut(self, texts: Sequence[str]) -> list[Words]:
        """Return the words of each text, as `words_of` the tokenizer's document has them."""
        parts = [stretches(text) for text in texts]
        strange = self._learn(parts)
        plain = [not strange or strange.isdisjoint(some) for some in parts]
        joined = self._joined([some for some, known in zip(parts, plain, strict=True) if known])
        return [
            next(joined) if known else words_of(self._tokenizer(text))
            for text, known in zip(texts, plain, strict=True)
        ]

    def _learn(self, parts: Sequence[Sequence[str]]) -> set[str]:
        """Remember what is new, and return what cannot be: a text with that is for the tokenizer."""
        new = dict.fromkeys(filterfalse(self._place.__contains__, chain.from_iterable(parts)))
        if not self._has_room(new):
            self._place.clear()
            self._words_known = self._chars_known = 0
            new = dict.fromkeys(chain.from_iterable(parts))
            if not self._has_room(new):
                return set(new)
        strange = {stretch for stretch in new if not stretch.strip() or stretch.strip() != stretch}
        breaks = {stretch for stretch in strange if stretch and not stretch.strip("\n")}
        for stretch in breaks:
            self._remember([stretch], breaks=True)
        plain = [stretch for stretch in new if stretch not in strange]
        if plain:
            self._remember(plain)
        return strange - breaks

    def _has_room(self, new: Collection[str]) -> bool:
        chars = self._chars_known + sum(map(len, new))
        return len(self._place) + len(new) <= len(self._first) and chars <= len(self._words)

    def _remember(self, new: Sequence[str], *, breaks: bool = False) -> None:
        """Have new stretches cut, in one text, and keep their words."""
        words = words_of(self._tokenizer(" ".join(new)))
        lengths = np.array([len(stretch) for stretch in new], np.int64)
        starts = np.cumsum(lengths + 1) - lengths - 1
        firsts = np.searchsorted(words.starts, starts)
        counts = np.diff(np.append(firsts, len(words)))
        here = slice(len(self._place), len(self._place) + len(new))
        self._first[here], self._count[here] = firsts + self._words_known, counts
        self._length[here], self._breaks[here] = lengths, breaks
        put, within = slice(self._words_known, self._words_known + len(words)), np.repeat(starts, counts)
        self._words.numbers[put], self._words.capitalised[put] = words.numbers, words.capitalised
        self._words.starts[put], self._words.ends[put] = words.starts - within, words.ends - within
        self._place.update(zip(new, range(here.start, here.stop), strict=True))
        self._words_known, self._chars_known = put.stop, self._chars_known + int(lengths.sum())

    def _joined(self, parts: Sequence[Sequence[str]]) -> Iterator[Words]:
        """Yield the words of texts whose stretches are all remembered."""
        at = np.fromiter(map(self._place.__getitem__, chain.from_iterable(parts)), np.int64)
        counts, stretch_at = self._count[at], np.append(self._begins(at), 0)
        known, within = spans(self._first[at], counts), np.repeat(stretch_at[:-1], counts)
        numbers, capitalised = self._words.numbers[known], self._words.capitalised[known]
        starts, ends = self._words.starts[known] + within, self._words.ends[known] + within
        bounds = np.append(0, np.cumsum([len(some) for some in parts], dtype=np.int64))
        words_to = np.append(0, np.cumsum(counts))[bounds].tolist()
        for (first, end), begin in zip(pairwise(words_to), stretch_at[bounds].tolist(), strict=False):
            here = slice(first, end)
            yield Words(numbers[here], starts[here] - begin, ends[here] - begin, capitalised[here])

    def _begins(self, at: Places) -> Places:
        """Return where stretches begin that follow each other, a space after each unless a line ends."""
        breaks = self._breaks[at]
        steps = self._length[at] + ~(breaks | np.append(breaks[1:], True)[: len(at)])
        begins: Places = np.cumsum(steps) - steps
        return begins


def stretches(text: str) -> list[str]:
    """Return what stands between single spaces and line breaks, and each run of line breaks, in order."""
    found: list[str] = []
    breaks = 0
    for line in text.split("\n"):
        if line:
            if breaks:
                found.append("\n" * breaks)
                breaks = 0
            found += line.split(" ")
        breaks += 1
    return [*found, "\n" * (breaks - 1)] if breaks > 1 else found
