"""The accurate pipeline's component, on a network of one table: the label that a word's piece stands for."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper
from spacy.language import Language
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from streams.errors import Misconfigured
from streams.nlp import model
from streams.nlp.accurate import NAME, NETWORK, PIECES
from streams.nlp.bio import N_LABELS, NAMES
from streams.nlp.model import load, mentions
from streams.nlp.windows import PIECES_MAX, batches, padded, runs, windows_of
from streams.nlp.wordpieces import CASES, WORD_PIECES_MAX, Pieces, case_of

# Each piece, and the label that the network has for it.
VOCABULARY = {
    "[PAD]": "O",
    "[UNK]": "O",
    "[CLS]": "O",
    "[SEP]": "O",
    "ann": "B-PERSON",
    "hale": "I-PERSON",
    "oslo": "B-LOC",
    "fjord": "I-LOC",
    "##s": "O",
}


def tokens(file: Path) -> Path:
    """Write the vocabulary as a tokenizer."""
    pieces = models.WordPiece({piece: at for at, piece in enumerate(VOCABULARY)}, unk_token="[UNK]")
    tokenizer = Tokenizer(pieces)
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(file))
    return file


def network(file: Path) -> None:
    """Write a network that looks a piece's label up."""
    table = np.eye(N_LABELS, dtype=np.float32)[[NAMES.index(label) for label in VOCABULARY.values()]]
    shape = ["windows", "pieces"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "pieces"], ["logits"])],
        "labels",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("pieces", "cases")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*shape, N_LABELS])],
        [numpy_helper.from_array(table, "table")],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), file)


def pipeline(out: Path) -> Path:
    """Write a pipeline to a folder as the export does."""
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME)
    nlp.to_disk(out)
    network(out / NAME / NETWORK)
    tokens(out / NAME / PIECES)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pipeline."""
    return pipeline(tmp_path_factory.mktemp("accurate"))


@pytest.fixture(scope="module")
def accurate(folder: Path) -> Language:
    """The pipeline, loaded."""
    return load(str(folder))


@pytest.fixture(scope="module")
def pieces(folder: Path) -> Pieces:
    """The vocabulary."""
    return Pieces(folder / NAME / PIECES)


def found(nlp: Language, text: str) -> list[tuple[str, str]]:
    """Return surface and label of what a pipeline names."""
    return [(mention.text, mention.label) for mention in mentions(nlp, [text])[0]]


def test_words_get_the_labels_of_their_first_pieces(accurate: Language) -> None:
    assert found(accurate, "Then Ann Hale saw Oslo, and Ann's fjord.") == [
        ("Ann Hale", "PERSON"),
        ("Oslo", "LOC"),
        ("Ann", "PERSON"),
    ]


def test_plain_spacy_loads_it_where_newswire_is_installed(folder: Path) -> None:
    doc = spacy.load(folder)("Ann went to Oslo.")
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Ann", "PERSON"), ("Oslo", "LOC")]


def test_a_name_at_any_place_of_a_long_text_is_found_at_its_offsets(accurate: Language) -> None:
    """Its windows are cut after sentences, or within one that is too long: no word falls between two."""
    text = ("So it was then said. " * 60) + ("so " * 300) + "Ann Hale stood in Oslo. " * 40
    (some,) = mentions(accurate, [text])
    assert [text[m.start : m.end] for m in some] == ["Ann Hale", "Oslo"] * 40


def test_texts_are_named_alike_alone_and_in_a_batch(accurate: Language) -> None:
    texts = ["Ann Hale.", "", "In Oslo " + "so " * 200 + "Ann spoke.", "\n\n"]
    assert mentions(accurate, texts) == [mentions(accurate, [text])[0] for text in texts]


def test_a_pipeline_that_is_not_built_says_how_to_build_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "ACCURATE_FOLDER", tmp_path / "gone")
    with pytest.raises(Misconfigured, match="make model-accurate"):
        load("accurate")


def test_a_missing_package_is_named_with_the_extra_that_brings_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tokenizers", None)
    with pytest.raises(Misconfigured, match=r"newswire\[accurate\]"):
        load(str(folder))


def test_a_pipeline_without_weights_says_so_instead_of_finding_nothing() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME)
    with pytest.raises(ValueError, match="no weights"):
        nlp("Ann went to Oslo.")


@given(
    st.lists(
        st.tuples(st.sampled_from(["so", ".", "”", "\n\n", "x"]), st.integers(1, WORD_PIECES_MAX)),
        max_size=80,
    )
)
def test_every_word_is_in_exactly_one_run_of_bounded_length(words: list[tuple[str, int]]) -> None:
    lengths = [length for _, length in words]
    cuts = list(runs([word for word, _ in words], lengths, 40))
    assert [at for first, end in cuts for at in range(first, end)] == list(range(len(words)))
    assert all(sum(lengths[first:end]) <= 40 for first, end in cuts)


def test_runs_end_after_a_sentence_and_the_quote_that_closes_it() -> None:
    words = ["So", ".", "”", "Then", "it", "rained"]
    assert list(runs(words, [1] * 6, 5)) == [(0, 3), (3, 6)]


def test_batches_hold_every_window_within_their_size(pieces: Pieces) -> None:
    windows = [w for at in range(9) for w in windows_of(at, ["ann", "hale", "."] * (at + 1), pieces)]
    made = list(batches(windows, 60))
    assert sorted(w.text for batch in made for w in batch) == list(range(9))
    assert all(padded(batch)[0].size <= 60 for batch in made)
    assert max(len(w.pieces) for w in windows) <= PIECES_MAX + 2


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("talks", "lower"),
        ("Oslo", "Title"),
        ("A", "Title"),
        ("CIA", "UPPER"),
        ("U.S.", "UPPER"),
        ("NKorea", "Mixed"),
        ("12th", "lower"),
        ("2018", "digits"),
        ("“", "punctuation"),
        ("\n\n", "space"),
        ("", "punctuation"),
    ],
)
def test_how_a_word_is_written_is_one_of_seven_classes(word: str, case: str) -> None:
    assert CASES[case_of(word)] == case


def test_a_word_has_at_least_one_piece_and_at_most_sixteen(pieces: Pieces) -> None:
    assert pieces.of("\n") == (pieces.unknown,)
    assert len(pieces.of("ann" + "s" * 50)) == WORD_PIECES_MAX
