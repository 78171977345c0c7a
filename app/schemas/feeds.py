"""Feeds: addresses at which news appear, and are taken in."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.common import examples

FEED: dict[str, Any] = {
    "id": "feed-9f8a1c0b7d5e4f32",
    "url": "https://news.example/world.xml",
    "title": "Example Courier: the world",
    "publisher": "Example Courier",
    "added_at": "2026-11-22T12:00:00Z",
    "polled_at": "2026-11-22T12:05:00Z",
    "next_poll": "2026-11-22T12:35:00Z",
    "interval": 1800,
    "entries": {"taken": 28, "waiting": 1, "refused": 1},
    "failures": 0,
    "failing_since": None,
    "error": None,
    "disabled_at": None,
    "disabled_reason": None,
    "links": {"self": "/v1/feeds/feed-9f8a1c0b7d5e4f32", "poll": "/v1/feeds/feed-9f8a1c0b7d5e4f32/poll"},
}
PROBLEM: dict[str, Any] = {
    "url": "https://news.example/gone",
    "title": "An accord in the making",
    "state": "refused",
    "attempts": 1,
    "type": "/problems/fetch-failed",
    "detail": "https://news.example/gone answered 404",
}


class FeedBody(BaseModel):
    """A feed to follow."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"url": "https://news.example/world.xml", "publisher": "Example Courier"}]},
    )

    url: str = Field(max_length=2000, description="Where the feed lies: RSS, RDF, Atom or JSON Feed.")
    publisher: str | None = Field(None, max_length=200, description="Publisher of its articles; what the page says if absent.")


class FeedCounts(BaseModel):
    """Entries of a feed, by what became of them."""

    model_config = examples(FEED["entries"])

    taken: int
    waiting: int = Field(description="To be taken in by the next poll.")
    refused: int = Field(description="Could not be taken in, and are not tried again.")


class FeedOut(BaseModel):
    """A feed."""

    model_config = examples(FEED)

    id: str
    url: str
    title: str | None
    publisher: str | None
    added_at: datetime
    polled_at: datetime | None
    next_poll: datetime | None = Field(description="When it is due; null where it is disabled.")
    interval: int = Field(description="Seconds between two polls while all is well; follows how much is new.")
    entries: FeedCounts
    failures: int = Field(description="Polls that failed since the last that did not.")
    failing_since: datetime | None
    error: str | None = Field(description="Why the last poll failed, or read the feed in part.")
    disabled_at: datetime | None
    disabled_reason: str | None
    links: dict[str, str]


class FeedProblem(BaseModel):
    """An entry that could not be taken in: waiting to be tried again, or refused."""

    model_config = examples(PROBLEM)

    url: str | None
    title: str | None
    state: Literal["waiting", "refused"]
    attempts: int
    type: str = Field(description="The type of the problem.")
    detail: str


class FeedDetail(FeedOut):
    """A feed, and the latest entries that could not be taken in."""

    model_config = examples({**FEED, "problems": [PROBLEM]})

    problems: list[FeedProblem]


class FeedList(BaseModel):
    """Feeds, by id."""

    model_config = examples({"results": [FEED], "total": 1, "limit": 50, "next": None, "next_url": None})

    results: list[FeedOut]
    total: int
    limit: int
    next: str | None
    next_url: str | None


class FeedRemoved(BaseModel):
    """What was removed."""

    model_config = examples({"id": FEED["id"], "removed": True})

    id: str
    removed: bool
