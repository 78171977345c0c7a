"""The class of two given actors against gold: F1 of each class, and their mean."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.evaluation.gold import Gold
from graph.ontology import CONFLICT_CLASSES


@dataclass(frozen=True, slots=True)
class PairScore:
    """Classification of given pairs: F1 by class, its mean, accuracy, and the mean F1 of cooperation and conflict."""

    by_class: dict[str, float]
    macro_f1: float
    accuracy: float
    binary_macro_f1: float
    pairs: int


def score_pairs(gold: Gold, said: Mapping[str, str | None]) -> PairScore:
    """Score predicted classes, by pair id; CONCEDE and RETREAT are one class, YIELD. A pair left out is a miss."""
    wanted = _apply(_merged, {identifier: record["plover"] for identifier, record in gold.records.items()})
    given = _apply(_merged, {identifier: label for identifier, label in said.items() if label})
    by_class = _class_f1(wanted, given)
    sides = _class_f1(_apply(_side, wanted), _apply(_side, given))
    correct = sum(given.get(identifier) == label for identifier, label in wanted.items())
    return PairScore(
        by_class=dict(sorted(by_class.items())),
        macro_f1=_mean(by_class.values()),
        accuracy=correct / len(wanted),
        binary_macro_f1=_mean(sides.values()),
        pairs=len(wanted),
    )


def _class_f1(wanted: Mapping[str, str], given: Mapping[str, str]) -> dict[str, float]:
    right: defaultdict[str, int] = defaultdict(int)
    for identifier, label in wanted.items():
        right[label] += given.get(identifier) == label
    demanded = Counter(wanted.values())
    said = Counter(given[identifier] for identifier in wanted if identifier in given)
    return {label: 2 * right[label] / (demanded[label] + said[label]) for label in demanded}


def _merged(plover: str) -> str:
    return "YIELD" if plover in ("CONCEDE", "RETREAT") else plover


def _side(plover: str) -> str:
    return "conflict" if plover in CONFLICT_CLASSES or plover == "REQUEST" else "cooperation"


def _apply(change: Callable[[str], str], labels: Mapping[str, str]) -> dict[str, str]:
    return {identifier: change(label) for identifier, label in labels.items()}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
