"""The curves as pictures: one idea each, measured points with their intervals, theory as a line."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray

from streams.domain.minima import SLOTS
from streams.domain.rule import CONTAINED_MIN, CUT_MIN
from streams.domain.sketch import SHINGLE_BITS
from streams.evaluate.figures import Share
from streams.evaluate.kinds import LOOK_ALIKES
from tests.plots.curves import Curve, Pairs

OURS, THEORY, OTHERS, BAR = "#1f5fa8", "#8a8f98", "#c2410c", "#3f7d3a"
_OWN = ("own reports", "next day", "weekly column", "digest", "item after")

mpl.use("Agg")
plt.rcParams.update({
    "font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
    "grid.color": "#e6e8eb", "grid.linewidth": 0.8, "axes.axisbelow": True, "axes.titlelocation": "left",
    "axes.titlesize": 11, "axes.titleweight": "bold", "figure.dpi": 130, "legend.frameon": False,
    "savefig.bbox": "tight",
})  # fmt: skip


def keys(beginning: Curve, scattered: Curve, path: Path) -> None:
    """Paint how many share a key, and what the eight least hashes of the whole text would give."""
    figure, axes = plt.subplots(figsize=(7.2, 4.0))
    kept = np.linspace(0.1, 1, 200)
    axes.plot(
        kept, 1 - (1 - kept) ** 8, color=THEORY, linestyle="--", label="eight least of the whole, in theory"
    )
    _points(axes, beginning.at, beginning.share_key, OURS, "four of each half: the beginning is kept")
    _points(axes, scattered.at, scattered.share_key, OTHERS, "four of each half: runs of 20 words are kept")
    axes.set(
        xlabel="share of the text kept",
        ylabel="share a key",
        ylim=(0.6, 1.01),
        title="A copy is looked at if it shares a key",
    )
    axes.legend(loc="lower right")
    _saved(figure, path)


def recall(curves: Sequence[Curve], path: Path) -> None:
    """Paint recall against how much was cut, misspelt, corrected and added."""
    figure, rows = plt.subplots(2, 2, figsize=(9.6, 6.6), sharey=True)
    for axes, curve in zip(rows.flat, curves, strict=True):
        _points(axes, curve.at, curve.share_key, THEORY, "share a key", thin=True)
        _points(axes, curve.at, curve.found, OURS, "found")
        axes.set(xlabel=curve.name, ylim=(-0.02, 1.03))
        axes.axhline(0.98, color=BAR, linewidth=1, linestyle=":", label="the bar, .98")
    rows[0, 0].legend(loc="lower right")
    figure.suptitle("How much of a story may be changed", x=0.01, ha="left", fontweight="bold", fontsize=12)
    figure.tight_layout()
    _saved(figure, path)


def evidence(clouds: Mapping[str, Pairs], path: Path) -> None:
    """Paint where copies and look-alikes lie, and what the rule asks for."""
    figure, both = plt.subplots(1, 2, figsize=(10.4, 4.8), sharex=True)
    alike = {kind.name for kind in LOOK_ALIKES}
    groups = {
        "copies": [pairs for name, pairs in clouds.items() if name not in alike],
        "own reports, columns, digests": [p for n, p in clouds.items() if n in alike and n.startswith(_OWN)],
        "templates": [p for n, p in clouds.items() if n in alike and not n.startswith(_OWN)],
    }
    colours = dict(zip(groups, (OURS, "#111827", OTHERS), strict=True))
    for name, some in groups.items():
        look = {"s": 7, "alpha": 0.35, "color": colours[name], "linewidths": 0, "rasterized": True}
        seen = [pairs.share_key for pairs in some]
        similar, contained, masked = (
            np.concatenate(
                [getattr(pairs.evidence, field)[mask] for pairs, mask in zip(some, seen, strict=True)]
            )
            for field in ("similar", "contained", "masked")
        )
        jaccard = np.concatenate([p.evidence.jaccard[mask] for p, mask in zip(some, seen, strict=True)])
        both[0].scatter(similar, contained, **look)
        both[1].scatter(jaccard, masked - jaccard, **(look | {"label": name}))
    line = np.linspace(CUT_MIN, CONTAINED_MIN, 20)
    asked = 0.29 - 0.04 * (line - CUT_MIN) / (CONTAINED_MIN - CUT_MIN)
    both[0].plot(
        [0.36, 0.36, 0.29, *asked, 0.25], [0, CUT_MIN, CUT_MIN, *line, 1.02], color=BAR, linewidth=1.6
    )
    both[0].text(0.38, 0.03, "enough text is shared", color=BAR, fontsize=9)
    both[0].set(
        xlabel="J, estimated from both sketches", ylabel="share of the newer text in the older",
        title="Is it the same text?", xlim=(-0.02, 1.03), ylim=(0, 1.03),
    )  # fmt: skip
    both[1].axhline(0, color=THEORY, linewidth=0.8)
    both[1].set(
        xlabel="J of the text as it is", ylabel="how much J rises with facts blanked",
        title="Or the same form, with other facts?",
    )  # fmt: skip
    legend = both[1].legend(loc="upper right", markerscale=3)
    for handle in legend.legend_handles:
        handle.set_alpha(1)
    figure.tight_layout()
    _saved(figure, path)


def estimate(true: NDArray[np.float64], estimated: NDArray[np.float64], path: Path) -> None:
    """Paint the estimate's error against the true J, and twice its standard deviation in theory."""
    figure, axes = plt.subplots(figsize=(7.2, 3.8))
    axes.scatter(true, estimated - true, s=6, alpha=0.25, color=OURS, linewidths=0, rasterized=True)
    j, chance = np.linspace(0, 1, 200), 1 / 2**SHINGLE_BITS
    equal = chance + (1 - chance) * j
    scatter = np.sqrt(equal * (1 - equal) / SLOTS) / (1 - chance)
    axes.plot(j, 2 * scatter, color=THEORY, linestyle="--", label="two standard deviations, in theory")
    axes.plot(j, -2 * scatter, color=THEORY, linestyle="--")
    axes.set(
        xlabel="true J of the three-word runs", ylabel="estimate less true J", xlim=(0, 1),
        title=f"The estimate of J scatters by {np.std(estimated - true):.3f}",
    )  # fmt: skip
    axes.legend(loc="upper right")
    _saved(figure, path)


def _points(
    axes: Any, at: Sequence[float], shares: Sequence[Share], colour: str, label: str, *, thin: bool = False
) -> None:
    low, high = zip(*(share.interval for share in shares), strict=True)
    axes.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(
        at, [s.value for s in shares], color=colour, label=label,
        marker="o", markersize=3 if thin else 4.5, linewidth=1 if thin else 1.8,
    )  # fmt: skip


def _saved(figure: Any, path: Path) -> None:
    figure.savefig(path)
    plt.close(figure)
