"""Webhooks: addresses that are told of changes."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.common import examples

TypeName = Literal["relation", "article", "actor", "decision"]
HOOK: dict[str, Any] = {
    "id": "hook-9f8a1c0b7d5e4f32",
    "url": "https://receiver.example/entente",
    "description": "the desk's bot",
    "type": ["relation"],
    "actor": None,
    "country": "SYR",
    "created_at": "2026-11-22T12:00:00Z",
    "position": "12",
    "failures": 0,
    "failing_since": None,
    "next_try": None,
    "disabled_at": None,
    "disabled_reason": None,
    "links": {"self": "/v1/webhooks/hook-9f8a1c0b7d5e4f32", "deliveries": "/v1/webhooks/hook-9f8a1c0b7d5e4f32/deliveries"},
}
#: No secret: random-looking text in an example ends up somewhere in earnest.
SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # noqa: S105


class WebhookBody(BaseModel):
    """Where to deliver, and which changes: by type, and about an actor or a country."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"url": "https://receiver.example/entente", "type": ["relation"], "country": "SYR"}]},
    )

    url: str = Field(max_length=2000, description="http or https; a public address, unless the operator allows others.")
    type: list[TypeName] = Field([], max_length=4, description="Only changes of these; all where empty.")
    actor: str | None = Field(None, max_length=200, description="Only what is about this actor: id, code or name.")
    country: str | None = Field(None, max_length=200, description="Only what is about this country, or what belongs to it.")
    secret: str | None = Field(None, max_length=200, description="whsec_ and base64 of 24 to 64 bytes; one is made if absent.")
    description: str | None = Field(None, max_length=500, description="For whoever reads the list.")
    since: int | None = Field(None, ge=0, le=10**18, description="Begin after this version; at now if absent.")


class WebhookOut(BaseModel):
    """A webhook, without its secret."""

    model_config = examples(HOOK)

    id: str
    url: str
    description: str | None
    type: list[TypeName]
    actor: str | None
    country: str | None
    created_at: datetime
    position: str = Field(description="Everything up to here was delivered.")
    failures: int = Field(description="Attempts that failed since the last that did not.")
    failing_since: datetime | None
    next_try: datetime | None
    disabled_at: datetime | None
    disabled_reason: str | None
    links: dict[str, str]


class WebhookAdded(WebhookOut):
    """A new webhook, with its secret: the only time that it is shown."""

    model_config = examples({**HOOK, "secret": SECRET})

    secret: str


class WebhookList(BaseModel):
    """Every webhook, the oldest first."""

    model_config = examples({"results": [HOOK], "total": 1})

    results: list[WebhookOut]
    total: int


class WebhookRemoved(BaseModel):
    """What was removed."""

    model_config = examples({"id": HOOK["id"], "removed": True})

    id: str
    removed: bool


class DeliveryOut(BaseModel):
    """An attempt."""

    model_config = examples(
        {
            "message": "msg-0c5b2f0e9d6a7b8c1d2e3f40",
            "attempt": 1,
            "at": "2026-11-22T12:00:01Z",
            "changes": 3,
            "version": 12,
            "arrived": True,
            "status": 200,
            "ms": 42,
            "error": None,
        }
    )

    message: str = Field(description="The `webhook-id`: the same for every attempt at a batch.")
    attempt: int
    at: datetime
    changes: int = Field(description="How many changes it held; 0 for a test.")
    version: int
    arrived: bool
    status: int | None = Field(description="The receiver's; null where none came.")
    ms: int
    error: str | None


class DeliveryList(BaseModel):
    """Attempts, the latest first."""

    model_config = examples({"results": [], "total": 0, "limit": 50, "next": None, "next_url": None})

    results: list[DeliveryOut]
    total: int
    limit: int
    next: str | None
    next_url: str | None
