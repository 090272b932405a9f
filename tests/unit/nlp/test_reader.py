"""The line's reader finds what spaCy's own way through the pipeline finds."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.nlp.model import SHIPPED, SHIPPED_FOLDER, load, mentions, version
from streams.nlp.reader import Reader
from tests.builders import a_text
from tests.stretches import TEXTS

STORIES = st.integers(0, 40).map(lambda seed: a_text(seed, words=60, names=6))
READER, PIPELINE = Reader(SHIPPED), load(SHIPPED)


@settings(max_examples=40)
@given(st.lists(STORIES | TEXTS | st.just("Ann Hale met Li\n\nin  Oslo."), max_size=20))
def test_it_finds_the_same_mentions(texts: list[str]) -> None:
    assert READER.mentions(texts) == mentions(PIPELINE, texts)


def test_it_finds_names_and_says_where() -> None:
    text = "😀 Angela Merkel flew to Paris."
    (found,) = READER.mentions([text])
    assert [(said.text, said.label) for said in found] == [("Angela Merkel", "PERSON"), ("Paris", "LOC")]
    assert all(text[said.start : said.end] == said.text for said in found)


def test_it_reads_with_any_other_pipeline_as_spacy_does(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "Oslo"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path)
    (found,) = Reader(str(tmp_path)).mentions(["Oslo met New York."])
    assert [(said.text, said.label) for said in found] == [("Oslo", "LOC")]


def test_the_shipped_component_beside_another_is_read_with_it(tmp_path: Path) -> None:
    nlp = spacy.load(SHIPPED_FOLDER)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "GPE", "pattern": "zorg"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path)
    (found,) = Reader(str(tmp_path)).mentions(["Angela Merkel flew to zorg."])
    assert [said.text for said in found] == ["Angela Merkel", "zorg"]


def test_it_counts_the_words_that_the_pipeline_keeps() -> None:
    reader = Reader(SHIPPED)
    before = reader.words
    reader.mentions(["Xyzzyplugh met Qwertzuiop."])
    assert reader.words > before
    assert reader.model == version(PIPELINE)


@pytest.mark.parametrize("many", [0, 1, 16, 17, 40])
def test_any_number_of_texts_is_answered_in_order(many: int) -> None:
    texts = [f"Angela Merkel met {name} Hale." for name in ("Ann", "Bea") * 20][:many]
    assert [[said.text for said in some] for some in READER.mentions(texts)] == [
        ["Angela Merkel", text.split("met ")[1][:-1]] for text in texts
    ]
