"""How much an article is about an entity: 0 to 1, from where and how often it is named.

    salience = 0.35 headline + 0.25 first paragraph + 0.25 frequency + 0.15 spread

headline and first paragraph are 1 if the entity is named there, else 0. Frequency is its mentions over
those of the most mentioned entity, spread the share of the text's quarters that name it. News puts what
matters first: position and frequency are the strongest features of Dunietz and Gillick 2014, "A New Entity
Salience Task with Millions of Training Examples". An article without a headline can reach 0.65.
"""

from collections.abc import Sequence

HEADLINE, LEAD, FREQUENCY, SPREAD = 0.35, 0.25, 0.25, 0.15
LEAD_CHARS_MAX = 600
QUARTERS = 4


def salience(starts: Sequence[int], *, titled: bool, count: int, count_max: int, text: str) -> float:
    """Return the salience, in thousandths, of what is named at `starts` in `text` and `count` times in all.

    `count_max` is the count of the article's most named entity, at least `count`.
    """
    lead, length = lead_end(text), max(1, len(text))
    quarters = {start * QUARTERS // length for start in starts}
    score = (
        HEADLINE * titled
        + LEAD * (min(starts, default=lead) < lead)
        + FREQUENCY * count / count_max
        + SPREAD * len(quarters) / QUARTERS
    )
    return round(score, 3)


def lead_end(text: str) -> int:
    """Return where the first paragraph of a text ends, at most 600 characters on."""
    end = text.find("\n", 1)
    return min(end if end >= 0 else len(text), LEAD_CHARS_MAX)
