"""Measure a relation model: pairs given, alone end to end, and beside the rules.

python3 -m training.relations.evaluate --work FOLDER [--checkpoint FILE] [--fold N | --gold FILE…] [--pairs FILE]
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation import gold_of, score_edges, score_pairs
from graph.actors.names import NameFinder
from graph.actors.register import Register
from graph.coding import Coder
from graph.coding.mentions import Reading
from graph.coding.pairmodel import Pieces, geometry
from graph.coding.pairs import PairModel, PairScore, different, may_relate, mentions_of
from graph.coding.status import status_of
from graph.language import Document
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from graph.ontology import COUNTED, relation_type
from training.relations.data import (
    CORPUS,
    RELATIONS,
    STATUSES,
    SYMMETRIC,
    Example,
    examples,
    fold_of,
    parsed,
    read_articles,
    readings,
)  # fmt: skip

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class TorchNetwork:
    """A checkpoint with the interface of graph.coding.pairmodel.PairNetwork."""

    def __init__(self, checkpoints: Sequence[Path], threads: int) -> None:
        import torch  # noqa: PLC0415

        from training.relations.model import Net  # noqa: PLC0415

        torch.set_num_threads(threads)
        self.nets = []
        for checkpoint in checkpoints:
            net = Net(len(RELATIONS), len(STATUSES))
            net.load_state_dict(torch.load(checkpoint, weights_only=True)["net"])
            net.eval()
            self.nets.append(net)
        self.statuses = STATUSES
        self.vocabulary = WordPieces((MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1])

    def run(self, pieces: Pieces, pool: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """As PairNetwork.run; the mean over the checkpoints."""
        import torch  # noqa: PLC0415

        zone, features = geometry(pool)
        marked = np.array((pool > 0).any(0), np.int64)
        made = [
            np.array([x]) for x in (pieces.ids, pieces.shapes, marked, np.ones(len(marked), np.float32), pool, zone, features)
        ]
        with torch.inference_mode():
            said = [[x[0].numpy() for x in net(*map(torch.from_numpy, made))] for net in self.nets]
        return tuple(np.mean([s[k] for s in said], 0) for k in range(3))


def given(model: PairModel, some: Iterable[Example]) -> dict[str, float]:
    """Relation and class micro accuracy of labelled pairs, and how often the status and the trigger are right."""
    relation = plover = status = counted = looked = total = triggers = 0
    for example in some:
        if not example.gold:
            continue
        found = model.score(example.text, [m.span for m in example.mentions], sorted(example.gold))
        for (i, j), golds in example.gold.items():
            here = [g for g in golds if not (g.relation in SYMMETRIC and i > j)]
            score = found.get((i, j))
            total += len(here)
            if not here or score is None:
                continue
            top = {int(k) for k in np.argsort(-score.shares)[: len({g.relation for g in golds})]}
            classes = {relation_type(RELATIONS[k]).plover for k in top}
            for gold in here:
                relation += bool(top & gold.accepted)
                plover += bool(classes & {relation_type(RELATIONS[k]).plover for k in gold.accepted})
                status += score.status == STATUSES[gold.status]
                counted += (score.status in COUNTED) == (STATUSES[gold.status] in COUNTED)
                if gold.trigger:
                    triggers += 1
                    looked += score.trigger[0] < gold.trigger[1] and score.trigger[1] > gold.trigger[0]
    parts = {"relation": relation, "class": plover, "status": status, "counted": counted}
    return {
        "edges": total,
        **{k: round(v / max(1, total), 3) for k, v in parts.items()},
        "trigger": round(looked / max(1, triggers), 3),
    }


Edges = list[dict[str, Any]]
Chosen = dict[str, Edges]


def said_of(model: PairModel, reading: Reading, number: int, floor: float = 0.02) -> list[dict[str, Any]]:
    """Every relation of a sentence with a chance of at least ``floor``, as a record; the best of each relation's mentions."""
    mentions = mentions_of(reading)
    wanted = [
        (i, j) for i, a in enumerate(mentions) for j, b in enumerate(mentions) if may_relate(a, b) and (i != j or len(a.refs) > 1)
    ]
    best: dict[tuple[str, str, str], dict[str, Any]] = {}
    for (i, j), score in model.score(reading.tree.sentence.text, [m.span for m in mentions], wanted).items():
        for name, chance in score.over(floor):
            for x in mentions[i].refs:
                for y in mentions[j].refs:
                    if not different(x, y):
                        continue
                    source, target = (y, x) if relation_type(name).symmetric and y.actor < x.actor else (x, y)
                    key = (source.actor, name, target.actor)
                    if key in best and best[key]["confidence"] >= chance:
                        continue
                    best[key] = {
                        "source": source.actor, "source_name": source.actor.split(":")[-1], "target": target.actor,
                        "target_name": target.actor.split(":")[-1], "relation": name, "sentence": number, "confidence": chance,
                        "head": score.status, "status": _settled(reading, score, name, x.actor, y.actor),
                    }  # fmt: skip
    return list(best.values())


def _settled(reading: Reading, score: PairScore, relation: str, source: str, target: str) -> str:
    """What the rules say of the status of the word that the model looked at."""
    word = next((w.index for w in reading.tree.words if w.start < score.trigger[1] and w.end > score.trigger[0]), None)
    if word is None:
        return score.status
    verdict = status_of(reading, word, relation, source, target)
    return "inner" if verdict.inner else verdict.status


def line(title: str, gold: Any, said: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Precision, recall and F1 at every level, in one line."""
    parts = [f"{s.level} {s.precision:.2f}/{s.recall:.2f}/{s.f1:.3f}" for s in score_edges(gold, said)]
    print(f"{title:44s}", "  ".join(parts), flush=True)


def decided(edges: Edges, status: str) -> Iterator[dict[str, Any]]:
    """The edges with a status: by the head, by the rules, or negated and hypothetical where either says so."""
    for e in edges:
        rules, head = e["status"], e["head"]
        if status == "head":
            yield {**e, "status": head}
        elif status == "rules":
            if rules != "inner":
                yield e
        elif status == "rules-inner":
            yield {**e, "status": "occurred" if rules == "inner" else rules}
        elif status == "either":
            out = [s for s in (head, rules) if s in {"negated", "hypothetical"}]
            yield {**e, "status": out[0] if out else "occurred"}


def united(rules: Edges, model: Edges, low: float, high: float, more: float = 2.0) -> Edges:
    """Rule edges that the model does not contradict, and model edges above ``high``, or above ``more`` where a rule found
    the pair already. A rule edge whose actors the model saw as mentions is dropped where its chance is below ``low``."""
    chance = {(e["sentence"], e["source"], e["relation"], e["target"]): e["confidence"] for e in model}
    seen = {(e["sentence"], *sorted((e["source"], e["target"]))) for e in model}
    kept = []
    for e in rules:
        key = (e["sentence"], e["source"], e["relation"], e["target"])
        pair = (e["sentence"], *sorted((e["source"], e["target"])))
        if chance.get(key, 0.0) >= low or (pair not in seen and low < 1):
            kept.append(e)
    own = {(e["sentence"], e["source"], e["relation"], e["target"]) for e in kept}
    tied = {(e["sentence"], *sorted((e["source"], e["target"]))) for e in kept}

    def least(e: dict[str, Any]) -> float:
        return more if (e["sentence"], *sorted((e["source"], e["target"]))) in tied else high

    added = [
        e for e in model if e["confidence"] >= least(e) and (e["sentence"], e["source"], e["relation"], e["target"]) not in own
    ]
    return kept + added


def record(edge: Any) -> dict[str, Any]:
    """An edge of the coder as a record."""
    return {
        "source": edge.source.actor, "source_name": edge.source.name, "relation": edge.relation, "target": edge.target.actor,
        "target_name": edge.target.name, "status": edge.status, "sentence": edge.sentence, "confidence": edge.confidence,
    }  # fmt: skip


def end_to_end(
    model: PairModel, articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document], head: Sequence[Any]
) -> None:
    """Print the scores of the model alone, of the rules alone, and of both together."""
    gold = gold_of([*head, *articles])
    register = Register.load()
    names = NameFinder(register)
    coder, both = (Coder(None, register, pairs) for pairs in (None, model))  # type: ignore[arg-type]  # the parses are given
    model_said: Chosen = {}
    rules_said: Chosen = {}
    coder_said: Chosen = {}
    for a in articles:
        day = date.fromisoformat(a["date"]) if a.get("date") else None
        document = documents[a["id"]]
        model_said[a["id"]] = [e for n, r in enumerate(readings(document, day, register, names)) for e in said_of(model, r, n)]
        rules_said[a["id"]] = [record(e) for e in coder.code_document(document, day).edges]
        coder_said[a["id"]] = [record(e) for e in both.code_document(document, day).edges]
    line("rules", gold, rules_said)
    line("the coder, rules and model", gold, coder_said)
    for status in ("head", "rules", "rules-inner", "either"):
        line(
            f"model alone, .6, status {status}",
            gold,
            {k: [e for e in decided(v, status) if e["confidence"] >= 0.6] for k, v in model_said.items()},
        )
    for t in THRESHOLDS:
        line(
            f"model alone {t}",
            gold,
            {k: [e for e in decided(v, "either") if e["confidence"] >= t] for k, v in model_said.items()},
        )
    for low in (0.0, 0.03, 0.1, 0.2, 0.35):
        for high in (0.5, 0.6, 0.7, 0.8, 0.9):
            union = {k: united(rules_said[k], list(decided(v, "either")), low, high) for k, v in model_said.items()}
            line(f"rules over {low} + model over {high}", gold, union)


def pairs(model: PairModel, path: Path) -> None:
    """Print the scores of given pairs."""
    records = [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines()]
    said = {}
    for r in records:
        found = model.classify(r["sentence"], tuple(r["source"]), tuple(r["target"]))
        said[r["id"]] = found.plover if found else None
    score = score_pairs(gold_of(records), said)
    print(f"pairs: macro F1 {score.macro_f1:.3f} accuracy {score.accuracy:.3f} binary {score.binary_macro_f1:.3f}")
    print("  ".join(f"{k} {v:.2f}" for k, v in sorted(score.by_class.items())))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with the cached parses")
    parser.add_argument("--checkpoint", type=Path, nargs="*", help="torch checkpoints (their mean); else the exported model")
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER, help="folder of the exported model")
    parser.add_argument("--fold", type=int, help="the third of the corpus that was left out")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="articles with gold edges")
    parser.add_argument("--pairs", type=Path, nargs="*", default=[], help="given pairs with their class")
    parser.add_argument("--threads", type=int, default=1)
    o = parser.parse_args()
    model = PairModel(TorchNetwork(o.checkpoint, o.threads)) if o.checkpoint else PairModel.load(o.threads, o.model)  # type: ignore[arg-type]
    for path in o.pairs:
        pairs(model, path)
    if o.fold is not None:
        articles = read_articles(sorted(CORPUS.glob("*.jsonl")))
        documents = parsed(articles, o.work / "parses.pkl", o.threads)
        folds = fold_of(len(articles), 3)
        kept = [a for k, a in enumerate(articles) if folds[k] == o.fold]
        print(given(model, [e for e in examples(kept, documents) if e.gold]))
        end_to_end(model, kept, documents, [])
    for path in o.gold:
        articles = read_articles([path])
        head = [r for r in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if "aliases" in r]
        end_to_end(model, articles, parsed(articles, o.work / f"{path.stem}.pkl", o.threads), head)


if __name__ == "__main__":
    main()
