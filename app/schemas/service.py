"""The service about itself."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from app.schemas.common import GraphInfo, Sign, examples


class RelationTypeOut(BaseModel):
    """A relation of the ontology."""

    model_config = examples(
        {
            "name": "attacks",
            "label": "attacks, bombs, shells, kills, abducts, fights",
            "symmetric": False,
            "plover": "ASSAULT",
            "cameo": ["18", "19", "20"],
            "quad": "material conflict",
            "goldstein": -10.0,
            "sign": "conflict",
        }
    )

    name: str
    label: str
    symmetric: bool
    plover: str
    cameo: list[str]
    quad: str
    goldstein: float
    sign: Sign


class OntologyAnswer(BaseModel):
    """The vocabulary: relations, statuses (those that count), roles."""

    relations: list[RelationTypeOut]
    statuses: list[str]
    counted: list[str]
    roles: list[str]
    graph: GraphInfo


class StatusAnswer(BaseModel):
    """How much is stored, how fresh it is."""

    model_config = examples(
        {
            "version": 13,
            "graph": {
                "version": 13,
                "nodes": 240,
                "relations": 31,
                "first_day": "2015-09-27",
                "last_day": "2016-02-01",
            },
            "articles": 4,
            "aside": 0,
            "failed": 0,
            "retracted": 1,
            "evidence": 57,
            "relations": 31,
            "actors": 240,
            "oldest_day": "2015-09-27",
            "newest_day": "2016-02-01",
            "last_received_at": "2026-01-05T09:00:00Z",
        }
    )

    version: int = Field(description="Version of the store; the graph follows within a second.")
    graph: dict[str, Any]
    articles: int
    aside: int = Field(description="Articles that are kept without being coded, since they are not in English.")
    failed: int
    retracted: int
    evidence: int
    relations: int
    actors: int
    oldest_day: date | None
    newest_day: date | None
    last_received_at: datetime | None


class Health(BaseModel):
    """The process answers."""

    model_config = examples({"status": "ok"})

    status: str


class Ready(BaseModel):
    """Whether requests can be served, and if not, why."""

    model_config = examples({"ready": True, "reason": None, "version": 13})

    ready: bool
    reason: str | None
    version: int | None
