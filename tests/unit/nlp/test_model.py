"""The shipped pipeline, and any other in its place."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from streams.domain.entities import enriched, model_input
from streams.domain.mention import Named
from streams.errors import Misconfigured
from streams.nlp import model
from streams.nlp.labels import OURS
from streams.nlp.model import SHIPPED, SHIPPED_FOLDER, load, mentions, version
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
    (found,) = mentions(shipped, [model_input(article).text])
    named = Named(tuple(found), "en", version(shipped))
    entities = {entity.id: entity for entity in enriched(article, named).entities}
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


def test_the_shipped_pipeline_is_small_and_loads_with_plain_spacy() -> None:
    """Whoever has this product installed loads it by its folder, as any other pipeline of spaCy."""
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
    assert version(shipped) == "en_newswire-3"


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


@pytest.mark.parametrize(
    "labels",
    [
        ("PERSON", "ORG", "GPE", "DATE"),
        ("PER", "ORG", "LOC", "DATE"),
        ("PRS", "ORG", "LOC", "TME"),
        ("PS", "OG", "LC", "DT"),
        ("persName", "orgName", "placeName", "date"),
        ("PERSON", "ORGANIZATION", "FACILITY", "DATETIME"),
        ("PER", "GPE_ORG", "GPE_LOC", "DATE"),
    ],
    ids=["english", "german", "swedish", "korean", "polish", "romanian", "norwegian"],
)
def test_spacys_own_pipelines_for_other_languages_have_labels_that_are_known(labels: tuple[str, ...]) -> None:
    """What is not known is left out: a Swedish article would name nobody."""
    ours = [OURS[label] for label in labels]
    assert ours[::3] == ["PERSON", "DATE"]
    assert ours[2] == "LOC"
    assert ours[1] == ("LOC" if labels[1] == "GPE_ORG" else "ORG")


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
