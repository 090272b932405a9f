"""What the shipped model learns from: news as the teacher labelled it, with other names in it each time."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from streams.domain.mention import LOC, ORG, PERSON
from streams.errors import Misconfigured
from streams.nlp.bio import N_LABELS, NAMES
from streams.nlp.corpus import Annotated
from streams.nlp.features import hashed
from streams.nlp.teaching import lessons, worldwide
from streams.nlp.teaching.lessons import PART_WORDS, Lessons, Part
from streams.nlp.teaching.mix import Mix

_SAID = "Ann Hale told Peru that Hale Industries would leave . Ann Hale left Peru ."
_LABELS = "B-PERSON I-PERSON O B-LOC O B-ORG I-ORG O O O B-PERSON I-PERSON O B-LOC O"
SAID, LABELS = _SAID.split(), _LABELS.split()


def probabilities(labels: Sequence[str], *, sure: int = 250) -> NDArray[np.uint8]:
    """Return what a teacher would say that gives each word's label so many of 255."""
    found = np.full((len(labels), N_LABELS), (255 - sure) // (N_LABELS - 1), np.uint8)
    found[np.arange(len(labels)), [NAMES.index(label) for label in labels]] = sure
    return found


def labelled(folder: Path, texts: Sequence[Sequence[str]], found: Sequence[NDArray[np.uint8]]) -> Path:
    """Write texts as the teacher labelled them."""
    (folder / "000.json").write_text(json.dumps(texts))
    np.savez_compressed(folder / "000.npz", *found)
    return folder


def read(lesson: Lessons, part: Part) -> list[str]:
    """Return the words of a part."""
    words = list(lesson.words)
    return [words[number] for number in part.words]


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world of one person and one place."""
    monkeypatch.setattr(worldwide, "people", lambda _: ["Ngozi Ojo"])
    monkeypatch.setattr(worldwide, "places", lambda _: ["Accra"])


def taught(silver: Path, *, gold: Sequence[Annotated] = ()) -> Lessons:
    """Return the lessons of a folder."""
    return Lessons(Mix(list(gold), seed=1), silver, seed=1)


def test_names_are_replaced_by_others_of_as_many_words_and_nothing_else_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "REPLACED_SHARE", {PERSON: 1, LOC: 1, ORG: 1})
    lesson = taught(labelled(tmp_path, [SAID], [probabilities(LABELS)]))
    seen = set()
    for _ in range(40):
        (part,) = lesson.epoch()
        words = read(lesson, part)
        assert part.labels.tolist() == probabilities(LABELS).tolist()
        assert [w for w, label in zip(words, LABELS, strict=True) if label == "O"] == [
            w for w, label in zip(SAID, LABELS, strict=True) if label == "O"
        ]
        assert words[0:2] == words[10:12], "the same person throughout"
        seen.add((" ".join(words[0:2]), words[3], " ".join(words[5:7])))
    assert seen == {
        (who, where, "Hale Industries") for who in ("Ann Hale", "Ngozi Ojo") for where in ("Peru", "Accra")
    }


def test_a_name_that_the_teacher_is_unsure_of_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are what the student is to learn the doubt from."""
    monkeypatch.setattr(lessons, "REPLACED_SHARE", {PERSON: 1, LOC: 1, ORG: 1})
    lesson = taught(labelled(tmp_path, [SAID], [probabilities(LABELS, sure=150)]))
    assert all(read(lesson, part) == SAID for _ in range(20) for part in lesson.epoch())


def test_every_text_is_taught_once_an_epoch_in_parts_of_a_bounded_size(tmp_path: Path) -> None:
    long = [f"w{n}" for n in range(2 * PART_WORDS + 7)]
    lesson = taught(
        labelled(tmp_path, [long, ["one"]], [probabilities(["O"] * len(long)), probabilities(["O"])]),
        gold=[Annotated("Quiet.", ())],
    )
    for _ in range(2):
        parts = lesson.epoch()
        assert sorted(len(part.words) for part in parts) == [1, 2, 7, PART_WORDS, PART_WORDS]
        said = sorted(word for part in parts for word in read(lesson, part))
        assert said == sorted([*long, "one", "Quiet", "."])


def test_words_that_come_three_times_in_any_case_are_known(tmp_path: Path) -> None:
    """A word seen once or twice would only have learned to be that text's."""
    text = ["Peru", "PERU", "peru", "Chad", "Chad"]
    lesson = taught(labelled(tmp_path, [text], [probabilities(["O"] * 5)]), gold=[Annotated("Mali", ())] * 3)
    known = lesson.known()
    assert known.tolist() == sorted({hashed("peru"), hashed("mali")})


def test_at_most_so_many_words_are_known_the_commonest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package has room for so many."""
    monkeypatch.setattr(lessons, "KNOWN_MAX", 1)
    text = ["one"] * 3 + ["two"] * 4
    lesson = taught(labelled(tmp_path, [text], [probabilities(["O"] * 7)]))
    assert lesson.known().tolist() == [hashed("two")]


def test_a_folder_without_labelled_news_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="holds no labelled news"):
        taught(tmp_path)
