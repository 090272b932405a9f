"""The shipped pipeline, and any other in its place."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from streams.domain.entities import enriched, model_input
from streams.domain.mention import Mention, ModelInput
from streams.errors import Misconfigured
from streams.nlp import model
from streams.nlp.language import detect
from streams.nlp.model import SHIPPED, SHIPPED_FOLDER, load, mentions, read, version
from tests.builders import an_article

SIZE_MAX_MB = 8

STORY = (
    "President Donald Trump said on Thursday that he would send Secretary of State Mike Pompeo to New York, "
    "where he is to meet Kim Yong Chol, a former spy chief of North Korea.\n\n"
    "Kim Jong Un, the North Korean leader, wrote a letter, an official of the CIA said. Pompeo spoke of "
    "progress. Trump told reporters that NKorea would be treated well."
)


@pytest.fixture(scope="module")
def shipped() -> Language:
    """The pipeline that ships with the product."""
    return load(SHIPPED)


def ruled(folder: Path, *patterns: tuple[str, str]) -> Language:
    """Return a pipeline loaded from a folder that names what is given, by (label, surface)."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": said} for label, said in patterns])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return load(str(folder))


def test_the_shipped_pipeline_names_whom_a_story_is_about(shipped: Language) -> None:
    article = an_article(title="Pompeo to meet NKorean envoy", text=STORY)
    (named,) = read(shipped, [model_input(article)])
    entities = {entity.id: entity for entity in enriched(article, named, model=version(shipped)).entities}
    assert {
        "person:mike-pompeo",
        "person:donald-trump",
        "person:kim-jong-un",
        "person:kim-yong-chol",
        "org:cia",
        "place:new-york",
        "country:KP",
    } <= entities.keys()
    assert entities["person:donald-trump"].role == "President"
    assert entities["person:mike-pompeo"].role == "Secretary of State"
    assert entities["person:mike-pompeo"].count == 3
    assert named.language == "en"


def test_the_shipped_pipeline_is_small_and_loads_with_plain_spacy() -> None:
    """Whoever has spaCy can use it without this product."""
    assert sum(file.stat().st_size for file in SHIPPED_FOLDER.rglob("*")) < SIZE_MAX_MB * 2**20
    doc = spacy.load(SHIPPED_FOLDER)("Angela Merkel flew to Paris on Monday.")
    assert [(entity.text, entity.label_) for entity in doc.ents] == [
        ("Angela Merkel", "PERSON"),
        ("Paris", "LOC"),
        ("Monday", "DATE"),
    ]


def test_the_shipped_pipeline_comes_with_its_card() -> None:
    """A model without its data, licences and scores is not to be trusted, nor to be passed on."""
    card = (SHIPPED_FOLDER / "MODEL_CARD.md").read_text("utf-8")
    assert all(part in card for part in ("## Trained on", "## Scores", "## Known errors", "make model"))


def test_results_are_marked_with_the_pipelines_full_name(shipped: Language) -> None:
    assert version(shipped) == "en_newswire-1"


def test_texts_are_named_alike_alone_and_in_a_batch(shipped: Language) -> None:
    """Two workers with other batches must say the same."""
    texts = [STORY, "", "Angela Merkel flew to Paris.", STORY[:100]]
    assert mentions(shipped, texts) == [mentions(shipped, [text])[0] for text in texts]


def test_offsets_are_code_points_of_the_text(shipped: Language) -> None:
    """Emoji and combining accents before a name must not shift it."""
    text = "😀 e\u0301 " + STORY
    found = mentions(shipped, [text])[0]
    assert found
    assert all(text[m.start : m.end] == m.text for m in found)


def test_other_pipelines_labels_become_ours_and_what_has_no_counterpart_is_left_out(tmp_path: Path) -> None:
    nlp = ruled(tmp_path, ("GPE", "Oslo"), ("PER", "Ann"), ("MONEY", "cash"), ("FAC", "Pier 3"))
    (found,) = mentions(nlp, ["Ann took cash from Pier 3 to Oslo."])
    assert [(m.text, m.label) for m in found] == [("Ann", "PERSON"), ("Pier 3", "LOC"), ("Oslo", "LOC")]


def test_a_long_text_is_read_in_pieces_at_its_paragraphs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is cut off, and no name is cut in two where there is a place to cut."""
    monkeypatch.setattr(model, "PIECE_CHARS_MAX", 30)
    nlp = ruled(tmp_path, ("PER", "Ann Hale"))
    text = "One two three four.\nAnn Hale spoke. Then it was Ann Hale again" + "x" * 70 + " Ann Hale."
    found = mentions(nlp, [text, "Ann Hale"])
    places = [at for at in range(len(text)) if text.startswith("Ann Hale", at)]
    whole = [at for at in places if not text[at + 8 : at + 9].isalpha()]
    assert [m.start for m in found[0]] == whole
    assert all(text[m.start : m.end] == "Ann Hale" for m in found[0])
    assert found[1] == [Mention(0, 8, "PERSON", "Ann Hale")]


def test_a_missing_pipeline_says_which_command_installs_it() -> None:
    with pytest.raises(Misconfigured, match="python -m spacy download en_core_web_trf"):
        load("en_core_web_trf")


def test_a_package_without_its_shipped_pipeline_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "SHIPPED_FOLDER", tmp_path / "gone")
    with pytest.raises(Misconfigured, match="make model"):
        load(SHIPPED)


def test_a_pipeline_that_names_nothing_is_refused(tmp_path: Path) -> None:
    """Else every article would come out without entities, and nobody would know why."""
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(Misconfigured, match="names no people"):
        load(str(tmp_path))


def test_a_pipeline_whose_parts_are_not_installed_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    config = tmp_path / "config.cfg"
    broken = config.read_text().replace("pipeline = []", 'pipeline = ["odd"]')
    config.write_text(broken + '\n[components.odd]\nfactory = "no_such_factory"\n')
    with pytest.raises(Misconfigured, match="no_such_factory"):
        load(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The government will discuss the budget for the coming year on Wednesday.", "en"),
        ("Le gouvernement discutera mercredi du budget de l'année prochaine.", "fr"),
        ("12.5 % (2024)", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_told_from_its_beginning(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_a_language_that_is_given_is_not_detected(shipped: Language) -> None:
    assert [named.language for named in read(shipped, [ModelInput(STORY, "xx"), ModelInput(STORY)])] == [
        "xx",
        "en",
    ]
