"""What a site puts around and between the paragraphs of a story, and how scrapers leave it.

The lines are this project's own, of the sorts that news sites have; some the product's cleaning knows, and
some it does not, as with sites that nobody has seen yet.
"""

import textwrap
import unicodedata
from collections.abc import Sequence
from random import Random

from streams.evaluate.piece import Piece

_TOP = (
    "Skip to content", "Menu", "Home | News | World | Sport | Culture", "Sections Search Sign in",
    "News Opinion Sport Culture Lifestyle More", "Share this on Facebook Twitter Email", "Print",
    "Listen 4 min",
    "Breaking: markets close mixed after a quiet day", "Edition: International", "Save for later",
    "This article is more than 1 year old", "Photo: the scene on Tuesday morning. (Staff)", "Watch live",
    "Image caption A view of the square from the town hall", "Exclusive to subscribers", "LIVE",
)  # fmt: skip
_BETWEEN = (
    "ADVERTISEMENT", "Advertisement - story continues below", "Story continues below this ad",
    "Read more: {other}", "RELATED: {other}", "READ NEXT | {other}", "See also: {other}", "More: {other}",
    "[ {other} ]", "Must read: {other}", "Image: a file picture from last year", "Hide caption",
    "Sign up for the Morning Brief, our free newsletter, and get the day's main stories in your inbox.",
    "Stay on top of the news with alerts on your phone.", "Play video 1:42", "Follow the latest here",
)  # fmt: skip
_END = (
    "Most popular\n{other}\n{another}", "You may also like\n{other}\n{another}", "Related stories\n{other}",
    "Comments are closed.", "Leave a comment", "(c) 2019 The Courier Company. All rights reserved.",
    "We use cookies to improve what you see here. Accept or read our policy.",
    "Support the journalism that you rely on: become a member for the price of a coffee a week.",
    "The Courier is not responsible for the content of external sites.", "Topics: politics, economy, region",
    "Terms of use | Privacy | Contact | Careers | Corrections", "Got a tip? Write to tips@courier.example",
    "Copyright 2019 Courier Publishing. This material may not be redistributed.", "More from this section",
    "Join the conversation: what do you think? Tell us below.", "Get our app for the full experience.",
    "Subscribe now and save 40 per cent on your first year of unlimited access.", "Back to top",
    "Next article",
)  # fmt: skip


def chrome(piece: Piece, rng: Random, headlines: Sequence[str]) -> Piece:
    """Return the story with three to eleven lines of a site before, between and after its paragraphs."""
    top = rng.sample(_TOP, rng.randint(1, 4))
    end = rng.sample(_END, rng.randint(1, 5))
    piece = _between(piece, rng, headlines, rng.randint(1, 2))
    return piece.with_paragraphs(*top, *piece.paragraphs, *(_filled(line, rng, headlines) for line in end))


def read_more(piece: Piece, rng: Random, headlines: Sequence[str]) -> Piece:
    """Return the story with three to eight lines of a site between its paragraphs."""
    return _between(piece, rng, headlines, rng.randint(3, 8))


def printed(piece: Piece, rng: Random) -> Piece:
    """Return the story as a page for printing: lines of 72 characters, its address above and below."""
    address = f"https://www.courier.example/news/{rng.randrange(10**7)}/story?print=1"
    lines = ["\n".join(textwrap.wrap(paragraph, 72)) for paragraph in piece.paragraphs]
    return piece.with_paragraphs(
        f"This page was printed from: {address}", piece.title, *lines, "URL: " + address
    )


def amp_page(piece: Piece, rng: Random, headlines: Sequence[str]) -> Piece:
    """Return the story as a page for telephones has it: kicker, credit and time above, a list below."""
    top = ("News", piece.title, f"{rng.randint(2, 59)} minutes ago", "Getty Images")
    end = ("View full site", "Open in app", "Up next", *rng.sample(headlines, min(3, len(headlines))))
    return piece.with_paragraphs(*top, *piece.paragraphs, *end)


def retyped(piece: Piece, rng: Random) -> Piece:
    """Return the story in other characters: plain quotes and dashes, decomposed accents, soft hyphens."""
    text = "\0".join(piece.paragraphs)
    for before, after in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("—", " - "), ("…", "...")):
        text = text.replace(before, after)
    if rng.random() < 0.5:  # noqa: PLR2004
        text = unicodedata.normalize("NFD", text).replace("tion", "ti\u00adon")
    return piece.with_paragraphs(*text.split("\0"))


def first_page(piece: Piece, _: Random) -> Piece:
    """Return the first of two pages of the story, and the lines that lead to the other."""
    return piece.with_paragraphs(*piece.paragraphs[: _halfway(piece)], "1 2 Next page", "Page 1 of 2")


def second_page(piece: Piece, _: Random) -> Piece:
    """Return the second of two pages of the story; of one paragraph there is no second page."""
    rest = piece.paragraphs[_halfway(piece) :]
    return piece.with_paragraphs("Page 2 of 2", *rest) if rest else piece


def _halfway(piece: Piece) -> int:
    """Return the number of paragraphs that come nearest to half of the words: one at least."""
    half, read, nearest = piece.words / 2, 0, (float("inf"), 1)
    for number, paragraph in enumerate(piece.paragraphs, start=1):
        read += len(paragraph.split())
        nearest = min(nearest, (abs(read - half), number))
    return nearest[1]


def _between(piece: Piece, rng: Random, headlines: Sequence[str], lines: int) -> Piece:
    paragraphs = list(piece.paragraphs)
    for line in rng.sample(_BETWEEN, lines):
        paragraphs.insert(rng.randint(1, len(paragraphs)), _filled(line, rng, headlines))
    return piece.with_paragraphs(*paragraphs)


def _filled(line: str, rng: Random, headlines: Sequence[str]) -> str:
    return line.format(other=rng.choice(headlines), another=rng.choice(headlines))
