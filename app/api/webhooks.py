"""Webhooks. Whoever may call these routes has the service send requests: they are the administrator's, every one."""

import secrets
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.api.context import Actors, Graph, Held, Merged, resolve
from app.api.documented import answers
from app.api.parameters import Cursor, PageLimit
from app.api.present import webhooks as present
from app.http.answers import Json
from app.http.pages import listed, next_url
from app.http.routes import StrictRoute
from app.schemas.webhooks import DeliveryList, WebhookAdded, WebhookBody, WebhookList, WebhookOut, WebhookRemoved
from app.services.changes import ChangeFilter
from app.services.webhooks import Wish

#: Of which an id and a secret are made.
_RANDOM_BYTES = 40

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=StrictRoute)

WebhookId = Annotated[str, Path(description="The id that adding the webhook gave.", max_length=100)]
_UNKEPT = {"Cache-Control": "no-store"}


@router.post("", summary="Add a webhook", **answers(WebhookAdded, 404, 409, 410, 413, 415, 422, also={201: WebhookAdded}))
def add(request: Request, body: WebhookBody, held: Held, version: Graph, register: Actors, merged: Merged) -> Response:
    """Changes are delivered to it from now on, or from `since` on. Its secret is in this answer and nowhere else."""
    actor = resolve(version, register, merged, body.actor).id if body.actor is not None else None
    country = resolve(version, register, merged, body.country, country=True).id if body.country is not None else None
    wanted = ChangeFilter(frozenset(body.type), actor, country)
    wish = Wish(body.url, wanted, body.secret, body.description, body.since)
    row = held.webhooks.add(wish, request.app.state.now().astimezone(UTC), secrets.token_bytes(_RANDOM_BYTES))
    shown = present.webhook(row)
    return Json({**shown, "secret": row.secret}, status_code=201, headers={**_UNKEPT, "Location": shown["links"]["self"]})


@router.get("", summary="Every webhook", **answers(WebhookList))
def webhooks(held: Held) -> Response:
    """How far each is, and why it is disabled where it is; never a secret."""
    rows = held.webhooks.all()
    return Json({"results": [present.webhook(row) for row in rows], "total": len(rows)}, headers=_UNKEPT)


@router.get("/{webhook_id}", summary="One webhook", **answers(WebhookOut, 404))
def webhook(webhook_id: WebhookId, held: Held) -> Response:
    """As in the list."""
    return Json(present.webhook(held.webhooks.get(webhook_id)), headers=_UNKEPT)


@router.delete("/{webhook_id}", summary="Remove a webhook", **answers(WebhookRemoved, 404))
def remove(webhook_id: WebhookId, held: Held) -> Response:
    """Nothing more is delivered to it; its deliveries are forgotten."""
    held.webhooks.remove(webhook_id)
    return Json({"id": webhook_id, "removed": True})


@router.get("/{webhook_id}/deliveries", summary="What became of deliveries", **answers(DeliveryList, 404))
def deliveries(request: Request, webhook_id: WebhookId, held: Held, limit: PageLimit, cursor: Cursor = None) -> Response:
    """Every attempt on record, the latest first."""
    found = held.webhooks.deliveries(webhook_id, limit=limit, cursor=cursor)
    content = {
        "results": [present.delivery(row) for row in found.results],
        "total": found.total,
        "limit": limit,
        "next": found.next,
        "next_url": next_url(request, found.next),
    }
    return listed(content)
