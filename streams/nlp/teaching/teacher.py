"""Fine-tunes the teacher on the gold texts: `python -m streams.nlp.teaching.teacher FOLDER OUT`.

AdamW, the word embeddings frozen, the loss on the first piece of each word, windows of at most 126 pieces in
batches of about 2,048.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Annotated as Option

import numpy as np
import torch
import typer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  everyone's name for it

from streams.nlp.teaching.encoder import Encoder, pretrained, weights_folder
from streams.nlp.teaching.mix import SEED, Mix, gold
from streams.nlp.teaching.texts import Words
from streams.nlp.windows import Window, batches, padded, windows_of
from streams.nlp.wordpieces import Pieces

BATCH_PIECES = 2_048
POOLED_WINDOWS = 1_024
LEARN_RATE, LEARN_RATE_HEAD, WEIGHT_DECAY, WARM_UP_STEPS = 2e-4, 1e-3, 0.01, 80
PASSES = 1.4
CHECKPOINT = "teacher.pt"


def tensors(batch: list[Window]) -> tuple[Tensor, Tensor]:
    """Return the pieces and cases of a batch, (windows, longest), zero where there is none."""
    pieces, cases = padded(batch)
    return torch.from_numpy(pieces), torch.from_numpy(cases)


def of_words(logits: Tensor, batch: list[Window]) -> Tensor:
    """Return the logits of the first pieces of all words of a batch, in order."""
    rows = [at for at, window in enumerate(batch) for _ in window.firsts]
    return logits[rows, [first for window in batch for first in window.firsts]]


def train(folder: Path, *, passes: float = PASSES) -> Encoder:
    """Return a teacher trained on the gold texts of a folder, reporting on standard error."""
    torch.manual_seed(SEED)
    random = Random(SEED)  # noqa: S311  reproducible, not secret
    mix, pieces = Mix(gold(folder), seed=SEED), Pieces(weights_folder() / "tokenizer.json")
    encoder = pretrained()
    encoder.words.weight.requires_grad_(False)
    head = list(encoder.head.parameters())
    body = [p for name, p in encoder.named_parameters() if not name.startswith("head") and p.requires_grad]
    groups = [{"params": body, "lr": LEARN_RATE}, {"params": head, "lr": LEARN_RATE_HEAD}]
    optimizer = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    total = passes * len(mix.texts)

    started, seen, step = time.monotonic(), 0, 0
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (n + 1) / WARM_UP_STEPS) * max(0.0, 1 - seen / total)
    )
    for texts, batch, labels in _passes(mix, pieces, random, total):
        loss = F.cross_entropy(of_words(encoder(*tensors(batch)), batch), labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen, step = texts, step + 1
        schedule.step()
        if step % 50 == 0:
            _say(
                f"step {step}, {seen / total:.0%}: loss {loss.item():.3f}, {time.monotonic() - started:.0f} s"
            )
    return encoder.eval()


def _passes(
    mix: Mix, pieces: Pieces, random: Random, total: float
) -> Iterator[tuple[int, list[Window], Tensor]]:
    """Yield (texts seen so far, batch, its words' labels), shuffled, until `total` texts were seen."""
    seen = 0
    texts: list[Words] = []
    pool: list[Window] = []
    while seen < total:
        for words in mix.epoch():
            pool += windows_of(len(texts), words.words, pieces)
            texts.append(words)
            seen += 1
            if len(pool) >= POOLED_WINDOWS or seen >= total:
                ready = list(batches(pool, BATCH_PIECES))
                for batch in random.sample(ready, len(ready)):
                    yield seen, batch, _labels(batch, texts)
                texts, pool = [], []
            if seen >= total:
                break


def _labels(batch: list[Window], texts: list[Words]) -> Tensor:
    of_window = [texts[w.text].labels[w.first : w.first + len(w.firsts)] for w in batch]
    return torch.from_numpy(np.concatenate(of_window))


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(
    folder: Path,
    out: Path,
    passes: Option[float, typer.Option(help="How often every text is seen.")] = PASSES,
) -> None:
    """Fine-tune the teacher on the sets in FOLDER and write its weights to OUT/teacher.pt."""
    out.mkdir(parents=True, exist_ok=True)
    torch.save(train(folder, passes=passes).state_dict(), out / CHECKPOINT)


if __name__ == "__main__":
    typer.run(main)
