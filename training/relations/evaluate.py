"""Measure a relation model: pairs given, whom pronouns and descriptions mean, and the whole coder.

python3 -m training.relations.evaluate --work FOLDER [--checkpoint FILE] [--fold N | --gold FILE…] [--pairs FILE] [--fit]
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.commands.records import edge_record
from app.evaluation import gold_of, score_edges, score_pairs
from graph.actors.register import Register
from graph.coding import Coder
from graph.coding.anaphora import Question
from graph.coding.memory import Memory
from graph.coding.mentions import Reading
from graph.coding.pairmodel import Pieces, geometry
from graph.coding.pairs import PairModel
from graph.language import Document
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from graph.ontology import COUNTED, relation_type
from training.relations.data import (
    CORPUS,
    FOLDS,
    NO_PARSER,
    RELATIONS,
    STATUSES,
    SYMMETRIC,
    Example,
    Labelled,
    examples,
    fold_of,
    idle_words,
    parsed,
    read,
    read_articles,
)  # fmt: skip

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8)
Floats = NDArray[np.float32]


class TorchNetwork:
    """A checkpoint with the interface of graph.coding.pairmodel.PairNetwork."""

    def __init__(self, checkpoint: Path, threads: int) -> None:
        import torch  # noqa: PLC0415

        from training.relations.model import Net  # noqa: PLC0415

        torch.set_num_threads(threads)
        self.net = Net(len(RELATIONS), len(STATUSES))
        self.net.load_state_dict(torch.load(checkpoint, weights_only=True)["net"])
        self.net.eval()
        self.statuses = STATUSES
        self.vocabulary = WordPieces((MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1])

    def _run(self, part: str, *arrays: Any) -> list[NDArray[Any]]:
        import torch  # noqa: PLC0415

        with torch.inference_mode():
            made = getattr(self.net, part)(*(torch.from_numpy(np.asarray(a)) for a in arrays))
        return [x.numpy() for x in (made if isinstance(made, tuple) else (made,))]

    def encode(self, some: Sequence[tuple[Pieces, NDArray[np.int64]]]) -> list[Floats]:
        """As PairNetwork.encode."""
        return [self._run("encoder", *(np.array([x], np.int64) for x in (p.ids, p.shapes, mark)))[0] for p, mark in some]

    def relate(self, states: Floats, pool: Floats) -> tuple[Floats, ...]:
        """As PairNetwork.relate."""
        zone, features = geometry(pool)
        return tuple(x[0] for x in self._run("head", states, pool[None], zone[None], features[None]))

    def answer(self, word: Floats, own: Sequence[float], options: Floats, features: Floats) -> tuple[Floats, float]:
        """As PairNetwork.answer."""
        scores, nobody = self._run("antecedents", word[None], np.array([own], np.float32), options[None], features[None])
        return scores[0], float(nobody[0])


def given(model: PairModel, some: Iterable[Example]) -> dict[str, float]:
    """Relation and class micro accuracy of labelled pairs, and how often the status and the trigger are right."""
    relation = plover = status = counted = looked = total = triggers = 0
    for example in some:
        if not example.gold:
            continue
        (encoded,) = model.read([(example.text, example.naming, example.asking)])
        found = model.score(encoded, [m.span for m in example.mentions], sorted(example.gold))
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


class Checked:
    """A resolver that answers by the model, and counts how often that, and the rules, agree with the labels."""

    def __init__(self, memory: Memory, labels: Labelled, tally: Counter[tuple[str, str]]) -> None:
        self._memory, self._labels, self._tally = memory, labels, tally

    def settle(self, asked: Question) -> list[tuple[int, float]] | None:
        """As :class:`graph.coding.discourse.Resolver`."""
        chosen = self._memory.settle(asked)
        meant = self._labels.meant(asked)
        if meant is not None:
            ruled = {o.ref.actor for o in asked.options if o.ruled}
            said = ruled if chosen is None else {asked.options[n].ref.actor for n, _ in chosen}
            for name, who in (("model", said), ("rules", ruled)):
                what = "somebody" if meant else "nobody"
                self._tally[f"{asked.form}: {what}", f"{name} right"] += who == meant
            self._tally[f"{asked.form}: {what}", "asked"] += 1
        return chosen


def whom(
    model: PairModel, articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document], idle: frozenset[str]
) -> None:
    """How often the labelled pronouns and descriptions mean whom the model, and the rules, say; exactly all actors meant."""
    coder = Coder(NO_PARSER, Register.load())
    tally: Counter[tuple[str, str]] = Counter()
    for record in articles:
        day = date.fromisoformat(record["date"]) if record.get("date") else None
        labels = Labelled(record, idle)

        def checked(readings: Sequence[Reading], labels: Labelled = labels) -> Checked:
            return Checked(Memory(model, readings), labels, tally)

        for _ in read(coder, documents[record["id"]], day, checked):
            pass
    for kind in sorted({k for k, _ in tally}):
        n = tally[kind, "asked"]
        print(f"  {kind:18s} {n:5d}  model {tally[kind, 'model right'] / n:.3f}  rules {tally[kind, 'rules right'] / n:.3f}")
    n = sum(v for (_, k), v in tally.items() if k == "asked")
    for name in ("model", "rules"):
        print(f"  all, {name}: {sum(v for (_, k), v in tally.items() if k == f'{name} right') / max(1, n):.3f} of {n}")


def end_to_end(
    model: PairModel, articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document], head: Sequence[Any]
) -> None:
    """The rules alone and the whole coder, at several confidences."""
    gold = gold_of([*head, *articles])

    def line(title: str, said: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        parts = [f"{s.level} {s.precision:.2f}/{s.recall:.2f}/{s.f1:.3f}" for s in score_edges(gold, said)]
        print(f"{title:20s}", "  ".join(parts), flush=True)

    for name, pairs in (("rules alone", None), ("coder", model)):
        coder = Coder(NO_PARSER, Register.load(), pairs, least=0.05)
        said = {}
        for article in articles:
            day = date.fromisoformat(article["date"]) if article.get("date") else None
            said[article["id"]] = [edge_record(e) for e in coder.code_document(documents[article["id"]], day).edges]
        for t in THRESHOLDS if pairs else (0.3,):
            line(f"{name} >= {t}", {k: [e for e in v if e["confidence"] >= t] for k, v in said.items()})


def pairs(model: PairModel, path: Path) -> None:
    """Macro F1 over PLOVER's classes of given pairs."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = gold_of(lines)
    found = {
        r["id"]: model.classify(r["sentence"], (r["source"][0], r["source"][1]), (r["target"][0], r["target"][1]))
        for r in gold.records.values()
    }
    score = score_pairs(gold, {k: v.plover if v else None for k, v in found.items()})
    print("pairs", "  ".join(f"{k} {v:.2f}" for k, v in score.by_class.items()))
    print(f"macro {score.macro_f1:.3f}  accuracy {score.accuracy:.3f}  sign {score.binary_macro_f1:.3f}  {score.pairs} pairs")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder of parses and checkpoints")
    parser.add_argument("--checkpoint", type=Path, help="measure this checkpoint instead of the exported files")
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER, help="folder of the exported files")
    parser.add_argument("--fold", type=int, default=-1, help="the tenth of the labelled articles that training left out")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="or these gold files")
    parser.add_argument("--pairs", type=Path, help="gold file of given pairs")
    parser.add_argument("--fit", type=Path, help="first fit the judge to the fold, and write its weights here")
    parser.add_argument("--threads", type=int, default=2)
    o = parser.parse_args()
    model = PairModel(TorchNetwork(o.checkpoint, o.threads)) if o.checkpoint else PairModel.load(o.threads, o.model)  # type: ignore[arg-type]
    if o.fold >= 0:
        articles = read_articles(sorted(CORPUS.glob("*.jsonl")))
        folds = fold_of(len(articles), FOLDS)
        held = [a for a, f in zip(articles, folds, strict=True) if f == o.fold]
        documents = parsed(articles, o.work / "parses.pkl", o.threads)
        if o.fit:
            from training.relations.judge import fit  # noqa: PLC0415

            fit(model, held, documents, o.fit)
        idle = idle_words(articles)
        whom(model, held, documents, idle)
        print("given", given(model, examples(held, documents, idle)), flush=True)
        end_to_end(model, held, documents, [])
    for path in o.gold:
        head = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if "aliases" in line[:20]]
        articles = read_articles([path])
        documents = parsed(articles, o.work / f"{path.stem}.pkl", o.threads)
        print(path.stem)
        end_to_end(model, articles, documents, head)
    if o.pairs:
        pairs(model, o.pairs)


if __name__ == "__main__":
    main()
