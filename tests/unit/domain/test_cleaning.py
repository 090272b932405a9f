"""What remains of a page's text is the story, all of it."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.article import Article
from streams.domain.boilerplate import is_boilerplate
from streams.domain.cleaning import clean, story
from streams.errors import Reason, Rejected
from tests.builders import a_raw_article, a_text

TITLE = "‘Steady Hands’ at Harbour Talks"
FIRST = "Port Minister Ada Lindqvist reported “steady hands” in meetings with the dockers on Tuesday."
LAST = "The dockers’ union was let into the talks despite being barred from the port since March."
PAGE = f"""{TITLE}

{TITLE}

  'Steady hands' at harbour talks

{FIRST}

“It was a good day,” Lindqvist said. “We will see.”
Read the room, she added, and you will find patience.

{LAST}

Stay tuned…

The following two tabs change content below.
HARBOUR DESK is a leading house of publishing with interests in print, radio and rope.

Latest posts by Harbour Desk (see all)"""


def test_headline_sign_off_and_author_box_go_and_the_story_stays() -> None:
    text = story(PAGE, title=TITLE)
    assert text.startswith(FIRST)
    assert text.endswith(LAST)
    assert text.count("steady hands") == 1
    assert "Read the room, she added, and you will find patience." in text


def test_paragraphs_keep_the_line_breaks_that_they_had() -> None:
    assert story("One.\nTwo.\n\n\n\nThree.", title="") == "One.\nTwo.\n\nThree."


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "Advertisement - story continues below",
        "Article continues below advertisement",
        "Share this article",
        "Share on Facebook Tweet this LinkedIn WhatsApp",
        "Facebook | Twitter | Email | Print",
        "Sign up for our newsletter",
        "Sign up for Daily Newsletters Manage Newsletters",
        "Get the best stories delivered to your inbox every morning. By clicking you agree to our terms.",
        "By signing up, you agree to our Privacy Policy.",
        "Subscribe to our channel for more.",
        "Read more: What the budget means for you",
        "READ MORE",
        "Related: Ten places to live",
        "See also: Ministers at odds",
        "More from this section",
        "You may also like",
        "Most popular",
        "Don’t miss our weekly round-up.",
        "Copyright © 2024 The Harbour Post. Click here for reprint permission.",
        "© 2024 Harbour Agency, LLC",
        "(c) 2024 Harbour Agency",
        "All rights reserved. This material may not be published.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "We use cookies to give you the best experience on our website.",
        "This site uses cookies.",
        "Follow us on Twitter @harbourpost.",
        "Follow Ada Lindqvist on Twitter",
        "Click here to read the full report",
        "Download our free news app.",
        "Comments are closed.",
        "Leave a comment",
        "Skip to main content",
        "Home | World | Politics | Business | Sport",
        "Loading...",
        "Latest posts by Harbour Desk (see all)",
    ],
)
def test_what_a_site_puts_on_every_page_is_known(line: str) -> None:
    assert is_boilerplate(line)
    assert story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE) == f"{FIRST}\n\n{LAST}"


@pytest.mark.parametrize(
    "line",
    [
        "Read the room, she said.",
        "Reading was late again on Monday.",
        "Share prices fell by a third in London on Tuesday after the bank's warning.",
        "Advertisement spending fell for the third year, the agency said in its report.",
        "More than 300 people were hurt.",
        "More about the man: he was 34 and lived alone.",
        "Related charges were dropped in May, the court heard.",
        "By entering a guilty plea, he waived his right to appeal.",
        "Also on the agenda: a session with the acting director of the office.",
        "Follow the money, the prosecutor told the jury, and you will find him.",
        "Get out of the house, the officer told them.",
        "Sign language was used throughout.",
        "Signs of life were found on Tuesday.",
        "Like us, they had waited for hours.",
        "Copyright law was changed in March.",
        "We use more water than the river holds.",
        "This site was a shipyard until 1994.",
        "All rights of way were closed.",
        "Click, click, went the lock.",
        "Most people stayed at home.",
        "See you in court, he wrote.",
        "Comments by the minister drew anger.",
        "Print runs fell.",
        "Support for the law fell to 40 per cent.",
        "Top officials met in Oslo.",
        "Story Brook is a village of 300.",
        "Stay at home, they were told.",
        "Don't go, she said.",
        "Home again, they slept.",
        "Email was down all day.",
        "Join us or leave, they were told.",
        "Subscribers to the fund lost everything.",
        "The cookies were sold by children.",
        "X marks the spot",
    ],
)
def test_a_line_of_the_story_that_opens_like_boilerplate_stays(line: str) -> None:
    """To lose story text is worse than to keep a site's line."""
    assert not is_boilerplate(line)
    assert line in story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE)


def test_a_long_paragraph_is_never_boilerplate() -> None:
    assert not is_boilerplate(
        "Copyright © 2024 said the sign, and so it went on. " + "The day was long. " * 40
    )


def test_a_list_of_other_stories_goes_as_far_as_it_goes() -> None:
    links = "Most popular\nMan wins the lottery twice in a week\nFive soups for a rainy day in town"
    assert story(f"{FIRST}\n{links}\n{LAST}", title=TITLE) == f"{FIRST}\n{LAST}"


def test_a_heading_or_a_sentence_after_such_a_list_stays() -> None:
    kept = "WHAT COMES NEXT\nThe vote is on Friday."
    assert (
        story(f"{FIRST}\nRead more:\nA story of another day in town\n{kept}", title="") == f"{FIRST}\n{kept}"
    )


def test_a_list_of_other_stories_is_bounded() -> None:
    links = "\n".join(f"Another headline of the day number {n}" for n in range(20))
    assert story(f"{FIRST}\nRelated\n{links}", title="").count("Another headline") == 8


def test_a_headline_is_taken_out_and_a_paragraph_that_begins_with_it_is_not() -> None:
    assert story("Floods in Oslo.\nFloods in Oslo closed the port.", title="Floods in Oslo") == (
        "Floods in Oslo closed the port."
    )


def test_an_author_box_that_does_not_close_loses_no_more_than_its_first_line() -> None:
    opening = "The following two tabs change content below."
    story_goes_on = "\n".join(f"Paragraph {n} of the story." for n in range(30))
    assert story(f"{FIRST}\n{opening}\n{story_goes_on}", title="") == f"{FIRST}\n{story_goes_on}"


def test_an_author_box_at_the_end_goes_whole() -> None:
    assert story(f"{FIRST}\nThe following two tabs change content below.\nBio\nHer work", title="") == FIRST


@pytest.mark.parametrize("body", ["", " \n ", TITLE, f"{TITLE}\nShare this article\nAdvertisement"])
def test_nothing_left_is_the_articles_fault(body: str) -> None:
    with pytest.raises(Rejected) as caught:
        clean(a_raw_article(title=TITLE), body=body)
    assert caught.value.reason is Reason.NO_TEXT


def test_all_else_of_the_article_is_carried_over() -> None:
    raw = a_raw_article(3, language="en", authors=("Ada",), extra={"section": "port"}, guid="g-3")
    article = clean(raw, body=raw.text or "")
    carried = [f.name for f in fields(Article) if f.name not in {"text", "revision"}]
    assert [getattr(article, name) for name in carried] == [getattr(raw, name) for name in carried]
    assert article.revision == 1
    assert article.text == raw.text


@given(st.text(max_size=400), st.text(max_size=60))
def test_cleaning_again_takes_out_nothing_more_of_the_words(body: str, title: str) -> None:
    once = story(body, title=title)
    assert set(story(once, title=title).split()) <= set(once.split()) <= set(body.split())


@given(st.integers(0, 10_000))
def test_a_text_without_boilerplate_stays_as_it_is(seed: int) -> None:
    text = a_text(seed, words=120)
    assert story(text, title="A headline") == text
