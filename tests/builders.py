"""Articles and texts for tests: say what matters, the rest is made up and always the same."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from streams.domain.article import Article, RawArticle
from streams.domain.sketch import Signature, sign

START = datetime(2024, 5, 6, 7, 0, tzinfo=UTC)

_SYLLABLES_SAID = (
    "ba be bo da de di fa fo ga ge gri ha ho ja ke ko la le lo ma me mo na ne no pa pe pra ra re ro sa se "
    "sto ta te tri va ve wa we zo"
)
_NAMES_SAID = (
    "Amara Bellweather Castellan Dunmore Eskild Farrow Galbraith Hollis Ingram Jarvis Kestrel Lindqvist "
    "Marlowe Northam Ostrander Pembroke Quill Rosedale Stanwick Thorne Underhill Varga Whitlock Yarrow Zeller"
)
_SYLLABLES, _NAMES = _SYLLABLES_SAID.split(), _NAMES_SAID.split()


def an_article(n: int = 0, **given: Any) -> Article:
    """Return the n-th article, received n seconds after the first, but for what is given."""
    return Article(**_said(n, given))


def a_raw_article(n: int = 0, **given: Any) -> RawArticle:
    """Return the same as it is received."""
    return RawArticle(**_said(n, given))


def _said(n: int, given: dict[str, Any]) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": f"{n:032x}",
        "source": "The Harbour Post",
        "title": f"Headline number {n}",
        "received_at": START + timedelta(seconds=n),
        "url": f"https://harbour.example/news/{n}",
    }
    return usual | ({} if "text" in given else {"text": a_text(n)}) | given


def signature_of(article: Article) -> Signature:
    """Return what `sign` makes of an article; of one text, the same."""
    return _signed(article.title, article.text)


@lru_cache(maxsize=4096)
def _signed(title: str, text: str) -> Signature:
    return sign(title=title, text=text)


@lru_cache(maxsize=4096)
def a_text(seed: int, *, words: int = 300, names: int = 12, numbers: int = 8) -> str:
    """Return a text of its own for each seed, with names and numbers among its words."""
    random = Random(seed)
    facts = [random.choice(_NAMES) + random.choice(_SYLLABLES) for _ in range(names)]
    facts += [str(random.randrange(3, 99_999)) for _ in range(numbers)]
    spoken = [a_word(random) for _ in range(words - len(facts))]
    for fact in facts:
        spoken.insert(random.randrange(1, len(spoken)), fact)
    return in_paragraphs(spoken)


def a_word(random: Random) -> str:
    """Return a word that no dictionary has."""
    return "".join(random.choice(_SYLLABLES) for _ in range(random.randrange(1, 4)))


def in_paragraphs(words: list[str]) -> str:
    """Return the words in sentences of 12, four to a paragraph."""
    sentences = [_sentence(words[at : at + 12]) for at in range(0, len(words), 12)]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def _sentence(words: list[str]) -> str:
    return words[0][:1].upper() + words[0][1:] + " " + " ".join(words[1:]) + "."
