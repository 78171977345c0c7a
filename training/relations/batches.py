"""Examples to padded tensors, and the loss of a batch."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from graph.coding.anaphora import OPTION_FEATURES, PLURAL
from graph.coding.pairmodel import Pieces, cut, geometry, marks, pooling
from graph.language.pieces import WordPieces
from graph.model import Span
from training.relations.data import NUMBER, Asked, Example, jitter, only
from training.relations.model import Antecedents

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

    @property
    def asked(self) -> list[tuple[int, Asked]]:
        """Every question of the batch with the number of its sentence."""
        return [(at, asked) for at, example in enumerate(self.examples) for asked in example.questions]


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
        rows.append((ids, pieces, pool, *geometry(pool), marks(pieces, example.naming or spans, example.asking)))
        kept.append(example)
    b, n, m = len(rows), max(len(r[0]) for r in rows), max(1, *(len(r[2]) for r in rows))
    ids_, shapes, marked = (np.zeros((b, n), np.int64) for _ in range(3))
    mask, pools = np.zeros((b, n), np.float32), np.zeros((b, m, n), np.float32)
    zones, features = np.zeros((b, m, m, n), np.int64), np.zeros((b, m, m, 2), np.float32)
    for at, (ids, pieces, pool, zone, feature, mark) in enumerate(rows):
        k, size = pool.shape
        ids_[at, :size], shapes[at, :size], mask[at, :size] = ids, pieces.shapes, 1
        marked[at, :size] = mark
        pools[at, :k, :size], zones[at, :k, :k, :size], features[at, :k, :k] = pool, zone, feature
    tensors = tuple(map(torch.from_numpy, (ids_, shapes, marked, mask, pools, zones, features)))
    return Batch(tensors, kept, [r[1] for r in rows])


def antecedent_loss(heads: Antecedents, states: Tensor, batch: Batch) -> Tensor | None:
    """Of each question, the labelled actors' share against all other options and nobody; nobody's share where no actor is
    meant. An actor's score is that of all its mentions together. The mean over questions; None when there are none."""
    rows = {(e.article, e.index): at for at, e in enumerate(batch.examples)}
    asked = [
        (at, a) for at, a in batch.asked if all((batch.examples[at].article, o.sentence) in rows for o in a.question.options)
    ]
    if not asked:
        return None
    most = max(1, *(len(a.question.options) for _, a in asked))
    own = torch.tensor([a.question.features for _, a in asked])
    features = torch.zeros(len(asked), most, OPTION_FEATURES)
    there = torch.zeros(len(asked), most, dtype=torch.bool)
    places: dict[tuple[int, Span], int] = {}

    def place(row: int, span: Span) -> int:
        return places.setdefault((row, span), len(places))

    words, options = [], torch.zeros(len(asked), most, dtype=torch.long)
    for number, (at, a) in enumerate(asked):
        words.append(place(at, a.question.span))
        for k, option in enumerate(a.question.options):
            options[number, k] = place(rows[batch.examples[at].article, option.sentence], option.span)
        if a.question.options:
            features[number, : len(a.question.options)] = torch.tensor([o.features for o in a.question.options])
        there[number, : len(a.question.options)] = True
    weights = torch.zeros(len(places), states.shape[1])
    for number, (row, span) in enumerate(places):
        inside = batch.pieces[row].inside(span)
        weights[number, inside] = 1 / max(1, len(inside))
    vectors = (weights[:, None] @ states[torch.tensor([row for row, _ in places])]).squeeze(1)
    scores, nobody = heads(vectors[torch.tensor(words)], own, vectors[options], features)
    scores = scores.masked_fill(~there, _LOW)
    losses = []
    for number, (_, a) in enumerate(asked):
        actors = [o.ref.actor for o in a.question.options]
        mine = {actor: torch.tensor([k for k, x in enumerate(actors) if x == actor]) for actor in sorted(a.meant)}
        right = [torch.logsumexp(scores[number, some], 0) for some in mine.values()]
        others = [k for k, x in enumerate(actors) if x not in a.meant]
        rest = torch.cat([nobody[number : number + 1], scores[number, others]])
        all_rest = torch.logsumexp(rest, 0)
        if right:
            losses += [(torch.logaddexp(r, all_rest) - r) / len(right) for r in right]
        if not right or a.question.form in PLURAL:  # whoever outweighs nobody is meant
            losses.append(all_rest - nobody[number])
    return torch.stack(losses).sum() / len(asked)


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
    """Batches in random order: whole articles, since a question may be answered by an earlier sentence; sentences that
    stand alone by like length."""
    articles: dict[int, list[Example]] = {}
    alone: list[Example] = []
    for example in examples:
        (alone if example.article < 0 else articles.setdefault(example.article, [])).append(example)
    rng.shuffle(alone)
    chunks = [sorted(alone[i : i + size * 16], key=lambda e: len(e.text)) for i in range(0, len(alone), size * 16)]
    batches = [chunk[i : i + size] for chunk in chunks for i in range(0, len(chunk), size)]
    order = list(articles.values())
    rng.shuffle(order)
    batch: list[Example] = []
    for article in order:
        if batch and len(batch) + len(article) > size * 5 // 4:
            batches.append(batch)
            batch = []
        batch = batch + article
    if batch:
        batches.append(batch)
    rng.shuffle(batches)
    yield from batches
