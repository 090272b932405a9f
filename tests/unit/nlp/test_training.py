"""Annotated text, variants of it, and how a pipeline is scored on it: a few invented sentences."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import Typer
from typer.testing import CliRunner

from streams.errors import Misconfigured
from streams.nlp import evaluate
from streams.nlp.augment import Variants, curly, rewritten, title_case
from streams.nlp.corpus import Annotated, annotated, labels_of, sets, settled

PEOPLE = ("Ann Hale", "Bob Marsh", "Cora Lind", "Dan Orme")
PLACES = ("Arlenne", "Bruska", "North Korea", "Dorvik")


def a_text(n: int) -> Annotated:
    """Return a sentence with a person, a place and a day."""
    who, where = PEOPLE[n % 4], PLACES[n // 4 % 4]
    text = f'"Well," said {who} in {where} on Monday. The people of {where} heard it.'
    at = text.index(where)
    again = text.index(where, at + 1)
    return annotated(
        text,
        [
            (text.index(who), text.index(who) + len(who), "PERSON"),
            (at, at + len(where), "LOC"),
            (text.index("Monday"), text.index("Monday") + 6, "DATE"),
            (again, again + len(where), "LOC"),
        ],
    )


def write(folder: Path, name: str, texts: list[Annotated]) -> None:
    """Write texts as the data of a set."""
    lines = "".join(json.dumps({"text": t.text, "ents": [list(s) for s in t.spans]}) + "\n" for t in texts)
    folder.mkdir(exist_ok=True)
    if name.endswith(".gz"):
        (folder / name).write_bytes(gzip.compress(lines.encode()))
    else:
        (folder / name).write_text(lines)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with one set to train on and one to test with."""
    write(tmp_path / "data", "made.train.jsonl.gz", [a_text(n) for n in range(16)] * 4)
    write(tmp_path / "data", "made.test.jsonl", [a_text(n) for n in range(4)])
    return tmp_path / "data"


def test_a_folder_without_the_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"no file named <set>\.train\.jsonl"):
        sets(tmp_path, "train")


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"text": "x"}',
        '{"text": "abc", "ents": [[0, 2, "ORG"], [1, 3, "LOC"]]}',
        '{"text": "abc", "ents": [[0, 9, "ORG"]]}',
        '{"text": "abc", "ents": [["x", 1, "ORG"]]}',
    ],
)
def test_a_line_that_is_not_as_described_is_named_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.train.jsonl").write_text('{"text": "", "ents": []}\n' + line + "\n")
    with pytest.raises(Misconfigured, match=r"bad\.train\.jsonl, line 2"):
        sets(tmp_path, "train")


def test_labels_that_are_not_ours_are_left_out() -> None:
    text = annotated("The war in Peru", [(11, 15, "LOC"), (4, 7, "EVENT")])
    assert text.spans == ((11, 15, "LOC"),)
    assert labels_of([text]) == {"LOC"}


def test_an_annotators_slip_is_mended_by_what_the_surface_mostly_is() -> None:
    texts = [Annotated("Peru", ((0, 4, "LOC"),))] * 9 + [Annotated("Peru", ((0, 4, "ORG"),))]
    assert {text.spans[0][2] for text in settled(texts)} == {"LOC"}
    few = texts[-3:]
    assert settled(few) == few


@given(st.integers(0, 15), st.integers(0, 2**32))
def test_a_variant_keeps_every_entity_in_its_place(n: int, seed: int) -> None:
    """An offset that is off by one would teach the model to cut names."""
    before = a_text(n)
    after = Variants([a_text(k) for k in range(16)], seed=seed).of(before)
    names = [(after.text[start:end], label) for start, end, label in after.spans]
    assert all(name.strip() == name and name for name, _ in names)
    assert after == annotated(after.text, list(after.spans))
    assert [label for _, label in names][-4:] == [label for *_, label in before.spans]
    assert all(name in {*PEOPLE, *map(str.upper, PEOPLE)} for name, label in names if label == "PERSON")


def test_names_of_elsewhere_take_the_place_of_half_of_those_replaced() -> None:
    """A corpus of one agency's news has few names of most of the world; surnames stand alone there too."""
    texts = [
        Annotated("Ann Hale left Peru; Hale slept.", ((0, 8, "PERSON"), (14, 18, "LOC"), (20, 24, "PERSON")))
    ]
    variants = Variants(texts, seed=1, shares={"PERSON": 1, "LOC": 0}, more={"PERSON": ["Ngozi Ojo"]})
    made = [variants.of(texts[0]).text for _ in range(400)]
    new = sum("Ngozi Ojo" in text for text in made)
    assert 140 < new < 260
    assert any("; Ojo slept" in text for text in made)
    assert all("left Peru" in text for text in made if "#" not in text)


def test_variants_of_one_seed_are_the_same() -> None:
    texts = [a_text(n) for n in range(16)]
    one, two = (Variants(texts, seed=1) for _ in range(2))
    assert [one.of(text) for text in texts] == [two.of(text) for text in texts]
    assert {one.of(text).text for text in texts * 9} > {text.text for text in texts}


def test_what_is_no_sentence_gets_no_headline() -> None:
    """Nor does one whose capitals are longer than itself (ß becomes SS), as offsets would be wrong."""
    short, long = (
        Annotated("Too short. So.", ()),
        Annotated("Die Straße ist heute gesperrt. Morgen nicht.", ()),
    )
    variants = Variants([short], seed=1)
    assert {variants.of(short).text for _ in range(200)} == {short.text}
    assert not any("STRASSE" in variants.of(long).text for _ in range(200))


def test_a_rewritten_text_moves_what_follows() -> None:
    text = Annotated("In Peru and Chad.", ((3, 7, "LOC"), (12, 16, "LOC")))
    longer = rewritten(text, lambda name, _: {"Peru": "North Korea"}.get(name, name))
    assert longer == Annotated("In North Korea and Chad.", ((3, 14, "LOC"), (19, 23, "LOC")))


def test_curly_quotes_open_and_close_and_move_nothing() -> None:
    assert curly(Annotated('"It\'s" so', ((1, 5, "ORG"),))) == Annotated("“It’s” so", ((1, 5, "ORG"),))
    assert title_case("talks with the man of peace") == "Talks with the Man of Peace"


def test_a_score_counts_exact_spans_of_the_labels_asked_for() -> None:
    gold = [[(0, 3, "ORG"), (5, 8, "LOC")], [(0, 2, "PERSON")]]
    found = [[(0, 3, "ORG"), (5, 9, "LOC")], [(0, 2, "ORG"), (4, 6, "PERSON")]]
    score = evaluate.score(gold, found, ["ORG", "LOC", "PERSON"])
    assert (score.right, score.found, score.gold) == (1, 4, 3)
    assert (score.precision, score.recall) == (1 / 4, 1 / 3)
    assert score.f == pytest.approx(2 / 7)
    assert evaluate.score(gold, found, ["ORG"]).precision == 1 / 2
    nothing = evaluate.score([[]], [[]], ["ORG"])
    assert (nothing.precision, nothing.recall, nothing.f) == (0, 0, 0)


def test_confusion_says_what_was_taken_for_what() -> None:
    gold, found = [[(0, 3, "ORG"), (5, 8, "LOC")]], [[(0, 3, "PERSON"), (9, 12, "LOC")]]
    assert evaluate.confusion(gold, found) == {("ORG", "PERSON"): 1, ("LOC", "-"): 1, ("-", "LOC"): 1}


@pytest.mark.parametrize("options", [[], ["--rules"]])
def test_evaluating_prints_a_row_per_set_and_label(corpus: Path, options: list[str]) -> None:
    rows = table(evaluated(corpus, *options))
    assert [row[:2] for row in rows[2:]][:4] == [
        ["made", "PERSON"],
        ["made", "LOC"],
        ["made", "DATE"],
        ["made", "PERSON, ORG, LOC"],
    ]
    assert rows[2][5] == "4"
    assert "words/s" in rows[7][1]


def test_evaluating_shows_what_is_taken_for_what_and_errors_to_be_read(corpus: Path) -> None:
    write(corpus, "wrong.test.jsonl", [Annotated("Peru and Chad met.", ((0, 4, "PERSON"), (9, 13, "LOC")))])
    said = evaluated(corpus, "--matrix", "--wrong", "9")
    matrix = table(said[said.index("| annotated in wrong") :])
    columns = ("PERSON", "ORG", "LOC", "NORP", "DATE", "-")
    counts = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in matrix[2:]}
    assert counts["PERSON"] == dict.fromkeys(columns, "0") | {"LOC": "1"}
    assert counts["LOC"] == dict.fromkeys(columns, "0") | {"LOC": "1"}
    assert sorted(said[said.index("wrong:") :].splitlines()[1:3]) == [
        "found LOC: [Peru] and Chad met.",
        "missed PERSON: [Peru] and Chad met.",
    ]


def test_what_was_never_learned_is_scored_by_itself(tmp_path: Path) -> None:
    """Of a set without a test split, every tenth text is held back."""
    write(tmp_path / "data", "made.train.jsonl", [a_text(n) for n in range(16)])
    write(tmp_path / "data", "gmb.train.jsonl", [a_text(1)])
    rows = table(evaluated(tmp_path / "data", "--split", "held-back"))
    assert {row[0] for row in rows[2:] if len(row) > 1} == {"made"}
    assert rows[2][5] == "2"


def evaluated(folder: Path, *options: str) -> str:
    """Return what evaluating the shipped pipeline prints."""
    app = Typer()
    app.command()(evaluate.main)
    result = CliRunner().invoke(app, [str(folder), *options])
    assert result.exit_code == 0, result.output
    return result.output


def table(said: str) -> list[list[str]]:
    """Return the cells of the rows of a table in Markdown."""
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines() if "|" in line]
