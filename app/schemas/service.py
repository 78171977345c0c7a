"""The service about itself."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from app.schemas.common import GraphInfo, OriginName, Sign, examples


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


_COUNTS: dict[str, Any] = {
    "articles": 4,
    "aside": 0,
    "failed": 0,
    "retracted": 1,
    "evidence": 57,
    "relations": 31,
    "oldest_day": "2015-09-27",
    "newest_day": "2016-02-01",
    "last_received_at": "2026-01-05T09:00:00Z",
}


class Counts(BaseModel):
    """What stands in the store of an origin."""

    articles: int
    aside: int = Field(description="Articles that are kept without being coded, since they are not in English.")
    failed: int
    retracted: int
    evidence: int
    relations: int
    oldest_day: date | None
    newest_day: date | None
    last_received_at: datetime | None


class OriginCounts(Counts):
    """The same with its origin."""

    model_config = examples({"origin": "gdelt", **_COUNTS})

    origin: OriginName


class OriginOut(OriginCounts):
    """An origin: what it is, how it is cited, and what is stored of it."""

    model_config = examples(
        {
            "origin": "cow",
            "title": "Correlates of War, Formal Alliances",
            "about": "Formal alliances between states since 1816, coded by people.",
            "version": "4.1",
            "citation": "Gibler, D. M. (2009): International Military Alliances, 1648-2008. CQ Press.",
            "codebook": "Correlates of War Formal Alliance Data Set v4.1, codebook",
            **_COUNTS,
            "links": {"graph": "/v1/graph?origin=cow", "relations": "/v1/relations?origin=cow"},
        }
    )

    title: str
    about: str
    version: str | None = Field(description="The version of the data set that is read; null of the coder.")
    citation: str | None = Field(description="How whoever made the data set wants it cited.")
    codebook: str | None = Field(description="What says what its rows mean.")
    links: dict[str, str]


class OriginsAnswer(BaseModel):
    """Every origin that there can be, in their order; `default` is the one that is asked where none is named."""

    results: list[OriginOut]
    default: OriginName
    store_version: int


class StatusAnswer(Counts):
    """How much is stored of what the coder read, how fresh it is, and how much was imported."""

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
            **_COUNTS,
            "actors": 240,
            "oldest_day": "2015-09-27",
            "newest_day": "2016-02-01",
            "last_received_at": "2026-01-05T09:00:00Z",
            "jobs": {"queued": 0, "running": 1, "done": 7, "failed": 0, "cancelled": 0},
            "feeds": {"followed": 12, "due": 1, "failing": 0, "disabled": 0},
            "origins": [],
        }
    )

    version: int = Field(description="Version of the store; the graph follows within a second.")
    graph: dict[str, Any]
    actors: int
    oldest_day: date | None
    newest_day: date | None
    last_received_at: datetime | None
    jobs: dict[str, int] = Field(description="Jobs that are kept, by state; `queued` is the length of the queue.")
    feeds: dict[str, int] = Field(description="Feeds that are followed; how many of them are due, fail, or are polled no more.")
    origins: list[OriginCounts] = Field(description="What was imported, by origin; the counts above are the coder's alone.")


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
