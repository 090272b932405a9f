"""What is published is the story; what is signed is what its source does not repeat."""

from streams.domain.paragraphs import line_hash, without
from streams.domain.signing import signed
from streams.domain.sketch import sign
from tests.builders import a_text

STORY = a_text(1, words=60, names=3, numbers=3).replace("\n\n", " ")
BOX = a_text(2, words=120, names=3, numbers=3).replace("\n\n", " ")
TITLE = "Ferry returns"


def test_the_article_keeps_what_is_not_signed() -> None:
    text, signature = signed(f"{BOX}\n\n{STORY}", title=TITLE, left_out={line_hash(BOX)})
    assert text == f"{BOX}\n\n{STORY}"
    assert signature.whole == sign(title=TITLE, text=STORY).whole
    assert signature.keys.tolist() == sign(title=TITLE, text=STORY).keys.tolist()


def test_where_nothing_is_left_out_all_is_signed() -> None:
    text, signature = signed(STORY, title=TITLE)
    assert (text, signature.whole) == (STORY, sign(title=TITLE, text=STORY).whole)


def test_versions_are_told_by_all_of_the_text() -> None:
    """A changed box is a revision, as it was; whether it had been learned by then changes nothing."""
    text, signature = signed(f"{BOX}\n{STORY}", title=TITLE, left_out={line_hash(BOX)})
    assert signature.text_hash == sign(title=TITLE, text=text).text_hash
    assert signature.text_hash != sign(title=TITLE, text=STORY).text_hash


def test_where_fewer_than_twelve_words_would_be_left_all_is_signed() -> None:
    """What little is left must not stand for a story that was learned away."""
    text, signature = signed(
        f"{STORY}\nOn our site every day of the week.", title=TITLE, left_out={line_hash(STORY)}
    )
    assert signature.whole == sign(title=TITLE, text=text).whole


def test_what_is_left_counts_its_characters_where_no_spaces_are_between_words() -> None:
    """A Chinese story is one word to whoever counts spaces, and would keep its site's box for ever."""
    text, signature = signed(f"{BOX}\n港口周二宣布渡轮恢复通航。", title=TITLE, left_out={line_hash(BOX)})
    assert text.startswith(BOX)
    assert signature.whole == sign(title=TITLE, text="港口周二宣布渡轮恢复通航。").whole


def test_a_line_is_known_whatever_white_space_is_around_it() -> None:
    assert without("a\n\n b\r\nc", {line_hash(""), line_hash("b")}) == "a\nc"
