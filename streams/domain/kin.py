"""Who is told as a relative of somebody: "his wife, Ann Hale", "Bo Hale, the senator's son".

News then keeps the surname for the other, and calls a relative by the given name, or in full.
"""

import re

_KIN = (
    r"(?:(?:ex-|step|grand|god)?(?:wife|husband|son|daughter|brother|sister|mother|father|mom|dad|child)"
    r"(?:-in-law)?|widow|widower|spouse|nephew|niece|cousin|uncle|aunt)"
)
_MANY = r"(?:(?:step|grand)?(?:sons|daughters|brothers|sisters|parents|children)(?:-in-law)?)"
_BEFORE = re.compile(
    rf"\b(?:{_KIN},? |{_MANY},? (?:[A-Z][\w.’'-]+ ){{1,3}}and |{_MANY},? |[Ff]irst [Dd]aughter )$"
)
_OF = r"(?:his|her|their|whose|(?:the )?(?:[\w.-]+ ){0,3}[\w.-]+['’]s?)"
_AFTER = re.compile(rf",? {_OF} (?:[\w-]+ ){{0,2}}{_KIN}\b(?!['’])")
_REACH = 48


def told(text: str, start: int, end: int) -> bool:
    """Return whether a text tells at this place that a person is somebody's relative."""
    if _BEFORE.search(text, max(0, start - _REACH), start):
        return True
    return text[end : end + 1] == "," and bool(_AFTER.match(text, end))
