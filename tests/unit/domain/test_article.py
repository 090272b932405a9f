"""What makes two records one article: its canonical URL, or what its source calls it."""

import pytest

from streams.domain.article import article_id
from streams.errors import Reason, Rejected

URL = "https://harbour.example/a"


def test_one_url_is_one_article_whoever_sends_it_under_whatever_name() -> None:
    assert article_id(canonical_url=URL, source="A", guid="1") == article_id(
        canonical_url=URL, source="B", guid=None
    )


def test_without_a_url_it_is_what_its_source_calls_it() -> None:
    own = article_id(canonical_url=None, source="A", guid="1")
    assert own == article_id(canonical_url=None, source="A", guid="1")
    others = [("B", "1"), ("A", "2")]
    assert own not in {article_id(canonical_url=None, source=source, guid=guid) for source, guid in others}
    assert own != article_id(canonical_url="guid\nA\n1", source="A", guid=None)


def test_with_neither_it_can_never_pass() -> None:
    with pytest.raises(Rejected) as refused:
        article_id(canonical_url=None, source="A", guid=None)
    assert refused.value.reason is Reason.NO_IDENTITY
