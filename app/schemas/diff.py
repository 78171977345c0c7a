"""What changed between two days."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from app.schemas.alliances import EXPLAINED, NUMBERS, Numbers
from app.schemas.analytics import Explained
from app.schemas.common import GRAPH, GraphInfo, Sign, Suggestion, examples
from app.schemas.ties import BOND, Bond
from graph.analytics.diff import Change, Turn

_RUSSIA = {"id": "RUS", "name": "Russia", "kind": "country"}
_SYRIA = {"id": "SYR", "name": "Syria", "kind": "country"}
_CHANGED: dict[str, Any] = {
    "change": "new",
    "id": "RUS~shares_intelligence_with~SYR",
    "source": _RUSSIA,
    "relation": "shares_intelligence_with",
    "target": _SYRIA,
    "label": "shares or exchanges intelligence with",
    "sign": "cooperation",
    "by": 0.7,
    "first_ever": "2015-09-27",
    "returned": False,
    "before": None,
    "after": BOND,
}
_TURNED: dict[str, Any] = {
    "change": "contested",
    "a": _RUSSIA,
    "b": _SYRIA,
    "by": -0.2,
    "before": {**NUMBERS, "conflict": 0.0, "score": 0.7, "contested": False},
    "after": NUMBERS,
    "links": {"dyad": "/v1/dyads/RUS/SYR", "check": "/v1/alliances/check?a=RUS&b=SYR"},
}
_STATE = {"day": "2015-12-31", "from": "2015-01-01", "relations": 12, "version": 12, "known_at": None}


class StateInfo(BaseModel):
    """One of the two states: the evidence that counted, and how many relations it shows."""

    model_config = examples(_STATE)

    day: date
    from_: date | None = Field(alias="from")
    relations: int
    version: int
    known_at: datetime | None


class Changed(BaseModel):
    """A relation that is new, ended, strengthened or weakened; links lead to the sentences inside the state's window."""

    model_config = examples(_CHANGED)

    change: Change
    id: str
    source: Suggestion
    relation: str
    target: Suggestion
    label: str
    sign: Sign
    by: float = Field(description="Strength in the later state less that in the earlier.")
    first_ever: date = Field(description="First day of all its evidence, whatever the look-back.")
    returned: bool = Field(description="New, though there is evidence of it up to the earlier day.")
    before: Bond | None
    after: Bond | None


class Turned(BaseModel):
    """A pair that flipped its sign or became contested."""

    model_config = examples(_TURNED)

    change: Turn
    a: Suggestion
    b: Suggestion
    by: float = Field(description="Score in the later state less that in the earlier.")
    before: Numbers
    after: Numbers
    links: dict[str, str]


class Changes(BaseModel):
    """Relations of one kind of change, the largest change first."""

    model_config = examples({"results": [_CHANGED], "total": 1, "truncated": False})

    results: list[Changed]
    total: int
    truncated: bool


class Turns(BaseModel):
    """Pairs of one kind of change, the largest change first."""

    model_config = examples({"results": [_TURNED], "total": 1, "truncated": False})

    results: list[Turned]
    total: int
    truncated: bool


class Sections(BaseModel):
    """The kinds of change that were asked for; the others are left out."""

    model_config = examples({"new": {"results": [_CHANGED], "total": 1, "truncated": False}})

    new: Changes | None = None
    ended: Changes | None = None
    strengthened: Changes | None = None
    weakened: Changes | None = None
    flipped: Turns | None = None
    contested: Turns | None = None


class DiffAnswer(Explained):
    """What changed from one day to another."""

    model_config = examples(
        {
            **EXPLAINED,
            "parameters": {"days": 365, "actor": None, "kind": None, "min_change": 0.0},
            "before": {**_STATE, "day": "2014-12-31", "from": "2014-01-01"},
            "after": _STATE,
            "counts": {"new": 1, "ended": 0, "strengthened": 0, "weakened": 0, "flipped": 0, "contested": 0},
            "changes": {"new": {"results": [_CHANGED], "total": 1, "truncated": False}},
            "graph": GRAPH,
        }
    )

    parameters: dict[str, Any] = Field(description="What was asked, with all that was left to us filled in.")
    before: StateInfo
    after: StateInfo
    counts: dict[str, int] = Field(description="How many there are of each kind, asked for or not.")
    changes: Sections
    graph: GraphInfo
