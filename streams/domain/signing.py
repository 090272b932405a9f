"""What is published of a body, and what is signed: that without the paragraphs that its source repeats.

The article keeps them, and so does `text_hash`, which tells versions apart: what was learned wrongly can cost
a copy, and never a line of anybody's story.
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from streams.domain.cleaning import story
from streams.domain.paragraphs import without
from streams.domain.repeated import NOTHING
from streams.domain.sketch import Signature, sign, text_hash

WORDS_MIN = 12


def signed(body: str, *, title: str, left_out: AbstractSet[int] = NOTHING) -> tuple[str, Signature]:
    """Return the story that a body holds, and the signature of it without the lines that have these hashes.

    All of it is signed where fewer than 12 words would be left: too few to be known by.
    """
    text = story(body, title=title)
    kept = without(text, left_out) if left_out else text
    if kept is not text and len(kept.split()) < WORDS_MIN:
        kept = text
    signature = sign(title=title, text=kept)
    return text, signature if kept is text else replace(
        signature, text_hash=text_hash(title=title, text=text)
    )
