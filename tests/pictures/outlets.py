"""Outlets in pictures: feeds that publish made-up stories, one that is gone, two in foreign languages."""

import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import orjson

from streams.sources.synthetic import FedRecord, Kind, endless_feed
from tests.outlet import Outlet, Page
from tests.pictures.foreign import article

FEEDS, STORIES_PER_S = 4, 0.7
FOREIGN, FOREIGN_PER_S = ("de", "fr"), 0.3
PERIOD_S = 200  # longer than a run
SHOWN_MAX = 30

Item = dict[str, str]


def published(site: Outlet, file: Path) -> None:
    """Begin to publish, and write the list of feeds, polled as often as may be."""
    made = (_item(record) for record in endless_feed(seed=11) if record.kind is Kind.STORY)
    stories = list(islice(made, round(FEEDS * STORIES_PER_S * PERIOD_S)))
    began = time.monotonic()
    for number in range(FEEDS):
        site.pages[f"/{number}"] = _page(stories[number::FEEDS], began, STORIES_PER_S)
    for language in FOREIGN:
        foreign = [article(language, number) for number in range(round(FOREIGN_PER_S * PERIOD_S))]
        site.pages[f"/{language}"] = _page(foreign, began, FOREIGN_PER_S)
    lines = ["defaults: {interval_s_min: 10, interval_s_max: 10}", "feeds:", f"  - {site.url}/gone"]
    file.write_text("\n".join([*lines, *(f"  - {site.url}{path}" for path in site.pages)]) + "\n")


def _page(items: Sequence[Item], began: float, per_s: float) -> Callable[[], Page]:
    def now() -> Page:
        out = int((time.monotonic() - began) * per_s) + 1
        shown = items[max(0, out - SHOWN_MAX) : out]
        page = {"version": "https://jsonfeed.org/version/1.1", "title": "outlet", "items": shown[::-1]}
        return Page(orjson.dumps(page))

    return now


def _item(story: FedRecord) -> Item:
    told = orjson.loads(story.payload)
    return {"id": told["url"], "url": told["url"], "title": told["title"], "content_text": told["text"]}
