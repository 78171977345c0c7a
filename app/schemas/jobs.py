"""Jobs: work that outlives whoever asked for it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.schemas.common import examples

KindName = Literal["file", "batch", "feed"]
StateName = Literal["queued", "running", "done", "failed", "cancelled"]
HOME = "/v1/jobs/job-9f8a1c0b7d5e4f32"
JOB: dict[str, Any] = {
    "id": "job-9f8a1c0b7d5e4f32",
    "kind": "batch",
    "name": "batch",
    "state": "running",
    "stopping": False,
    "error": None,
    "counts": {
        "read": 150,
        "stored": 120,
        "known": 28,
        "aside": 1,
        "failed": 0,
        "refused": 1,
        "unreadable": 0,
        "copies": 30,
        "edges": 410,
    },
    "total": 1000,
    "rate": 2.5,
    "size": 2400000,
    "attempt": 1,
    "starts": 1,
    "created_at": "2026-11-22T12:00:00Z",
    "started_at": "2026-11-22T12:00:01Z",
    "finished_at": None,
    "links": {"self": HOME, "problems": f"{HOME}/problems", "events": f"{HOME}/events"},
}


class JobCounts(BaseModel):
    """What became of what was read so far: ``read`` is the sum of those from ``stored`` to ``unreadable``."""

    read: int
    stored: int
    known: int
    aside: int = Field(description="Kept, not coded: not in English.")
    failed: int = Field(description="Kept with the coder's error; tried again when it comes again.")
    refused: int
    unreadable: int
    copies: int = Field(description="Of those stored, the ones that repeat a report that was there.")
    edges: int = Field(description="Relations that those stored state.")


class JobOut(BaseModel):
    """A job, and how far it is."""

    model_config = examples(JOB)

    id: str
    kind: KindName
    name: str = Field(description="What it is called; for a file, what its sender calls it.")
    state: StateName
    stopping: bool = Field(description="Whether its end was asked for and it runs yet.")
    error: str | None = Field(description="Why it failed.")
    counts: JobCounts
    total: int | None = Field(description="How many articles it has, where they could be counted when it came.")
    rate: float | None = Field(description="Articles a second since it began, its waits included.")
    size: int | None = Field(description="Bytes of what was sent.")
    attempt: int = Field(description="Which try it is; `retry` begins another one.")
    starts: int = Field(description="How often a process began it or took it up.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    links: dict[str, str]


class JobList(BaseModel):
    """Jobs, the newest first."""

    model_config = examples({"results": [JOB], "total": 1, "limit": 50, "next": None, "next_url": None})

    results: list[JobOut]
    total: int
    limit: int
    next: str | None
    next_url: str | None


class JobProblem(BaseModel):
    """Something that could not be taken in."""

    model_config = examples(
        {
            "place": "news.jsonl:12",
            "title": None,
            "reason": "unreadable",
            "detail": "not JSON: Expecting value at column 1",
            "article": None,
        }
    )

    place: str | None
    title: str | None
    reason: str = Field(description="`unreadable`, `coding-failed`, `not-english`, or the slug of a problem.")
    detail: str
    article: str | None = Field(description="Where it is kept, if it is.")


class JobProblemList(BaseModel):
    """What a job could not take in, in the order in which it was read."""

    model_config = examples({"results": [], "total": 0, "limit": 50, "next": None, "next_url": None})

    results: list[JobProblem]
    total: int
    limit: int
    next: str | None
    next_url: str | None
