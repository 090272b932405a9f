"""`newswire pipe`: the whole line on a file, with nothing lost on the way."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from streams.cli import pipe
from streams.domain.article import article_id
from streams.wire.codec import encode
from tests.builders import a_raw_article, a_text
from tests.contracts import breaches

Run = Callable[..., Any]
Row = dict[str, Any]


@pytest.fixture
def run() -> Run:
    """The command, given its words and standard input."""
    app = typer.Typer()
    pipe.register(app)
    return lambda *words, given="": CliRunner().invoke(app, [str(word) for word in words], input=given)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A file with an article, a copy of it, a repeat, a revision, one of its own, and a broken line."""
    first = a_raw_article(1)
    assert first.text is not None
    lines = [
        encode(first),
        encode(a_raw_article(2, text=first.text)),
        encode(first),
        encode(a_raw_article(1, text=first.text + " And a sentence that was not there before.")),
        b"{broken",
        encode(a_raw_article(3)),
    ]
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join(lines))
    return file


def id_of(n: int) -> str:
    """Return the id that the n-th article gets from its URL."""
    return article_id(canonical_url=f"https://harbour.example/news/{n}", source="", guid=None)


def rows(text: str) -> list[Row]:
    """Return lines of JSON."""
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_comes_to_exactly_one_thing(run: Run, articles: Path, tmp_path: Path) -> None:
    """Received = unique + revisions + duplicates + repeats + dead, and each is somewhere to be read."""
    copies, dead = tmp_path / "copies.jsonl", tmp_path / "dead.jsonl"
    said = run(articles, "--until", "dedup", "--duplicates", copies, "--dead", dead)
    assert said.exit_code == 0
    out = rows(said.stdout)
    assert [(row["id"], row["revision"]) for row in out] == [(id_of(1), 1), (id_of(1), 2), (id_of(3), 1)]
    (copy,) = rows(copies.read_text())
    assert (copy["article_id"], copy["original_id"], copy["kind"]) == (id_of(2), id_of(1), "exact")
    (line,) = rows(dead.read_text())
    assert line["original"] == "{broken"
    assert line["place"].endswith("articles.jsonl:5")
    assert "6 received = 2 unique, 1 revision, 1 duplicate, 1 repeat, 1 dead" in said.stderr


def test_what_it_writes_is_what_the_topics_hold(run: Run, articles: Path, tmp_path: Path) -> None:
    """Whoever tries a file here can point the same reader at the topics."""
    copies = tmp_path / "copies.jsonl"
    enriched = rows(run(articles, "--duplicates", copies).stdout)
    assert [b for row in enriched for b in breaches("news.articles.enriched.v1", row)] == []
    unique = rows(run(articles, "--until", "dedup").stdout)
    assert [b for row in unique for b in breaches("news.articles.unique.v1", row)] == []
    duplicates = rows(copies.read_text())
    assert [b for row in duplicates for b in breaches("news.articles.duplicates.v1", row)] == []
    assert len(enriched) == len(unique) == 3


def test_copies_and_revisions_are_explained_by_the_texts(run: Run, articles: Path, tmp_path: Path) -> None:
    """What was taken over, and what changed, as the topics say it."""
    copies, revisions = tmp_path / "copies.jsonl", tmp_path / "revisions.jsonl"
    run(articles, "--until", "dedup", "--duplicates", copies, "--revisions", revisions)
    (copy,), (revision,) = rows(copies.read_text()), rows(revisions.read_text())
    assert (copy["passage"]["words"], copy["passage"]["start"], copy["passage"]["original_start"]) == (
        300,
        0,
        0,
    )
    assert (revision["article_id"], revision["revision"], revision["previous"]) == (id_of(1), 2, "compared")
    assert revision["words"] == {"before": 300, "after": 308}
    assert revision["kinds"] == ["wording"]
    assert [str(b) for b in breaches("news.articles.revisions.v1", revision)] == []


def test_articles_leave_with_their_entities(run: Run) -> None:
    """The last stage is the model that ships."""
    english = "Angela Merkel met Emmanuel Macron in Berlin, and both said that the talks would go on. "
    line = encode(a_raw_article(1, text=english + a_text(1, words=40)))
    (row,) = rows(run("-", given=line.decode()).stdout)
    assert {"Angela Merkel", "Emmanuel Macron"} <= {entity["name"] for entity in row["entities"]}
    assert row.get("unread") is None


def test_an_article_that_no_pipeline_reads_is_written_and_says_so(run: Run) -> None:
    french = (
        "Le gouvernement discutera mercredi du budget de l'année prochaine, a dit Angela Merkel à Paris. "
    )
    line = encode(a_raw_article(1, text=french * 3))
    (row,) = rows(run("-", given=line.decode()).stdout)
    assert (row["model"], row["unread"], row["entities"]) == ("none", "no pipeline for fr", [])


def test_an_original_that_comes_late_corrects_an_earlier_line(run: Run, tmp_path: Path) -> None:
    """As on the topics: the correction is a record of its own."""
    later, earlier = a_raw_article(9), a_raw_article(4, text=a_raw_article(9).text)
    copies = tmp_path / "copies.jsonl"
    run(
        "-",
        "--until",
        "dedup",
        "--duplicates",
        copies,
        given=(encode(later) + b"\n" + encode(earlier)).decode(),
    )
    (copy,) = rows(copies.read_text())
    assert (copy["article_id"], copy["original_id"], copy["rev"]) == (id_of(9), id_of(4), 1)


def test_a_text_that_is_all_boilerplate_is_dead_and_says_why(run: Run, tmp_path: Path) -> None:
    """Never dropped without a word."""
    dead = tmp_path / "dead.jsonl"
    article = a_raw_article(1, text="Share this article\n")
    run("-", "--until", "dedup", "--dead", dead, given=encode(article).decode())
    (line,) = rows(dead.read_text())
    assert line["reason"] == "no_text"
    assert json.loads(line["original"])["url"] == article.url


def test_titles_and_texts_leave_with_their_characters_in_one_form(run: Run) -> None:
    """As from the workers: the same file gives the same records either way."""
    article = a_raw_article(1, title="Ann\u00a0Hale", text=f"Jose\u0301\u00a0Marsh left. {a_text(1)}")
    (row,) = rows(run("-", "--until", "dedup", given=encode(article).decode()).stdout)
    assert row["title"] == "Ann Hale"
    assert row["text"].startswith("José Marsh left.")


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    """Exit code 2 by way of Misconfigured."""
    assert "nowhere.jsonl cannot be read" in str(run("nowhere.jsonl", "--until", "dedup").exception)


def test_an_output_that_cannot_be_written_is_named(run: Run, articles: Path, tmp_path: Path) -> None:
    """Before anything is read."""
    said = run(articles, "--until", "dedup", "--dead", tmp_path / "no" / "folder.jsonl")
    assert "folder.jsonl cannot be written" in str(said.exception)
