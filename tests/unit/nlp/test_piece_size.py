"""How much of a text a model is given at once: what bounds its memory and its time."""

from streams.domain.mention import ModelInput
from streams.nlp.pieces import in_pieces, in_portions

SENTENCE = "Nobody said anything that day. "


def test_a_long_article_is_read_in_pieces_of_20_000_characters_at_most_and_a_usual_one_whole() -> None:
    """An upload of a whole book must not take a gigabyte, and an article of any newspaper is not cut."""
    book, article = ModelInput(SENTENCE * 20_000), ModelInput("x" * 20_000)
    lengths = [len(piece.input.text) for piece in in_pieces([book])]
    assert sum(lengths) == len(book.text)
    assert max(lengths) <= 20_000
    assert min(lengths[:-1]) > 19_900, "cut after the last sentence that fits"
    assert [piece.input for piece in in_pieces([article])] == [article]


def test_a_model_process_is_given_100_000_characters_at_most_at_once() -> None:
    """The time limit of a portion holds for this much, whatever comes together in a batch."""
    batch = [ModelInput(SENTENCE * 20_000), *[ModelInput("x" * 9_000)] * 30]
    sizes = [sum(len(piece.input.text) for piece in portion) for portion in in_portions(in_pieces(batch))]
    assert max(sizes) <= 100_000
    assert min(sizes[:-1]) > 80_000, "full but for one piece"
