"""What a tokenizer may find between two spaces, however odd."""

import string

from hypothesis import strategies as st
from spacy.lang.en import EnglishDefaults

SAID = (
    "The U.S. won't pay US$4.5bn, A$3 or C$20 to well-known co-ops... (Smith's) \"No.\" https://a.org/x?y=1 "
    "10km, 5%—and e.g. St. Louis at 9a.m.; #NorthKorea @potus a.b.c@d.org ©2019 70°F. R&D/AT&T "
    "’90s 1,000 o'clock"
)
PIECES = [
    *string.ascii_letters,
    *string.digits,
    *string.punctuation,
    *"’‘“”…—–£€¥©°éßİſАя中①Ⓐ",
    *SAID.split(),
    *["'s", "’s", "n't", "US$", "A$", "C$", "km", "http://", ".com", "..", "localhost", "127.0.0.1"],
    *list(EnglishDefaults.tokenizer_exceptions)[::40],
]
CHUNKS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
TEXTS = st.lists(CHUNKS | st.text(max_size=8), max_size=12).map(" ".join)
