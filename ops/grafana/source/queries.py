"""Questions that several dashboards ask, in PromQL."""

from ops.grafana.source.panel import Query

RATE = "[$__rate_interval]"  # Grafana puts in what fits the interval of scrapes and the width of the panel


def per_second(metric: str, where: str, *, by: str, legend: str) -> Query:
    """Return how fast a counter rises, by labels (none: altogether)."""
    summed = f"sum by ({by})" if by else "sum"
    return Query(f"{summed} (rate({metric}{_chosen(where)}{RATE}))", legend)


def outcomes(where: str, *, by: str, legend: str) -> Query:
    """Return how many records a second had such outcomes."""
    return per_second("newswire_outcomes_total", where, by=by, legend=legend)


def seconds(where: str, *shares: float) -> tuple[Query, ...]:
    """Return below how many seconds each share of the records stays, from taken up to settled, by stage."""
    return tuple(
        Query(
            f"histogram_quantile({share}, sum by (stage, le) "
            f"(rate(newswire_stage_seconds_bucket{_chosen(where)}{RATE})))",
            f"{{{{stage}}}} p{share * 100:.0f}",
        )
        for share in shares
    )


def latency(where: str, *shares: float, since: str = "received") -> tuple[Query, ...]:
    """Return below how many seconds each share of the articles stays since a time, by where they got to."""
    chosen = ",".join(filter(None, (f'since="{since}"', where)))
    return tuple(
        Query(
            f"histogram_quantile({share}, sum by (to, le) "
            f"(rate(newswire_latency_seconds_bucket{{{chosen}}}{RATE})))",
            f"{{{{to}}}} p{share * 100:.0f}",
        )
        for share in shares
    )


def last_hour(where: str, legend: str) -> Query:
    """Return how many records had such outcomes in the last hour."""
    return Query(f"sum(increase(newswire_outcomes_total{{{where}}}[1h]))", legend)


def _chosen(where: str) -> str:
    return f"{{{where}}}" if where else ""
