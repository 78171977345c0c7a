"""How well the coder reads: the file ``graph/data/quality.json``, and the answer that serves it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.schemas.common import Day, StatusName, examples

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
_SCORE = {"precision": 0.8, "recall": 0.6667, "f1": 0.7273, "said": 5, "right": 4, "demanded": 6, "found": 4}
_BIN = {"low": 0.9, "high": 1.0, "count": 4, "confidence": 0.95, "right": 1.0}
_SETTING = {"least": 0.5, "precision": 0.8, "recall": 0.6667, "f1": 0.7273, "said": 5}


class Scores(BaseModel):
    """Of `said` items `right` were right, of `demanded` ones `found`."""

    model_config = examples({"name": "relation", **_SCORE})

    name: str = Field(description="The level, the relation or the class that is scored.")
    precision: Share
    recall: Share
    f1: Share
    said: Count
    right: Count
    demanded: Count
    found: Count


class PairScores(BaseModel):
    """Classes of given pairs."""

    model_config = examples(
        {"by_class": {"ASSAULT": 0.9, "YIELD": 0.7}, "macro_f1": 0.8, "accuracy": 0.82, "binary_macro_f1": 0.95}
    )

    by_class: dict[str, Share] = Field(description="F1 of each class; CONCEDE and RETREAT are one, YIELD.")
    macro_f1: Share
    accuracy: Share
    binary_macro_f1: Share = Field(description="The mean F1 of cooperation and conflict.")


class GoldSet(BaseModel):
    """A gold file and its scores."""

    model_config = examples({"name": "news", "kind": "edges", "records": 2, "levels": [{"name": "relation", **_SCORE}]})

    name: str = Field(description="The stem of its file.")
    kind: Literal["edges", "events", "pairs"]
    records: Count = Field(description="Articles of edges, sentences of events, or pairs.")
    levels: list[Scores] = Field([], description="Of edges and events: from the loosest level to the strictest.")
    pairs: PairScores | None = Field(None, description="Of pairs.")


class Confused(BaseModel):
    """How many edges of one status in the gold got another, or the same."""

    model_config = examples({"gold": "occurred", "said": "planned", "count": 3})

    gold: StatusName
    said: StatusName
    count: Count


class StatusAccuracy(BaseModel):
    """The statuses of the edges that are right in source, relation, target and sentence."""

    model_config = examples(
        {"accuracy": 0.75, "edges": 4, "right": 3, "confusion": [{"gold": "occurred", "said": "planned", "count": 1}]}
    )

    accuracy: Share
    edges: Count
    right: Count
    confusion: list[Confused] = Field(description="By gold status, without zeros; the right ones are in it too.")


class Ends(BaseModel):
    """Of the demanded edges, given their sentence, how many have both ends among the actors found there."""

    model_config = examples({"share": 0.8, "demanded": 10, "both": 8, "one": 2})

    share: Share
    demanded: Count
    both: Count
    one: Count


class Bin(BaseModel):
    """Said edges of about one confidence."""

    model_config = examples(_BIN)

    low: Share
    high: Share
    count: Count
    confidence: Share | None = Field(description="Their mean confidence; null where there are none.")
    right: Share | None = Field(description="The share of them that is right; null where there are none.")


class Calibrated(BaseModel):
    """Whether a confidence means what it says."""

    model_config = examples({"error": 0.05, "bins": [_BIN]})

    error: Share = Field(description="Expected calibration error: the mean distance of confidence and share right.")
    bins: list[Bin]


class Setting(BaseModel):
    """What a least confidence gives, at the level of the relation."""

    model_config = examples(_SETTING)

    least: Share
    precision: Share
    recall: Share
    f1: Share
    said: Count


class Precise(BaseModel):
    """The lowest confidence to ask for, where nine in ten are to be right."""

    model_config = examples({"wanted": 0.9, "setting": {**_SETTING, "least": 0.85, "precision": 0.9}})

    wanted: Share = Field(description="The precision that is asked for.")
    setting: Setting | None = Field(description="Null where no confidence reaches it.")


class Details(BaseModel):
    """What lies behind the scores of edges, over all sets of edges together."""

    model_config = examples(
        {
            "relations": [{"name": "attacks", **_SCORE}],
            "classes": [{"name": "ASSAULT", **_SCORE}],
            "status": {
                "accuracy": 1.0,
                "edges": 4,
                "right": 4,
                "confusion": [{"gold": "occurred", "said": "occurred", "count": 4}],
            },
            "ends": {"share": 0.8333, "demanded": 6, "both": 5, "one": 1},
            "calibration": {"error": 0.05, "bins": [_BIN]},
            "settings": [_SETTING],
            "precise": {"wanted": 0.9, "setting": None},
        }
    )

    relations: list[Scores] = Field(
        description="By relation, in the ontology's order; those neither said nor demanded are left out."
    )
    classes: list[Scores] = Field(description="By PLOVER class, where another relation of the right class is right.")
    status: StatusAccuracy
    ends: Ends
    calibration: Calibrated
    settings: list[Setting]
    precise: Precise


class QualityAnswer(BaseModel):
    """How well the coder reads, as it was measured last."""

    model_config = examples(
        {
            "date": "2026-01-05",
            "note": "",
            "models": "sha256:" + "0" * 64,
            "sets": [{"name": "news", "kind": "edges", "records": 2, "levels": [{"name": "relation", **_SCORE}], "pairs": None}],
            "details": None,
        }
    )

    date: Day = Field(description="The day of the measurement.")
    note: str = Field(description="What whoever measured had to say.")
    models: str = Field(pattern="^sha256:[0-9a-f]{64}$", description="Digest of the model files that were measured.")
    sets: list[GoldSet]
    details: Details | None = Field(description="Null where no set has edges.")
