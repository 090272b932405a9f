"""Files of JSON lines: every line is an article or a refusal with its place, and nothing stops the rest."""

import gzip
import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.article import RawArticle
from streams.errors import Misconfigured, Reason
from streams.sources.jsonl import JsonLines
from streams.sources.refused import Refused
from streams.sources.times import Stamps

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


def a_line(number: int = 1, **fields: Any) -> bytes:
    return orjson.dumps({"url": f"https://example.org/story?id={number}", "text": "x", **fields}) + b"\n"


def read(path: Path | str, **options: Any) -> list[RawArticle | Refused]:
    with JsonLines(str(path), stamps=Stamps(lambda: NOW), **options) as lines:
        return list(lines)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


def test_each_line_is_an_article_or_a_refusal_with_its_place(file: Path) -> None:
    file.write_bytes(
        a_line(1)
        + b"{broken\n"
        + b"\n"
        + b"[1, 2]\n"
        + a_line(5, title=7)
        + b'{"url": "https://example.org/\xff"}\n'
        + a_line(7).rstrip()
    )
    one, not_json, no_object, wrong, not_utf8, last = read(file)
    assert isinstance(one, RawArticle)
    assert isinstance(last, RawArticle)
    refusals = [made for made in (not_json, no_object, wrong, not_utf8) if isinstance(made, Refused)]
    assert [(refused.place, refused.reason) for refused in refusals] == [
        (f"{file}:2", Reason.NOT_JSON),
        (f"{file}:4", Reason.INVALID),
        (f"{file}:5", Reason.INVALID),
        (f"{file}:6", Reason.NOT_JSON),
    ]
    assert str(refusals[2]) == f"{file}:5: invalid: title: must be text, not a number"
    assert [refused.original for refused in refusals[:2]] == [b"{broken\n", b"[1, 2]\n"]


def test_a_refusal_says_where_in_the_line_the_json_ends(file: Path) -> None:
    file.write_bytes(b'{"url": "https://example.org/a", }\n')
    assert "at column" in str(read(file)[0])


def test_an_earlier_line_is_received_earlier(file: Path) -> None:
    """Precedence is by that time; a copy further down must not become the original."""
    file.write_bytes(a_line(1) + a_line(2) + a_line(3))
    times = [made.received_at for made in read(file) if isinstance(made, RawArticle)]
    assert times[0] == NOW
    assert times == sorted(set(times))


def test_the_default_source_is_for_lines_that_name_none(file: Path) -> None:
    file.write_bytes(a_line(1) + a_line(2, source="Own"))
    made = [article.source for article in read(file, source="Given") if isinstance(article, RawArticle)]
    assert made == ["Given", "Own"]


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + a_line(1).replace(b"\n", b"\r\n") + b"\r\n" + a_line(2))
    assert [type(made) for made in read(file)] == [RawArticle, RawArticle]


@pytest.mark.parametrize("name", ["articles.jsonl.gz", "articles.jsonl"])
def test_gzip_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    """Files are renamed; also two gzips one after the other are one input, as `cat` makes them."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(a_line(1)) + gzip.compress(a_line(2)))
    assert [type(made) for made in read(path)] == [RawArticle, RawArticle]


def test_an_empty_input_has_no_articles(file: Path) -> None:
    file.touch()
    assert read(file) == []


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("length", [3_001, 100_000, 3_000_000])
def test_an_endless_line_costs_its_bound_in_memory_and_not_the_next_line(
    file: Path, length: int, zipped: bool
) -> None:
    """A file that is no JSONL at all may be one line of gigabytes."""
    content = a_line(1) + b"x" * length + b"\n" + a_line(3)
    file.write_bytes(gzip.compress(content) if zipped else content)
    before, refused, after = read(file, bytes_max=1_000)
    assert isinstance(before, RawArticle)
    assert isinstance(after, RawArticle)
    assert isinstance(refused, Refused)
    assert (refused.place, refused.reason) == (f"{file}:2", Reason.TOO_LARGE)
    assert len(refused.original) == 3_001


def test_an_endless_last_line_ends_with_the_file(file: Path) -> None:
    file.write_bytes(a_line(1) + b"x" * 5_000)
    assert [type(made) for made in read(file, bytes_max=1_000)] == [RawArticle, Refused]


def test_a_line_may_spell_characters_out_as_long_as_its_record_fits(file: Path) -> None:
    """Many writers escape every letter that is not ASCII."""
    file.write_bytes(b'{"url": "https://example.org/a", "text": "' + b"\\u00e9" * 330 + b'"}\n')
    assert isinstance(read(file, bytes_max=1_000)[0], RawArticle)


def test_a_gzip_cut_short_gives_its_articles_and_then_says_so(file: Path) -> None:
    """Silence would pass half a backfill for a whole one."""
    content = b"".join(a_line(number, text=os.urandom(2_000).hex()) for number in range(50))
    whole = gzip.compress(content)
    file.write_bytes(whole[: len(whole) // 2])
    made: list[RawArticle | Refused] = []
    with JsonLines(str(file)) as lines, pytest.raises(Misconfigured, match=r"any further than line \d\d: "):
        made.extend(lines)
    assert len(made) > 10


def test_a_damaged_gzip_says_so(file: Path) -> None:
    file.write_bytes(b"\x1f\x8bnonsense")
    with pytest.raises(Misconfigured, match="any further than line 0"):
        read(file)


@pytest.mark.parametrize(("path", "says"), [("missing.jsonl", "No such file"), (".", "Is a directory")])
def test_an_input_that_cannot_be_opened_says_why(path: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=says):
        read(tmp_path / path)


def test_progress_is_in_bytes_of_the_file_as_it_lies_there(file: Path) -> None:
    file.write_bytes(gzip.compress(a_line(1) * 100))
    with JsonLines(str(file)) as lines:
        assert lines.bytes_total() == file.stat().st_size
        assert len(list(lines)) == 100
        assert lines.line == 100
        assert lines.bytes_read() == lines.bytes_total()


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(a_line(1) + b"{\n")))
    with JsonLines("-") as lines:
        article, refused = lines
        assert lines.bytes_total() is None
    assert isinstance(article, RawArticle)
    assert isinstance(refused, Refused)
    assert refused.place == "standard input:2"


def test_a_pipe_is_read_line_by_line_as_it_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    """A live producer writes a line now and then; its article must not wait for the next buffer."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb", buffering=0) as end, os.fdopen(reading) as begin:
        monkeypatch.setattr(sys, "stdin", begin)
        with JsonLines("-") as lines:
            made = iter(lines)
            end.write(a_line(1))
            assert isinstance(next(made), RawArticle)
            end.write(a_line(2))
            assert isinstance(next(made), RawArticle)
            end.close()
            assert list(made) == []


@given(lines=st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=8))
def test_any_bytes_are_as_many_refusals_as_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    """Conservation begins here: every line that is not blank is answered for."""
    file = tmp_path_factory.getbasetemp() / "any.jsonl"
    file.write_bytes(a_line() + b"\n".join(lines))
    first, *rest = read(file)
    assert isinstance(first, RawArticle)
    assert len(rest) == sum(bool(line.strip()) for line in lines)
