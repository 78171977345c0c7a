"""What changed after a version."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas.common import Sign, examples

RELATION: dict[str, Any] = {
    "type": "relation",
    "change": "new",
    "id": "RUS~shares_intelligence_with~SYR",
    "version": 12,
    "at": "2026-11-22T12:00:00Z",
    "before": 0,
    "after": 2,
    "source": "RUS",
    "source_name": "Russia",
    "relation": "shares_intelligence_with",
    "label": "shares or exchanges intelligence with",
    "sign": "cooperation",
    "target": "SYR",
    "target_name": "Syria",
    "now": {
        "version": 12,
        "evidence": 2,
        "articles": 1,
        "reports": 1,
        "publishers": 1,
        "first_day": "2015-09-27",
        "last_day": "2015-09-27",
        "weight": 1.8,
        "confidence": 0.9,
        "negated": 0,
        "hypothetical": 0,
    },
    "links": {
        "self": "/v1/relations/RUS~shares_intelligence_with~SYR",
        "evidence": "/v1/relations/RUS~shares_intelligence_with~SYR/evidence",
    },
}


class RelationNow(BaseModel):
    """What a relation is like now; evidence 0 where nothing counts for it any more."""

    version: int = Field(description="When it changed last.")
    evidence: int
    articles: int
    reports: int
    publishers: int
    first_day: date | None
    last_day: date | None
    weight: float
    confidence: float
    negated: int
    hypothetical: int


class ChangeOut(BaseModel):
    """One change. Which members it has besides the first five depends on its `type`."""

    model_config = examples(RELATION)

    type: Literal["relation", "article", "actor", "decision"]
    change: Literal[
        "new", "changed", "ended", "stored", "aside", "failed", "retracted", "grouped", "added",
        "merged", "split", "merge_undone", "split_undone",
    ] = Field(description="What happened to it.")  # fmt: skip
    id: str
    version: int = Field(description="The version that brought the change.")
    at: datetime | None = Field(description="When; null for a changed register, and for articles put beside copies.")
    before: int | None = Field(None, description="Relation: the evidence that counted before.")
    after: int | None = Field(None, description="Relation: the evidence that counted then.")
    source: str | None = None
    source_name: str | None = None
    relation: str | None = None
    label: str | None = None
    sign: Sign | None = None
    target: str | None = None
    target_name: str | None = None
    now: RelationNow | None = None
    actors: list[str] | None = Field(None, description="Article: the actors that it was coded to be about.")
    title: str | None = None
    publisher: str | None = None
    published_day: date | None = None
    url: str | None = None
    received_at: datetime | None = None
    status: Literal["coded", "aside", "failed", "retracted"] | None = Field(None, description="Article: its status now.")
    error: str | None = None
    kind: str | None = Field(None, description="Actor: its kind. Decision: merge or split.")
    country: str | None = None
    region: str | None = None
    registered: bool | None = None
    actor: str | None = Field(None, description="Decision: the actor given up, or split.")
    name: str | None = Field(None, description="Actor: its name. Decision: the name that was split off.")
    into: str | None = None
    by: str | None = None
    reason: str | None = None
    decided_at: datetime | None = None
    undone_at: datetime | None = None
    links: dict[str, str] | None = None


class ChangeList(BaseModel):
    """Changes in the order in which they were stored."""

    model_config = examples(
        {
            "results": [RELATION],
            "since": "11",
            "next": "12",
            "complete": True,
            "version": 12,
            "limit": 50,
            "next_url": None,
        }
    )

    results: list[ChangeOut]
    since: str
    next: str = Field(description="Where to go on: `since` of the next request.")
    complete: bool = Field(description="Whether this is all there is as of `version`.")
    version: int
    limit: int
    next_url: str | None = Field(description="The next request, where there is more.")
