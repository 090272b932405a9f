"""What remains of a page's text is the story, all of it."""

import re
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
        "(Advertisement)",
        "— Advertisement —",
        "• Read more: What the budget means for you",
        "The post Ministers at odds over the harbour appeared first on Harbour Post.",
        "You have 3 free articles left this month.",
        "You’ve one article remaining.",
        "Photo: Ada Lindqvist / Harbour Agency",
        "Thanks for reading. Tell us what you think",
        "Enjoying this article? Get more of them",
        "We've noticed you're using an ad blocker",
        "Next post: What the budget means for you",
        "Reprints & Permissions",
        "Home | News | Sport | About us",
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
        "Story Continued Below",
        "READ NEXT | Ministers at odds",
        "More: Ministers at odds over the harbour",
        "Must read: Ministers at odds",
        "This article is more than 1 year old",
        "This story has been updated.",
        "This page was printed from: https://harbour.example/1",
        "Enlarge this image toggle caption Ada Lindqvist/Harbour Pictures",
        "Slideshow (12 Images)",
        "Harbour Letter Sign up and get it in your inbox. You can unsubscribe at any time.",
        "Fight on! Sign up for our newsletter. You will receive occasional promotional offers.",
        "The opinions expressed by columnists are their own and do not represent those of The Post.",
        "Send tips to desk@harbour.example.",
        "Watch: the boats come in",
        "Listen to this story in the app",
        "Topics: harbour, unions, tides",
        "By Ada Lindqvist",
        "By Ada Lindqvist and Tom de Vries, Staff Writers",
        "BY ADA LINDQVIST",
        "Words: Ada Lindqvist",
        "10:20 a.m.",
        "14:05 GMT",
        "Updated at 1:08 p.m. ET",
        "Published: 3 November 2024 | 4 min read",
        "⏱ 12 min read",
        "Home / Region / Harbour affairs",
        "News > Local > Harbour",
        "Get 6 months for only €2.50",
        "Terms | Privacy | Do not sell my data | Cookies",
        "— Ada Lindqvist can be reached at ada@harbour.example or 555-0199.",
        "May 23, 2019",
        "Tuesday, March 5, 2019 at 4:05 p.m. EST",
        "Page 1 of 2",
        "1 2 3 Next page",
        "(Reporting by Ada Lindqvist; Editing by Tom Vries and Una Quill)",
        "Additional reporting by Una Quill.",
        "Contributing: Ada Lindqvist, Harbour Press",
        "Harbour Press writer Una Quill in Oslo contributed to this report.",
        "Latest posts by Harbour Desk (see all)",
        "5 hours ago",
        "Updated 12 min ago",
        "23 Comments",
        "Getty Images",
        "(Ada Lindqvist/Reuters)",
        "FILE PHOTO: The harbour is seen at dusk, May 3, 2015. REUTERS/Una Quill/File Photo",
        "Page 1 | 2 | Next",
        "‹ Previous 1 2",
        "Continued on page 2",
        "BREAKING NEWS",
        "» Ministers at odds over the harbour",
        "NEXT UP: Ministers at odds over the harbour",
        "Learn more: Ministers at odds over the harbour",
        "Follow @harbourpost",
        "Log in / Register",
        "This is a subscriber-only article",
        "Your browser does not support the video tag.",
        "If you value our journalism, consider making a donation today. Every amount helps.",
        "Our comment policy: be civil. Comments are moderated by staff.",
        "Sponsored stories you may like",
        "Contact us: desk@harbour.example",
        "[Read: Ministers at odds over the harbour]",
        "More on this: Ministers at odds over the harbour",
        "Top stories: Ministers at odds over the harbour",
        "Don't have an account? Register now",
        "To comment you must be logged in",
        "Before you go, subscribe to our free daily email",
        "View this post on Instagram",
        "U.S. Edition",
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
        "By Tuesday the water had gone.",
        "By Ada Lindqvist's account, nobody was on deck.",
        "By Friday Ada Lindqvist Was Gone.",
        "Words: they fail us, she said.",
        "At 10:20 a.m. the sirens went.",
        "10:20 a.m. was when the sirens went.",
        "2019 was a better year",
        "May 23, 2019, was a Thursday.",
        "Page 1 of 2 was missing from the file, the court heard.",
        "More: he was never asked.",
        "This story has been told before, he said.",
        "“Sign up for our newsletter,” the leaflet said, “and get it in your inbox.”",
        "The opinions expressed at the meeting were mixed.",
        "The port contributed to this year's growth.",
        "Reporting by the agency has been wrong before.",
        "Watch them closely, the minister said.",
        "Listen to the sea, she said.",
        "Next year the port will close.",
        "Views expressed by members differed.",
        "Report a loss of 4 million and nobody blinks.",
        "A third of MPs said MORE money was needed.",
        "2009 78 2041",
        "Five hours ago the gates were closed.",
        "23 comments were struck from the record.",
        "Opinion is divided.",
        "[Laughter]",
        "[He has asked for more time.]",
        "From our window the harbour looks empty.",
        "Have a heart, she said.",
        "News tips the scales, he thought.",
        "Our standards: nobody kept them.",
        "About us nobody asked.",
        "The limited edition sold out in an hour.",
        "More on the plan: he said it would cost 4 million.",
        "Top stories were told that night.",
        "They emailed our free legal help line.",
        "Next up: the ministers will throw out the plan for the harbour.",
        "Live ammunition was found.",
        "Reuters reported the sale on Monday.",
        "The newsroom asked readers to donate blood.",
        "Your browser history was read out in court.",
        "“Support our journalism, become a member,” the leaflet said.",
        "(He later took that back.)",
        "- Photo finishes were rare.",
        "You have three children and no house.",
        "The post office appeared first on the list of cuts.",
        "Thanks for nothing, he said.",
        "Home / away: he was never sure which.",
        "News > rumour, she wrote on the board.",
        "Get 6 months for theft, the judge said.",
        "Get 6 months for $400, he was told.",
        "Terms | were agreed.",
        "Ada Lindqvist can be reached at the harbour, she said.",
        "Next post to fill is the treasurer’s.",
        "USD | 1.0842 | 1.0850 | +0.1",
        "Harbour FC | 12 | 8 | 1 | 25",
        "19.00 | News | Weather | Sport",
        "1 4 7 9",
    ],
)
def test_a_line_of_the_story_that_opens_like_boilerplate_stays(line: str) -> None:
    """To lose story text is worse than to keep a site's line."""
    assert not is_boilerplate(line)
    assert line in story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE)


STORY = "Minister Ada Lindqvist has said time and again that the harbour pays for itself."


@pytest.mark.parametrize(
    "opening",
    [
        "This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.",
        "This site uses cookies.",
        "We use cookies to give you the best experience on our pages.",
        "We've updated our privacy policy.",
        "Got a tip? Write to desk@harbour.example.",
        "Content created by the Harbour News Foundation is available without charge to any publisher.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "© 2019 Harbour Agency.",
        "© Harbour Agency",
        "(c) 2019 Harbour Agency. All rights reserved.",
        "Copyright 2019 Harbour Agency. All rights reserved.",
        "Copyright © Harbour Agency.",
        "Cookies help us to make a better paper.",
        "All rights reserved. No part may be reproduced without permission.",
        "By signing up, you agree to our Privacy Policy.",
        "Sign up for our newsletter.",
        "Get the best stories delivered to your inbox every morning.",
        "Subscribe to our channel for more.",
        "Follow us on Twitter @harbourpost.",
        "Read more: Five soups for a rainy day.",
        "Must read: Five soups for a rainy day.",
        "Related: Five soups for a rainy day.",
        "See also: Five soups for a rainy day.",
        "Also on our site: Five soups for a rainy day.",
        "Don't miss: Five soups for a rainy day.",
        "FILE PHOTO: The harbour is seen at dusk in May.",
        "Your browser does not support the video tag.",
        "If you value our journalism, consider making a donation today.",
    ],
)
def test_a_sites_line_that_runs_on_into_the_story_stays(opening: str) -> None:
    """A page's parts come glued together: then the site's sentence is the lesser loss."""
    notice = not re.search("(?i)(read|related|also|miss)", opening)
    unended = [STORY[:-1]] if notice else []  # behind a link it could be more of the link
    for behind in (STORY, f"{STORY} The dockers doubt it.", "“Nobody asked us,” a docker said.", *unended):
        line = f"{opening} {behind}"
        assert line in story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE)


def test_a_link_whose_title_has_two_sentences_goes() -> None:
    line = "Read more: The port is closed. What the dockers want"
    assert story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE) == f"{FIRST}\n\n{LAST}"


@pytest.mark.parametrize(
    "line",
    [
        f"{STORY} Sign up for our newsletter to get stories like it in your inbox.",
        "The talks ended in Oslo on Monday. Harbour Press writer Una Quill contributed to this report.",
        f"Read more: {STORY[:-1]}, which nobody who has seen the books of the last ten years believes, and "
        "which the dockers’ union has called a tale for children",
        f"© 2019 Harbour Agency {STORY}",
    ],
)
def test_a_line_of_the_story_that_ends_in_a_sites_or_is_too_long_for_one_stays(line: str) -> None:
    assert line in story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE)


@pytest.mark.parametrize(
    "line",
    [
        "Content created by the Harbour News Foundation is available without charge to any publisher. For "
        "licensing of our own content, please write to desk@harbour.example.",
        "© 2019 The Harbour Post. All rights reserved. This material may not be published or redistributed.",
        "Copyright © 2019 HPR. All rights reserved. Visit our website terms of use for further information.",
        "Harbour Huddle A daily account of the port in your inbox. Sign Up By signing up you agree to get "
        "emails from us. You can unsubscribe at any time. This site is protected by reCAPTCHA and the Google "
        "Privacy Policy and Terms of Service apply.",
        "Related: In Oslo, the mayor vies for the spotlight with a crane. ‘I’m tall too,’ he says",
        "FILE PHOTO: The harbour at dusk, May 3, 2015. Picture taken May 3, 2015. REUTERS/Una Quill",
        "Una Quill contributed to this report. Harbour Press also contributed to this report.",
    ],
)
def test_a_sites_line_of_several_sentences_goes_where_all_are_the_sites(line: str) -> None:
    assert story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE) == f"{FIRST}\n\n{LAST}"


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


@pytest.mark.parametrize("behind", [" | Harbour Post", " - Page 2 of 3", " | The Harbour Post Online"])
def test_a_headline_goes_with_the_name_of_its_site_or_page_behind_it(behind: str) -> None:
    assert story(f"Harbour talks fail{behind}\n\n{FIRST}", title="Harbour talks fail") == FIRST


@pytest.mark.parametrize(
    "behind", [", ministers say", " | one two three four five six", ": they never began"]
)
def test_a_line_that_says_more_than_the_headline_stays(behind: str) -> None:
    text = f"Harbour talks fail{behind}\n\n{FIRST}"
    assert story(text, title="Harbour talks fail") == text


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


def test_headlines_that_a_site_hangs_on_a_name_go_and_the_sentence_stays() -> None:
    text = (
        "Sen. Ada Lindqvist Ada (Addie) Marie LindqvistPort to close for a week Harbour talks fail: 'No way' "
        "MORE said on Monday that Tom Vries Tom VriesTen boats sink MORE would get more time."
    )
    assert story(text, title="") == "Sen. Ada Lindqvist said on Monday that Tom Vries would get more time."


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lindqvist met Tom Lindqvist, and MORE was said.",
        "They wanted MORE. Lindqvist Lindqvist said so.",
        "Harbour Harbour Bank offered MORE",
    ],
)
def test_a_name_that_comes_twice_is_left_alone(text: str) -> None:
    assert story(text, title="") == text


PAYWALLS = [
    "This content is for members. Plans start at $1 for the first four weeks, and you can cancel anytime.",
    "To read this story in full, subscribe for as little as 50p a day. Unlimited, on all your devices.",
    "You have read your three free articles this month. Subscribe now for $3.99 a week.",
    "We are giving free access. Please consider a subscription to your Post: 99 cents for a 13-week trial.",
]


@pytest.mark.parametrize("line", PAYWALLS)
def test_what_reading_on_would_cost_is_the_sites(line: str) -> None:
    """A chain puts it under the first words of every story, where it is most of what there is."""
    assert story(f"{FIRST}\n\n{line}", title=TITLE) == FIRST


@pytest.mark.parametrize(
    "line",
    [
        "Netflix said that subscribers would pay $2 a month more from May, and that a free trial would end.",
        "Members of the club pay $40 a month; the archive of its matches, unlimited, is for members only.",
        "“You can cancel anytime, and every subscriber gets a free trial of two weeks,” said Ms. Quill.",
        "Your privacy matters more than the profit of one company, and Congress should say so.",
        "This story was first told in Oslo, by a docker who had heard it from his father.",
        "We and our partners use the river as our fathers did, said the chief of the fishermen.",
        "The cookies were baked on the site where the mill had stood, and sold to visitors.",
        "Harbour House is a nonprofit that gives beds to sailors, and has done so for eighty years.",
    ],
)
def test_news_of_offers_privacy_and_cookies_stays(line: str) -> None:
    assert line in story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE)


@pytest.mark.parametrize(
    "line",
    [
        "This story was first published in the Harbour Post.",
        "This column originally appeared on Dayton.com and is republished here under a licence.",
        "This article was produced in partnership with the Harbour Agency.",
        "Distributed by Harbour Content Agency, LLC.",
        "Reprinted with permission of the Harbour Agency.",
        "©2019 Harbour Post",
        "We and our 214 partners store and access information on your device.",
        "This site uses technology such as cookies to analyze our traffic.",
        "The Harbour Post is a nonprofit newsroom. Sign up for its letter.",
        "Your privacy is important to us. Read what we keep.",
    ],
)
def test_whose_story_it_was_and_what_a_site_keeps_of_its_readers_are_the_sites(line: str) -> None:
    assert story(f"{FIRST}\n\n{line}\n\n{LAST}", title=TITLE) == f"{FIRST}\n\n{LAST}"
