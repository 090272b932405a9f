"""Every error the product raises on purpose, in three families told apart by who must act.

    NewswireError
    ├── Rejected        the article can never pass: dead letter, the stream goes on
    ├── Unavailable     something outside is away: wait, retry within a bound, then stop
    │   └── Superseded  a password or certificate was renewed: stop, to be started again
    └── Misconfigured   the operator must change something: exit 2, naming the setting and the fix

Anything else that is raised is a bug and is left to crash the worker, whose records come again; but of a feed
it is that feed's failure, since it would come again with each restart, and no feed may stop another.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why an article was rejected: a closed set, since each is a metric label and a runbook heading."""

    NOT_JSON = "not_json"
    INVALID = "invalid"
    NO_IDENTITY = "no_identity"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    UNEXTRACTABLE = "unextractable"
    MODEL_FAILED = "model_failed"


MEANINGS = {
    Reason.NOT_JSON: "The bytes are no JSON. Ask who produces them; what was sent is in the dead letter.",
    Reason.INVALID: "A field is missing or is not what the contract says; the message names it.",
    Reason.NO_IDENTITY: "Neither a URL nor a guid: two such articles could not be told apart.",
    Reason.NO_TEXT: "Nothing is left to read: the text is blank, or all of it is headline and boilerplate.",
    Reason.TOO_LARGE: "Larger than allowed; the message names the limit, and its setting where it has one.",
    Reason.UNEXTRACTABLE: "No article was found in the HTML, or reading the article took too long or failed.",
    Reason.MODEL_FAILED: "The model's process died or hung on this text, in a batch and again by itself.",
}


class NewswireError(Exception):
    """Base of every error raised on purpose."""


class Rejected(NewswireError):
    """This article can never pass; a retry would fail the same way. Goes to news.dead.<stage>."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["Rejected"], tuple[Reason, str]]:
        """Let it pass between processes: an exception is otherwise rebuilt from its message alone."""
        return type(self), (self.reason, self.detail)


class Unavailable(NewswireError):
    """Something outside this process does not answer; trying again later may work. Exit 3 once given up."""


class Superseded(Unavailable):
    """What this process was started with has been replaced outside; started again, it works. Exit 3."""


class Misconfigured(NewswireError):
    """A setting or its surroundings are wrong and only an operator can mend them. Exit 2."""
