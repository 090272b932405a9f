"""A news feed made up from a seed, with the truth about every record; see `feed`."""

from streams.sources.synthetic.feed import Clock, endless_feed, feed
from streams.sources.synthetic.records import COPY_KINDS, FedRecord, Kind, Outcome, Truth

__all__ = ["COPY_KINDS", "Clock", "FedRecord", "Kind", "Outcome", "Truth", "endless_feed", "feed"]
