"""What the teacher learns from: which texts, cut into which words, with which labels."""

from pathlib import Path

import pytest

from streams.nlp.bio import NAMES
from streams.nlp.corpus import Annotated
from streams.nlp.teaching import mix, worldwide
from streams.nlp.teaching.texts import cut
from tests.unit.nlp.test_training import a_text, write


def test_every_word_has_the_label_that_its_place_has() -> None:
    words = cut("Ann Hale's men left North Korea.", [(0, 8, "PERSON"), (20, 31, "LOC")])
    labels = [NAMES[label] for label in words.labels]
    assert list(zip(words.words, labels, strict=True)) == [
        ("Ann", "B-PERSON"),
        ("Hale", "I-PERSON"),
        ("'s", "O"),
        ("men", "O"),
        ("left", "O"),
        ("North", "B-LOC"),
        ("Korea", "I-LOC"),
        (".", "O"),
    ]


def test_of_a_set_without_a_test_split_every_tenth_text_is_held_back_and_never_learned(
    tmp_path: Path,
) -> None:
    """A score on what was learned says nothing."""
    numbered = [Annotated(f"{n}. {a_text(n).text}", ()) for n in range(30)]
    write(tmp_path, "made.train.jsonl", numbered)
    write(tmp_path, "gmb.train.jsonl", [a_text(1)])
    learned, held_back = mix.gold(tmp_path), mix.held_back(tmp_path)
    kept = held_back.pop("made")
    assert not held_back
    assert [text.text for text in kept] == [numbered[n].text for n in (0, 10, 20)]
    assert {text.text for text in learned} == {a_text(1).text, *(t.text for t in numbered)} - {
        t.text for t in kept
    }


def test_an_epoch_yields_every_text_once_in_another_order_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worldwide, "people", lambda _: ["Ngozi Ojo"])
    monkeypatch.setattr(worldwide, "places", lambda _: ["Accra"])
    texts = [Annotated(f"Number {n} it is.", ()) for n in range(40)]
    one, again = mix.Mix(texts, seed=1), mix.Mix(texts, seed=1)
    first, second = ([words.words[1] for words in one.epoch()] for _ in range(2))
    assert sorted(first, key=int) == sorted(second, key=int) == [str(n) for n in range(40)]
    assert first != second
    assert first == [words.words[1] for words in again.epoch()]
