"""Is a line what a site says of itself to its readers: letters by mail, gifts, manners, the browser it needs.

Such a line addresses the reader and asks for something of the site's; a line that quotes somebody stays.
"""

import re

# What tells a line by itself that few sentences of a story hold: a cheap look before the patterns.
_PROMISES = ("your inbox", "you agree to", "nsubscribe", "our newsletter", "our free ", "our daily ")
_ASKS = re.compile(r"\b(?:sign(?:ing)? up|subscrib\w*|newsletters?|e-?mails?)\b", re.IGNORECASE)
_GIFT = re.compile(
    r"\b(?:mak(?:e|ing) a (?:contribution|donation|gift)|becom(?:e|ing) a (?:member|supporter|subscriber)"
    r"|donate|support(?:ing)? (?:us|our|the journalism|independent))\b",
    re.IGNORECASE,
)
_WORK = re.compile(r"\b(?:journalism|newsroom|reporting like this|our (?:work|reporting))\b", re.IGNORECASE)
_MANNERS = re.compile(
    r"(?:our comment(?:s|ing)? (?:policy|guidelines|rules)\b"
    r"|comments (?:on this \w+ )?are (?:\w+ )?moderated\b"
    r"|please (?:read|review|see|respect) our comment|we welcome comments\b"
    r"|to comment,? you must be\b|.{0,80}\bcomments are (?:\w+ )?moderated\b)",
    re.IGNORECASE,
)
_BROWSER = re.compile(
    r"(?:this|your) browser (?:does not|doesn't|is not|isn't) (?:support|able|compatible)\b"
    r"|(?:please )?(?:enable|turn on) javascript\b|javascript (?:is|must be) (?:disabled|enabled|required)\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\bcookies\b.{0,200}\b(?:(?:this|our) (?:web ?)?sites?|the website|how you interact|consent"
    r"|your (?:device|computer|browser)|analy[sz]e (?:our )?traffic|personali[sz]e)\b"
    r"|\b(?:(?:this|our) (?:web ?)?site|browse the site|our use of|you (?:agree|consent))\b"
    r".{0,200}\bcookies\b",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"(?:The )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,4} is an? (?:\w+[ ,]+){0,3}?(?:non-?profit|nonpartisan)\b"
    r".{0,60}\b(?:newsroom|(?:news|media|journalism) (?:organi[sz]ation|site|outlet|service))\b"
)


def is_notice(line: str) -> bool:
    """Return whether a line without white space around it is the site's word to its readers."""
    if '"' in line or "“" in line or "”" in line:
        return False
    plain = line.casefold()
    # One of these is in whatever is told below; nine lines in ten of a story have none, and cost no pattern.
    if not (
        "our " in plain or "nsubscribe" in plain or "you agree" in plain or "journalism" in plain
        or "newsroom" in plain or "reporting like" in plain or "comment" in plain or "browser" in plain
        or "javascript" in plain or "cookies" in plain or "nonprofit" in plain or "nonpartisan" in plain
    ):  # fmt: skip
        return False
    told = any(promise in line for promise in _PROMISES) and _ASKS.search(line) is not None
    told = told or ("ou" in plain and _WORK.search(line) is not None and _GIFT.search(line) is not None)
    told = told or ("cookies" in plain and _COOKIES.search(line) is not None)
    told = told or ("non" in plain and _OF_ITSELF.match(line) is not None)
    told = told or ("comment" in plain and _MANNERS.match(line) is not None)
    return told or (("browser" in plain or "javascript" in plain) and _BROWSER.match(plain) is not None)
