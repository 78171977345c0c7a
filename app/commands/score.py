"""`eval`: code the sentences of gold files and print how well that went."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from app.commands.code import BadFile, Coder
from app.commands.gold import code_gold, read_gold, read_records
from app.evaluation import (
    Gold,
    PairScore,
    Record,
    Score,
    events_of,
    misses,
    score_edges,
    score_events,
    score_pairs,
)
from graph.errors import OntologyError


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of one gold file; ``listing`` names each miss where it was asked for."""

    file: str
    kind: str
    scores: tuple[Score, ...] | PairScore
    listing: tuple[str, ...] = ()


def evaluate(
    files: list[str],
    load: Callable[[], Coder],
    *,
    predicted: str | None = None,
    verbose: bool = False,
    as_json: bool = False,
) -> int:
    """Score every file and print the result; predictions are read from a file where one is given."""
    golds = [(name, read_gold(name)) for name in files]
    said: dict[str, Record] | None = None
    if predicted:
        said = {record["id"]: record for record in read_records(predicted) if "id" in record}
    coder = None if said is not None else load()
    results = []
    for name, gold in golds:
        made = code_gold(gold, coder, name) if coder else said or {}
        try:
            results.append(Result(name, gold.kind, *_score(gold, made, verbose=verbose)))
        except (OntologyError, KeyError, TypeError, AttributeError) as error:
            raise BadFile(f"{predicted or name}: a record cannot be scored: {error}") from error
    if as_json:
        sys.stdout.write(orjson.dumps([_as_json(result) for result in results]).decode() + "\n")
    else:
        sys.stdout.write("\n".join(_as_text(result) for result in results) + "\n")
    return 0


def _score(gold: Gold, made: dict[str, Record], *, verbose: bool) -> tuple[tuple[Score, ...] | PairScore, tuple[str, ...]]:
    if gold.kind == "pairs":
        return score_pairs(gold, {name: record["plover"] for name, record in made.items()}), ()
    if gold.kind == "events":
        events = {name: record["events"] if "events" in record else events_of(record["edges"]) for name, record in made.items()}
        return score_events(gold, events), ()
    edges = {name: record["edges"] for name, record in made.items()}
    listed = misses(gold, edges) if verbose else []
    lines = tuple(f"{miss.article} {miss.what:6} {miss.source} {miss.relation} {miss.target}" for miss in listed)
    return score_edges(gold, edges), lines


def _as_text(result: Result) -> str:
    lines = [f"{result.file} ({result.kind})", *result.listing]
    if isinstance(result.scores, PairScore):
        scores = result.scores
        lines.append("  " + "  ".join(f"{name} {f1:.2f}" for name, f1 in scores.by_class.items()))
        lines.append(
            f"  macro F1 {scores.macro_f1:.3f}  accuracy {scores.accuracy:.3f}  "
            f"cooperation or conflict macro F1 {scores.binary_macro_f1:.3f}  {scores.pairs} pairs"
        )
    else:
        lines += [
            f"  {score.level:<16} P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
            f"   said {score.said}, right {score.right}; demanded {score.demanded}, found {score.found}"
            for score in result.scores
        ]
    return "\n".join(lines)


def _as_json(result: Result) -> dict[str, object]:
    head: dict[str, object] = {"file": result.file, "kind": result.kind}
    if isinstance(result.scores, PairScore):
        return {**head, "scores": result.scores}
    levels = {
        score.level: {
            "precision": score.precision,
            "recall": score.recall,
            "f1": score.f1,
            "said": score.said,
            "right": score.right,
            "demanded": score.demanded,
            "found": score.found,
        }
        for score in result.scores
    }
    return {**head, "scores": levels, **({"listing": result.listing} if result.listing else {})}
