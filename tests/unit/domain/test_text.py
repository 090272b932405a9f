"""What a word is, whatever the script, and that spelling that readers do not see changes no hash."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.text import words


def hashes(text: str) -> list[int]:
    return [int(word) for word in words(text).hashes]


def numbers(text: str) -> list[bool]:
    return [bool(number) for number in words(text).numbers]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("THE Talks", "the talks"),
        ("It’s “good” – he said…", 'It\'s "good" - he said...'),
        ("café naïve", "cafe naive"),
        ("cafe\u0301", "café"),
        ("so\u00adci\u200bety", "society"),
        ("1,234,567 people", "1234567 people"),
        ("ＦＵＬＬ　ｗｉｄｔｈ １２", "full width 12"),
        ("one\u00a0two", "one two"),
        ("ΑΘΗΝΑ Москва", "αθηνα москва"),
        ("read https://a.example/b?c=1 now", "read https://other.example/d now"),
        ("read HTTP://WWW.A.EXAMPLE/b now", "read  now"),
        ("fire 🔥 works", "fire works"),
        ("١٢٬٣٤٥ و ٣٫٥", "12,345 و 3.5"),
        ("१२ अगस्त", "12 अगस्त"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_the_same(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5 per cent", "15 per cent"),
        ("1, 2", "12"),
        ("a b", "ab"),
        ("한국", "한글"),
        ("antidisestablishmentarianism", "antidisestablishmentarianist"),
        ("abcdefgh", "abcdefghi"),
        ("aaaaaaaaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaab"),
    ],
)
def test_what_differs_differs(one: str, other: str) -> None:
    assert hashes(one) != hashes(other)


def test_a_script_without_spaces_gives_a_word_a_character() -> None:
    assert hashes("東京都 2020年") == [
        *hashes("東"),
        *hashes("京"),
        *hashes("都"),
        *hashes("2020"),
        *hashes("年"),
    ]


def test_a_word_has_the_same_hash_beside_ascii_and_beside_any_other_text() -> None:
    assert hashes("summit")[0] == hashes("the “summit” – 首脳 summit")[1] == hashes("the summit”")[1]


def test_a_number_begins_with_a_digit_and_keeps_its_marks_inside() -> None:
    assert numbers("Up 3.5% to 1,200 on May 12th, v2") == [
        False,
        True,
        False,
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_number_is_one_in_the_digits_of_any_script() -> None:
    """Else no figure would tell one day's rates from the next in Arabic, Hindi or Bengali."""
    assert numbers("ارتفع ٣٫٥ في ١٢٬٣٤٥") == [False, True, False, True]
    assert numbers("१२ अगस्त, ৪৫") == [True, False, True]


def test_a_wide_comma_stands_between_numbers() -> None:
    assert hashes("号码4，19，28") == hashes("号码 4 19 28")


def test_a_name_is_capitalised_where_no_sentence_begins() -> None:
    names = [bool(name) for name in words('Today Kim met Bolton. They said: "Good progress" in Oslo').names]
    assert names == [False, True, False, True, False, False, False, False, False, True]


def test_a_capital_is_one_wherever_it_stands() -> None:
    assert [bool(c) for c in words("Today kim Met").capitals] == [True, False, True]


def test_names_are_known_in_every_script_that_has_capitals() -> None:
    assert [bool(name) for name in words("вчера Путин был в Москве").names] == [0, 1, 0, 0, 1]
    assert [bool(name) for name in words("χθες ο Τσίπρας στην Αθήνα").names] == [0, 0, 1, 0, 1]
    assert [bool(name) for name in words("вчора Єва Їжак").names] == [0, 1, 1]


def test_a_text_in_greek_or_cyrillic_capitals_has_the_words_of_the_same_in_small_ones() -> None:
    for text in ("Σήμερα ο Τσίπρας στην Αθήνα", "Сегодня Путин, Ёлкин и Їжак в Москве"):
        assert hashes(text.upper()) == hashes(text) == hashes(text.lower())
        assert not words(text.upper()).names.any()


def test_an_empty_text_has_no_words() -> None:
    assert [len(words(text)) for text in ("", " \n", "…!?", "🔥")] == [0, 0, 0, 0]


@given(st.text())
def test_any_text_has_words_and_an_encoding_error_in_it_changes_nothing(text: str) -> None:
    """Feeds hold half surrogates and controls; none may raise."""
    found = words(text)
    assert len(found.hashes) == len(found.numbers) == len(found.names) == len(found.capitals)


@given(st.lists(st.text("abcde", min_size=1, max_size=40), max_size=30))
def test_words_are_what_a_plain_split_finds(spoken: list[str]) -> None:
    assert hashes(" ".join(spoken)) == [hashes(word)[0] for word in spoken]


def test_another_process_finds_the_same_hashes() -> None:
    """Workers on several machines compare what they signed; Python's own hash() differs in each process."""
    text = "Kim’s 1,234 envoys met in Paris—naïvely, 東京 extraordinarily 3.5"
    code = f"from streams.domain.text import words; print([int(h) for h in words({text!r}).hashes])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(hashes(text))
    assert hashes("summit") == [SUMMIT]


SUMMIT = 0x71AB87BDB2127099


def test_in_a_text_all_in_capitals_no_word_is_a_name_by_its_capital() -> None:
    """Else the masked half of its sketch would be one blank, and the text alike to every other."""
    shouted = words("PORT CLOSES AFTER STORM. MAYOR ADA LINDQVIST TOLD THE BBC SO.")
    assert not shouted.names.any()
    assert not shouted.capitals.any()
    assert words("The port at USA and BBC closes after Ada Lindqvist told UNESCO so.").names.sum() == 5
