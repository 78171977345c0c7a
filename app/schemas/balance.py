"""Structural balance."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas.alliances import EXPLAINED, STANCE, Stance
from app.schemas.analytics import Explained
from app.schemas.common import GRAPH, GraphInfo, Suggestion, examples
from graph.analytics import Theory

_RUSSIA = {"id": "RUS", "name": "Russia", "kind": "country"}
_SYRIA = {"id": "SYR", "name": "Syria", "kind": "country"}
_TURKEY = {"id": "TUR", "name": "Turkey", "kind": "country"}
_SHARE = {"share": 0.75, "weighted": 0.8}
_BALANCED = {"strong": _SHARE, "weak": _SHARE}
_GROUP = {"size": 2, "members": [_RUSSIA, _SYRIA], "truncated": False}
_TRIAD = {"actors": [_RUSSIA, _SYRIA, _TURKEY], "pattern": "++-", "weakest": 0.2, "ties": [STANCE, STANCE, STANCE]}
_PATTERN = {"pattern": "+++", "triads": 3, "weight": 1.2, "balanced": ["strong", "weak"]}
_PERIOD: dict[str, Any] = {
    "start": "2015-01-01",
    "positive": 5,
    "negative": 2,
    "left_out": 0,
    "triads": 4,
    "patterns": {"+++": 3, "++-": 1, "+--": 0, "---": 0},
    "balanced": _BALANCED,
    "conflict": {"between": 1.5, "inside": 0.5, "share_between": 0.75},
    "cooperation": {"between": 0.5, "inside": 1.5, "ei_index": -0.5},
}
_FRUSTRATION: dict[str, Any] = {
    **EXPLAINED,
    "ties": 1,
    "weight": 0.2,
    "share": 0.05,
    "factions": [_GROUP, {"size": 0, "members": [], "truncated": False}],
}


class Pairs(BaseModel):
    """How many pairs have a tie, by its sign."""

    model_config = examples({"positive": 5, "negative": 2, "talk": 1, "left_out": 0, "weakest": 0.2})

    positive: int
    negative: int
    talk: int = Field(description="Without a tie: nothing but talk counts between the two.")
    left_out: int = Field(description="Ties that were not looked at, the weakest, because of `pairs`.")
    weakest: float | None = Field(description="Strength of the weakest tie that was looked at.")


class Pattern(BaseModel):
    """Triads with the same signs."""

    model_config = examples(_PATTERN)

    pattern: Literal["+++", "++-", "+--", "---"]
    triads: int
    weight: float = Field(description="Sum of the strength of the weakest tie of each.")
    balanced: list[Theory] = Field(description="The theories by which they are in balance.")


class Share(BaseModel):
    """A share of triads in balance; null of none."""

    model_config = examples(_SHARE)

    share: float | None = Field(description="Each triad counted once.")
    weighted: float | None = Field(description="Each by the strength of its weakest tie.")


class Balanced(BaseModel):
    """By either theory."""

    model_config = examples(_BALANCED)

    strong: Share
    weak: Share


class Triad(BaseModel):
    """Three actors out of balance; `ties` are of the first and second, first and third, second and third."""

    model_config = examples(_TRIAD)

    actors: list[Suggestion]
    pattern: Literal["+++", "++-", "+--", "---"]
    weakest: float = Field(description="Strength of the weakest tie.")
    ties: list[Stance]


class Unstable(BaseModel):
    """Triads out of balance by `theory`, the weightiest first."""

    model_config = examples({"results": [_TRIAD], "total": 1, "truncated": False})

    results: list[Triad]
    total: int
    truncated: bool


class Group(BaseModel):
    """Actors, 50 at most by name."""

    model_config = examples(_GROUP)

    size: int
    members: list[Suggestion]
    truncated: bool


class Frustration(Explained):
    """What resists the best division into two factions that was found."""

    model_config = examples(_FRUSTRATION)

    ties: int
    weight: float
    share: float | None = Field(description="Of the strength of all ties; null where there is none.")
    factions: list[Group] = Field(description="The larger first; members whose ties weigh most.")


class Conflict(BaseModel):
    """The strength of conflict between the two camps, and inside them."""

    model_config = examples({"between": 1.5, "inside": 0.5, "share_between": 0.75})

    between: float
    inside: float
    share_between: float | None


class Cooperation(BaseModel):
    """The strength of cooperation between the two camps, and inside them."""

    model_config = examples({"between": 0.5, "inside": 1.5, "ei_index": -0.5})

    between: float
    inside: float
    ei_index: float | None = Field(description="(between − inside) / (between + inside): −1 where all stays inside.")


class Period(BaseModel):
    """A step of the calendar, by the evidence inside it alone."""

    model_config = examples(_PERIOD)

    start: date
    positive: int
    negative: int
    left_out: int = Field(description="Ties of the step that were not looked at, the weakest of more than 200,000.")
    triads: int
    patterns: dict[str, int]
    balanced: Balanced
    conflict: Conflict
    cooperation: Cooperation


class Polarisation(Explained):
    """How divided actors are, step by step."""

    model_config = examples({**EXPLAINED, "camps": [_GROUP, _GROUP], "periods": [_PERIOD]})

    camps: list[Group] = Field(description="The two largest coalitions of the whole window.")
    periods: list[Period]


class BalanceAnswer(Explained):
    """Are the friends of friends friends?"""

    model_config = examples(
        {
            **EXPLAINED,
            "parameters": {"kind": "country", "theory": "strong", "seed": 0},
            "pairs": {"positive": 5, "negative": 2, "talk": 1, "left_out": 0, "weakest": 0.2},
            "triads": 4,
            "patterns": [_PATTERN],
            "balanced": _BALANCED,
            "unstable": {"results": [_TRIAD], "total": 1, "truncated": False},
            "frustration": _FRUSTRATION,
            "polarisation": {**EXPLAINED, "camps": [_GROUP, _GROUP], "periods": [_PERIOD]},
            "graph": GRAPH,
        }
    )

    parameters: dict[str, Any] = Field(description="What was asked, with all that was left to us filled in.")
    pairs: Pairs
    triads: int
    patterns: list[Pattern]
    balanced: Balanced
    unstable: Unstable
    frustration: Frustration
    polarisation: Polarisation
    graph: GraphInfo
