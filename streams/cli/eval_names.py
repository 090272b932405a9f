"""`newswire eval names`: how well names are joined, against a corpus that says whose each is."""

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from streams.evaluate.names import Judged, Score

HELP = """Join the names of annotated articles and say how well, beside joining by equal strings.

WHERE is a folder, a .tar.gz or a file of WebAnno TSV 3 with entity types, coreference and Wikipedia's
identities, as the corpus GUM has them. The names are given; only the joining is judged, by B-cubed.

Exit codes: 0 done; 2 it cannot be read or holds no name.
"""
SUFFIX = ".tsv"
FILE_BYTES_MAX = 20_000_000


def names(
    where: Annotated[Path, typer.Argument(metavar="WHERE", help="Folder, .tar.gz or .tsv.")],
    each: Annotated[bool, typer.Option("--each", help="Each article as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Judge the joining of all articles."""
    from streams.cli.output import show, show_json, table
    from streams.errors import Misconfigured
    from streams.evaluate.gold import gold
    from streams.evaluate.names import judged, together

    articles = []
    for name, tsv in _texts(where):
        try:
            articles.append(judged(gold(name, tsv)))
        except ValueError as error:
            raise Misconfigured(f"{name} of {where}: {error}") from error
    whole = together(articles)
    if not whole.mentions:
        raise Misconfigured(f"{where} holds no named mention; it must have {SUFFIX} files of WebAnno TSV 3")
    shown = [whole, *(articles if each else ())]
    if as_json:
        show_json({"articles": len(articles), "judged": [*map(_json, shown)]})
    else:
        columns = ["article", "names", "entities", "by", "precision", "recall", "F"]
        show(table(columns, [row for one in shown for row in _rows(one)]))


def _texts(where: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of each TSV, by name. Raises Misconfigured if what is asked for cannot be read."""
    from streams.errors import Misconfigured

    try:
        if where.is_file() and tarfile.is_tarfile(where):
            with tarfile.open(where) as tar:
                for one in sorted(tar.getmembers(), key=lambda member: member.name):
                    file = tar.extractfile(one) if one.isfile() and one.name.endswith(SUFFIX) else None
                    if file:
                        yield Path(one.name).stem, file.read(FILE_BYTES_MAX).decode("utf-8")
            return
        files = sorted(where.glob(f"**/*{SUFFIX}")) if where.is_dir() else [where]
        for path in files:
            yield path.stem, path.read_text("utf-8")
    except (OSError, tarfile.TarError, UnicodeDecodeError, EOFError) as error:
        raise Misconfigured(f"{where} cannot be read: {error}") from error


def _rows(one: "Judged") -> list[tuple[Any, ...]]:
    counts = one.name, len(one.mentions), len(set(one.gold))
    return [
        (*counts, "equal strings", *_figures(one.baseline)),
        ("", "", "", "newswire", *_figures(one.ours)),
    ]


def _figures(score: "Score") -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in (score.precision, score.recall, score.f1))


def _json(one: "Judged") -> dict[str, Any]:
    return {
        "article": one.name,
        "names": len(one.mentions),
        "entities": len(set(one.gold)),
        "lost": one.lost,
        "equal_strings": _score(one.baseline),
        "newswire": _score(one.ours),
    }


def _score(score: "Score") -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}
