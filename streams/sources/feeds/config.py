"""FEEDS.yaml: which feeds are polled. What is wrong in it is named by line, all of it at once.

defaults: {language: en}            # optional; any key of a feed but url
feeds:
  - https://example.org/rss.xml     # a URL alone, or:
  - url: https://example.com/atom
    source: The Example             # default: what the entry says, else the feed's host
    language: en                    # default: what the feed says
    interval_s_min: 60              # never asked more often ...
    interval_s_max: 3600            # ... or less often than this
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from streams.errors import Misconfigured, Rejected
from streams.sources.feeds.schedule import DAY_S, S_MAX, S_MIN, Interval
from streams.sources.urls import canonical_url

FEEDS_MAX = 10_000
INTERVAL_S_LEAST = 10.0
_BYTES_MAX = 10_000_000
_TEXTS = {"url", "source", "language"}
_SECONDS = {"interval_s_min", "interval_s_max"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed to poll. `source` and `language`, if given, count above what the feed says."""

    url: str
    source: str | None = None
    language: str | None = None
    interval: Interval = field(default_factory=Interval)


def read_feeds(path: Path) -> list[Feed]:
    """Return the feeds that a file names, in its order.

    Raises Misconfigured naming the file, and for each fault its line and what is allowed.
    """
    try:
        if path.stat().st_size > _BYTES_MAX:
            raise Misconfigured(f"{path} is larger than {_BYTES_MAX} bytes; a list of feeds is not")
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror or error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is no YAML: {error}") from error
    file = _File(str(path))
    feeds = file.feeds(node)
    if file.faults:
        raise Misconfigured("\n  ".join([f"{path} cannot be used:", *file.faults]))
    return feeds


class _File:
    """Reads the nodes of the file; faults are gathered, with their lines, and the reading goes on."""

    def __init__(self, name: str) -> None:
        self.faults: list[str] = []
        self._name = name

    def feeds(self, node: yaml.Node | None) -> list[Feed]:
        top = self._mapping(node, {"defaults", "feeds"}, "the file")
        defaults = self._values(top.get("defaults"), "defaults", _TEXTS - {"url"} | _SECONDS)
        listed = top.get("feeds")
        if not isinstance(listed, yaml.SequenceNode) or not listed.value:
            self._fault(listed or node, "feeds: must be a list with a feed in it")
            return []
        if len(listed.value) > FEEDS_MAX:
            self._fault(listed, f"feeds: are more than {FEEDS_MAX}")
            return []
        found = [self._feed(entry, defaults) for entry in listed.value]
        return self._different([feed for feed in found if feed])

    def _feed(self, node: yaml.Node, defaults: Mapping[str, Any]) -> Feed | None:
        before = len(self.faults)
        if isinstance(node, yaml.ScalarNode):
            own: Mapping[str, Any] = {"url": node.value}
        else:
            own = self._values(node, "a feed", _TEXTS | _SECONDS)
        return self._made(node, {**defaults, **own}) if len(self.faults) == before else None

    def _made(self, node: yaml.Node, values: Mapping[str, Any]) -> Feed | None:
        try:
            canonical_url(values.get("url", ""))
        except Rejected as refused:
            self._fault(node, f"url: {refused.detail}" if "url" in values else "url: is missing")
            return None
        least = values.get("interval_s_min", min(S_MIN, values.get("interval_s_max", S_MIN)))
        most = values.get("interval_s_max", max(S_MAX, least))
        if not INTERVAL_S_LEAST <= least <= most <= DAY_S:
            self._fault(
                node, f"interval_s_min {least:g} and interval_s_max {most:g}: must rise within 10 and 86400"
            )
            return None
        return Feed(
            url=values["url"],
            source=values.get("source"),
            language=values.get("language"),
            interval=Interval(float(least), float(most)),
        )

    def _different(self, feeds: list[Feed]) -> list[Feed]:
        """Return each URL's first feed: one written twice is no fault, but is polled once."""
        by_url: dict[str, Feed] = {}
        for feed in feeds:
            by_url.setdefault(feed.url, feed)
        return list(by_url.values())

    def _values(self, node: yaml.Node | None, what: str, known: set[str]) -> dict[str, Any]:
        """Return a mapping's values where they have the type that their name wants."""
        if node is None:
            return {}
        values = {}
        for name, value in self._mapping(node, known, what).items():
            made = _scalar(value)
            wanted = str if name in _TEXTS else (int, float)
            if not isinstance(made, wanted) or isinstance(made, bool) or made == "":
                self._fault(value, f"{name}: must be {'text' if name in _TEXTS else 'a number of seconds'}")
            else:
                values[name] = made
        return values

    def _mapping(self, node: yaml.Node | None, known: set[str], what: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, f"{what} must have keys: {', '.join(sorted(known))}")
            return {}
        found = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in known:
                found[key.value] = value
            else:
                self._fault(key, f"{key.value}: is unknown in {what}; known: {', '.join(sorted(known))}")
        return found

    def _fault(self, node: yaml.Node | None, what: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.faults.append(f"{self._name}:{line}: {what}")


def _scalar(node: yaml.Node) -> object:
    """Return what a node holds, or None if it is no plain value that YAML itself knows."""
    try:
        return yaml.SafeLoader("").construct_object(node) if isinstance(node, yaml.ScalarNode) else None
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2024-99-99
        return None
