"""The ways of copying that must be found and the look-alikes that must pass, each with its bar.

A bar is the least recall of a way of copying, or the largest share of look-alikes taken for copies; where it
is None the figure is reported only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from streams.evaluate import desks, look_alikes, sites
from streams.evaluate.piece import Piece, applied
from streams.sources.synthetic import copies

Copying = Callable[[Piece, Random, Sequence[str]], Piece]


@dataclass(frozen=True, slots=True)
class CopyKind:
    """A way of copying: `made` gets the story, a random state and headlines of other stories."""

    name: str
    made: Copying
    bar: float | None = 0.98


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A kind of texts that are no copies: each group is of pieces that look alike."""

    name: str
    group: look_alikes.Group
    bar: float | None


def _way(way: copies.Way) -> Copying:
    return lambda piece, rng, _: applied(way, piece, rng)


def _alone(made: Callable[[Piece, Random], Piece]) -> Copying:
    return lambda piece, rng, _: made(piece, rng)


def _rewrapped(piece: Piece, rng: Random, headlines: Sequence[str]) -> Piece:
    """Return the story cut by a quarter to a half, with a site around it, under another headline."""
    cut = applied(copies.cut(rng.uniform(0.25, 0.5)), piece, rng)
    return sites.chrome(desks.headline(cut, rng), rng, headlines)


COPIES = (
    CopyKind("same text", _way(copies.verbatim)),
    CopyKind("boilerplate added", sites.chrome),
    CopyKind("cut by 20 %", _way(copies.cut(0.20))),
    CopyKind("cut by 35 %", _way(copies.cut(0.35))),
    CopyKind("cut by 50 %", _way(copies.cut(0.50))),
    CopyKind("latter half", _alone(desks.latter_half)),
    CopyKind("paragraphs reordered", _way(copies.reordered)),
    CopyKind("sentences reordered", _alone(desks.sentences_reordered)),
    CopyKind("paragraphs dropped", _alone(desks.paragraphs_dropped)),
    CopyKind("5 % typos", _way(copies.typos(0.05))),
    CopyKind("15 % typos", _way(copies.typos(0.15)), bar=0.90),
    CopyKind("figures corrected", _way(copies.corrected)),
    CopyKind("every figure another", _alone(desks.every_figure), bar=None),
    CopyKind("cut, chrome, new headline", _rewrapped, bar=0.97),
    CopyKind("other slug and dateline", _alone(desks.dateline)),
    CopyKind("byline and credits", _alone(desks.byline)),
    CopyKind("read-more lines between", sites.read_more),
    CopyKind("live blog of the story", _alone(desks.live_updates)),
    CopyKind("quotes left out", _alone(desks.quotes_left_out)),
    CopyKind("correction noted", _alone(desks.correction)),
    CopyKind("text added", _alone(desks.update_added)),
    CopyKind("house style", _alone(desks.house_style)),
    CopyKind("other characters", _alone(sites.retyped)),
    CopyKind("in capitals", _alone(desks.in_capitals)),
    CopyKind("page for printing", _alone(sites.printed)),
    CopyKind("page for telephones", sites.amp_page),
    CopyKind("first page of two", _alone(sites.first_page)),
    CopyKind("second page of two", _alone(sites.second_page), bar=None),
)
LOOK_ALIKES = (
    LookAlike("own reports of one event", look_alikes.own_reports, 0.0),
    LookAlike("own reports, same statement", look_alikes.own_reports_with_statement, 0.0),
    LookAlike("next day's report, same background", look_alikes.follow_up, 0.02),
    *(
        LookAlike(f"template: {form.removeprefix('form_')}", look_alikes.template(form), 0.02)
        for form in look_alikes.TEMPLATES
    ),
    LookAlike("weekly column", look_alikes.column, 0.02),
    LookAlike("digest with a short item", look_alikes.digest, 0.02),
    LookAlike("item after its digest", look_alikes.item_after_digest, None),
)
