"""Is a line the site's and not the story's.

Invitations to share, subscribe and read on, notices, navigation.

A line is judged by how it opens, and only if it is short: the law is to lose nothing of the story, so what is
not recognised stays. Openers were collected from English news pages; a line's first word selects the few that
can match, so a line of the story costs one look-up.
"""

import re

from streams.domain.stamps import is_stamp

LINE_CHARACTERS_MAX = 500
HEADLINE_WORDS_MIN, HEADLINE_WORDS_MAX = 4, 18

# First word -> how the line may go on. A trailing "$" means that nothing else may stand on the line.
_OPENERS = {
    "advertisement": r"(?:[\s:.\-–—]|scroll|continues?|story|article|reading|below|to|this|ad)*$",
    "advertising": r"$",
    "ad": r"(?: feedback)?$",
    "sponsored": r"(?: content| by .{1,60})?$",
    "promoted": r"(?: content| stories)?$",
    "story": r" continue[sd]? below.{0,40}$",
    "article": r" continues? (?:below|after).{0,40}$",
    "continue": r" reading.{0,80}$|d? below.{0,40}$",
    "read": r" (?:more|next|also|the full (?:story|article))(?: (?:at|on|from|in|about) .{1,80})?"
    r"(?: ?[:>»…|].*| here\.?)?$|: [^.]{1,120}$",
    "must": r"[- ]read: .*",
    "related": r"(?: (?:stories|story|articles?|content|links?|topics?|news|coverage|video"
    r"|posts?))?(?:: .*|:?$)",
    "see": r" also(?:: .*|:?$)| more(?: stories)?(?: (?:at|on|from) .{1,60})?$",
    "also": r" (?:read|see): .*",
    "more": r"(?: from (?:this|our|the) (?:section|author|web|site|newsroom|archive).{0,20}| (?:from"
    r"|on|in|about) [^.:]{1,60}| stories| news| coverage| headlines)?:?$|: [^.]{10,150}(?<![.!?\"])$",
    "recommended": r"(?: (?:for you|stories|reading|articles))?:?$",
    "trending": r"(?: (?:now|stories|articles|topics|news))?:?$",
    "most": r" (?:popular|read|viewed|shared|commented|watched|recent)(?: (?:stories|articles|news"
    r"|today|now))?:?$",
    "top": r" (?:stories|headlines|news|videos)(?: (?:today|now|of the day))?:?$",
    "editor's": r" (?:picks?|choice)s?:?$",
    "editors": r" (?:picks?|choice):?$",
    "you": r" (?:may|might|could) (?:also )?(?:like|be interested in|want to read).{0,80}$"
    r"| can unsubscribe .{0,80}$|'ll (?:also )?(?:like|love):?$",
    "don't": r" miss(?: (?:a (?:story|thing|beat)|out|our).{0,100}|:.*)$",
    "stay": r" (?:tuned|connected|informed|up to date)(?: (?:for|with|to) .{1,60})?[.!… ]*$",
    "share": r"(?: (?:this|on|via|your|the (?:story|article)|with|to|link)\b.{0,60})?[.:!]?$",
    "tweet": r"(?: (?:this|about).{0,40})?$",
    "follow": r" (?:us|@\w+|him|her|them|[\w .'-]{1,40})(?: and [\w .'-]{1,40})? (?:on|at|in|via) "
    r"(?:our |his |her )?(?:twitter|facebook|instagram|linkedin|youtube|tiktok|threads|x"
    r"|google|whatsapp|telegram"
    r"|social)\b.{0,160}$",
    "like": r" us on (?:facebook|twitter).{0,120}$",
    "join": r" (?:the (?:conversation|discussion|debate)|our (?:newsletter|mailing|community|telegram"
    r"|whatsapp)).{0,120}$",
    "sign": r" (?:up|in|out)\s*(?:$|[|·:]|(?:for|to) (?:our|the|daily|free|a free|newsletters?"
    r"|breaking|email|get|receive|"
    r"read|continue|comment|follow)\b.{0,300}$| here.{0,100}$| now.{0,100}$| with your .{0,80}$)",
    "log": r" (?:in|out)(?: (?:or|to|with) .{1,80})?$",
    "subscribe": r"(?:d)?(?: (?:to|now|today|here|for|on|and|via)\b.{0,240})?[.!:]?$",
    "subscribers": r" only.{0,60}$",
    "register": r"(?: (?:now|for free|here|to (?:read|continue|comment)).{0,80})?$",
    "unsubscribe": r".{0,80}$",
    "get": r" (?:the|our|all the|more|breaking|daily|today's)[\w ',&-]{0,80} (?:delivered|sent"
    r"|straight|right) "
    r"(?:direct(?:ly)? )?(?:in)?to your (?:inbox|phone|email).{0,240}$",
    "enter": r" your e-?mail.{0,120}$",
    "email": r"(?: (?:address|this|us|the (?:author|writer|editor))\b.{0,120})?$",
    "by": r" (?:clicking|signing up|subscribing|registering|submitting|entering your"
    r"|continuing to (?:use|browse)|using this (?:site|website))"
    r"\b.{0,400}$",
    "we": r" (?:use cookies|and our partners use cookies|use your sign-?up"
    r"|'?ve updated our (?:privacy|terms))\b.*",
    "this": r" (?:article|story) (?:is more than \d+ (?:months?|years?) old|has been updated\.?)$"
    r"| page was printed from\b.{0,200}$"
    r"| (?:(?:web ?)?site|page|newsletter) (?:uses cookies|is protected by recaptcha"
    r"|may contain (?:advert|affiliate)).*| material may not be published, broadcast.*",
    "cookies": r" (?:help us|policy|settings|notice|preferences).{0,300}$",
    "accept": r"(?: (?:all )?cookies| and continue)$",
    "privacy": r" (?:policy|notice|settings|preferences)(?: .{0,80})?$",
    "terms": r" (?:of (?:use|service)|and conditions|& conditions).{0,80}$",
    "copyright": r"(?:\s*(?:©|\(c\)|by\b))*\s*(?:19|20)\d\d.*|\s*©.*",
    "©": r".*",
    "(c)": r" ?(?:copyright )?(?:19|20)\d\d.*",
    "all": r" rights reserved\b.{0,300}$",
    "click": r" (?:here|on the link|to) .{0,160}$",
    "tap": r" here .{0,120}$",
    "download": r" (?:our|the) (?:free )?[\w ]{0,30}app\b.{0,120}$",
    "advertise": r"(?: with us)?$",
    "comments": r"(?: are closed.{0,40}| \(\d+\)|:? \d+)?$",
    "comment": r"(?: on this (?:story|article))?$",
    "leave": r" (?:a|your) (?:comment|reply).{0,60}$",
    "post": r" (?:a|your) comment.{0,60}$",
    "view": r" (?:all )?(?:comments|the (?:original|discussion) (?:article|thread|post)).{0,60}$",
    "show": r" (?:more|comments|\d+ comments)$",
    "load": r"(?:ing)? (?:more|comments)(?: .{0,30})?$",
    "loading": r"[.… ]*$",
    "skip": r" (?:to (?:main )?(?:content|navigation)|advertisement|ad)$",
    "back": r" to (?:top|home(?:page)?|the top)$",
    "menu": r"$",
    "home": r"$",
    "search": r"$",
    "close": r"$",
    "image": r" (?:source|copyright|caption)\b.{0,80}$",
    "latest": r" posts by .{1,80}\(see all\)$",
    "since": r" you(?:'|’)re here\b.{0,60}$",
    "support": r" (?:our|independent|quality|local) journalism.{0,160}$",
    "newsletter": r"(?: sign-?up)?$",
    "newsletters": r"$",
    "watch": r"(?:: .{0,120}|:| live| now| the (?:latest |full )?video\b.{0,60})$",
    "listen": r"(?: \d+ min.{0,20}| live\b.{0,40}| to this (?:article|story|episode)\b.{0,80})?$",
    "play": r" (?:video|audio).{0,20}$",
    "slideshow": r" \(\d+ images?\)$",
    "enlarge": r" this image\b.{0,200}$",
    "hide": r" caption$",
    "toggle": r" caption\b.{0,120}$",
    "save": r"(?: for later| this (?:article|story))$",
    "topics": r": [^.]{1,160}$",
    "tags": r": [^.]{1,160}$",
    "filed": r" under:? [^.]{1,100}$",
    "got": r" a (?:news |confidential )?tip\?.*",
    "send": r" (?:us )?(?:your )?tips? to \S+@.{0,80}$",
    "report": r" an? (?:mistake|error|typo|correction)(?::.{0,80})?$",
    "visit": r" .{1,60} (?:home ?page|website) for more.{0,60}$",
    "content": r" created by .{1,80} is available without charge.*",
    "next": r" (?:page|article|story)$",
    "previous": r" (?:page|article|story)$",
    "opinions": r" expressed\b.{0,200}\bown\b.{0,200}$",
    "views": r" expressed\b.{0,200}\bown\b.{0,200}$",
    "the": r" (?:opinions|views)(?: and opinions)? expressed\b.{0,200}\bown\b.{0,200}$"
    r"|[\w ]{1,40} is not responsible for the content of external.{0,40}$",
    "print": r"(?: this (?:article|page|story))?$",
}
_RULES = {word: re.compile(rest, re.IGNORECASE) for word, rest in _OPENERS.items()}
_LINKS = re.compile(
    r"(?:related|recommended|trending|most (?:popular|read|viewed|shared|recent)"
    r"|top (?:stories|headlines)"
    r"|more (?:from|stories|news|headlines)|read (?:more|next|also)|see also|you (?:may|might) also like"
    r"|editor[s']+ (?:picks?|choice)|don't miss)\b[^.:]{0,60}:?$",
    re.IGNORECASE,
)
_SHARING_WORDS = (
    "share tweet email print facebook twitter linkedin whatsapp reddit pinterest flipboard telegram "
    "instagram messenger tumblr pocket copy link save comment comments x pin it mail sms bluesky threads"
)
_SHARING = frozenset(_SHARING_WORDS.split())
_JOINING_WORDS = "this on via by the article story page to with and or your & | · / -"
_JOINING = frozenset(_JOINING_WORDS.split())
# What a letter by mail asks for: where it promises something as well, and nobody is quoted, it is the site.
_ASKS = re.compile(r"\b(?:sign(?:ing)? up|subscrib\w*|newsletters?|e-?mails?)\b", re.IGNORECASE)
_QUOTES = frozenset('“”"')
_FIRST = re.compile(r"[^\s:.,!…|]*")
_STARTS = frozenset((word + end)[:2] for word in (*_OPENERS, *_SHARING) for end in ("", " "))
_AROUND = " \t|·•*-–—>»:.!()[]"


def is_boilerplate(line: str) -> bool:
    """Return whether a line without surrounding white space is the site's own."""
    if len(line) > LINE_CHARACTERS_MAX:
        return False
    if line[:2].casefold() in _STARTS:
        straight = line.replace("’", "'")
        word = _FIRST.match(straight)[0].casefold()  # type: ignore[index]
        rule = _RULES.get(word)
        if (rule and rule.match(straight, len(word))) or (word in _SHARING and _is_sharing(line)):
            return True
    if "|" in line and line.count(" | ") >= 3 and _is_navigation(line):
        return True
    return is_stamp(line) or _is_subscription(line)


def opens_links(line: str) -> bool:
    """Return whether headlines of other stories follow this line of boilerplate."""
    return _LINKS.match(line.replace("’", "'").strip(_AROUND)) is not None


def is_headline(line: str) -> bool:
    """Return whether a line could be another story's headline: some words, and no sentence or heading."""
    if line.endswith((".", "!", "?", '"', "”", "’", "'", ":")) or line.isupper():
        return False
    return HEADLINE_WORDS_MIN <= line.count(" ") + 1 <= HEADLINE_WORDS_MAX


def _is_sharing(line: str) -> bool:
    words = [word.strip(_AROUND) for word in line.casefold().split()]
    return len(words) <= 12 and all(word in _SHARING or word in _JOINING or not word for word in words)


def _is_subscription(line: str) -> bool:
    promises = (
        "your inbox" in line or "you agree to" in line or "nsubscribe" in line or "our newsletter" in line
    )
    return promises and _ASKS.search(line) is not None and _QUOTES.isdisjoint(line)


def _is_navigation(line: str) -> bool:
    return all(len(part.split()) <= 3 for part in line.split(" | "))
