"""Train the relation model: python3 -m training.relations.train --minilm FILE --out FOLDER [--fold N] (see docs/training.md)."""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch

from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from training.relations.batches import antecedent_loss, collate, loss_of, shuffled
from training.relations.data import CORPUS, FOLDS, RELATIONS, STATUSES, Example, examples, fold_of, parsed, read_articles
from training.relations.lexicon import phrase_examples
from training.relations.model import Net

CLIP, DECAY, WARM, FLOOR = 1.0, 0.01, 0.1, 0.02
ANTECEDENTS = 0.5  # weight of coreference


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minilm", type=Path, required=True, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True, help="folder for parses, checkpoints and results")
    parser.add_argument("--name", default="relations", help="name of the checkpoint")
    parser.add_argument("--fold", type=int, default=0, help="leave this tenth of the articles out; -1 trains on everything")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=5e-4)
    parser.add_argument("--phrases", type=int, default=3200, help="sentences made from the phrase list")
    parser.add_argument("--train-words", action="store_true", help="train the word embeddings as well")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to start from, instead of the published ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=3)
    return parser.parse_args()


def training_set(o: argparse.Namespace) -> list[Example]:
    """The sentences to train on."""
    articles = read_articles(sorted(CORPUS.glob("*.jsonl")))
    folds = fold_of(len(articles), FOLDS)
    found = examples(articles, parsed(articles, o.out / "parses.pkl", o.threads))
    kept = [e for e in found if folds[e.article] != o.fold]
    return kept + phrase_examples(o.phrases, seed=o.seed + 2)


def main() -> None:
    """Train, saving a checkpoint after every epoch; an interrupted run goes on where it stopped."""
    o = options()
    o.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    data = training_set(o)
    vocabulary = WordPieces((MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1])
    net = Net(len(RELATIONS), len(STATUSES))
    net.encoder.load_minilm(o.minilm)
    if o.start:
        net.load_state_dict(torch.load(o.start, weights_only=True)["net"])
    net.encoder.places.weight.requires_grad_(False)
    net.encoder.words.weight.requires_grad_(o.train_words)
    body = [w for w in net.encoder.parameters() if w.requires_grad]
    heads = [*net.head.parameters(), *net.antecedents.parameters()]
    groups = [{"params": body, "lr": o.rate}, {"params": heads, "lr": o.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)
    steps = -(-len(data) // o.batch) * o.epochs
    rise = lambda s: min(1.0, (s + 1) / (WARM * steps)) * max(FLOOR, 1 - s / steps)  # noqa: E731
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rise)
    path = o.out / f"{o.name}.pt"
    settings = {k: str(v) for k, v in vars(o).items() if k not in {"out", "threads"}}
    start = 0
    if path.is_file():
        saved = torch.load(path, weights_only=True)
        if saved["settings"] != settings:
            raise SystemExit(f"{path} was trained with other settings: remove it or choose another --name")
        net.load_state_dict(saved["net"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        start = saved["epochs"]
    print(f"{len(data)} sentences, {sum(len(e.pairs) for e in data)} pairs, epochs {start} to {o.epochs}", flush=True)
    began = time.monotonic()

    def seconds() -> float:
        return time.monotonic() - began

    for epoch in range(start, o.epochs):
        rng = random.Random(f"{o.seed} {epoch}")  # noqa: S311
        torch.manual_seed(o.seed * 1000 + epoch)
        net.train()
        losses, whom = [], []
        for number, some in enumerate(shuffled(data, o.batch, rng)):
            batch = collate(some, vocabulary, rng)
            states, output = net(*batch.tensors)
            loss = loss_of(output, batch)
            asked = antecedent_loss(net.antecedents, states, batch)
            if asked is not None:
                whom.append(asked.item())
                loss = ANTECEDENTS * asked + (loss if loss is not None else 0.0)
            if loss is not None:
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
                optimiser.step()
                schedule.step()
                losses.append(loss.item())
            if number % 50 == 49:
                recent = f"loss {np.mean(losses[-50:]):.3f}, whom {np.mean(whom[-50:] or [0.0]):.3f}"
                print(f"  epoch {epoch} batch {number + 1} {recent}, {seconds():.0f}s", flush=True)
        print(f"epoch {epoch} loss {np.mean(losses):.3f}, whom {np.mean(whom or [0.0]):.3f}, {seconds():.0f}s", flush=True)
        state = {"net": net.state_dict(), "settings": settings, "epochs": epoch + 1}
        partial = path.with_suffix(".part")
        torch.save({**state, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}, partial)
        partial.replace(path)
    (o.out / f"{o.name}.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
