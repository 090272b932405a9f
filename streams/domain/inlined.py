"""A paragraph without the headlines that its site runs into it.

Some sites hang related headlines on a person's name, and a scraper leaves them inside the sentence: "Sen.
Ada Lindqvist Ada Marie LindqvistPort to close Harbour talks fail MORE said". What tells them is a last name
that comes twice, the second time run into a headline, and the site's "MORE". The name stays.
"""

import re

_NAMED_TWICE = re.compile(
    r"\b([A-Z][\w'’-]+) (?:[A-Z(][\w.()'’\"“”-]* ){1,5}?\1(?=[A-Z0-9'\"‘“])(?:[^\n]{8,600}?) MORE\b"
)


def without_headlines(text: str) -> str:
    """Return the text with every name that headlines hang on once, and without those."""
    if " MORE" not in text:
        return text
    # Line by line, since the pattern stays within one, and tries every capital of what it is shown.
    lines = text.split("\n")
    return "\n".join(_NAMED_TWICE.sub(r"\1", line) if " MORE" in line else line for line in lines)
