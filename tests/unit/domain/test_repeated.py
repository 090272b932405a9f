"""What a source repeats is learned, and no story is: neither from its copies nor from its versions."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.paragraphs import LINES_MAX, line_hash
from streams.domain.repeated import ARTICLES_MAX, LOOKED_AT_MAX, OFFSETS_MAX, Lesson, Repeated, lesson
from streams.evaluate import sites
from streams.evaluate.piece import Piece
from streams.sources.synthetic import copies
from streams.wire.lessons import pack_lessons, unpack_lessons
from tests.builders import a_raw_article, a_text

BOX = "The Harbour Post is owned by its readers. They elect its board once a year, in the old town hall."
MENU = "Home | Port | Tides"
WAYS = (
    copies.verbatim, copies.cut(0.2), copies.cut(0.35), copies.cut(0.5), copies.reordered, copies.dropped,
    copies.typos(0.05), copies.typos(0.15), copies.corrected,
)  # fmt: skip


@dataclass
class Feed:
    """A partition to which articles come, one by one."""

    repeated: Repeated
    offset: int = 0

    def send(
        self, body: str, *, article: int | None = None, source: str = "Post", title: str | None = None
    ) -> list[str]:
        """Return the lines of a body that are its source's own; its id and headline are new unless given."""
        number = self.offset if article is None else article
        raw = a_raw_article(
            number, source=source, title=f"Headline {self.offset}" if title is None else title
        )
        known = self.repeated.take(lesson(self.offset, raw, body))
        self.offset += 1
        return [line for line in body.split("\n") if line_hash(line) in known]


@pytest.fixture
def feed() -> Feed:
    """A partition to which nothing came yet."""
    return Feed(Repeated())


@lru_cache
def a_story(seed: int, words: int = 60) -> str:
    """Return a story in one paragraph."""
    return a_text(seed, words=words, names=4, numbers=3).replace("\n\n", " ")


def test_what_four_stories_had_is_the_sources_own_from_the_fifth_on(feed: Feed) -> None:
    told = [feed.send(f"{MENU}\n{a_story(n)}\n\n{BOX}") for n in range(6)]
    assert told == [[]] * 4 + [[MENU, BOX]] * 2


def test_a_box_longer_than_its_short_stories_is_learned(feed: Feed) -> None:
    """They are what is taken for copies of each other otherwise."""
    told = [feed.send(f"{a_story(n, words=30)}\n{BOX} {BOX}\n{BOX}{MENU}") for n in range(5)]
    assert len(told[-1]) == 2


def test_what_one_source_repeats_says_nothing_of_another(feed: Feed) -> None:
    for n in range(8):
        feed.send(f"{a_story(n)}\n{BOX}")
    assert feed.send(f"{a_story(9)}\n{BOX}", source="Courier") == []


def test_a_columns_opening_and_an_agencys_background_are_learned(feed: Feed) -> None:
    """Each column, and each report on the event, then is known by what is new in it."""
    background = a_story(99)
    told = [feed.send(f"{a_story(n)}\n{background}\n{a_story(50 + n)}") for n in range(5)]
    assert told[-1] == [background]


def test_it_is_forgotten_when_the_source_has_stopped_it(feed: Feed) -> None:
    for n in range(5):
        feed.send(f"{a_story(n)}\n{BOX}")
    feed.offset += OFFSETS_MAX
    assert feed.send(f"{a_story(6)}\n{BOX}") == []


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    words=st.sampled_from((60, 120, 300)),
    sentences=st.integers(1, 5),
    times=st.integers(5, 24),
    chrome=st.booleans(),
)
def test_a_story_that_is_sent_again_and_again_is_never_learned_away(
    seed: int, words: int, sentences: int, times: int, chrome: bool
) -> None:
    """In any mix of the ways of copying, two after each other, each time under another id and headline."""
    random, feed = Random(seed), Feed(Repeated())
    spoken = a_story(seed, words=words).split(". ")
    story = tuple(". ".join(spoken[at : at + sentences]) + "." for at in range(0, len(spoken), sentences))
    headlines = [f"Another headline, number {n} of the day" for n in range(200)]
    for _ in range(times):
        made = story
        for way in random.choices(WAYS, k=2):
            made = made if way is copies.dropped and len(made) == 1 else way(made, random)
        site = sites.chrome(Piece("", made), random, headlines).paragraphs if chrome else made
        assert not set(feed.send("\n\n".join(site))) & set(made)


@pytest.mark.parametrize("grows", [lambda n: n + 1, lambda n: 2**n], ids=["by one", "twofold"])
def test_a_live_blog_is_never_learned_away(feed: Feed, grows: "object") -> None:
    """Its first paragraphs are in all of its versions, each under an address of its own."""
    assert callable(grows)
    for version in range(7):
        updates = [a_story(n, words=40) for n in range(grows(version))]
        assert feed.send("\n".join(updates)) == []


def test_a_live_blog_that_drops_its_oldest_is_never_learned_away(feed: Feed) -> None:
    updates = [a_story(n, words=40) for n in range(60)]
    for version in range(50):
        assert feed.send("\n".join(updates[version : version + 10])) == []


def test_the_versions_of_one_article_say_nothing_however_much_they_differ(feed: Feed) -> None:
    """A page of the latest news has another content every hour; one page is no four stories."""
    told = [feed.send(f"{a_story(n)}\n{BOX}", article=7) for n in range(12)]
    assert told == [[]] * 12


def test_stories_under_one_headline_say_nothing(feed: Feed) -> None:
    """A short story with other teasers around it every time looks like a box around other stories."""
    told = [feed.send(f"{a_story(n)}\n{BOX}", title="Ferry returns") for n in range(12)]
    assert told == [[]] * 12


def test_forms_filled_in_say_nothing(feed: Feed) -> None:
    """What differs in them is too little to be a story: a form must not be told by its blanks alone."""
    told = [feed.send(f"Water level in Norby\n{n * 37 % 91} cm\n{BOX}\n{a_story(99)}") for n in range(12)]
    assert told == [[]] * 12


@st.composite
def streams(draw: st.DrawFn) -> list[Lesson]:
    """What records of a partition taught: boxes of two sources, their stories, versions, copies, and gaps."""
    random, taught, offset = Random(draw(st.integers(0, 2**32))), list[Lesson](), 0
    for number in range(draw(st.integers(20, 60))):
        offset += random.choice((1, 1, 7, 200, 200, 3_000))
        story = a_story(random.choice((number, number, number, 0)), words=30)
        boxes = (f"{BOX} This is box number {box}." for box in range(3) if random.random() < 0.6)
        raw = a_raw_article(
            random.choice((number, number, number // 2)),
            source=f"Source {random.randrange(2)}",
            title=f"Headline {number}",
        )
        taught.append(lesson(offset, raw, "\n".join((story, *boxes))))
    return taught


def judgements(taught: list[Lesson], repeated: Repeated) -> list[frozenset[int]]:
    return [repeated.take(one) for one in taught]


@settings(max_examples=80, deadline=None)
@given(taught=streams(), data=st.data())
def test_a_record_that_comes_again_after_a_crash_is_judged_as_it_was(
    taught: list[Lesson], data: st.DataObject
) -> None:
    """Whatever was in one row, and whatever was written already of records that come again."""
    first = judgements(taught, Repeated())
    head = data.draw(st.integers(0, len(taught)))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(taught) - 1))))
    rows = [pack_lessons(taught[a:b]) for a, b in zip([0, *cuts], [*cuts, len(taught)], strict=True)]
    start = taught[head].offset if head < len(taught) else taught[-1].offset + 1
    folded = Repeated()
    for row in rows:
        for told in unpack_lessons(row):
            if told.offset < start:
                folded.learn(told)
    assert judgements(taught[head:], folded) == first[head:]


@settings(max_examples=80, deadline=None)
@given(taught=streams(), data=st.data())
def test_sources_may_come_in_any_order_beside_each_other(taught: list[Lesson], data: st.DataObject) -> None:
    """A slow page holds up its own source; the others are judged meanwhile, as they would have been."""
    first = {told.offset: known for told, known in zip(taught, judgements(taught, Repeated()), strict=True)}
    queues = [
        [told for told in taught if told.source == source] for source in {told.source for told in taught}
    ]
    mixed, repeated = list[Lesson](), Repeated()
    while any(queues):
        mixed.append(data.draw(st.sampled_from([queue for queue in queues if queue])).pop(0))
    assert {told.offset: repeated.take(told) for told in mixed} == first


@settings(max_examples=80, deadline=None)
@given(taught=streams(), data=st.data())
def test_letting_go_changes_no_judgement(taught: list[Lesson], data: st.DataObject) -> None:
    """Only what is 10,000 offsets before counts: it may begin anywhere earlier, and be let go of later."""
    whole = judgements(taught, Repeated())
    begun = data.draw(st.integers(0, len(taught) - 1))
    late, told = Repeated(), []
    for one in taught[begun:]:
        told.append(late.take(one))
        late.forget(one.offset)
    same = [n for n, one in enumerate(taught) if one.offset - OFFSETS_MAX > taught[begun].offset]
    assert [told[n - begun] for n in same] == [whole[n] for n in same]


def test_memory_is_bounded_for_a_source_and_for_all_of_them() -> None:
    """One that sends without end has 256 articles; one that falls silent is gone after 10,000 offsets."""
    loud, many = Repeated(), Repeated()
    for n in range(3 * ARTICLES_MAX):
        loud.take(lesson(n, a_raw_article(n, text=None), f"Line {n}\n{BOX}"))
    assert len(loud) == ARTICLES_MAX
    for n in range(0, 5 * OFFSETS_MAX, 50):
        many.take(lesson(n, a_raw_article(n, source=f"Source {n}", text=None), "A line"))
        many.forget(n)
    assert len(many) == OFFSETS_MAX // 50 + 1


def test_of_a_very_long_article_the_beginning_and_the_end_are_remembered(feed: Feed) -> None:
    told = [
        feed.send("\n".join((MENU, *(a_story(1000 * n + k, 20) for k in range(2 * LINES_MAX)), BOX)))
        for n in range(5)
    ]
    assert told[-1] == [MENU, BOX]


def test_for_one_record_so_many_articles_are_looked_at_and_no_more(feed: Feed) -> None:
    """The event loop does it: what stands in most articles is asked after first, and the rest not at all."""
    headings = ["All of the port", "All of the town"]
    for heading in headings:
        for _ in range(LOOKED_AT_MAX + 1):
            feed.send(heading)  # no story
    for n in range(LOOKED_AT_MAX):
        feed.send(f"{BOX}\n\n{a_story(n)}")
    assert feed.send(f"{BOX}\n\n{a_story(98)}") == [BOX]
    assert feed.send("\n\n".join([*headings, BOX, a_story(99)])) == []
