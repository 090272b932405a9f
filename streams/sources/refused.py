"""What a source could not make an article of, and where it stands; a source goes on after each."""

from dataclasses import dataclass

from streams.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line, an entry or a feed that is no article.

    `place` is what a person would look up: "articles.jsonl:12", or a feed's URL and its entry's number.
    `original` holds a line as it came, cut where it was longer than allowed; it is empty for feeds.
    """

    place: str
    reason: Reason
    detail: str
    original: bytes = b""

    def __str__(self) -> str:
        """Return "place: what is wrong", as compilers print it, so that editors can jump there."""
        return f"{self.place}: {self.reason.value}: {self.detail}"
