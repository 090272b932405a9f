"""The network of `streams.nlp.network` in torch, to be trained."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  everyone's name for it

from streams.nlp.bio import N_LABELS
from streams.nlp.features import COLUMNS, SLOTS
from streams.nlp.network import EPSILON, GAPS, PADDING, PIECES, PIECES_EMBED, WIDTH

DROPOUT = 0.1
SPREAD = 0.1


class Block(nn.Module):
    """A maxout with normalisation after it."""

    def __init__(self, width_in: int, pieces: int) -> None:
        super().__init__()
        self.pieces = pieces
        self.linear = nn.Linear(width_in, pieces * WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        """Return (words, WIDTH)."""
        best = self.linear(x).view(len(x), self.pieces, WIDTH).amax(1)
        return F.dropout(self.norm(best), DROPOUT, self.training)


class Net(nn.Module):
    """The network, for a table of so many rows, of which the last stays zero."""

    def __init__(self, table_rows: int) -> None:
        super().__init__()
        self.none = table_rows - 1
        self.table = nn.Parameter(torch.empty(table_rows, WIDTH).uniform_(-SPREAD, SPREAD))
        with torch.no_grad():
            self.table[self.none] = 0
        self.embed = Block(len(SLOTS) * WIDTH, PIECES_EMBED)
        self.layers = nn.ModuleList(Block(3 * WIDTH, PIECES) for _ in GAPS)
        self.head = nn.Linear(WIDTH, N_LABELS)

    def forward(self, rows: Tensor, which: Tensor, real: Tensor) -> Tensor:
        """Return the logits of the words at `real`; each is the `which`-th of those with these rows."""
        vectors = self.embed(self._features(rows))
        x = torch.zeros(int(real[-1]) + PADDING + 1, WIDTH).index_copy(0, real, vectors[which])
        for gap, layer in zip(GAPS, self.layers, strict=True):
            before, after = F.pad(x, (0, 0, gap, 0))[:-gap], F.pad(x, (0, 0, 0, gap))[gap:]
            x = x + layer(torch.cat((before, x, after), 1))
        return self.head(x[real])

    def _features(self, rows: Tensor) -> Tensor:
        """Return the sums of each slot's rows side by side, that of pieces by the root of their number."""
        starts = torch.arange(len(rows))[:, None] * COLUMNS + torch.tensor([first for first, _ in SLOTS])
        summed = F.embedding_bag(
            rows.flatten().long(), self.table, starts.flatten(), mode="sum", padding_idx=self.none
        ).view(len(rows), len(SLOTS), WIDTH)
        pieces = (rows[:, SLOTS[-1][0] :] != self.none).sum(1).clamp(min=1)
        scale = torch.ones(len(rows), len(SLOTS))
        scale[:, -1] = pieces.rsqrt()
        return (summed * scale[:, :, None]).flatten(1)

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights as `Network` takes them."""
        found = {"table": self.table, "head.w": self.head.weight.T, "head.b": self.head.bias}
        for name, block in [("embed", self.embed), *((f"layer{n}", b) for n, b in enumerate(self.layers))]:
            found[f"{name}.w"], found[f"{name}.b"] = block.linear.weight.T, block.linear.bias
            found[f"{name}.scale"], found[f"{name}.shift"] = block.norm.weight, block.norm.bias
        return {name: tensor.detach().numpy() for name, tensor in found.items()}
