"""Countries and other actors."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from app.schemas.common import GRAPH, GraphInfo, Listing, Suggestion, examples

COUNTRY: dict[str, Any] = {
    "id": "RUS",
    "iso2": "RU",
    "name": "Russia",
    "kind": "country",
    "sort": "country",
    "country": "RUS",
    "region": "europe",
    "relations": 12,
    "link": "/v1/countries/RUS",
}


class ActorBrief(BaseModel):
    """An actor with the number of relations it is an end of."""

    model_config = examples(COUNTRY)

    id: str
    iso2: str | None
    name: str
    kind: str
    sort: str
    country: str | None
    region: str | None
    relations: int
    link: str


class CountryList(Listing):
    """Countries by name."""

    results: list[ActorBrief]


class ActorDetail(ActorBrief):
    """An actor: names, counts, memberships of the day, and where to go on."""

    model_config = examples(
        {
            **COUNTRY,
            "aliases": ["Russia", "Russian Federation"],
            "former_ids": [],
            "cooperation": 9,
            "conflict": 3,
            "partners": 7,
            "evidence": 41,
            "first_day": "2015-09-27",
            "last_day": "2016-02-01",
            "members": [],
            "links": {"subgraph": "/v1/countries/RUS/subgraph"},
            "graph": GRAPH,
        }
    )

    aliases: list[str]
    former_ids: list[str]
    cooperation: int
    conflict: int
    partners: int
    evidence: int
    first_day: date | None
    last_day: date | None
    members: list[str]
    links: dict[str, str]
    graph: GraphInfo


class Completion(Suggestion):
    """An actor whom a few letters may mean."""

    seat: str | None = Field(None, description="The capital or seat of government by which it was found.")


class SuggestAnswer(BaseModel):
    """Actors that a beginning or a misspelling may mean."""

    model_config = examples({"query": "rus", "results": [{"id": "RUS", "name": "Russia", "kind": "country"}], "graph": GRAPH})

    query: str
    results: list[Completion]
    graph: GraphInfo
