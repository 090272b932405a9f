"""Rows of the table that keeps what sources repeat."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.paragraphs import Paragraphs
from streams.domain.repeated import Lesson, lesson
from streams.errors import Misconfigured
from streams.wire.lessons import pack_lessons, unpack_lessons
from tests.builders import a_raw_article


def told(one: Lesson) -> tuple[object, ...]:
    """Return a lesson as a value that can be compared."""
    return one.offset, one.source, *(getattr(one.article, field.name) for field in fields(Paragraphs))


@given(bodies=st.lists(st.text(), min_size=1, max_size=4), offset=st.integers(0, 2**62))
def test_what_is_unpacked_is_what_was_packed(bodies: list[str], offset: int) -> None:
    """Whatever there is in a text: empty, without letters, of half a pair of surrogates."""
    some = [lesson(offset + n, a_raw_article(n, title=body), body) for n, body in enumerate(bodies)]
    assert [*map(told, unpack_lessons(pack_lessons(some)))] == [*map(told, some)]


def test_another_releases_rows_stop_the_worker() -> None:
    """To pass over them would be to judge otherwise than it was judged."""
    with pytest.raises(Misconfigured, match="paragraphs"):
        list(unpack_lessons(b"\x63" + pack_lessons([])[1:]))
