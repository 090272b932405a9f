"""What a person sees: the picture at any size, the summary, the lines for where nothing can be drawn."""

from io import StringIO

import pytest
from rich.console import Console

from streams.demo import paint
from streams.demo.board import SHOWN_MAX, TITLES_MAX, Board, CopyShown
from streams.demo.events import Event
from streams.demo.pace import Pace
from streams.demo.progress import progress_line
from streams.demo.report import report
from streams.demo.screen import FRAME_S, LiveScreen, PlainScreen
from streams.demo.summary import summarise
from streams.demo.view import ABOUT, View
from streams.sources.synthetic import Kind
from tests.clock import Clock
from tests.unit.demo.replay import buried, copied, enriched, faultless, heard, passed, sent


def a_view(happened: list[Event], *, articles: int | None = 600) -> View:
    clock = Clock()
    board, pace = Board(clock), Pace(clock)
    for event in happened:
        clock.now += 0.02
        board.hear(event)
        pace.count("sent")
    return View(
        heard(happened), board, pace, articles, footer=["metrics   dedup http://127.0.0.1:9461/metrics"]
    )


def drawn(thing: object, *, width: int = 140, height: int = 40, color: bool = False) -> str:
    output = StringIO()
    system = "truecolor" if color else None
    console = Console(file=output, width=width, height=height, force_terminal=color, color_system=system)  # type: ignore[arg-type]
    console.print(thing)
    return output.getvalue()


def test_the_picture_says_what_it_is_and_where_the_metrics_are() -> None:
    picture = drawn(a_view(faultless(100)))
    assert ABOUT in picture
    assert "http://127.0.0.1:9461/metrics" in picture
    for part in ("feed → Kafka", "dedup", "enrich", "held back", "dead letters", "person", "organisation"):
        assert part in picture


def test_the_picture_has_the_numbers_of_the_accounts() -> None:
    happened = faultless(100)
    live, picture = heard(happened).live, drawn(a_view(happened))
    for number, what in (("duplicates", "copies caught"), ("unique", "unique"), ("enriched", "articles")):
        assert f"{live[number]} {what}" in picture
    assert "p50 40 ms" in picture
    assert "p99 140 ms" in picture


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 35), (200, 60), (60, 16)])
def test_the_picture_fits_its_terminal(size: tuple[int, int]) -> None:
    """A line too many would scroll the picture away, four times a second."""
    width, height = size
    lines = drawn(a_view(faultless(100)), width=width, height=height).splitlines()
    assert len(lines) <= height
    assert max(map(len, lines)) <= width


def test_before_anything_came_out_it_says_what_it_waits_for() -> None:
    picture = drawn(a_view([]))
    assert "waiting for the first article" in picture
    assert "waiting for the first copy" in picture
    assert "none so far" in picture


def test_a_feed_without_end_has_no_bar() -> None:
    picture = drawn(a_view([sent("a")], articles=None))
    assert "1 articles sent" in picture


def test_a_narrow_picture_cuts_no_number() -> None:
    """Eighty columns are what most terminals open with."""
    happened = faultless(200)
    live, picture = heard(happened).live, drawn(a_view(happened), width=80, height=24)
    for number in ("sent", "duplicates", "unique", "revisions", "dead at dedup", "enriched"):
        assert f"{live[number]} " in picture
    boxes = "\n".join(picture.splitlines()[:6])
    assert "…" not in boxes


def test_names_are_in_the_colour_of_their_kind() -> None:
    text = paint.article(enriched("a").record, lines=4, width=80)
    coloured = {(text.plain[span.start : span.end], str(span.style)) for span in text.spans}
    assert ("Ann Marwick", paint.COLOURS["PERSON"]) in coloured
    assert ("Riga", paint.COLOURS["LOC"]) in coloured


def test_an_article_keeps_to_its_lines() -> None:
    record = dict(enriched("a").record) | {"text": "word " * 200}
    assert len(paint.article(record, lines=4, width=40).plain.splitlines()) == 4


def test_a_revision_says_so() -> None:
    assert "revision 2" in paint.article(enriched("a", revision=2).record, lines=4, width=80).plain
    assert "revision" not in paint.article(enriched("a").record, lines=4, width=80).plain


def test_a_copy_says_of_whom_and_why_and_how_it_was_made() -> None:
    shown = CopyShown(copied("b", "a").record, "cut by 35 %", "Meridian Wire")
    assert paint.copy(shown).plain.split("\n") == [
        "Valley Ledger  Headline of b",
        "  ↳ copies Meridian Wire, 3.2 s earlier",
        "    87% alike  · really: cut by 35 %",
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("exact", "the same text"), ("near", "87% alike"), ("contained_in", "99% contained, 87% alike")],
)
def test_a_reason_is_in_words(kind: str, words: str) -> None:
    assert paint.reason(dict(copied("b", "a").record) | {"kind": kind}) == words


def test_a_corrected_copy_whose_text_is_gone_still_has_a_name() -> None:
    record = dict(copied("b", "a").record) | {"source": None, "title": None}
    assert "an outlet  b" in paint.copy(CopyShown(record, "", None)).plain
    assert "copies an earlier article" in paint.copy(CopyShown(record, "", None)).plain


@pytest.mark.parametrize(
    ("value", "read"), [(None, "–"), (0.0412, "41 ms"), (1.24, "1.2 s"), (59.96, "60.0 s"), (180.0, "3 min")]
)
def test_seconds_are_read_at_a_glance(value: float | None, read: str) -> None:
    assert paint.seconds(value) == read


@pytest.mark.parametrize(("value", "read"), [(None, "–"), (1.0, "100 %"), (0.99999, "99.9 %"), (0.5, "50 %")])
def test_a_share_is_never_rounded_up_to_all(value: float | None, read: str) -> None:
    assert paint.share(value) == read


def test_articles_change_no_faster_than_one_can_read() -> None:
    clock = Clock()
    board = Board(clock)
    for number in range(100):
        clock.now += 0.01
        board.hear(enriched(f"a{number}"))
    assert len(board.articles.shown) == 2
    assert board.entities == 200
    clock.now += 5
    board.turn()
    assert board.articles.shown[0].article == "a99"


def test_a_copy_is_shown_with_the_original_as_it_was_sent() -> None:
    board = Board(Clock())
    for event in (sent("a"), sent("b", Kind.CUT_35, of="a"), copied("b", "a")):
        board.hear(event)
    assert board.copies.shown[0].original_source == "Meridian Wire"
    assert board.copies.shown[0].made == "cut by 35 %"


def test_the_board_remembers_a_bounded_number_of_things() -> None:
    board = Board(Clock())
    for number in range(TITLES_MAX + 10):
        board.hear(sent(f"a{number}"))
        board.hear(buried(f"a{number}"))
    assert len(board.letters) == SHOWN_MAX
    assert len(board._known) == TITLES_MAX
    board.hear(passed("a0"))


def test_a_pace_is_that_of_the_last_five_seconds() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(400):
        pace.count("sent")
        clock.now += 0.025
    assert pace.rate("sent") == pytest.approx(40, rel=0.1)
    clock.now += 60
    assert pace.rate("sent") == 0
    assert pace.elapsed_s == pytest.approx(70)


def test_a_line_of_progress_has_every_count() -> None:
    line = progress_line(heard(faultless(100)), 12.0)
    live = heard(faultless(100)).live
    assert line.startswith("   12 s  sent 100, ")
    assert f"copies {live['duplicates']}" in line
    assert "end to end p50 140 ms" in line


def test_the_summary_adds_up_before_the_readers_eyes() -> None:
    summary = summarise(heard(faultless(200)), first_enriched_s=12.3)
    text = drawn(report(summary), width=120)
    assert f"200 received = {summary.unique} unique + {summary.duplicates} duplicates" in text
    assert "0 lost" in text
    assert "recall 100 %, precision 100 %" in text
    assert "first enriched after 12.3 s" in text
    assert "cut, chrome, new headline" in text


def test_the_summary_fits_into_eighty_columns() -> None:
    text = drawn(report(summarise(heard(faultless(200)), first_enriched_s=12.3)), width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_a_loss_is_red() -> None:
    happened = [
        *faultless(50),
        sent("never seen again"),
        sent("dead"),
        passed("dead"),
        buried("dead", stage="enrich"),
    ]
    text = drawn(report(summarise(heard(happened), first_enriched_s=None)), color=True)
    assert "\x1b[1;37;41m" in text
    assert "1 more died in enrich" in text


def test_plain_lines_say_where_to_look_and_then_how_it_goes() -> None:
    output = StringIO()
    with PlainScreen(Console(file=output, width=300)) as screen:
        screen.say("starting [Kafka]")
        screen.begin(a_view(faultless(20)))
        screen.turn()
        screen.turn()
        assert output.getvalue().count("sent 20") == 1
    lines = output.getvalue().splitlines()
    assert lines[0] == "starting [Kafka]"
    assert "http://127.0.0.1:9461/metrics" in lines[1]


def test_the_last_plain_line_says_how_it_ended_though_the_one_before_was_just_written() -> None:
    output, happened = StringIO(), faultless(20)
    with PlainScreen(Console(file=output, width=300)) as screen:
        view = a_view(happened[:1])
        screen.begin(view)
        screen.turn()
        for event in happened[1:]:
            view.accounts.hear(event)
    assert "sent 20" in output.getvalue().splitlines()[-1]


def test_the_live_screen_leaves_the_terminal_as_it_was() -> None:
    output = StringIO()
    with LiveScreen(Console(file=output, width=120, height=30, force_terminal=True)) as screen:
        screen.begin(a_view(faultless(20)))
        screen.turn()
        screen.turn()
    drawn_text = output.getvalue()
    assert drawn_text.count("\x1b[?1049h") == drawn_text.count("\x1b[?1049l") == 1
    assert "newswire" in drawn_text
    assert FRAME_S < 1


def test_a_screen_that_was_never_shown_ends_quietly() -> None:
    output = StringIO()
    with LiveScreen(Console(file=output, force_terminal=True)) as screen:
        screen.turn()
    assert output.getvalue() == ""
