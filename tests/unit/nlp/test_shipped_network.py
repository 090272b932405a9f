"""The shipped pipeline's network, on random weights: what it must do whatever it has learned."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from streams.nlp import tagger
from streams.nlp.bio import N_LABELS
from streams.nlp.features import COLUMNS, SLOTS, Features, hashed
from streams.nlp.network import GAPS, PADDING, PIECES, PIECES_EMBED, WIDTH, Network
from streams.nlp.ngrams import NGRAMS_MAX, marked, ngram_hashes, ngrams
from streams.nlp.tagger import NAME, Names
from streams.nlp.teaching.layers import in_bytes, largest, passed

KNOWN = np.array(sorted(hashed(word) for word in ("hale", "peru", "in")), np.uint32)
FEATURES = Features(KNOWN.tolist())
TEXTS = ("Ann Hale spoke in Peru.", "", "Nobody in Qzxwvia, said Ann Hale.", "Peru")


def weights(seed: int = 0) -> dict[str, np.ndarray]:
    """Return random weights."""
    random = np.random.default_rng(seed)

    def normal(*shape: int) -> np.ndarray:
        return random.normal(0, shape[0] ** -0.5, shape).astype(np.float32)

    table = normal(FEATURES.table_rows, WIDTH) * 9
    table[-1] = 0
    found = {"table": table, "head.w": normal(WIDTH, N_LABELS) * 3, "head.b": normal(N_LABELS)}
    shapes = [("embed", len(SLOTS), PIECES_EMBED), *((f"layer{n}", 3, PIECES) for n in range(len(GAPS)))]
    for name, slots, wide in shapes:
        found |= {f"{name}.w": normal(slots * WIDTH, wide * WIDTH), f"{name}.b": normal(wide * WIDTH)}
        found |= {f"{name}.scale": 1 + normal(WIDTH), f"{name}.shift": normal(WIDTH)}
    return found


def vectors(seed: int = 1, words: int = 60) -> np.ndarray:
    """Return random vectors of words, with their padding."""
    random = np.random.default_rng(seed).normal(size=(words, WIDTH))
    return np.pad(random.astype(np.float32), ((PADDING, PADDING), (0, 0)))


@cache
def a_network(seed: int = 0) -> Network:
    """Return a network with random weights, its layers rounded by what random vectors are in them."""
    floats = weights(seed)
    return Network(floats, KNOWN, in_bytes(floats, largest(floats, [vectors(words=2_000)])))


def a_pipeline(network: Network) -> Language:
    """Return a pipeline that reads with this network."""
    nlp = spacy.blank("en")
    names = nlp.add_pipe(NAME)
    assert isinstance(names, Names)
    names.give(network)
    return nlp


def entities(nlp: Language, texts: tuple[str, ...], batch: int = 16) -> list[list[tuple[str, str]]]:
    """Return what a pipeline finds in each text."""
    return [[(e.text, e.label_) for e in doc.ents] for doc in nlp.pipe(texts, batch_size=batch)]


@cache
def pipeline(seed: int) -> Language:
    """Return the pipeline of one of four networks, which all tests share."""
    return a_pipeline(a_network(seed))


@given(st.lists(st.sampled_from(TEXTS), max_size=6).map(tuple), st.integers(1, 6), st.integers(0, 3))
def test_what_is_found_in_a_text_does_not_hang_on_what_is_read_beside_it(
    texts: tuple[str, ...], batch: int, seed: int
) -> None:
    """A replay batches articles in other ways, and must find the same."""
    nlp = pipeline(seed)
    alone = {text: entities(nlp, (text,))[0] for text in texts}
    assert entities(nlp, texts, batch) == [alone[text] for text in texts]


def test_a_random_network_finds_something_so_that_these_tests_see_it() -> None:
    assert all(any(entities(nlp, TEXTS)) for nlp in map(pipeline, range(4)))


@pytest.mark.parametrize("most", [3, 9])
def test_forgetting_words_changes_nothing(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """The memory of words is bounded: here to fewer than a batch has, and to fewer than two have."""
    expected = entities(pipeline(0), TEXTS * 3, batch=2)
    monkeypatch.setattr(tagger, "REMEMBERED_MAX", most)
    assert entities(a_pipeline(a_network()), TEXTS * 3, batch=2) == expected


def test_a_pipeline_comes_back_from_its_folder_and_knows_its_component(tmp_path: Path) -> None:
    """Plain spacy.load must do, without an import of ours."""
    nlp = a_pipeline(a_network())
    nlp.to_disk(tmp_path / "once")
    once = spacy.load(tmp_path / "once")
    once.to_disk(tmp_path / "twice")
    assert entities(spacy.load(tmp_path / "twice"), TEXTS) == entities(once, TEXTS)
    assert once.pipe_labels[NAME] == ["PERSON", "ORG", "LOC", "NORP", "DATE"]


def test_weights_are_kept_to_a_hundredth_in_an_eighth_of_the_size(tmp_path: Path) -> None:
    network = a_network()
    network.write(tmp_path)
    again = Network.read(tmp_path)
    for name, array in network.weights.items():
        largest = np.abs(array).max(axis=-1, keepdims=True)
        assert (np.abs(again.weights[name] - array) <= largest / 100 + 1e-6).all(), name
    assert again.known.tolist() == KNOWN.tolist()


@pytest.mark.parametrize("use", [lambda nlp, _: nlp("Peru"), lambda nlp, path: nlp.to_disk(path)])
def test_without_weights_it_says_what_to_do(tmp_path: Path, use: Callable[[Language, Path], object]) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME)
    with pytest.raises(ValueError, match="has no weights"):
        use(nlp, tmp_path)


def test_a_word_sees_as_many_words_on_each_side_as_the_gaps_are_wide() -> None:
    network = a_network()
    x = vectors()
    other = x.copy()
    other[30] += 1
    changed = np.flatnonzero((network.scores(x) != network.scores(other)).any(axis=1))
    assert (changed.min(), changed.max()) == (30 - PADDING, 30 + PADDING)


@given(st.integers(0, 3), st.integers(1, 200), st.integers(0, 300), st.integers(0, 300))
def test_a_text_has_the_same_scores_to_the_bit_wherever_it_stands(
    seed: int, words: int, before: int, after: int
) -> None:
    """A label that hangs on the last bit would else be another one when a batch is read again."""
    network = a_network(seed)
    x = vectors(words=words)
    others = vectors(2, before), x[PADDING:], vectors(3, after)[PADDING:]
    beside = network.scores(np.concatenate(others))
    start = before + 2 * PADDING
    assert (beside[start : start + words] == network.scores(x)[PADDING : PADDING + words]).all()


@pytest.mark.parametrize("seed", range(4))
def test_rounding_the_layers_to_bytes_leaves_nearly_every_word_its_label(seed: int) -> None:
    x, floats = vectors(5, 4_000), weights(seed)
    exact, rounded = passed(floats, x)[-1], a_network(seed).scores(x)
    assert np.abs(exact - rounded).mean() < 0.04 * np.abs(exact).mean()
    assert (exact.argmax(axis=1) == rounded.argmax(axis=1)).mean() > 0.97


def test_what_is_larger_than_all_that_was_met_counts_as_the_largest() -> None:
    """A sum that wrapped around would turn the surest score into its opposite."""
    floats = weights()
    met = [1.0 for _ in GAPS]
    network = Network(floats, KNOWN, in_bytes(floats, met))
    x = vectors()
    x[30] = 100.0
    far = x.copy()
    far[30] = 10_000.0
    # The residual carries the vector itself past each layer, so its neighbours show what the layer saw.
    assert np.isfinite(network.scores(far)).all()
    near = [at for at in range(30 - PADDING, 31 + PADDING) if at != 30]
    assert (network.scores(x)[near] == network.scores(far)[near]).all()


def test_a_known_word_has_a_row_of_its_own_whatever_its_case_and_all_others_share_one() -> None:
    peru, shouted, one, two = FEATURES.rows(["Peru", "PERU", "Qzxwvia", "brillig"], pipeline(0).vocab)[:, 0]
    assert peru == shouted == KNOWN.tolist().index(hashed("peru"))
    assert one == two == FEATURES.unknown == len(KNOWN)


@given(st.text(min_size=1, max_size=40))
def test_every_word_has_rows_within_the_table(word: str) -> None:
    """Whatever stands in a feed: other scripts, emoji, half of a surrogate pair."""
    rows = FEATURES.rows([word], pipeline(0).vocab)
    assert rows.shape == (1, COLUMNS)
    assert rows.min() >= 0
    assert rows.max() < FEATURES.table_rows


@given(st.text(max_size=60))
def test_a_words_ngrams_are_bounded_in_number_and_marked_at_its_start(word: str) -> None:
    found = ngrams(marked(word))
    assert len(found) <= NGRAMS_MAX
    assert not word or found[0].startswith("<")


def test_the_ngrams_of_a_word_are_its_runs_of_three_and_of_four_letters() -> None:
    assert ngrams(marked("peru")) == ["<pe", "per", "eru", "ru>", "<per", "peru", "eru>"]


@given(st.lists(st.text(max_size=30) | st.text(st.characters(max_codepoint=127), max_size=30), max_size=6))
def test_hashing_the_ngrams_of_many_words_at_once_gives_the_hash_of_each(words: list[str]) -> None:
    """The rows of the table were learned by these hashes."""
    said = [marked(word) for word in words]
    hashes, there = ngram_hashes(said)
    for word, found, real in zip(said, hashes.tolist(), there.tolist(), strict=True):
        expected = [hashed(ngram) for ngram in ngrams(word)]
        assert [one for one, is_real in zip(found, real, strict=True) if is_real] == expected
        assert real == [True] * len(expected) + [False] * (NGRAMS_MAX - len(expected))
