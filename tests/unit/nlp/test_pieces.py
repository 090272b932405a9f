"""Texts in pieces, and pieces in portions: nothing lost, moved, or larger than its bound."""

import re
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.mention import Mention, ModelInput, Named
from streams.errors import Reason, Rejected
from streams.nlp import pieces
from streams.nlp.pieces import Piece, cut_at, in_pieces, in_portions, joined

PIECE, PORTION = 20, 50
NAME = "Hale"

words = st.sampled_from([NAME, "x", "met ", "\n\n", "。", ". ", "y" * 30, "😀", " "])
texts = st.lists(words, max_size=30).map("".join)
batches = st.lists(st.builds(ModelInput, texts, st.none() | st.just("en")), max_size=6)


@pytest.fixture(autouse=True, scope="module")
def small() -> "pytest.MonkeyPatch":  # type: ignore[misc]
    """Bounds that short texts reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE_CHARS_MAX", PIECE)
        patch.setattr(pieces, "PORTION_CHARS_MAX", PORTION)
        yield patch


def read(some: list[Piece]) -> list[Named | Rejected]:
    """Return what a pipeline that knows one name finds in each piece."""
    return [
        Named(
            tuple(Mention(m.start(), m.end(), "PERSON", NAME) for m in re.finditer(NAME, one.input.text)),
            "en",
            "m",
        )
        for one in some
    ]


def test_a_text_is_cut_after_paragraphs_else_sentences_else_spaces_else_anywhere() -> None:
    assert cut_at("One two. Three\nfour five", 20) == len("One two. Three\n")
    assert cut_at("One two three. Four five", 20) == len("One two three. ")
    assert cut_at("一二三四五六七八九十。一二三四五六七八九十", 20) == 11
    assert cut_at("One two three four five", 20) == len("One two three four ")
    assert cut_at("x" * 30, 20) == 20
    assert cut_at("A headline\n" + "x" * 30, 30) == 30, "a piece of a headline alone would be too little"
    assert cut_at("short", 20) == 5


@given(batches)
def test_the_pieces_of_a_text_put_together_are_the_text_and_none_is_over_the_bound(
    batch: list[ModelInput],
) -> None:
    found = in_pieces(batch)
    assert [of for of, _ in groupby(found, key=lambda piece: piece.of)] == list(range(len(batch)))
    for of, one in enumerate(batch):
        its = [piece for piece in found if piece.of == of]
        assert "".join(piece.input.text for piece in its) == one.text
        assert all(one.text.startswith(piece.input.text, piece.start) for piece in its)
        assert all(len(piece.input.text) <= PIECE for piece in its)
        assert all(piece.input.text for piece in its) or one.text == ""


@given(batches, st.integers(0, 60))
def test_every_piece_of_a_text_is_told_its_language_by_the_same_beginning(
    batch: list[ModelInput], cut: int
) -> None:
    """Else one article would be read by two pipelines, or a short piece by none."""
    for piece in in_pieces(batch, chars_max=cut):
        whole = batch[piece.of]
        assert (piece.input.opening or piece.input.text)[:300] == whole.text[:300]
        assert piece.input.language == whole.language


@given(batches)
def test_portions_are_bounded_and_keep_the_order(batch: list[ModelInput]) -> None:
    found = in_pieces(batch)
    taken = list(in_portions(found))
    assert [piece for portion in taken for piece in portion] == found
    assert all(portion and sum(len(piece.input.text) for piece in portion) <= PORTION for portion in taken)
    for one, after in pairwise(taken):
        assert sum(len(p.input.text) for p in one) + len(after[0].input.text) > PORTION, (
            "full before the next"
        )


@given(batches)
def test_what_is_found_in_a_piece_is_found_where_it_stands_in_the_text(batch: list[ModelInput]) -> None:
    """Of the names that no cut goes through, each once, in order."""
    split = in_pieces(batch)
    for of, (one, whole) in enumerate(zip(batch, joined(batch, split, read(split)), strict=True)):
        assert isinstance(whole, Named)
        assert (whole.language, whole.model, whole.chars_read) == ("en", "m", None)
        assert all(one.text[m.start : m.end] == m.text == NAME for m in whole.mentions)
        cuts = [piece.start for piece in split if piece.of == of]
        entire = [
            m for m in re.finditer(NAME, one.text) if not any(m.start() < cut < m.end() for cut in cuts)
        ]
        assert [(m.start, m.end) for m in whole.mentions] == [m.span() for m in entire]


@given(batches, st.integers(1, 60))
def test_a_text_is_cut_off_only_if_asked_for_and_then_marked(batch: list[ModelInput], cut: int) -> None:
    split = in_pieces(batch, chars_max=cut)
    for of, (one, whole) in enumerate(zip(batch, joined(batch, split, read(split)), strict=True)):
        said = "".join(piece.input.text for piece in split if piece.of == of)
        assert isinstance(whole, Named)
        assert one.text.startswith(said)
        assert len(said) <= cut
        assert whole.chars_read == (None if said == one.text else len(said))
        assert said == one.text or len(said) >= cut // 2


def test_a_text_that_nobody_reads_is_not_marked_as_cut() -> None:
    """`chars_read` says how far a pipeline came; none began."""
    batch = [ModelInput("x" * 50)]
    split = in_pieces(batch, chars_max=30)
    (whole,) = joined(batch, split, [Named((), "fr")] * len(split))
    assert whole == Named((), "fr")


def test_a_text_is_rejected_if_one_of_its_pieces_is_and_no_other_is() -> None:
    batch = [ModelInput("Hale"), ModelInput("Hale met " * 5), ModelInput("Hale")]
    split = in_pieces(batch)
    why = Rejected(Reason.MODEL_FAILED, "it hung")
    found = [
        why if piece.of == 1 and piece.start else one for piece, one in zip(split, read(split), strict=True)
    ]
    first, bad, last = joined(batch, split, found)
    assert bad is why
    assert first == last == Named((Mention(0, 4, "PERSON", NAME),), "en", "m")
