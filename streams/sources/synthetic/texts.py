"""What an outlet publishes: a report with its opening, byline and site around it, as text or as a page."""

import re
from dataclasses import dataclass, replace
from html import escape
from random import Random

from streams.sources.synthetic.outlets import Outlet
from streams.sources.synthetic.stories import Report
from streams.sources.synthetic.world import Event, a_person

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_CHARS_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One published text, sent as a page of HTML where `as_page`, else as plain text."""

    outlet: Outlet
    title: str
    paragraphs: tuple[str, ...]
    url: str
    author: str = ""
    as_page: bool = False

    @property
    def body(self) -> str:
        """Return the story as plain text, a blank line between paragraphs."""
        return "\n\n".join(self.paragraphs)


def publish(report: Report, event: Event, outlet: Outlet, rng: Random, *, as_page: bool = False) -> Text:
    """Return a report as an outlet first publishes it, with its opening before the first words."""
    opening = _filled(outlet.opening, event)
    return Text(
        outlet=outlet,
        title=report.title,
        paragraphs=(opening + report.paragraphs[0], *report.paragraphs[1:]),
        url=outlet.url(slug(report.title), rng),
        author=a_person("", rng).full,
        as_page=as_page,
    )


def republish(text: Text, outlet: Outlet, rng: Random, *, title: str | None = None) -> Text:
    """Return a text as another outlet carries it, word for word and plain, at its own address."""
    title = title or text.title
    return replace(text, outlet=outlet, title=title, url=outlet.url(slug(title), rng), as_page=False)


def with_chrome(text: Text, rng: Random, *, other_title: str) -> Text:
    """Return a text with what its site puts around it among its paragraphs, as bad scrapers leave it."""
    lines = [line.format(title=other_title) for line in text.outlet.chrome]
    before = rng.randint(0, min(2, len(lines)))
    byline = (text.outlet.byline.format(author=text.author),) if text.outlet.byline else ()
    head = (*lines[:before], *byline)
    return replace(text, paragraphs=(*head, *text.paragraphs, *lines[before:]))


def page(text: Text, *, other_titles: tuple[str, ...]) -> str:
    """Return a text as an HTML page: navigation, headline, story, other headlines, footer."""
    story = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.paragraphs)
    others = "".join(f'<li><a href="/{slug(title)}">{escape(title)}</a></li>' for title in other_titles)
    name, title = escape(text.outlet.name), escape(text.title)
    chrome = [escape(line.format(title="")) for line in text.outlet.chrome]
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} - {name}</title></head>
<body><header><nav><a href="/">{name}</a> <span>{chrome[0]}</span></nav></header>
<main><article><h1>{title}</h1><div class="byline">{escape(text.author)}</div>
{story}
</article></main>
<aside><h2>Most read</h2><ul>{others}</ul></aside>
<footer><p>{chrome[-1]}</p></footer></body></html>
"""


def slug(title: str) -> str:
    """Return a headline as it stands in an address."""
    return _NOT_SLUG.sub("-", title.lower()).strip("-")[:_SLUG_CHARS_MAX].strip("-")


def _filled(template: str, event: Event) -> str:
    city = str(event.facts["city"])
    return template.format(
        CITY=city.upper(), city=city, country=event.facts["country"], day=event.facts["day"]
    )
