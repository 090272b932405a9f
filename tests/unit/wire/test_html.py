"""A page's article without its page."""

import pytest

from streams.errors import Reason, Rejected
from streams.wire.html import HTML_CHARACTERS_MAX, extract
from tests.builders import a_text

PARAGRAPHS = a_text(5, words=200).split("\n\n")
PAGE = f"""<!doctype html><html><head><title>Port | The Harbour Post</title>
<script>var secret = "tracking";</script></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>Floods close the port</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<aside><a href="/1">Man wins lottery twice</a></aside>
<footer>All about this site and its terms</footer></body></html>"""


def test_the_paragraphs_of_the_article_are_found_in_order() -> None:
    text = extract(PAGE, url="https://harbour.example/news/5")
    assert [line for line in text.split("\n") if line in PARAGRAPHS] == PARAGRAPHS


def test_navigation_scripts_and_footer_are_left_behind() -> None:
    text = extract(PAGE, url=None)
    assert not [stray for stray in ("tracking", "Sport", "lottery", "terms") if stray in text]


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<p></p>", "\x00", "<!-- only this -->"])
def test_a_page_without_an_article_is_the_articles_fault(html: str) -> None:
    with pytest.raises(Rejected) as caught:
        extract(html, url=None)
    assert caught.value.reason is Reason.UNEXTRACTABLE


def test_a_page_beyond_the_bound_is_refused_unread() -> None:
    """Reading takes time and memory in proportion, and some pages are made to take more."""
    with pytest.raises(Rejected) as caught:
        extract("<p>x</p>" * (HTML_CHARACTERS_MAX // 8 + 1), url=None)
    assert caught.value.reason is Reason.TOO_LARGE


def test_deeply_nested_and_broken_markup_is_read_or_refused() -> None:
    for html in ("<div>" * 20_000 + PARAGRAPHS[0], PAGE.replace("</p>", ""), PAGE[: len(PAGE) // 2]):
        assert refusal(html) in {None, Reason.UNEXTRACTABLE}


def refusal(html: str) -> Reason | None:
    try:
        extract(html, url=None)
    except Rejected as refused:
        return refused.reason
    return None
