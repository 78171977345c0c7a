"""Every measure of coded gold files, put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import reduce
from operator import add

from app.evaluation import (
    Gold,
    Record,
    Score,
    StatusScore,
    Verdict,
    calibrate,
    events_of,
    judge,
    lowest_for,
    score_edges,
    score_ends,
    score_events,
    score_pairs,
    score_statuses,
    setting,
)
from app.evaluation import Setting as Chosen
from app.schemas.quality import Details, GoldSet, QualityAnswer
from graph.ontology import relation_types

#: The least confidences that the table of settings goes through; the coder itself says nothing under the first.
LEAST = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
#: The precision that the precise setting is to reach.
WANTED = 0.9
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Coded:
    """A gold file, by the stem of its name, and what the coder made of its records by id: ``edges`` with ``named`` (of each
    sentence the actors found, where that was asked for), or ``plover`` of a given pair."""

    name: str
    gold: Gold
    made: Mapping[str, Record]

    @property
    def edges(self) -> dict[str, Sequence[Record]]:
        """The edges said, by article id."""
        return {identifier: record["edges"] for identifier, record in self.made.items()}

    @property
    def named(self) -> dict[str, Sequence[Sequence[Record]]]:
        """The actors found in each sentence, by article id."""
        return {identifier: record["named"] for identifier, record in self.made.items()}


def measure(files: Sequence[Coded], *, on: date, models: str, note: str = "") -> QualityAnswer:
    """All measures of coded gold files. Raises OntologyError, KeyError or TypeError for gold that cannot be scored."""
    return QualityAnswer(date=on, note=note, models=models, sets=[_set(file) for file in files], details=_details(files))


def _set(file: Coded) -> GoldSet:
    head: dict[str, object] = {"name": file.name, "kind": file.gold.kind, "records": len(file.gold.records)}
    if file.gold.kind == "pairs":
        scores = score_pairs(file.gold, {identifier: record["plover"] for identifier, record in file.made.items()})
        by_class = {name: _short(f1) for name, f1 in scores.by_class.items()}
        means = {"macro_f1": scores.macro_f1, "accuracy": scores.accuracy, "binary_macro_f1": scores.binary_macro_f1}
        return GoldSet.model_validate({**head, "pairs": {"by_class": by_class, **_shortened(means)}})
    if file.gold.kind == "events":
        levels = score_events(file.gold, {identifier: events_of(edges) for identifier, edges in file.edges.items()})
    else:
        levels = score_edges(file.gold, file.edges)
    return GoldSet.model_validate({**head, "levels": [_scores(score.level, score) for score in levels]})


def _details(files: Iterable[Coded]) -> Details | None:
    articles = [file for file in files if file.gold.kind == "edges"]
    if not articles:
        return None
    relation, group, sentence = (
        reduce(add, [judge(file.gold, file.edges, level) for file in articles]) for level in ("relation", "class", "sentence")
    )
    ends = score_ends((file.gold, file.named) for file in articles)
    calibration = calibrate(sentence.claims)
    precise = lowest_for(relation, WANTED)
    relations = list(relation_types())
    classes = list(dict.fromkeys(kind.plover for kind in relation_types().values()))
    return Details.model_validate(
        {
            "relations": _by_label(relation, relations),
            "classes": _by_label(group, classes),
            "status": _status(score_statuses((file.gold, file.edges) for file in articles)),
            "ends": {"share": _short(ends.share), "demanded": ends.demanded, "both": ends.both, "one": ends.one},
            "calibration": {
                "error": _short(calibration.error),
                "bins": [{**asdict(one), **_shortened(asdict(one))} for one in calibration.bins],
            },
            "settings": [_setting(setting(relation, least)) for least in LEAST],
            "precise": {"wanted": WANTED, "setting": _setting(precise) if precise else None},
        }
    )


def _by_label(verdict: Verdict, order: Sequence[str]) -> list[dict[str, object]]:
    known = set(verdict.labels())
    return [_scores(label, verdict.score(label=label)) for label in order if label in known]


def _scores(name: str, score: Score) -> dict[str, object]:
    shares = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    counts = {"said": score.said, "right": score.right, "demanded": score.demanded, "found": score.found}
    return {"name": name, **_shortened(shares), **counts}


def _status(score: StatusScore) -> dict[str, object]:
    confusion = [{"gold": gold, "said": said, "count": count} for (gold, said), count in score.confusion.items()]
    return {"accuracy": _short(score.accuracy), "edges": score.edges, "right": score.right, "confusion": confusion}


def _setting(chosen: Chosen) -> dict[str, object]:
    return {**asdict(chosen), **_shortened(asdict(chosen))}


def _shortened(values: Mapping[str, object]) -> dict[str, object]:
    """The fractions among some values, to four digits."""
    return {name: _short(value) for name, value in values.items() if isinstance(value, float)}


def _short(value: float) -> float:
    return round(value, _DIGITS)
