"""Joining judged against an annotation: what is read, which spans are names, and the measure."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from streams.cli import eval as command
from streams.errors import Misconfigured
from streams.evaluate.gold import gold
from streams.evaluate.names import Score, b_cubed, judged
from streams.evaluate.webanno import read

# Invented. "Norwegian Mayor Ann Hale of Arlen met the Harbour Bank. Hale left its hall. She praised Bank."
ROWS = [
    ("1-1", "Norwegian", "person[1]|place[2]", "Ann_Hale[1]|Norway[2]", "coref", "2-1[3_1]"),
    ("1-2", "Mayor", "person[1]", "Ann_Hale[1]", "_", "_"),
    ("1-3", "Ann", "person[1]", "Ann_Hale[1]", "_", "_"),
    ("1-4", "Hale", "person[1]", "Ann_Hale[1]", "_", "_"),
    ("1-5", "met", "_", "_", "_", "_"),
    ("1-6", "the", "organization[4]", "_", "coref", "3-3[0_4]"),
    ("1-7", "Harbour", "organization[4]", "_", "_", "_"),
    ("1-8", "Bank", "organization[4]", "_", "_", "_"),
    ("1-9", ".", "_", "_", "_", "_"),
    ("2-1", "Hale", "person[3]", "Ann_Hale[3]", "ana|bridge:other", "3-1[0_3]|2-4[5_3]"),
    ("2-2", "left", "_", "_", "_", "_"),
    ("2-3", "its", "place[5]", "_", "_", "_"),
    ("2-4", "hall", "place[5]", "_", "_", "_"),
    ("2-5", ".", "_", "_", "_", "_"),
    ("3-1", "She", "person", "Ann_Hale", "_", "_"),
    ("3-2", "praised", "_", "_", "_", "_"),
    ("3-3", "Bank", "organization", "_", "_", "_"),
    ("3-4", ".", "_", "_", "_", "_"),
]
TSV = "#FORMAT=WebAnno TSV 3.2\n\n#Text=Norwegian …\n" + "\n".join(
    "\t".join((at, "0-1", word, kind, "_", "_", who, "_", types, ends, ""))
    for at, word, kind, who, types, ends in ROWS
)


def test_spans_have_their_types_identities_and_chains_with_or_without_a_number() -> None:
    tokens, spans = read(TSV)
    assert tokens[3].text == "Hale"
    found = {(span.first, span.last): span for span in spans}
    assert found[0, 3].identity == "Ann_Hale"
    assert found[0, 0].identity == "Norway"
    assert found[5, 7].chain == found[16, 16].chain
    assert found[0, 3].chain == found[9, 9].chain == found[14, 14].chain
    assert found[11, 12].chain != found[9, 9].chain, "bridging leads to another entity"


def test_names_are_the_spans_that_a_reader_would_call_so() -> None:
    """A pronoun and "its hall" are none; office and state in front are no part of the name."""
    article = gold("a", TSV)
    assert [(m.text, m.label) for m in article.mentions] == [
        ("Norwegian", "LOC"),
        ("Ann Hale", "PERSON"),
        ("Harbour Bank", "ORG"),
        ("Hale", "PERSON"),
        ("Bank", "ORG"),
    ]
    assert all(article.text[m.start : m.end] == m.text for m in article.mentions)
    norway, ann, bank, hale, again = article.entities
    assert (norway, ann, hale) == ("Norway", "Ann_Hale", "Ann_Hale")
    assert bank == again


def test_joining_is_judged_beside_equal_strings() -> None:
    one = judged(gold("a", TSV))
    assert one.baseline == Score(1.0, 0.6)
    assert one.ours == Score(1.0, 0.8), "Bank alone is not joined with what comes before it in full"
    assert one.joined[1] == one.joined[3]
    assert one.lost == 0


def test_the_measure_is_that_of_its_authors_example() -> None:
    """Twelve mentions of three entities, two of which are joined (Bagga and Baldwin 1998, section 3.2)."""
    true = "aaaaa" + "bb" + "ccccc"
    assert b_cubed(true, "xxxxx" + "yy" + "yyyyy").precision == pytest.approx(0.7619, abs=1e-4)
    assert b_cubed(true, "xxxxx" + "yy" + "xxxxx").precision == pytest.approx(0.5833, abs=1e-4)
    assert b_cubed([], []) == Score(0.0, 0.0)
    assert Score(0.0, 0.0).f1 == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_precision_the_one_way_is_recall_the_other(pairs: list[tuple[int, int]]) -> None:
    true, found = zip(*pairs, strict=True)
    there, back = b_cubed(true, found), b_cubed(found, true)
    assert (there.precision, there.recall) == pytest.approx((back.recall, back.precision))
    assert b_cubed(true, true) == Score(1.0, 1.0)


def run(*said: object) -> Any:
    """Return what the command does, given its words."""
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["eval", "names", *map(str, said)])


def test_a_folder_and_its_tar_give_the_same_figures(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "one.tsv").write_text(TSV, "utf-8")
    packed = tmp_path / "corpus.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        info = tarfile.TarInfo("corpus/one.tsv")
        info.size = len(TSV.encode())
        tar.addfile(info, io.BytesIO(TSV.encode()))
    first, second = (json.loads(run(where, "--json", "--each").stdout) for where in (folder, packed))
    assert first == second
    assert [one["article"] for one in first["judged"]] == ["all", "one"]
    assert (first["judged"][0]["names"], first["judged"][0]["entities"]) == (5, 3)
    assert "equal strings" in run(folder).stdout


@pytest.mark.parametrize("text", [None, "", "no annotation"])
def test_what_holds_no_name_is_refused_with_a_reason(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "one.tsv"
    if text is not None:
        path.write_text(text, "utf-8")
    result = run(path)
    assert isinstance(result.exception, Misconfigured)
    assert "one" in str(result.exception)
