"""The shape of the shipped pipeline and how long it is trained: every number that decides the result.

A transition-based recogniser (Lample et al. 2016, "Neural Architectures for Named Entity Recognition",
section 3) over hashed word features and a window of 2 words on each side (two layers that see 1 each).
"""

WIDTH, DEPTH, HIDDEN = 64, 2, 64
ATTRIBUTES, ROWS = ["NORM", "PREFIX", "SUFFIX", "SHAPE"], [8_000, 1_000, 2_500, 1_500]

SEED = 20
EPOCHS = 7
BATCH_WORDS = 1_500
LEARN_RATE, WARM_UP_STEPS, L2, DROPOUT = 2e-3, 250, 0.01, 0.1

_TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": ATTRIBUTES,
        "rows": ROWS,
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": WIDTH,
        "window_size": 1,
        "maxout_pieces": 2,
        "depth": DEPTH,
    },
}

NER = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": HIDDEN,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": _TOK2VEC,
    }
}


def learn_rate(step: int, steps: int) -> float:
    """Return the learning rate of a step: rising over the warm-up, then falling in a line to zero."""
    rise = min(1.0, (step + 1) / WARM_UP_STEPS)
    return LEARN_RATE * rise * max(0.0, 1 - step / steps)
