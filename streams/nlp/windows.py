"""Texts as an encoder reads them: runs of words as wordpieces, at most 126 of them, cut after sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.nlp.wordpieces import Pieces, case_of

PIECES_MAX = 126
SENTENCE_ENDS = frozenset({".", "!", "?", "...", "…"})
CLOSING = frozenset({'"', "”", "’", "'", ")", "''"})
NO_CASE = 5


@dataclass(frozen=True, slots=True)
class Window:
    """A run of words as pieces: ids, cases, the place of each word's first piece, and which words these are.

    `text` is the number of the text; `first` that of the run's first word in it.
    """

    text: int
    first: int
    pieces: list[int]
    cases: list[int]
    firsts: list[int]


def windows_of(text: int, words: Sequence[str], pieces: Pieces) -> Iterator[Window]:
    """Yield the windows of a text in order; every word's first piece is in exactly one."""
    of_word = [pieces.of(word) for word in words]
    for first, end in runs(words, [len(ids) for ids in of_word], PIECES_MAX):
        ids, cases, firsts = [pieces.start], [NO_CASE], []
        for at in range(first, end):
            firsts.append(len(ids))
            ids += of_word[at]
            cases += [case_of(words[at])] * len(of_word[at])
        yield Window(text, first, [*ids, pieces.end], [*cases, NO_CASE], firsts)


def runs(words: Sequence[str], lengths: Sequence[int], longest: int) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of runs of words whose lengths add up to at most `longest`, cut after sentences.

    Where a sentence is longer than that it is cut within. Every word is in exactly one run.
    """
    first = 0
    while first < len(words):
        total, end, after_sentence = 0, first, 0
        while end < len(words) and total + lengths[end] <= longest:
            total += lengths[end]
            end += 1
            word = words[end - 1]
            if word in SENTENCE_ENDS or "\n" in word or (after_sentence == end - 1 and word in CLOSING):
                after_sentence = end
        if end < len(words) and after_sentence > first:
            end = after_sentence
        end = max(end, first + 1)
        yield first, end
        first = end


def batches(windows: Iterable[Window], size: int) -> Iterator[list[Window]]:
    """Yield windows of like lengths together, at most about `size` pieces with their padding in each."""
    batch: list[Window] = []
    for window in sorted(windows, key=lambda one: len(one.pieces)):
        if batch and (len(batch) + 1) * len(window.pieces) > size:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def padded(batch: Sequence[Window]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pieces and cases of a batch, (windows, longest) each, zero where there is none."""
    longest = max(len(window.pieces) for window in batch)
    pieces, cases = np.zeros((2, len(batch), longest), np.int64)
    for at, window in enumerate(batch):
        pieces[at, : len(window.pieces)] = window.pieces
        cases[at, : len(window.cases)] = window.cases
    return pieces, cases
