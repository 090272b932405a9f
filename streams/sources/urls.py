"""Which URLs are one story: the canonical form, from which an article's id is made.

Two laws: what is canonical stays as it is, and two stories never share a form. Where a difference might
matter to some site (a mobile host, the case of a path, an unknown parameter) it is kept: two ids for one
story cost a comparison of texts, one id for two stories makes the second a "revision" of the first.
The form is for comparing, not for following: an article keeps the URL it came with.
"""

import re
from urllib.parse import SplitResult, parse_qs, unquote_plus, urlsplit

from w3lib.url import canonicalize_url

from streams.errors import Reason, Rejected
from streams.sources.tracking import NAMES, NAMES_BESIDE_A_STORY, OTHER_LOOKS, PREFIXES

URL_CHARACTERS_MAX = 4_096
_PASSES_MAX = 8

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_AMP_CACHE = re.compile(
    r"(?:www\.)?(?:google(?:\.[a-z]{2,3}){1,2}|bing-amp\.com)|[^/]+\.cdn\.ampproject\.org"
)
_AMP_PATH = re.compile(r"/(?:amp|c|v|r)/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+/.*)")
# Where a search engine or a network counts the click: host, path, and the parameter that holds the story.
_COUNTERS = (
    (re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}"), "/url", ("url", "q")),
    (re.compile(r"(?:www\.)?bing\.com"), "/news/apiclick.aspx", ("url",)),
    (re.compile(r"lm?\.facebook\.com"), "/l.php", ("u",)),
)
_DEFAULT_DOCUMENT = re.compile(r"(?:index|default)\.html?")
# Three words or a long number; two words where a document's suffix follows.
_STORY = re.compile(r"[-_]*[^-_.]+(?:[-_]+[^-_.]+){2,}.*|.*\d{5}.*|[^-_.]+[-_][^-_.]+\.s?html?")


def canonical_url(url: str) -> str:
    """Return the form that all URLs of one story share; that form itself comes back unchanged.

    Raises Rejected(INVALID) for what is no absolute http(s) URL of at most 4,096 characters.
    """
    form = url.strip()
    for _ in range(_PASSES_MAX):
        before, form = form, _settled(form)
        if form == before:
            return form
    raise Rejected(Reason.INVALID, f"{_shown(url)} wraps URLs in URLs too deeply")


def _settled(url: str) -> str:
    """Return the URL one step nearer to its canonical form; most are there after one."""
    split = _split(url)
    if inner := _inside(split):
        return inner
    if split.fragment[:1] not in {"!", "/"}:  # a page that routes by its fragment is another story there
        split = split._replace(fragment="")
    try:
        split = urlsplit(canonicalize_url(split.geturl().replace("&amp;", "&"), keep_fragments=True))
    except ValueError as error:
        raise Rejected(Reason.INVALID, f"{_shown(url)} is no URL: {error}") from error
    path = _path(split.path)
    scheme, host = _origin(split)
    return split._replace(scheme=scheme, netloc=host, path=path, query=_query(split.query, path)).geturl()


def _split(url: str) -> SplitResult:
    if len(url) > URL_CHARACTERS_MAX:
        raise Rejected(Reason.INVALID, f"{_shown(url)} is longer than {URL_CHARACTERS_MAX} characters")
    try:
        url.encode()
        split = urlsplit(url)
        named = split.scheme in _PORTS and bool(split.hostname) and split.port != 0
    except ValueError as error:  # also UnicodeError: half a surrogate pair
        raise Rejected(Reason.INVALID, f"{_shown(url)} is no URL: {error}") from error
    if not named:
        raise Rejected(Reason.INVALID, f"{_shown(url)} is no absolute http or https URL")
    return split


def _inside(split: SplitResult) -> str | None:
    """Return the story's own URL, where this one is a cache's or a click counter's."""
    host = split.hostname or ""
    if _AMP_CACHE.fullmatch(host) and (found := _AMP_PATH.fullmatch(split.path)):
        query = f"?{split.query}" if split.query else ""
        return f"http{'s' if found['secure'] else ''}://{found['rest']}{query}"
    for counter, path, parameters in _COUNTERS:
        if split.path == path and counter.fullmatch(host):
            given = parse_qs(split.query)
            inner = (given[name][0] for name in parameters if name in given)
            return next((url for url in inner if url.startswith(("http://", "https://"))), None)
    return None


def _origin(split: SplitResult) -> tuple[str, str]:
    """Return scheme and host: https and no www where the port is the scheme's: both serve one story."""
    host = (split.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host):
        raise Rejected(Reason.INVALID, f"{_shown(split.geturl())} names no host")
    if split.port not in {None, _PORTS[split.scheme]}:
        return split.scheme, f"{host}:{split.port}"
    bare = host.removeprefix("www.")
    return "https", bare if "." in bare and not bare.startswith("www.") else host


def _path(path: str) -> str:
    """Return the path without what asks for another look, a session, a default document or a last slash."""
    segments = [part for part in path.partition(";jsessionid=")[0].split("/") if part]
    if segments and _DEFAULT_DOCUMENT.fullmatch(segments[-1].lower()):
        segments.pop()
    if len(segments) > 1 and segments[-1].lower() in {"amp", "print"} and _names_story(segments[-2]):
        segments.pop()
    if segments and _names_story(segments[-1]):
        segments[-1] = re.sub(r"\.amp(?=(\.html?)?$)", "", segments[-1])
    return "/" + "/".join(segments)


def _names_story(segment: str) -> bool:
    return _STORY.fullmatch(segment) is not None


def _query(query: str, path: str) -> str:
    beside_story = _names_story(path.rpartition("/")[2])
    return "&".join(
        pair for pair in query.split("&") if not _counts_readers(*_pair(pair), beside_story=beside_story)
    )


def _pair(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote_plus(name).lower(), unquote_plus(value).lower()


def _counts_readers(name: str, value: str, *, beside_story: bool) -> bool:
    return (
        name in NAMES
        or name.startswith(PREFIXES)
        or (beside_story and name in NAMES_BESIDE_A_STORY)
        or value in OTHER_LOOKS.get(name, ())
    )


def _shown(url: str) -> str:
    return repr(url if len(url) <= 120 else f"{url[:117]}...")  # noqa: PLR2004
