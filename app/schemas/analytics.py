"""What the graph as a whole shows."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from app.schemas.common import GRAPH, GraphInfo, Sign, Suggestion, examples
from app.schemas.ties import BOND, Bond
from graph.analytics import Measure
from graph.queries import StepName

_FILTER: dict[str, Any] = {"relation": [], "plover": [], "sign": None, "min_sources": 1, "min_confidence": 0.0}
_METHOD = {"definition": "What the numbers mean.", "source": "Goldstein, J. S. (1992). …"}
_MEMBER = {"id": "SYR", "name": "Syria", "kind": "country", "strength": 0.7, "link": "/v1/countries/SYR"}
_COALITION: dict[str, Any] = {
    "rank": 1,
    "size": 2,
    "members": [{**_MEMBER, "id": "RUS", "name": "Russia", "link": "/v1/countries/RUS"}, _MEMBER],
    "truncated": False,
    "inside": 0.7,
    "outside": 0.0,
    "stability": 1.0,
    "relations": [BOND],
}
_CENTRAL = {
    "actor": {"id": "RUS", "name": "Russia", "kind": "country"},
    "rank": 1,
    "value": 0.41,
    "degree": 3,
    "strength": 2.1,
    "link": "/v1/countries/RUS",
}
_POINT = {
    "start": "2015-09-01",
    "evidence": 2,
    "cooperation": 1,
    "conflict": 1,
    "cooperation_weight": 0.9,
    "conflict_weight": 0.3,
    "goldstein": 4.75,
    "net": 5.7,
    "moving": 1.9,
}
_CHANGE = {"start": "2015-09-01", "before": 0.0, "after": 5.7, "change": 5.7}
_TURN = {**_METHOD, "start": "2015-09-01", "before": -2.1, "after": 4.4, "p": 0.03}
_EXACT = Field(description="False for what was estimated, or is the best that was found.")
_TOTAL = Field(description="How many there are; `results` has at most `limit`.")


class Explained(BaseModel):
    """What every analysis tells of itself."""

    definition: str = Field(description="What the numbers mean.")
    source: str = Field(description="The paper that they are taken from.")
    exact: bool = _EXACT


class Asked(BaseModel):
    """What was asked, with all that was left to us filled in."""

    relation: list[str]
    plover: list[str]
    sign: Sign | None
    min_sources: int
    min_confidence: float


class CoalitionsAsked(Asked):
    """What was asked of coalitions."""

    seed: int
    resolution: float
    runs: int
    kind: str | None


class Member(Suggestion):
    """A member of a coalition."""

    model_config = examples(_MEMBER)

    strength: float = Field(description="What binds it to the other members.")
    link: str


class CoalitionShown(BaseModel):
    """Actors that belong together."""

    model_config = examples(_COALITION)

    rank: int
    size: int
    members: list[Member] = Field(description="The most strongly bound first.")
    truncated: bool = Field(description="There are members that are not told.")
    inside: float = Field(description="Strength of what binds two members.")
    outside: float = Field(description="Strength of what binds a member to somebody else.")
    stability: float = Field(description="Share of pairs of members that other runs put together, too; 1 where `runs` is 0.")
    relations: list[Bond] = Field(description="The strongest that bind two members.")


class CoalitionsAnswer(Explained):
    """Coalitions, the largest first."""

    model_config = examples(
        {
            **_METHOD,
            "exact": False,
            "parameters": {**_FILTER, "seed": 0, "resolution": 1.0, "runs": 5, "kind": None},
            "modularity": 0.31,
            "actors": 2,
            "results": [_COALITION],
            "total": 1,
            "limit": 50,
            "truncated": False,
            "graph": GRAPH,
        }
    )

    parameters: CoalitionsAsked
    modularity: float
    actors: int = Field(description="How many actors are in a coalition.")
    results: list[CoalitionShown]
    total: int = _TOTAL
    limit: int
    truncated: bool
    graph: GraphInfo


class CentralityAsked(Asked):
    """What was asked of centrality; what has no meaning for the measure is absent."""

    measure: Measure
    kind: str | None
    damping: float | None = None
    samples: int | None = None
    seed: int | None = None


class Central(BaseModel):
    """An actor of the network."""

    model_config = examples(_CENTRAL)

    actor: Suggestion
    rank: int
    value: float = Field(description="The measure.")
    degree: int = Field(description="How many actors it is linked to.")
    strength: float = Field(description="The strengths of these links together.")
    link: str


class CentralityAnswer(Explained):
    """Actors, the most central first."""

    model_config = examples(
        {
            "measure": "pagerank",
            **_METHOD,
            "exact": True,
            "samples": None,
            "steps": 21,
            "parameters": {**_FILTER, "sign": "cooperation", "measure": "pagerank", "kind": None, "damping": 0.85},
            "actors": 4,
            "pairs": 3,
            "results": [_CENTRAL],
            "total": 4,
            "limit": 1,
            "truncated": True,
            "graph": GRAPH,
        }
    )

    measure: Measure
    samples: int | None = Field(description="Actors that ways were followed from; betweenness alone.")
    steps: int | None = Field(description="Steps until the values settled; pagerank and eigenvector alone.")
    parameters: CentralityAsked
    actors: int = Field(description="Actors of the network.")
    pairs: int = Field(description="Pairs of them that are linked.")
    results: list[Central]
    total: int = _TOTAL
    limit: int
    truncated: bool
    graph: GraphInfo


class TrendAsked(Asked):
    """What was asked of a trend."""

    step: StepName
    fill: bool
    average: int


class TrendPoint(BaseModel):
    """A step of the calendar."""

    model_config = examples(_POINT)

    start: date = Field(description="Its first day; weeks begin on Monday.")
    evidence: int
    cooperation: int = Field(description="Pieces of evidence of cooperation.")
    conflict: int
    cooperation_weight: float = Field(description="What those weigh together.")
    conflict_weight: float
    goldstein: float | None = Field(description="Mean Goldstein score, each piece by its weight; null without evidence.")
    net: float = Field(description="Weight times Goldstein score, all pieces together.")
    moving: float = Field(description="Mean of `net` over this step and those before it.")


class TrendChange(BaseModel):
    """A change of `net` from one step to the next."""

    model_config = examples(_CHANGE)

    start: date
    before: float
    after: float
    change: float


class ChangePoint(BaseModel):
    """The step from which scores differ most from those before."""

    model_config = examples(_TURN)

    definition: str
    source: str
    start: date
    before: float = Field(description="Mean score of the steps before.")
    after: float
    p: float = Field(description="Approximate chance of so great a difference where nothing changed.")


class TrendAnswer(Explained):
    """An actor's evidence, or that between two, by the calendar."""

    model_config = examples(
        {
            "of": [{"id": "RUS", "name": "Russia", "kind": "country"}],
            **_METHOD,
            "exact": True,
            "parameters": {**_FILTER, "step": "month", "fill": False, "average": 3},
            "results": [_POINT],
            "total": 1,
            "limit": 1000,
            "truncated": False,
            "changes": [_CHANGE],
            "change_point": _TURN,
            "links": {"relations": "/v1/relations?actor=RUS", "RUS": "/v1/countries/RUS"},
            "graph": GRAPH,
        }
    )

    of: list[Suggestion]
    parameters: TrendAsked
    results: list[TrendPoint]
    total: int = _TOTAL
    limit: int
    truncated: bool
    changes: list[TrendChange] = Field(description="The largest changes of `net` from one step to the next, of the whole series.")
    change_point: ChangePoint | None = Field(description="Null where too few steps have evidence, or all scores are the same.")
    links: dict[str, str]
    graph: GraphInfo
