"""Fit the judge: how likely a proposed edge is right, given what speaks for it, on articles that the model has not seen.

A logistic regression with an L2 penalty, fitted by L-BFGS; its halves are fitted on each other first, to tell what the fit is
worth. ``python3 -m training.relations.evaluate --work FOLDER --fold 0 --fit FILE`` writes it.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from graph.actors.register import Register
from graph.coding import Coder
from graph.coding.judge import status_of
from graph.coding.memory import Memory
from graph.coding.mentions import Reading
from graph.coding.pairs import PairModel
from graph.coding.proposals import Proposal, proposals, scored
from graph.language import Document
from graph.ontology import COUNTED, relation_type
from training.relations.data import NO_PARSER, read

PENALTY, BINS = 3.0, 10
Row = tuple[int, dict[str, float], bool]  # the article, what speaks for a proposal, whether it is right


def right_edges(record: Mapping[str, Any], sentence: int) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """The demanded and the unpunished edges of a sentence (source, relation, target), symmetric ones both ways."""
    demanded, allowed = set(), set()
    for edge in record["edges"]:
        if edge["sentence"] != sentence or edge["status"] not in COUNTED:
            continue
        for relation in [edge["relation"], *edge.get("or", [])]:
            for a, b in ((edge["source"], edge["target"]), (edge["target"], edge["source"])):
                allowed.add((a, relation, b))
                if not edge.get("optional"):
                    demanded.add((a, relation, b))
                if not relation_type(relation).symmetric:
                    break
    return demanded, allowed


def rows(model: PairModel, articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document]) -> list[Row]:
    """Every counted proposal of the articles; optional edges are left out."""
    coder = Coder(NO_PARSER, Register.load())
    found: list[Row] = []
    for number, record in enumerate(articles):
        day = date.fromisoformat(record["date"]) if record.get("date") else None
        memories: list[Memory] = []

        def remembered(readings: Sequence[Reading], memories: list[Memory] = memories) -> Memory:
            memories.append(Memory(model, readings))
            return memories[0]

        for index, one in enumerate(read(coder, documents[record["id"]], day, remembered)):
            demanded, allowed = right_edges(record, index)
            for proposal in proposals(one.reading, one.candidates, scored(model, one.reading, memories[0].sentences[index])):
                if not counted(proposal):
                    continue
                c = proposal.candidate
                key = (c.source.actor, c.relation, c.target.actor)
                if key in demanded or key not in allowed:
                    found.append((number, proposal.features, key in demanded))
    return found


def counted(proposal: Proposal) -> bool:
    """Whether an edge made of a proposal would enter aggregates."""
    return not proposal.verdict.inner and status_of(proposal) in COUNTED


def matrix(some: Sequence[Row], names: Sequence[str]) -> Tensor:
    """[rows, names]: what speaks for each proposal."""
    return torch.tensor([[f.get(name, 0.0) for name in names] for _, f, _ in some], dtype=torch.float64)


def fitted(some: Sequence[Row], names: Sequence[str]) -> Tensor:
    """The weight of each name; "rule" and "model" are the constants, and are not penalised."""
    x, y = matrix(some, names), torch.tensor([r for _, _, r in some], dtype=torch.float64)
    w = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    free = torch.tensor([name not in {"rule", "model"} for name in names])
    optimiser = torch.optim.LBFGS([w], max_iter=500, line_search_fn="strong_wolfe", tolerance_grad=1e-9)

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y, reduction="sum") + PENALTY * (w[free] ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call, unused-ignore]
    return w.detach()


def worth(w: Tensor, some: Sequence[Row], names: Sequence[str]) -> tuple[float, float, float]:
    """Mean log loss, expected calibration error in tenths (Guo et al., ICML 2017), and the best F1 over the proposals."""
    y = torch.tensor([r for _, _, r in some], dtype=torch.float64)
    p = torch.sigmoid(matrix(some, names) @ w)
    loss = torch.nn.functional.binary_cross_entropy(p, y).item()
    bins: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for a, b in zip(p.tolist(), y.tolist(), strict=True):
        if a >= 0.3:
            bins[min(BINS - 1, int(a * BINS))].append((a, b))
    n = sum(map(len, bins.values()))
    error = sum(abs(sum(a for a, _ in some) - sum(b for _, b in some)) for some in bins.values()) / max(1, n)
    best = max(2 * float(y[p >= t].sum()) / float((p >= t).sum() + y.sum()) for t in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5))
    return loss, error, best


def fit(model: PairModel, articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document], path: Path) -> None:
    """Fits the judge to the articles, prints what the fit is worth, and writes the weights."""
    some = rows(model, articles, documents)
    names = sorted({name for _, f, _ in some for name in f})
    halves = [[r for r in some if r[0] % 2 == k] for k in (0, 1)]
    for k in (0, 1):
        loss, error, best = worth(fitted(halves[1 - k], names), halves[k], names)
        print(f"judge, fitted on the other half: log loss {loss:.4f}, calibration error {error:.3f}, best F1 {best:.3f}")
    w = fitted(some, names)
    right = sum(r for _, _, r in some)
    loss, error, best = worth(w, some, names)
    print(f"judge: {len(some)} proposals, {right} right; log loss {loss:.4f}, calibration error {error:.3f}, best F1 {best:.3f}")
    weights = {name: round(x, 4) for name, x in zip(names, w.tolist(), strict=True)}
    path.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
