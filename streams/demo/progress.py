"""The same in plain lines, where nothing can be drawn: a log, a pipe, a build server."""

from streams.demo import paint
from streams.demo.accounts import Accounts


def progress_line(accounts: Accounts, elapsed_s: float) -> str:
    """Return how things stand, in one line."""
    live, whole = accounts.live, accounts.end_to_end
    return (
        f"{elapsed_s:5.0f} s  sent {live['sent']}, unique {live['unique']}, copies {live['duplicates']}, "
        f"revisions {live['revisions']}, repeats {accounts.repeats}, dead {live['dead at dedup']}, "
        f"enriched {live['enriched']}; lag dedup {accounts.undecided}, enrich {accounts.unenriched}; "
        f"end to end p50 {paint.seconds(whole.percentile(50))}, p99 {paint.seconds(whole.percentile(99))}"
    )
