"""Does a line that opens as a site's run on into the story.

Where the parts of a page were glued together, a notice on cookies and the first paragraph are one line. It is
kept whole, since to lose story text is worse than to keep a site's sentence. The story's is a sentence that
quotes somebody, or has some words and none in which sites speak of themselves and to their readers.
"""

import re

WORDS_MIN = 4
OPENING_WORDS_MIN = 12  # of a sentence before the site's own, in which it may say what it is
TITLE_WORDS_MAX = 18  # a title of another story may have two sentences, and no full stop behind them

# A sentence ends behind a word of three letters or figures, not behind "U.S.", "Mr." or "Sen.".
_ENDS = re.compile(
    r"(?<=[A-Za-z\d][a-z\d][a-z\d)\"'”])"
    r"(?<!Gov|Sen|Rep|Gen|Col|Rev|Sgt|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Inc|Ltd)"
    r"[.!?]+[\"'”)]*\s+(?=[\"“'(]?[A-Z])|(?<=[.!?][\"”])\s+(?=[A-Z])"
)
_CLOSING = ".!?\"”'’)"
_LINKS = re.compile(
    r"\W*(?:read|related|see|also|must|more|don['’]t miss|watch|next|up next|video)\b|[»›▸►]", re.IGNORECASE
)
_QUOTES = re.compile(r"[\"“”]")
_SITES = re.compile(
    r"\b(?:you|your|you'\w+|we|we'\w+|our|(?-i:us)|please|click|cookies|privacy|terms (?:of|and)"
    r"|copyright|rights reserved|reprint\w*|redistribut\w+|republish\w*|licensing|permission|may not be"
    r"|(?:un)?subscri\w+|sign(?:ing)? (?:up|in)|log(?:ged)? in|newsletters?|e-?mails?|inbox|recaptcha"
    r"|javascript|browser|web ?site|podcasts?|advertisements?|comments are|moderators|journalism|newsroom"
    r"|nonprofit|in the know|here is a|photo by|picture taken|reuters/|getty images|via (?:ap|reuters)"
    r"|get more|trademarks?|originally published|(?:edit|report)ing by|contributed to)|/reuters|/ap"
    r"|@|©|www\.|\.com\b",
    re.IGNORECASE,
)


def runs_into_story(line: str, *, anywhere: bool = False) -> bool:
    """Return whether a sentence of the story's stands in a site's line, behind the first or `anywhere`."""
    first, *others = sentences(line)
    if not others:
        return False
    if _LINKS.match(line) and line[-1] not in _CLOSING and others[-1].count(" ") < TITLE_WORDS_MAX:
        others.pop()
    if any(_is_story(sentence, WORDS_MIN) for sentence in others):
        return True
    return anywhere and _is_story(first, OPENING_WORDS_MIN)


def _is_story(sentence: str, words_min: int) -> bool:
    if sentence.count(" ") + 1 < words_min:
        return False
    return _QUOTES.search(sentence) is not None or _SITES.search(sentence) is None


def sentences(line: str) -> list[str]:
    """Return the sentences of a line, each but the last without its mark; apostrophes are straight."""
    return _ENDS.split(line.replace("’", "'"))


def speaks_of_site(sentence: str) -> bool:
    """Return whether a sentence is too short to say anything, or has words in which sites speak."""
    return not _is_story(sentence, WORDS_MIN)
