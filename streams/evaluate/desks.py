"""What another desk makes of an agency's story, beyond cutting it: each takes a piece and returns its own.

Where a story has nothing of what is to be changed (no quotes, one paragraph), it comes back as it was.
"""

import re
from dataclasses import replace
from random import Random

from streams.evaluate.piece import Piece
from streams.sources.synthetic.stories import KINDS, report
from streams.sources.synthetic.world import a_person, an_event

_DATELINE = re.compile(r"^[A-Z][\w .,/'’-]{2,60}?(?: \([\w .-]{2,30}\))? ?[-–—|]{1,2} ")
_AGENCIES = ("MWS", "Meridian", "NPA", "Samphire News", "Union Press")
_CITIES = ("LISBON", "NAIROBI", "OSLO", "Toronto", "MANILA", "Quito", "WARSAW/BERLIN", "Geneva")
_MONTHS = ("Jan", "Feb.", "March", "Sept 1", "Nov")
_QUOTED = re.compile(r"[“\"].{12,}[”\"]")
_HOUSE_STYLE = (
    ("per cent", "%"), (" percent", "%"), ("U.S.", "US"), ("U.K.", "UK"),
    ("Mr. ", ""), ("Ms. ", ""), ("Sen. ", "Senator "), ("Rep. ", "Representative "), ("Gov. ", "Governor "),
    ("President Donald Trump", "Donald Trump"),
)  # fmt: skip
_MEMORANDA = (
    "Correction: an earlier version of this article misstated the date of the meeting. It has been changed.",
    "This story has been corrected to show that the figure in the fourth paragraph is for the full year.",
    "(Corrects spelling of name in second paragraph)",
    "Editor's note: this article was updated to add a response that came after publication.",
    "UPDATED: adds detail, background",
    "Clarification: the headline of an earlier version was shortened in a way that could mislead.",
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_DIGITS = re.compile(r"\d")
_CUT_QUOTES_MAX = 0.4


def dateline(piece: Piece, rng: Random) -> Piece:
    """Return the story under another agency's slug and dateline."""
    lead, *rest = piece.paragraphs
    lead = _DATELINE.sub("", lead)
    city, agency = rng.choice(_CITIES), rng.choice(_AGENCIES)
    slug = rng.choice((
        f"{city} ({agency}) - ", f"{city}, {rng.choice(_MONTHS)} {rng.randint(2, 28)} ({agency}) — ",
        f"({agency}) ", f"{city} — ",
    ))  # fmt: skip
    head = rng.choice(((), (f"{agency.upper()}-{rng.randint(100, 9999)} 1ST LEAD",), (f"{agency} | {city}",)))
    return piece.with_paragraphs(*head, slug + lead, *rest)


def byline(piece: Piece, rng: Random) -> Piece:
    """Return the story with a byline, a time, and a line on who reported and edited it."""
    names = [a_person("", rng).full for _ in range(3)]
    hour, day = f"{rng.randint(1, 12)}:{rng.randint(10, 59)} p.m.", rng.randint(2, 28)
    head = rng.choice((
        (f"By {names[0]}",), (names[0], "Political correspondent"),
        (f"By {names[0]} and {names[1]}, Staff Writers", f"March {day}, 2019 at {hour} EDT"),
        (f"{names[0]} | {day} Nov 2018 | {rng.randint(2, 9)} min read",),
    ))  # fmt: skip
    foot = rng.choice((
        (f"(Reporting by {names[0]} and {names[1]}; Editing by {names[2]})",), (),
        (f"{names[0]} is a reporter for the paper. Contact: desk@courier.example.",),
    ))  # fmt: skip
    return piece.with_paragraphs(*head, *piece.paragraphs, *foot)


def quotes_left_out(piece: Piece, rng: Random) -> Piece:
    """Return the story without its paragraphs of quotes, of four tenths of the words at most."""
    quoted = [n for n, p in enumerate(piece.paragraphs) if n and _QUOTED.search(p)]
    left, gone = _CUT_QUOTES_MAX * piece.words, set[int]()
    for number in rng.sample(quoted, len(quoted)):
        left -= len(piece.paragraphs[number].split())
        if left < 0:
            break
        gone.add(number)
    return piece.with_paragraphs(*(p for n, p in enumerate(piece.paragraphs) if n not in gone))


def paragraphs_dropped(piece: Piece, rng: Random) -> Piece:
    """Return the story without a fifth to two fifths of its words: some paragraphs, never the lead."""
    least, most = 0.2 * piece.words, 0.4 * piece.words
    gone, words = set[int](), 0
    for number in rng.sample(range(1, len(piece.paragraphs)), len(piece.paragraphs) - 1):
        size = len(piece.paragraphs[number].split())
        if words < least and words + size <= most:
            gone.add(number)
            words += size
    return piece.with_paragraphs(*(p for n, p in enumerate(piece.paragraphs) if n not in gone))


def latter_half(piece: Piece, _: Random) -> Piece:
    """Return the second half of the words, as when a feed drops what it takes for a summary."""
    skipped, kept = piece.words // 2, list[str]()
    for paragraph in piece.paragraphs:
        words = paragraph.split()
        kept.append(" ".join(words[max(0, skipped) :]))
        skipped -= len(words)
    return piece.with_paragraphs(*kept)


def sentences_reordered(piece: Piece, rng: Random) -> Piece:
    """Return the story with its sentences in another order, three to a paragraph."""
    sentences = [sentence for paragraph in piece.paragraphs for sentence in _SENTENCES.split(paragraph)]
    rng.shuffle(sentences)
    return piece.with_paragraphs(*(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)))


def every_figure(piece: Piece, rng: Random) -> Piece:
    """Return the story with all of its figures others."""
    return piece.with_paragraphs(
        *(_DIGITS.sub(lambda _: str(rng.randint(1, 9)), paragraph) for paragraph in piece.paragraphs)
    )


def in_capitals(piece: Piece, _: Random) -> Piece:
    """Return the story as old wires send it."""
    return piece.with_paragraphs(*(paragraph.upper() for paragraph in piece.paragraphs))


def correction(piece: Piece, rng: Random) -> Piece:
    """Return the story with a note on a correction before or after it."""
    note = (rng.choice(_MEMORANDA),)
    before, after = rng.choice(((note, ()), ((), note)))
    return piece.with_paragraphs(*before, *piece.paragraphs, *after)


def live_updates(piece: Piece, rng: Random) -> Piece:
    """Return the story as posts of a live blog: the newest first, each under its time."""
    size = max(1, len(piece.paragraphs) // rng.randint(3, 8))
    posts = [piece.paragraphs[at : at + size] for at in range(0, len(piece.paragraphs), size)]
    lines: list[str] = []
    minute = rng.randint(600, 1300)
    for post in reversed(posts):
        minute -= rng.randint(3, 40)
        lines += [f"{minute // 60:02d}:{minute % 60:02d} GMT", *post]
    return piece.with_paragraphs(*lines)


def update_added(piece: Piece, rng: Random) -> Piece:
    """Return the story with a third to a half of its length added by another report, at its top and end."""
    event = an_event(rng.choice(KINDS), rng)
    added = report(event, rng, words_min=max(30, int(piece.words * rng.uniform(0.33, 0.5)))).paragraphs
    return piece.with_paragraphs(added[0], *piece.paragraphs, *added[1:])


def house_style(piece: Piece, _: Random) -> Piece:
    """Return the story in another house's style: titles, abbreviations and per cent its own way."""

    def restyled(paragraph: str) -> str:
        for before, after in _HOUSE_STYLE:
            if before in paragraph:
                paragraph = paragraph.replace(before, after)
        return paragraph

    return piece.with_paragraphs(*map(restyled, piece.paragraphs))


def headline(piece: Piece, rng: Random) -> Piece:
    """Return the story under another headline, made of words of its lead."""
    words = piece.paragraphs[0].split()
    start = rng.randint(0, max(0, len(words) - 8))
    return replace(piece, title=" ".join(words[start : start + rng.randint(5, 8)]).strip(".,;:“”\"'"))
