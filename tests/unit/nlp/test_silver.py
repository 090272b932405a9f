"""News labelled by the accurate pipeline, as the shipped one learns it."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import spacy

from streams.nlp.bio import NAMES
from streams.nlp.teaching import silver
from tests.unit.nlp.test_accurate import pipeline


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline that knows "Ann Hale" and "Oslo"."""
    return pipeline(tmp_path_factory.mktemp("pipeline"))


def test_each_word_has_a_probability_of_each_label_and_they_make_one(folder: Path) -> None:
    (found,) = silver.label(spacy.load(folder), [["Ann", "Hale", "met", "Oslo"]])
    assert [NAMES[at] for at in found.argmax(axis=1)] == ["B-PERSON", "I-PERSON", "O", "B-LOC"]
    assert np.abs(found.sum(axis=1, dtype=int) - silver.WHOLE).max() <= len(NAMES) / 2


def test_every_article_is_in_one_shard_headline_first_and_an_empty_one_stays_empty(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silver, "SHARD_ARTICLES", 2)
    entries = [
        {"title": "Oslo", "text": "Ann Hale spoke."},
        {"text": "Nobody did."},
        {"title": "", "text": ""},
    ]
    news = tmp_path / "news.jsonl.gz"
    with gzip.open(news, "wt") as lines:
        lines.write("\n".join(map(json.dumps, entries)))
    silver.main(folder, news, tmp_path / "out", processes=1)
    files = sorted((tmp_path / "out").glob("*.json"))
    texts = [text for file in files for text in json.loads(file.read_text())]
    assert [file.name for file in files] == ["000.json", "001.json"]
    assert sorted(map(" ".join, texts)) == ["", "Nobody did .", "Oslo \n\n Ann Hale spoke ."]
    for file in files:
        with np.load(file.with_suffix(".npz")) as arrays:
            of_shard = [arrays[name] for name in arrays.files]
        assert list(map(len, of_shard)) == list(map(len, json.loads(file.read_text())))
