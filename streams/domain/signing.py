"""What is published of a body, and what is signed: that without the paragraphs that its source repeats.

And without captions and offers to readers (`unsigned`).

The article keeps them, and so does `text_hash`, which tells versions apart: what was learned wrongly can cost
a copy, and never a line of anybody's story.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from streams.domain.cleaning import story
from streams.domain.paragraphs import without
from streams.domain.repeated import NOTHING
from streams.domain.sketch import Signature, sign_all, text_hash
from streams.domain.unsigned import WORDS_MIN, signed_part, word_count


class Text(NamedTuple):
    """An article's title, its body, and the hashes of the lines that are not to be signed."""

    title: str
    body: str
    left_out: AbstractSet[int] = NOTHING


def signed(body: str, *, title: str, left_out: AbstractSet[int] = NOTHING) -> tuple[str, Signature]:
    """Return the story that a body holds, and its signature, as `signed_all` does."""
    return signed_all([Text(title, body, left_out)])[0]


def signed_all(texts: Sequence[Text]) -> list[tuple[str, Signature]]:
    """Return the story that each body holds, and its signature, made without the lines left out.

    All of a story is signed where fewer than 12 words would be left: too few to be known by.
    """
    stories = [story(text.body, title=text.title) for text in texts]
    kept = [_kept(said, text) for said, text in zip(stories, texts, strict=True)]
    signatures = sign_all([(text.title, some) for text, some in zip(texts, kept, strict=True)])
    return [
        (said, one if some is said else replace(one, text_hash=text_hash(title=text.title, text=said)))
        for text, said, some, one in zip(texts, stories, kept, signatures, strict=True)
    ]


def _kept(said: str, text: Text) -> str:
    kept = without(said, text.left_out) if text.left_out else said
    if kept != said and word_count(kept) < WORDS_MIN:
        kept = said
    part = signed_part(kept)
    return said if part == said else part
