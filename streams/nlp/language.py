"""Which language a text is in, from its beginning: the same answer everywhere.

py3langid (Lui and Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool") takes 0.3 ms for
the 300 characters that it is given, so it runs in the model's processes, not on the event loop. It takes one
in twenty English headlines, alone, for Pidgin or Latin, but it rules English out for none. So a language that
is served counts unless it is all but impossible: docs/decisions/entities.md has the figures.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from threading import Lock
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

CHARS_MAX = 300
LETTER_BYTES_MIN = 20
IMPOSSIBLE = 0.005

_NO_LANGUAGE = "zxx"
_SAME = {"no": "nb", "iw": "he", "in": "id"}
_PARTS = re.compile(r"[-_]")
_loading = Lock()


def detect(text: str, *, tag: str | None = None, served: Collection[str] = ()) -> str | None:
    """Return the language of a text (ISO 639-1 where it has a code there); None if nothing tells it.

    The one of a source's `tag` counts if it is the likeliest, or if it is served and possible. Else the
    likeliest counts of those that are served and possible, so that a wrong tag leaves no text unread; else
    the tag's if that is possible; else the likeliest.
    """
    start, claimed = text[:CHARS_MAX], primary(tag, served=served)
    if not _tells(start):
        return claimed
    likeliest = same(identifier().classify(start)[0])
    if likeliest == claimed or (likeliest in served and claimed not in served):
        return likeliest  # as nearly always: the others need not be put in order
    shares = {same(label): float(share) for label, share in identifier().rank(start)}
    possible = [language for language, share in shares.items() if share >= IMPOSSIBLE]
    if claimed and claimed in served and shares.get(claimed, 1) >= IMPOSSIBLE:
        return claimed
    readable = next((language for language in possible if language in served), None)
    if likeliest == _NO_LANGUAGE:
        return readable or claimed
    return readable or (claimed if claimed in possible else likeliest)


def _tells(start: str) -> bool:
    """Return whether letters have 20 bytes or more: 20 Latin ones, or 7 Chinese ones. Fewer tell nothing."""
    return len("".join(filter(str.isalpha, start)).encode()) >= LETTER_BYTES_MIN


def primary(tag: str | None, *, served: Collection[str] = ()) -> str | None:
    """Return the language of a BCP 47 tag, 'en' of 'en-US'; None if it is neither served nor a known one."""
    language = same(_PARTS.split(tag or "")[0].strip().lower())
    return language if language in served or (language in known() and language != _NO_LANGUAGE) else None


def same(language: str) -> str:
    """Return the code that pipelines use for a language: 'nb' for 'no'."""
    return _SAME.get(language, language)


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return the languages that can be told."""
    return frozenset(map(same, identifier().labels))


def identifier() -> Any:
    """Return the identifier, loaded once, which takes half a second; who comes meanwhile waits."""
    with _loading:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
