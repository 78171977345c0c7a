"""Allies, rivals, and the verdict on a pair."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas.common import GRAPH, GraphInfo, Listing, Sign, Suggestion, examples
from app.schemas.quotes import QUOTE, QuotedEvidence, Quotes

BOND: dict[str, Any] = {
    "id": "RUS~shares_intelligence_with~SYR",
    "source": "RUS",
    "relation": "shares_intelligence_with",
    "target": "SYR",
    "label": "shares or exchanges intelligence with",
    "sign": "cooperation",
    "strength": 0.7,
    "confidence": 0.93,
    "evidence": 1,
    "publishers": 1,
    "first_day": "2015-09-27",
    "last_day": "2015-09-27",
    "link": "/v1/relations/RUS~shares_intelligence_with~SYR/evidence",
}
SAID: dict[str, Any] = {
    "relation_id": "RUS~shares_intelligence_with~SYR",
    **QUOTE,
    "links": {"article": "/v1/articles/a1", "evidence": "/v1/relations/RUS~shares_intelligence_with~SYR/evidence"},
}
TIE: dict[str, Any] = {
    "actor": {"id": "SYR", "name": "Syria", "kind": "country"},
    "rank": 1,
    "score": 0.7,
    "cooperation": 0.7,
    "conflict": 0.0,
    "contested": False,
    "since": "2015-09-27",
    "last": "2015-09-27",
    "basis": ["observed"],
    "declared": [],
    "relations": [BOND],
    "against": [],
    "evidence": 1,
    "links": {"check": "/v1/alliances/check?a=RUS&b=SYR"},
}


class Bond(BaseModel):
    """A relation behind a tie, with its evidence."""

    model_config = examples(BOND)

    id: str
    source: str
    relation: str
    target: str
    label: str
    sign: Sign
    strength: float
    confidence: float = Field(description="The greatest weight of any piece of evidence, 0 to 1.")
    evidence: int
    publishers: int
    first_day: date
    last_day: date
    link: str = Field(description="Where the sentences are.")
    quotes: Quotes


class Declared(BaseModel):
    """An alliance or bloc that both are members of on the day asked about; alliances first, then the oldest."""

    model_config = examples(
        {
            "id": "IGO:NATO",
            "name": "NATO",
            "kind": "alliance",
            "since": "1949-04-04",
            "on": None,
            "link": "/v1/alliances/IGO:NATO",
        }
    )

    id: str
    name: str
    kind: Literal["alliance", "bloc"]
    since: date | None = Field(description="The later of the two entries; null where unknown.")
    on: date | None = Field(description="Both were members on this day (`as_of`, or `to`); null means today.")
    link: str = Field(description="Where its members are.")


class Weighed(BaseModel):
    """A pair, weighed: the numbers, and the relations behind them."""

    score: float = Field(description="Cooperation minus conflict; among rivals conflict minus cooperation.")
    cooperation: float
    conflict: float
    contested: bool = Field(description="Both cooperation and conflict are in evidence.")
    since: date | None
    last: date | None
    basis: list[Literal["declared", "observed"]]
    declared: list[Declared]
    relations: list[Bond] = Field(description="What makes the tie, strongest first.")
    against: list[Bond] = Field(description="What speaks against it, strongest first.")


class Beside(BaseModel):
    """A step of the calendar with evidence between the two."""

    model_config = examples({"start": "2015-01-01", "cooperation_weight": 0.9, "conflict_weight": 0.0, "evidence": 1})

    start: date = Field(description="Its first day; weeks begin on Monday.")
    cooperation_weight: float = Field(description="What its pieces of evidence of cooperation weigh together.")
    conflict_weight: float
    evidence: int = Field(description="Pieces of evidence.")


class Ranked(Weighed):
    """An ally or a rival."""

    model_config = examples(TIE)

    actor: Suggestion
    rank: int
    evidence: int
    timeline: list[Beside] = Field(default=[], description="With `timeline`: all between the two that passes, by the calendar.")
    links: dict[str, str]


class TieList(Listing):
    """Allies or rivals, the strongest first."""

    of: Suggestion
    results: list[Ranked]


class Said(QuotedEvidence):
    """A sentence that states a relation, and which."""

    model_config = examples(SAID)

    relation_id: str
    links: dict[str, str]


class CheckAnswer(Weighed):
    """Are these two allied?"""

    model_config = examples(
        {
            "a": {"id": "RUS", "name": "Russia", "kind": "country"},
            "b": {"id": "SYR", "name": "Syria", "kind": "country"},
            "allied": False,
            "verdict": "aligned",
            "score": 0.7,
            "cooperation": 0.7,
            "conflict": 0.0,
            "contested": False,
            "since": "2015-09-27",
            "last": "2015-09-27",
            "basis": ["observed"],
            "declared": [],
            "relations": [BOND],
            "against": [],
            "publishers": ["Example Courier"],
            "publishers_against": [],
            "quotes": [SAID],
            "quotes_against": [],
            "graph": GRAPH,
        }
    )

    a: Suggestion
    b: Suggestion
    allied: bool
    verdict: Literal["allied", "aligned", "mixed", "opposed", "unknown"]
    publishers: list[str] = Field(description="Who says so: up to 50 publishers, those with the most evidence first.")
    publishers_against: list[str] = Field(description="Who says otherwise, likewise.")
    quotes: list[Said] = Field(description="The surest sentences for it, up to 5: of each relation in turn, no report twice.")
    quotes_against: list[Said] = Field(description="The surest sentences against it, likewise.")
    graph: GraphInfo
