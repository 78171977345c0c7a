"""Between actors: paths, dyads, neighbors, timelines."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas.common import GRAPH, GraphInfo, Listing, Sign, Suggestion, examples
from app.schemas.ties import BOND, Bond, Declared
from graph.queries import StepName

_RUSSIA = {"id": "RUS", "name": "Russia", "kind": "country"}
_SYRIA = {"id": "SYR", "name": "Syria", "kind": "country"}
_AGAINST: dict[str, Any] = {
    **BOND,
    "id": "SYR~criticises~RUS",
    "source": "SYR",
    "relation": "criticises",
    "target": "RUS",
    "label": "criticises, condemns, denounces",
    "sign": "conflict",
    "strength": 0.2,
    "link": "/v1/relations/SYR~criticises~RUS/evidence",
}
_STEP = {"relation": BOND, "others": 0}
_PATH = {"length": 1, "weakest": 0.7, "actors": [_RUSSIA, _SYRIA], "steps": [_STEP]}
_PERIOD = {
    "start": "2015-09-01",
    "evidence": 2,
    "cooperation": 1,
    "conflict": 1,
    "cooperation_weight": 0.9,
    "conflict_weight": 0.3,
    "goldstein": 4.75,
}
_CONTRADICTION = {"cooperation": BOND, "conflict": _AGAINST, "latest": None}
_NEIGHBOR = {
    "actor": {**_SYRIA, "relations": 3},
    "relations": 1,
    "cooperation": 1,
    "conflict": 0,
    "evidence": 1,
    "first_day": "2015-09-27",
    "last_day": "2015-09-27",
    "strongest": BOND,
    "links": {"self": "/v1/countries/SYR", "dyad": "/v1/dyads/RUS/SYR"},
}


class Step(BaseModel):
    """A link of a path."""

    model_config = examples(_STEP)

    relation: Bond = Field(description="The strongest between the two that passes.")
    others: int = Field(description="How many others between the two pass.")


class Path(BaseModel):
    """A way from one actor to another; `steps[i]` links `actors[i]` and `actors[i + 1]`."""

    model_config = examples(_PATH)

    length: int
    weakest: float = Field(description="Strength of the weakest link.")
    actors: list[Suggestion]
    steps: list[Step]


class PathsAnswer(BaseModel):
    """The best ways between two actors."""

    model_config = examples({"source": _RUSSIA, "target": _SYRIA, "results": [_PATH], "complete": True, "graph": GRAPH})

    source: Suggestion
    target: Suggestion
    results: list[Path]
    complete: bool = Field(description="No better ones, and no more of them, were missed for the time it would have taken.")
    graph: GraphInfo


class Period(BaseModel):
    """A step of the calendar with evidence."""

    model_config = examples(_PERIOD)

    start: date = Field(description="Its first day; weeks begin on Monday.")
    evidence: int
    cooperation: int = Field(description="Pieces of evidence of cooperation.")
    conflict: int
    cooperation_weight: float = Field(description="What those weigh together.")
    conflict_weight: float
    goldstein: float = Field(description="Mean Goldstein score, each piece by its weight.")


class TimelineAnswer(BaseModel):
    """Evidence by the calendar; steps without any are left out."""

    model_config = examples({"of": _RUSSIA, "step": "month", "periods": [_PERIOD], "graph": GRAPH})

    of: Suggestion | None = Field(description="Whose relations; null of the whole graph.")
    step: StepName
    periods: list[Period]
    graph: GraphInfo


class Contradiction(BaseModel):
    """A cooperative and a conflictual relation of the pair."""

    model_config = examples(_CONTRADICTION)

    cooperation: Bond
    conflict: Bond
    latest: Sign | None = Field(description="Which was seen last; null where on one day.")


class Run(BaseModel):
    """What prevails at the end of the window, and since when without interruption."""

    model_config = examples({"prevails": "cooperation", "since": "2015-09-27", "last": "2015-09-27"})

    prevails: Literal["cooperation", "conflict", "balance"]
    since: date
    last: date


class DyadAnswer(BaseModel):
    """All between two actors."""

    model_config = examples(
        {
            "a": _RUSSIA,
            "b": _SYRIA,
            "verdict": "aligned",
            "allied": False,
            "since": "2015-09-27",
            "last": "2015-09-27",
            "score": 0.5,
            "cooperation": 0.7,
            "conflict": 0.2,
            "contested": True,
            "run": {"prevails": "cooperation", "since": "2015-09-27", "last": "2015-09-27"},
            "declared": [],
            "relations": [BOND, _AGAINST],
            "contradicting": 1,
            "contradictions": [_CONTRADICTION],
            "step": "month",
            "timeline": [_PERIOD],
            "links": {"a": "/v1/countries/RUS", "b": "/v1/countries/SYR"},
            "graph": GRAPH,
        }
    )

    a: Suggestion
    b: Suggestion
    verdict: Literal["allied", "aligned", "mixed", "opposed", "unknown"]
    allied: bool
    since: date | None
    last: date | None
    score: float = Field(description="Cooperation minus conflict.")
    cooperation: float
    conflict: float
    contested: bool = Field(description="Both cooperation and conflict are in evidence.")
    run: Run | None = Field(description="Null where nothing is in evidence.")
    declared: list[Declared]
    relations: list[Bond] = Field(description="All between the two, either way, strongest first.")
    contradicting: int = Field(description="How many pairs of relations contradict each other.")
    contradictions: list[Contradiction] = Field(description="The weightiest 20 of them.")
    step: StepName
    timeline: list[Period]
    links: dict[str, str]
    graph: GraphInfo


class Near(Suggestion):
    """An actor, with how many relations it has in the whole graph."""

    model_config = examples({**_SYRIA, "relations": 3})

    relations: int


class Neighbor(BaseModel):
    """An actor one relation away; the numbers are of the relations between the two that pass."""

    model_config = examples(_NEIGHBOR)

    actor: Near
    relations: int
    cooperation: int
    conflict: int
    evidence: int
    first_day: date
    last_day: date
    strongest: Bond
    links: dict[str, str]


class NeighborList(Listing):
    """Neighbors, the most strongly linked first."""

    of: Suggestion
    results: list[Neighbor]
