"""The articles of a benchmark have the length that its bar is about, and are all different."""

import gzip
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, text

from streams.domain.article import RawArticle
from streams.errors import Misconfigured
from tests.bench.texts import cut, from_file, lengthened, made_up, restamped
from tests.builders import a_raw_article

WORDS = 400


@pytest.fixture(scope="module")
def articles() -> list[RawArticle]:
    return made_up(20, words=WORDS)


def test_every_article_has_exactly_the_words_asked_for(articles: list[RawArticle]) -> None:
    """Milliseconds an article mean nothing unless all runs have articles of one length."""
    assert {len((article.text or "").split()) for article in articles} == {WORDS}


def test_no_two_articles_are_the_same(articles: list[RawArticle]) -> None:
    """A copy is not enriched: it would count as a fast article."""
    assert len({article.id for article in articles}) == len({a.text for a in articles}) == len(articles)


def test_a_seed_gives_the_same_articles_again(articles: list[RawArticle]) -> None:
    """So that two runs on one machine differ by the code alone."""
    assert [article.text for article in made_up(20, words=WORDS)] == [article.text for article in articles]


def test_articles_have_paragraphs_and_a_headline(articles: list[RawArticle]) -> None:
    """Cleaning costs by the line, so a text of one line would make it look cheap."""
    assert all(article.title and (article.text or "").count("\n\n") > 3 for article in articles)


def test_articles_follow_one_another_within_the_window(articles: list[RawArticle]) -> None:
    received = [article.received_at for article in restamped(articles)]
    assert {later - earlier for earlier, later in pairwise(received)} == {timedelta(seconds=1)}


@given(said=text(alphabet="ab \n", max_size=80), words=integers(min_value=1, max_value=20))
def test_a_cut_text_is_the_beginning_of_its_words(said: str, words: int) -> None:
    assert cut(said, words).split() == said.split()[:words]


@given(
    sizes=lists(integers(min_value=1, max_value=30), max_size=20), words=integers(min_value=1, max_value=40)
)
def test_short_articles_are_joined_until_long_enough(sizes: list[int], words: int) -> None:
    long_enough = list(
        lengthened([a_raw_article(n, text="w " * size) for n, size in enumerate(sizes)], words)
    )
    assert all(len((article.text or "").split()) == words for article in long_enough)
    assert len(long_enough) <= sum(sizes) // words


def a_file(folder: Path, texts: list[str]) -> Path:
    """Return a gzipped file of articles."""
    lines = [
        orjson.dumps({"url": f"https://harbour.example/{n}", "source": "Post", "title": "T", "text": said})
        for n, said in enumerate(texts)
    ]
    path = folder / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    return path


def test_real_articles_are_read_from_a_file(tmp_path: Path) -> None:
    found = from_file(a_file(tmp_path, ["one two three", "four five six", "seven eight nine"]), 2, words=2)
    assert [article.text for article in found] == ["one two", "four five"]


def test_too_small_a_file_is_the_users_to_mend(tmp_path: Path) -> None:
    """Articles taken twice would be repeats, which cost next to nothing."""
    with pytest.raises(Misconfigured, match="enough for 1 articles of 3 words, not 2"):
        from_file(a_file(tmp_path, ["one two three"]), 2, words=3)
