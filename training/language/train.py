"""The training loop: the same settings and files give the same weights; an interrupted run goes on after its last epoch."""

import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from graph.language.pieces import WordPieces
from training.language.batches import Example, batches, collate, loss_of
from training.language.labels import UNLABELLED, Labels
from training.language.model import TAGS, Net

WARM = 150  # steps until the full learning rate
CLIP, DECAY, LAYER_DECAY = 1.0, 0.01, 0.9
BETAS = (0.9, 0.98)


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the weights, besides the data."""

    epochs: int = 22
    budget: int = 2400  # padded pieces a batch
    silver: float = 0.5  # share of the silver sentences in each epoch, drawn anew
    rate: float = 3e-4  # of the encoder's last layer; each one below it has 0.9 of the next
    head_rate: float = 1e-3
    seed: int = 5
    drop: float = 0.3
    data: str = ""  # checksum of what is trained on


@dataclass(slots=True)
class Run:
    """A network in training."""

    net: Net
    optimiser: torch.optim.Optimizer
    epoch: int = 0
    step: int = 0


def checksum(data: Sequence[Example]) -> str:
    """Of the examples as the network gets them."""
    digest = hashlib.sha256()
    for example in data:
        digest.update(repr((example.pieces, example.shapes, sorted(example.labels.items()), example.sure)).encode())
    return digest.hexdigest()[:16]


def begin(labels: Labels, settings: Settings, minilm: Path) -> Run:
    """A fresh network on the published encoder, whose word embeddings stay as they are."""
    torch.manual_seed(settings.seed)
    net = Net(labels.sizes(), settings.drop)
    net.encoder.load_minilm(minilm)
    net.encoder.words.weight.requires_grad_(False)
    deep = len(net.encoder.layers)
    groups: list[dict[str, Any]] = []
    for name, weights in net.named_parameters():
        if not weights.requires_grad:
            continue
        rate = settings.head_rate
        if name.startswith("encoder.layers."):
            rate = settings.rate * LAYER_DECAY ** (deep - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.") and "shapes" not in name:
            rate = settings.rate * LAYER_DECAY**deep
        plain = name.endswith("bias") or "norm" in name
        groups.append({"params": [weights], "lr": rate, "base": rate, "weight_decay": 0.0 if plain else DECAY})
    return Run(net, torch.optim.AdamW(groups, betas=BETAS, fused=True))


def train(
    run: Run, gold: Sequence[Example], silver: Sequence[Example], vocabulary: WordPieces, settings: Settings, checkpoint: Path,
    say: Callable[[str], None], check: Callable[[Net], dict[str, float]] | None = None,
) -> None:  # fmt: skip
    """Go on until the last epoch; ``checkpoint`` is written after each, and read first if it is there."""
    if checkpoint.is_file():
        _resume(run, settings, checkpoint)
        say(f"going on after epoch {run.epoch} of {checkpoint}")
    while run.epoch < settings.epochs:
        run.epoch += 1
        rng = random.Random(f"{settings.seed} {run.epoch}")  # noqa: S311
        torch.manual_seed(settings.seed * 1000 + run.epoch)
        began, lost, seen = time.monotonic(), 0.0, 0
        run.net.train()
        some_silver = rng.sample(list(silver), round(settings.silver * len(silver)))
        all_batches = list(batches([*gold, *some_silver], settings.budget, rng))
        for some in all_batches:
            done = (run.epoch - 1 + seen / len(all_batches)) / settings.epochs
            share = (1 - done) * min(1.0, (run.step + 1) / WARM)
            for group in run.optimiser.param_groups:
                group["lr"] = group["base"] * share
            loss = loss_of(run.net, collate(some, vocabulary, rng))
            run.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(run.net.parameters(), CLIP)
            run.optimiser.step()
            run.step += 1
            lost, seen = lost + float(loss.detach()), seen + 1
            if seen % 25 == 0:
                took = time.monotonic() - began
                say(f"  epoch {run.epoch} step {seen}/{len(all_batches)} loss {lost / seen:.3f} {took:.0f} s\r")
        facts = check(run.net) if check else {}
        shown = " ".join(f"{name} {value:.2f}" for name, value in facts.items())
        say(f"epoch {run.epoch}/{settings.epochs} loss {lost / seen:.3f} {time.monotonic() - began:.0f} s {shown}")
        _save(run, settings, checkpoint, facts)


def _save(run: Run, settings: Settings, checkpoint: Path, facts: dict[str, float]) -> None:
    state = {
        "net": run.net.state_dict(), "sizes": run.net.sizes, "optimiser": run.optimiser.state_dict(), "epoch": run.epoch,
        "step": run.step, "settings": json.dumps(asdict(settings)), "facts": facts,
    }  # fmt: skip
    partial = checkpoint.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(checkpoint)


def _resume(run: Run, settings: Settings, checkpoint: Path) -> None:
    saved = torch.load(checkpoint, weights_only=True)
    if json.loads(saved["settings"]) != asdict(settings):
        raise SystemExit(f"{checkpoint} was trained with other settings or data: remove it, or choose another --out")
    run.net.load_state_dict(saved["net"])
    run.optimiser.load_state_dict(saved["optimiser"])
    run.epoch, run.step = saved["epoch"], saved["step"]


def measure(net: Net, data: Sequence[Example], vocabulary: WordPieces) -> dict[str, float]:
    """Per cent right of all words: tags, heads (greedy, no tree), heads with labels."""
    net.eval()
    right = dict.fromkeys((*TAGS, "name", "uas", "las"), 0)
    words = named = 0
    with torch.no_grad():
        for some in batches(data, 8000, None):
            batch = collate(some, vocabulary, None)
            scores, gold = net(*batch.tensors), batch.labels
            known = gold["head"] != UNLABELLED
            words += int(known.sum())
            for kind in (*TAGS, "name"):
                right[kind] += _hits(scores[kind].argmax(-1), gold[kind])
            named += int((gold["name"] != UNLABELLED).sum())
            heads = scores["arc"].argmax(-1)
            far = torch.gather(scores["head"], 1, heads[..., None].expand(-1, -1, scores["head"].shape[-1]))
            attached = (heads == gold["head"]) & known
            labelled = attached & (net.relation(scores["dependent"], far).argmax(-1) == gold["deprel"])
            right["uas"] += int(attached.sum())
            right["las"] += int(labelled.sum())
    return {kind: 100 * hits / max(1, named if kind == "name" else words) for kind, hits in right.items()}


def _hits(found: Tensor, gold: Tensor) -> int:
    return int(((found == gold) & (gold != UNLABELLED)).sum())
