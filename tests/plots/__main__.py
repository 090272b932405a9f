"""`make plots ARTICLES=file`: paint the curves of docs/deduplication.md anew."""

import sys
from pathlib import Path

from streams.domain.article import RawArticle
from streams.domain.cleaning import story
from streams.evaluate.piece import Piece, piece_of
from streams.evaluate.stream import Half, half_of
from streams.sources.jsonl import JsonLines
from tests.plots import paint
from tests.plots.curves import clouds, curves, errors, key_curve

FOLDER = Path("docs/img")
ARTICLES_MAX, CLOUD_EACH, ERROR_ARTICLES = 400, 60, 150
WORDS_MIN, WORDS_MAX = 150, 1_500


def main(file: str) -> None:
    """Read articles of the reported half, cleaned, and write the pictures."""
    pieces = _pieces(file)
    FOLDER.mkdir(exist_ok=True)
    paint.keys(*key_curve(pieces), FOLDER / "keys.png")
    paint.recall(list(curves(pieces)), FOLDER / "recall.png")
    paint.evidence(clouds(pieces, each=CLOUD_EACH), FOLDER / "evidence.png")
    paint.estimate(*errors(pieces[:ERROR_ARTICLES]), FOLDER / "estimate.png")


def _pieces(file: str) -> list[Piece]:
    with JsonLines(file) as lines:
        articles = [
            line for line in lines if isinstance(line, RawArticle) and half_of(line.id) is Half.REPORT
        ]
    cleaned = (piece_of(a.title, story(a.text or "", title=a.title)) for a in articles)
    fit = [p for p in cleaned if WORDS_MIN <= p.words <= WORDS_MAX and len(p.paragraphs) > 1]
    if len(fit) < 2:
        sys.exit(
            f"{file} holds {len(fit)} articles of {WORDS_MIN} to {WORDS_MAX} words; some hundreds are wanted"
        )
    return fit[:ARTICLES_MAX]


if __name__ == "__main__":
    main(sys.argv[1])
