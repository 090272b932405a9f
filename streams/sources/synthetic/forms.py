"""Articles that fill in a form, such as rates, results or weather: only names and figures differ.

They share most of their words with the last filling and say something new all the same: none is a copy of
another.
"""

from random import Random

from streams.sources.synthetic.grammar import load, say
from streams.sources.synthetic.outlets import OUTLETS
from streams.sources.synthetic.stories import Report, mention
from streams.sources.synthetic.texts import Text, slug
from streams.sources.synthetic.world import Event, an_event

# Each form is one outlet's, since that is whose readers see it every day.
FORMS = {
    "form_deposits": "Ledgerline",
    "form_fixing": "Ledgerline",
    "form_results": "Terrace Talk",
    "form_quarter": "Capital Chronicle",
    "form_weather": "The Harbour Courier",
}


def filled_form(form: str, rng: Random) -> Text:
    """Return a new filling of a form, as its outlet publishes it."""
    event = an_event(form, rng)
    report = fill(event, rng)
    outlet = next(outlet for outlet in OUTLETS if outlet.name == FORMS[form])
    return Text(
        outlet=outlet,
        title=report.title,
        paragraphs=report.paragraphs,
        url=outlet.url(slug(report.title), rng),
    )


def fill(event: Event, rng: Random) -> Report:
    """Return the form that an event's kind names, filled with its facts."""

    def slot(name: str) -> str:
        return mention(event, name, known=False, rng=rng)

    sections = load(event.kind)
    title = say(sections["headline"][0], rng, slot)
    return Report(title, tuple(say(line, rng, slot) for line in sections["text"]), frozenset(), frozenset())
