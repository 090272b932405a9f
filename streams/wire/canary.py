"""Whether a record of the raw topic is a canary: marked as one, and made like one."""

from streams.domain.article import RawArticle
from streams.domain.canary import has_its_shape
from streams.wire.headers import Pairs, Received, read

HEADER = "newswire-canary"
MARK: Pairs = [(HEADER, b"1")]


def is_canary(raw: RawArticle, received: Received) -> bool:
    """Return whether it is; asked for every article, so its headers are read last."""
    return has_its_shape(raw) and HEADER in read(received)
