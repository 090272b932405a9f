"""What a signature keeps of a text, and that it is the same wherever it is made."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.sketch import KEYS_MAX, SKETCH_BYTES, Signature, shard_of, sign, sign_all, text_hash
from tests.builders import a_text

TEXT = a_text(1)
SIGN_ELSEWHERE = """
from streams.domain.sketch import sign
from tests.builders import a_text
s = sign(title="Title", text=a_text(1))
print(s.keys.tolist(), s.sketch.tolist(), s.shingles, s.numbers.tolist(), s.names.tolist())
print(s.whole, s.text_hash)
"""


def signed(text: str, title: str = "Title") -> Signature:
    return sign(title=title, text=text)


def everything(s: Signature) -> list[object]:
    arrays = [s.keys.tolist(), s.sketch.tolist(), s.shingles, s.numbers.tolist(), s.names.tolist()]
    return [*arrays, s.whole, s.text_hash]


def test_another_process_signs_alike() -> None:
    """A vote compares what two machines signed."""
    said = subprocess.run([sys.executable, "-c", SIGN_ELSEWHERE], capture_output=True, text=True, check=True)
    assert said.stdout.split() == " ".join(str(part) for part in everything(signed(TEXT))).split()


SAID = st.lists(
    st.sampled_from(
        ["Ann", "HALE", "of", "the", "3", "1,234.5", "é", "ÅSA", "中", ".", "\n\n", "www.a.org", "x" * 20]
    ),
    max_size=45,
).map(" ".join)
TEXTS = SAID | st.integers(0, 20).map(a_text) | st.text(max_size=12)


@given(st.lists(st.tuples(SAID, TEXTS), max_size=8))
def test_many_articles_are_signed_at_once_as_each_by_itself(articles: list[tuple[str, str]]) -> None:
    """Which texts wait to be signed together hangs on what comes in meanwhile, and must tell nothing."""
    together = [everything(s) for s in sign_all(articles)]
    assert together == [everything(sign(title=title, text=text)) for title, text in articles]


def test_there_are_nine_keys_in_order_and_a_sketch_of_fixed_size() -> None:
    s = signed(TEXT)
    assert len(s.keys) == KEYS_MAX
    assert s.keys.tolist() == sorted(set(s.keys.tolist()))
    assert s.sketch.shape == (SKETCH_BYTES,)
    assert s.keys.dtype == np.uint64
    assert s.sketch.dtype == np.uint8


@given(seed=st.integers(0, 10_000))
def test_half_of_a_text_keeps_some_of_its_keys(seed: int) -> None:
    """Candidates are found by a shared key alone, and half of a story is what most outlets print."""
    text = a_text(seed).split()
    keys = set(signed(" ".join(text)).keys.tolist())
    for half in (text[: len(text) // 2 + 4], text[len(text) // 2 :]):
        assert keys & set(signed(" ".join(half)).keys.tolist())


def test_two_texts_of_their_own_share_no_key() -> None:
    keys = [set(signed(a_text(seed)).keys.tolist()) for seed in range(50)]
    assert len(set().union(*keys)) == sum(len(k) for k in keys)


def test_the_whole_is_that_of_the_words_and_the_text_hash_that_of_the_letters() -> None:
    """A change of case or of quotes is a revision but not another story."""
    one, other = signed("“Good progress,” he said.\n\n" + TEXT), signed('"GOOD progress", he said. ' + TEXT)
    assert one.whole == other.whole
    assert one.text_hash != other.text_hash


def test_white_space_makes_no_version_and_a_headline_does() -> None:
    assert text_hash(title="A  b", text="c\n\nd ") == text_hash(title="A b", text=" c d")
    assert text_hash(title="A b", text="c") != text_hash(title="A", text="b c")


def test_a_title_speaks_only_for_a_text_too_short_to_speak_for_itself() -> None:
    assert signed(TEXT, "One").keys.tolist() == signed(TEXT, "Other").keys.tolist()
    brief = "Watch the video here."
    stub = "This article is for subscribers. If you are one already, enter your name above and read on."
    for text in (brief, stub):
        assert signed(text, "Floods in Oslo").whole != signed(text, "Fire in Riga").whole


@pytest.mark.parametrize("text", ["", "one", "one two", "one two three four", "…", "同"])
def test_the_shortest_text_has_a_key(text: str) -> None:
    s = signed(text, "")
    assert 1 <= len(s.keys) <= KEYS_MAX
    assert s.shingles >= 0


def test_a_very_long_text_is_signed_within_bounds() -> None:
    s = signed("\n".join(a_text(seed, words=3_000) for seed in range(40)))
    assert s.shingles == 65_535
    assert len(s.keys) == KEYS_MAX


def test_a_text_that_says_one_thing_over_and_over_has_few_keys() -> None:
    assert len(signed("All work and no play. " * 500).keys) <= 6


def test_names_and_numbers_leave_the_masked_half_of_the_sketch_as_it_was() -> None:
    one = signed(
        "Shares of Acme Corp rose 12 per cent to 340 on news from Oslo that it would sell the plant there."
    )
    other = signed(
        "Shares of Globex rose 7 per cent to 85 on news from Porto Alegre that it would sell the plant there."
    )
    assert one.sketch[64:].tolist() == other.sketch[64:].tolist()
    assert one.sketch[:64].tolist() != other.sketch[:64].tolist()


@given(st.text(), st.text())
def test_any_text_can_be_signed(title: str, text: str) -> None:
    s = sign(title=title, text=text)
    assert len(s.keys) >= 1


@given(shards=st.integers(1, 512))
def test_a_key_has_one_shard(shards: int) -> None:
    owners = shard_of(signed(TEXT).keys, shards)
    assert ((owners >= 0) & (owners < shards)).all()


def test_keys_spread_evenly_over_shards() -> None:
    """A worker owns shards, so an uneven spread would be an uneven load."""
    keys = np.concatenate([signed(a_text(seed, words=60)).keys for seed in range(300)])
    counts = np.bincount(shard_of(keys, 4), minlength=4)
    assert counts.min() > 0.85 * counts.mean()
