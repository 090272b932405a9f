"""What is put around a story is published with it, and left out of what it is compared by."""

import pytest

from streams.domain.signing import signed
from streams.domain.sketch import sign
from tests.builders import a_text

STORY = a_text(1, words=60, names=3, numbers=3).replace("\n\n", " ")
LEAD = "The port reopened on Tuesday after nine days, and the first ship was let in at dawn."
TITLE = "Port reopens"
OFFER = "Like most papers ours lives by its readers: sign in with your account, or take a free trial."


def is_signed_without(line: str, *, body: str, kept: str) -> bool:
    """Return whether a body is published whole, and signed as if it had what is kept only."""
    text, signature = signed(body, title=TITLE)
    assert line in text
    return signature.whole == sign(title=TITLE, text=kept).whole


@pytest.mark.parametrize(
    "caption",
    [
        "Ada Lindqvist waves in Oslo on May 3. (Photo by Bo Marsh/Getty Images)",
        "Ada Lindqvist waves in Oslo on May 3. (AP Photo/Bo Marsh)",
        "The harbour at dusk, July 4, 2019. (Bo Marsh/Reuters)",
        "The harbour at dusk. Photograph: Bo Marsh/AFP/Getty Images",
        "The harbour at dusk. Photo courtesy of Harbour Museum",
    ],
)
def test_a_caption_is_left_out_wherever_it_stands(caption: str) -> None:
    """Each outlet has pictures of its own."""
    assert is_signed_without(caption, body=f"{caption}\n\n{STORY}", kept=STORY)
    assert is_signed_without(caption, body=f"{STORY}\n{caption}", kept=STORY)


def test_a_page_of_pictures_is_known_by_its_captions() -> None:
    """Else every week's pictures would be copies of the first week's: their words above are the same."""
    captions = "\n".join(f"Ship number {n} leaves. (AP Photo/Bo Marsh)" for n in range(20))
    assert is_signed_without("Ship number 3", body=f"{LEAD}\n{captions}", kept=f"{LEAD}\n{captions}")


def test_an_offer_to_readers_is_left_out_under_however_short_a_lead() -> None:
    """A chain has it under the first words of all its stories."""
    assert is_signed_without(OFFER, body=f"{LEAD}\n\n{OFFER}", kept=LEAD)
    assert is_signed_without(OFFER, body=f"It rained.\n\n{OFFER}", kept=f"It rained.\n\n{OFFER}")


@pytest.mark.parametrize(
    "line",
    [
        "You must move the court by May 3, 2019; you may sign up on the site of the firm.",
        "“You sign in, and your newsletter is gone,” said Ann Hale.",
        "The ministry has subscribers of its own, who log in by telephone.",
    ],
)
def test_what_has_a_date_or_is_said_or_tells_of_others_is_the_storys(line: str) -> None:
    assert is_signed_without(line, body=f"{STORY}\n{line}", kept=f"{STORY}\n{line}")
