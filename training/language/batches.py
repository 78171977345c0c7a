"""Sentences to padded tensors, and the loss of a batch."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from graph.language.pieces import WordPieces, case_shape
from training.language.labels import UNLABELLED, Labels, number
from training.language.model import TAGS, Net
from training.language.treebank import Gold

MOST_PIECES = 200  # longer training sentences are left out
HIDE = 0.06  # chance that a word is shown as [MASK]
SHOUT, WHISPER, OPEN_END = 0.03, 0.03, 0.06  # chance of a sentence all in capitals, all in lower case, without its full stop
WEIGHTS = {"upos": 0.4, "xpos": 0.5, "feats": 0.3, "lemma": 0.4, "name": 1.0}
_MASK_PIECE = "[MASK]"
_POOL = 6000


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the network takes it: pieces and shape of each word, labels, and how sure these are."""

    pieces: list[tuple[int, ...]]
    shapes: list[int]
    labels: dict[str, list[int]]
    sure: list[float]
    open_ended: bool  # its last word is a mark that can be left out

    @property
    def size(self) -> int:
        """Pieces, with the first and last of the sentence."""
        return 2 + sum(map(len, self.pieces))


def examples(sentences: Sequence[Gold], labels: Labels, vocabulary: WordPieces, most: int = MOST_PIECES) -> list[Example]:
    """Sentences of at most ``most`` pieces, numbered."""
    index = labels.index()
    out = []
    for sentence in sentences:
        tokens = sentence.tokens
        forms = [token.form for token in tokens]
        leaf = len(tokens) > 3 and tokens[-1].deprel == "punct" and all(t.head != len(tokens) - 1 for t in tokens)
        example = Example(
            [vocabulary.of(form) for form in forms],
            [case_shape(form) for form in forms],
            number(index, sentence),
            [token.sure for token in tokens],
            leaf,
        )
        if example.size <= most:
            out.append(example)
    return out


@dataclass(slots=True)
class Batch:
    """Tensors of the network, labels [b, w] by kind, and weights [b, w]; word 0 is the root and has no labels."""

    tensors: tuple[Tensor, ...]
    labels: dict[str, Tensor]
    sure: Tensor


def collate(some: Sequence[Example], vocabulary: WordPieces, rng: random.Random | None) -> Batch:
    """Padded tensors; with ``rng`` as for training: words hidden, capitals and full stops changed now and then."""
    shown = [_varied(example, vocabulary, rng) if rng else (example, len(example.pieces)) for example in some]
    pieces = max(2 + sum(map(len, e.pieces[:count])) for e, count in shown)
    words = 1 + max(count for _, count in shown)
    many = len(some)
    ids, shapes = torch.zeros(many, pieces, dtype=torch.long), torch.zeros(many, pieces, dtype=torch.long)
    mask, real = torch.zeros(many, pieces), torch.zeros(many, words)
    first, last = torch.zeros(many, words, dtype=torch.long), torch.zeros(many, words, dtype=torch.long)
    labels = {kind: torch.full((many, words), UNLABELLED, dtype=torch.long) for kind in some[0].labels}
    sure = torch.zeros(many, words)
    for row, (example, count) in enumerate(shown):
        flat, case, begin, end = [vocabulary.first], [0], [0], [0]
        for own, shape in zip(example.pieces[:count], example.shapes, strict=False):
            begin.append(len(flat))
            flat += own
            end.append(len(flat) - 1)
            case += [shape] * len(own)
        flat.append(vocabulary.last)
        case.append(0)
        ids[row, : len(flat)], shapes[row, : len(flat)], mask[row, : len(flat)] = torch.tensor(flat), torch.tensor(case), 1.0
        first[row, : count + 1], last[row, : count + 1], real[row, : count + 1] = torch.tensor(begin), torch.tensor(end), 1.0
        sure[row, 1 : count + 1] = torch.tensor(example.sure[:count])
        for kind, numbers in example.labels.items():
            labels[kind][row, 1 : count + 1] = torch.tensor(numbers[:count])
    return Batch((ids, shapes, mask, first, last, real), labels, sure)


def _varied(example: Example, vocabulary: WordPieces, rng: random.Random) -> tuple[Example, int]:
    """The example as it might have been written otherwise, and how many of its words are shown."""
    draw = rng.random()
    shapes = example.shapes
    if draw < SHOUT:
        shapes = [{1: 3, 2: 3, 5: 3, 7: 8, 9: 8, 10: 8}.get(shape, shape) for shape in shapes]
    elif draw < SHOUT + WHISPER:
        shapes = [{2: 1, 3: 1, 4: 1, 5: 1, 8: 7, 9: 7, 10: 7}.get(shape, shape) for shape in shapes]
    hidden = (vocabulary.number(_MASK_PIECE),)
    pieces = [hidden if rng.random() < HIDE else own for own in example.pieces]
    open_end = example.open_ended and rng.random() < OPEN_END
    return Example(pieces, shapes, example.labels, example.sure, False), len(pieces) - open_end


def batches(data: Sequence[Example], budget: int, rng: random.Random | None) -> Iterator[list[Example]]:
    """Batches of at most ``budget`` padded pieces, of sentences about as long; in random order with ``rng``."""
    order = list(range(len(data)))
    if rng:
        rng.shuffle(order)
    out: list[list[Example]] = []
    pool = _POOL if rng else max(1, len(order))
    for start in range(0, len(order), pool):
        now: list[Example] = []
        for place in sorted(order[start : start + pool], key=lambda n: data[n].size):
            if now and data[place].size * (len(now) + 1) > budget:
                out.append(now)
                now = []
            now.append(data[place])
        if now:
            out.append(now)
    if rng:
        rng.shuffle(out)
    yield from out


def loss_of(net: Net, batch: Batch) -> Tensor:
    """The weighted sum of the heads' cross-entropies, each a mean over the words that have the label."""
    scores = net(*batch.tensors)
    gold = batch.labels
    heads = gold["head"].clamp(min=0)
    far = torch.gather(scores["head"], 1, heads[..., None].expand(-1, -1, scores["head"].shape[-1]))
    total = _mean(scores["arc"], gold["head"], batch.sure)
    total = total + _mean(net.relation(scores["dependent"], far), gold["deprel"], batch.sure)
    for kind, weight in WEIGHTS.items():
        total = total + weight * _mean(scores[kind], gold[kind], batch.sure if kind in TAGS else torch.ones_like(batch.sure))
    return total


def _mean(scores: Tensor, gold: Tensor, sure: Tensor) -> Tensor:
    losses = F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=UNLABELLED, reduction="none")
    weight = sure.flatten() * (gold.flatten() != UNLABELLED)
    return (losses * weight).sum() / weight.sum().clamp(min=1.0)
