"""The canary: a made-up article that goes through the whole line and that nobody is to take for news.

It is known by its shape, a source of its own and an id that follows from source and guid; the edge asks for
a header beside that. Its keys are mixed with its id, so they meet nobody's, whatever its text is: it is
nobody's copy and nobody's original.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import shake_128

import numpy as np

from streams.domain.article import RawArticle, article_id
from streams.domain.sketch import Signature

SOURCE = "newswire canary"
# The model finds these; what is between them differs from canary to canary.
_NAMED = "Antonio Guterres of the United Nations met Angela Merkel in Berlin on behalf of canary {}."
_WORDS_SAID = (
    "harbour council bridge teacher orchard budget engine river signal market garden window ladder copper "
    "lantern valley ticket kettle meadow barrel"
)
_WORDS = _WORDS_SAID.split()
_SENTENCES, _WORDS_EACH = 12, 11


def canary(guid: str, *, now: datetime) -> RawArticle:
    """Return the canary of this guid, received now; the same guid makes the same text."""
    chosen = [
        _WORDS[byte % len(_WORDS)] for byte in shake_128(guid.encode()).digest(_SENTENCES * _WORDS_EACH)
    ]
    said = (" ".join(chosen[at::_SENTENCES]).capitalize() for at in range(_SENTENCES))
    return RawArticle(
        id=article_id(canonical_url=None, source=SOURCE, guid=guid),
        source=SOURCE,
        guid=guid,
        title=f"Canary {guid}",
        text=f"{_NAMED.format(guid)} {'. '.join(said)}.",
        language="en",
        received_at=now,
        published_at=now,
    )


def has_its_shape(raw: RawArticle) -> bool:
    """Return whether an article is made like a canary: no outlet's is by accident."""
    if raw.source != SOURCE or not raw.guid or raw.url:
        return False
    return raw.id == article_id(canonical_url=None, source=SOURCE, guid=raw.guid)


def apart(signature: Signature, article: str) -> Signature:
    """Return the signature of a canary with keys that no other article has."""
    own = np.uint64(int(article[:16], 16))
    return replace(signature, keys=np.sort(signature.keys ^ own))
