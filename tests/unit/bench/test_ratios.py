"""A comparison is fair only if it says what each finds beside how fast it is."""

from tests.bench import ratios
from tests.bench.texts import made_up


def test_ratios_are_ours_to_theirs_and_what_is_found_stands_beside() -> None:
    run = {f"{what}, {library}": 100.0 for what in ("sign", "find") for library in ratios.LIBRARIES}
    run |= {f"copies found, {library}": 99.0 for library in ratios.LIBRARIES}
    found = ratios.result([run | {"sign, newswire": 300.0, "find, rensa": 1_000.0}])
    assert found.value("sign: newswire to rensa") == 3
    assert found.value("find: newswire to rensa") == 0.1
    assert found.value("copies found, datasketch") == 99


def test_each_gets_the_same_texts_and_every_copy_has_its_original_before_it() -> None:
    texts, original_of = ratios.with_copies(made_up(12, words=120))
    place = {text.id: at for at, text in enumerate(texts)}
    assert len(texts) == 12 + len(original_of)
    assert len(original_of) == 3
    assert all(place[original] < place[copy] for copy, original in original_of.items())
