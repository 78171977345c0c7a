"""`eval`: code the sentences of gold files and print how well that went."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app.commands.code import BadFile, Coder
from app.commands.console import Counter
from app.commands.records import BadRecord, article, edge_record, pair
from app.evaluation import (
    Gold,
    PairScore,
    Record,
    Score,
    events_of,
    gold_of,
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
    golds = [(name, _gold(name)) for name in files]
    said: dict[str, Record] | None = None
    if predicted:
        said = {record["id"]: record for record in _records(predicted) if "id" in record}
    coder = None if said is not None else load()
    results = []
    for name, gold in golds:
        made = said if said is not None else _coded(gold, coder, name)
        try:
            results.append(Result(name, gold.kind, *_score(gold, made, verbose=verbose)))
        except (OntologyError, KeyError, TypeError, AttributeError) as error:
            raise BadFile(f"{predicted or name}: a record cannot be scored: {error}") from error
    if as_json:
        sys.stdout.write(orjson.dumps([_as_json(result) for result in results]).decode() + "\n")
    else:
        sys.stdout.write("\n".join(_as_text(result) for result in results) + "\n")
    return 0


def _gold(name: str) -> Gold:
    try:
        return gold_of(_records(name))
    except ValueError as error:
        raise BadFile(f"{name} is no gold file: {error}") from error


def _records(name: str) -> Iterator[dict[str, Any]]:
    try:
        with Path(name).open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    record = orjson.loads(line)
                    if not isinstance(record, dict):
                        raise BadFile(f"{name}:{number}: not a JSON object")
                    yield record
    except orjson.JSONDecodeError as error:
        raise BadFile(f"{name}:{number}: not JSON: {error}") from error
    except OSError as error:
        raise BadFile(f"cannot read {name}: {error.strerror}") from error


def _coded(gold: Gold, coder: Coder | None, name: str) -> dict[str, Record]:
    """What the coder says of each gold record, as its own output would."""
    assert coder is not None  # noqa: S101 - loaded where no predictions were given
    made: dict[str, Record] = {}
    with Counter(name, time.monotonic, total=len(gold.records)) as counter:
        for identifier, record in gold.records.items():
            try:
                made[identifier] = _say(gold.kind, {"id": identifier, **record}, coder)
            except BadRecord as error:
                raise BadFile(f"{name}: {identifier}: {error}") from error
            counter.show(len(made))
    return made


def _say(kind: str, record: dict[str, Any], coder: Coder) -> Record:
    if kind == "pairs":
        given = pair(record)
        found = coder.classify_pair(given.sentence, given.source, given.target)
        return {"plover": found.plover if found else None}
    return {"edges": [edge_record(edge) for edge in article(record).coded_by(coder).edges]}


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
