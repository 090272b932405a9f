"""Which organisation a name means: "CIA" is the Central Intelligence Agency where it is named in full.

An acronym stands for the organisation whose initials it is, with or without those of small words; the first
words of an organisation ("Goldman") stand for it. Of several, the one named first in the article.
"""

from collections.abc import Iterable

Words = tuple[str, ...]

_SMALL_WORDS = frozenset({"of", "the", "and", "for", "on", "in", "to", "a"})


def fuller(organisations: Iterable[Words]) -> dict[Words, Words]:
    """Return the full form of those organisations of an article that go by a shorter one somewhere."""
    known = list(dict.fromkeys(organisations))
    stands_for: dict[Words, Words] = {}
    for full in known:
        if len(full) > 1:
            for short in (
                _initials(w for w in full if w not in _SMALL_WORDS),
                _initials(full),
                *_starts(full),
            ):
                stands_for.setdefault(short, full)
    return {words: _full(words, stands_for) for words in known if words in stands_for}


def _full(words: Words, stands_for: dict[Words, Words]) -> Words:
    """Return the end of the chain from a name to its fullest form; each step is longer, so it has one."""
    while words in stands_for and len(stands_for[words]) > len(words):
        words = stands_for[words]
    return words


def _initials(words: Iterable[str]) -> Words:
    return ("".join(word[0] for word in words),)


def _starts(full: Words) -> list[Words]:
    return [full[:length] for length in range(1, len(full))]
