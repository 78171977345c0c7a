"""Alliances, declared and observed."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas.analytics import Explained
from app.schemas.common import GRAPH, GraphInfo, Listing, Sign, Suggestion, examples
from app.schemas.ties import BOND, Bond

_RUSSIA = {"id": "RUS", "name": "Russia", "kind": "country"}
_SYRIA = {"id": "SYR", "name": "Syria", "kind": "country"}
NUMBERS: dict[str, Any] = {
    "sign": "cooperation",
    "score": 0.5,
    "cooperation": 0.7,
    "conflict": 0.2,
    "contested": True,
    "strongest": BOND,
}
STANCE: dict[str, Any] = {"a": _RUSSIA, "b": _SYRIA, **NUMBERS, "links": {"dyad": "/v1/dyads/RUS/SYR"}}
_COHESION = {
    "pairs": 1,
    "bound": 1,
    "opposed": 0,
    "talk": 0,
    "silent": 0,
    "contested": 1,
    "bound_share": 1.0,
    "opposed_share": 0.0,
    "at_odds": 1,
}
_OVERLAP = {
    "id": "IGO:CSTO",
    "name": "CSTO",
    "kind": "alliance",
    "shared": 1,
    "jaccard": 0.1667,
    "link": "/v1/alliances/IGO:CSTO",
}
ALLIANCE: dict[str, Any] = {
    "id": "coalition:0-1.0-RUS",
    "name": "Russia, Syria",
    "kind": "coalition",
    "basis": "observed",
    "founded": None,
    "dissolved": None,
    "on": None,
    "stands": True,
    "size": 2,
    "members": ["RUS", "SYR"],
    "cohesion": _COHESION,
    "binding": [BOND],
    "strength": 0.7,
    "outside": 0.35,
    "stability": 0.9,
    "overlaps": [_OVERLAP],
    "links": {"self": "/v1/alliances/coalition:0-1.0-RUS"},
}
EXPLAINED: dict[str, Any] = {"definition": "What the numbers mean.", "source": "The paper.", "exact": False}
_MEMBER = {"actor": _RUSSIA, "since": "1994-04-20", "until": None, "kind": "member", "standing": True, "suspended": False}


class Numbers(BaseModel):
    """A pair, weighed."""

    model_config = examples(NUMBERS)

    sign: Sign | None = Field(description="Null where nothing but talk links the two.")
    score: float = Field(description="Cooperation minus conflict.")
    cooperation: float
    conflict: float
    contested: bool = Field(description="Both cooperation and conflict weigh something.")
    strongest: Bond | None = Field(description="The strongest relation on the side that prevails, with its sentences.")


class Stance(Numbers):
    """A pair of actors with its sign."""

    model_config = examples(STANCE)

    a: Suggestion
    b: Suggestion
    links: dict[str, str]


class Cohesion(BaseModel):
    """How well members hold together, by the evidence inside the window."""

    model_config = examples(_COHESION)

    pairs: int = Field(description="All pairs of members on the day.")
    bound: int = Field(description="Bound by more than talk, with a score of at least 0.")
    opposed: int = Field(description="With a score below 0.")
    talk: int = Field(description="Linked by nothing but talk.")
    silent: int = Field(description="Nothing that counts is told of the two.")
    contested: int = Field(description="Both cooperation and conflict weigh something; among the others.")
    bound_share: float | None = Field(description="Of all pairs; null where there is none.")
    opposed_share: float | None
    at_odds: int = Field(description="Pairs that are opposed or contested.")


class Overlap(BaseModel):
    """A declared alliance or bloc that shares members with a coalition."""

    model_config = examples(_OVERLAP)

    id: str
    name: str
    kind: str
    shared: int
    jaccard: float = Field(description="Members of both as a share of the members of either.")
    link: str


class Alliance(BaseModel):
    """An alliance in a list: what does not apply to its basis is null or empty."""

    model_config = examples(ALLIANCE)

    id: str
    name: str = Field(description="Of a coalition: the ends of its strongest relations.")
    kind: str = Field(description="As in the register; `coalition` where it is observed.")
    basis: Literal["declared", "observed"]
    founded: str | None = Field(description="As precise as the register has it: YYYY, YYYY-MM or YYYY-MM-DD.")
    dissolved: str | None
    on: date | None = Field(description="The day of membership (`as_of`, or `to`); null means today.")
    stands: bool = Field(description="Whether it was founded and not dissolved on the day.")
    size: int = Field(description="Full members on the day.")
    members: list[str] = Field(description="Their ids.")
    cohesion: Cohesion
    binding: list[Bond] = Field(description="The strongest relations between members that bind by more than talk.")
    strength: float | None = Field(description="Of all that binds two members; observed ones.")
    outside: float | None = Field(description="Of all that binds a member to somebody else; observed ones.")
    stability: float | None = Field(description="Share of pairs of members that stay together in other divisions; observed.")
    overlaps: list[Overlap] = Field(description="The closest five of the declared; observed ones.")
    links: dict[str, str]


class AllianceList(Listing, Explained):
    """Alliances: declared by name, observed the largest first."""

    basis: Literal["declared", "observed"]
    parameters: dict[str, Any] = Field(description="What was asked, with all that was left to us filled in.")
    results: list[Alliance]


class Member(BaseModel):
    """A membership; one actor may have several, one after another."""

    model_config = examples(_MEMBER)

    actor: Suggestion
    since: date | None = Field(description="Null where unknown.")
    until: date | None = Field(description="The first day on which it is over; null where it is open.")
    kind: Literal["member", "observer", "suspended", "observed"]
    standing: bool = Field(description="Whether it holds on the day.")
    suspended: bool = Field(description="Whether the actor's membership is suspended on the day.")


class Odds(BaseModel):
    """Pairs of members that are opposed or contested, those with the most conflict first."""

    model_config = examples({"results": [STANCE], "total": 1, "truncated": False})

    results: list[Stance]
    total: int
    truncated: bool


class AllianceDetail(Alliance, Explained):
    """One alliance."""

    model_config = examples(
        {
            **EXPLAINED,
            **ALLIANCE,
            "members": [_MEMBER],
            "odds": {"results": [STANCE], "total": 1, "truncated": False},
            "graph": GRAPH,
        }
    )

    members: list[Member]  # type: ignore[assignment]  # whole entries instead of ids
    odds: Odds
    graph: GraphInfo
