"""Examples to padded tensors, and the loss of a batch."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from graph.coding.pairmodel import Pieces, cut, geometry, pooling
from graph.language.pieces import WordPieces
from training.relations.data import NUMBER, Example, jitter, only

NONE = len(NUMBER)
MASK_NAMES, ALONE, TRIGGER = 0.3, 0.2, 0.3  # chance to hide a name; to keep one pair's mentions only; weight of triggers
_LOW = -1e4
_MASK = "[MASK]"


@dataclass(slots=True)
class Batch:
    """Tensors for the network, and of each the example, its pieces and which pairs count."""

    tensors: tuple[Tensor, ...]
    examples: list[Example]
    pieces: list[Pieces]


def collate(examples: Sequence[Example], vocabulary: WordPieces, rng: random.Random | None) -> Batch:
    """Padded tensors; with ``rng``, as for training: names hidden, spans and mentions varied."""
    kept: list[Example] = []
    rows = []
    hidden = _number(vocabulary)
    for given in examples:
        example = given
        if rng and len(given.mentions) > 2 and given.gold and rng.random() < ALONE:
            i, j = rng.choice(sorted(given.gold))
            example = only(given, sorted({i, j}))
        spans = [jitter(example, k, rng) if rng else m.span for k, m in enumerate(example.mentions)]
        pieces = cut(example.text, vocabulary)
        ids = list(pieces.ids)
        if rng:
            for mention in example.mentions:
                if rng.random() < MASK_NAMES:
                    for k in pieces.inside(mention.span):
                        ids[k] = hidden
        pool = pooling(pieces, spans)
        rows.append((ids, pieces, pool, *geometry(pool)))
        kept.append(example)
    b, n, m = len(rows), max(len(r[0]) for r in rows), max(1, *(len(r[2]) for r in rows))
    ids_, shapes, marked = (np.zeros((b, n), np.int64) for _ in range(3))
    mask, pools = np.zeros((b, n), np.float32), np.zeros((b, m, n), np.float32)
    zones, features = np.zeros((b, m, m, n), np.int64), np.zeros((b, m, m, 2), np.float32)
    for at, (ids, pieces, pool, zone, feature) in enumerate(rows):
        k, size = pool.shape
        ids_[at, :size], shapes[at, :size], mask[at, :size] = ids, pieces.shapes, 1
        marked[at, :size] = (pool > 0).any(0)
        pools[at, :k, :size], zones[at, :k, :k, :size], features[at, :k, :k] = pool, zone, feature
    tensors = tuple(map(torch.from_numpy, (ids_, shapes, marked, mask, pools, zones, features)))
    return Batch(tensors, kept, [r[1] for r in rows])


def _number(vocabulary: WordPieces) -> int:
    return vocabulary._numbers[_MASK]


def loss_of(output: tuple[Tensor, Tensor, Tensor], batch: Batch) -> Tensor | None:
    """Adaptive thresholds (Zhou et al., AAAI 2021): gold relations above NONE, all others below it; plus the status of
    gold relations, and the first look drawn to the trigger. The mean over pairs; None when the batch has none."""
    logits, status, looks = output
    where: list[tuple[int, int, int]] = []
    gold_rows, accepted, statuses, trigger_rows, triggers = [], [], [], [], []
    gold_cells, dead_cells = [], []
    n = looks.shape[-1]
    for at, (example, pieces) in enumerate(zip(batch.examples, batch.pieces, strict=True)):
        seen = batch.tensors[4][at].sum(-1) > 0
        for i, j in example.pairs:
            if not seen[i] or not seen[j]:
                continue
            row = len(where)
            where.append((at, i, j))
            dead_cells += [(row, r) for r in example.masked.get((i, j), ())]
            for gold in example.gold.get((i, j), ()):
                gold_cells += [(row, r) for r in gold.accepted]
                gold_rows.append(row)
                accepted.append(sorted(gold.accepted))
                statuses.append(gold.status)
                if gold.trigger and (inside := pieces.inside(gold.trigger)):
                    trigger_rows.append(row)
                    line = torch.zeros(n)
                    line[inside] = 1
                    triggers.append(line)
    if not where:
        return None
    index = torch.tensor(where).unbind(1)
    chosen = logits[index]
    size = len(where)
    gold_mask = _cells(gold_cells, chosen)
    dead = _cells(dead_cells, chosen) & ~gold_mask
    chosen = chosen.masked_fill(dead, _LOW)
    below = chosen.masked_fill(gold_mask, _LOW)
    loss = (torch.logsumexp(below, -1) - below[:, NONE]).sum()
    if gold_rows:
        rows = torch.tensor(gold_rows)
        own = _cells([(k, r) for k, some in enumerate(accepted) for r in some], chosen[rows])
        mine = chosen[rows]
        up = torch.logsumexp(mine.masked_fill(~own, _LOW), -1)
        rest = torch.logsumexp(mine.masked_fill(gold_mask[rows] & ~own, _LOW), -1)
        loss = loss + (rest - up).sum()
        loss = loss + F.cross_entropy(status[index][rows], torch.tensor(statuses), reduction="sum")
    if triggers:
        looked = (looks[index][torch.tensor(trigger_rows)] * torch.stack(triggers)).sum(-1)
        loss = loss - TRIGGER * looked.clamp(min=1e-4).log().sum()
    return loss / size


def _cells(cells: Sequence[tuple[int, int]], like: Tensor) -> Tensor:
    mask = torch.zeros(like.shape, dtype=torch.bool)
    if cells:
        mask[torch.tensor(cells).unbind(1)] = True
    return mask


def shuffled(examples: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Batches of sentences of like length, in random order."""
    order = list(examples)
    rng.shuffle(order)
    chunks = [sorted(order[i : i + size * 16], key=lambda e: len(e.text)) for i in range(0, len(order), size * 16)]
    batches = [chunk[i : i + size] for chunk in chunks for i in range(0, len(chunk), size)]
    rng.shuffle(batches)
    yield from batches
