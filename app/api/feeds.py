"""Feeds. Whoever may call these routes has the service send requests on and on: they are the administrator's, every one."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.api.context import Held
from app.api.documented import answers
from app.api.parameters import Cursor, PageLimit
from app.api.present import feeds as present
from app.api.present.jobs import job
from app.http.answers import Json
from app.http.pages import listed, next_url
from app.http.routes import StrictRoute
from app.ingestion.clean import clean_line
from app.schemas.feeds import FeedBody, FeedDetail, FeedList, FeedOut, FeedRemoved
from app.schemas.jobs import JobOut
from app.services.feeds import FeedState

router = APIRouter(prefix="/v1/feeds", tags=["feeds"], route_class=StrictRoute)

FeedId = Annotated[str, Path(description="The id that adding the feed gave.", max_length=100)]
_UNKEPT = {"Cache-Control": "no-store"}


@router.post("", summary="Follow a feed", **answers(FeedOut, 409, 413, 415, 422, also={201: FeedOut}))
def add(request: Request, body: FeedBody, held: Held) -> Response:
    """201 where it is new, 200 where it is followed already (nothing changes then). It is polled as soon as somebody can."""
    row, new = held.feeds.add(body.url, _now(request), clean_line(body.publisher))
    if new:
        request.app.state.jobs_nudge()
    shown = present.feed(FeedState(row, {}) if new else held.feeds.get(row.id))
    headers = {**_UNKEPT, "Location": shown["links"]["self"]} if new else _UNKEPT
    return Json(shown, status_code=201 if new else 200, headers=headers)


@router.get("", summary="Every feed", **answers(FeedList))
def feeds(request: Request, held: Held, limit: PageLimit, cursor: Cursor = None) -> Response:
    """By id: when each is due, and how its last poll ended."""
    found = held.feeds.feeds(limit=limit, cursor=cursor)
    content = {
        "results": [present.feed(state) for state in found.results],
        "total": found.total,
        "limit": limit,
        "next": found.next,
        "next_url": next_url(request, found.next),
    }
    answer = listed(content)
    answer.headers.update(_UNKEPT)
    return answer


@router.get("/{feed_id}", summary="One feed", **answers(FeedDetail, 404))
def feed(feed_id: FeedId, held: Held) -> Response:
    """As in the list, with the entries that could not be taken in, up to fifty of them."""
    return Json(present.with_problems(held.feeds.get(feed_id)), headers=_UNKEPT)


@router.delete("/{feed_id}", summary="Follow a feed no more", **answers(FeedRemoved, 404))
def remove(feed_id: FeedId, held: Held) -> Response:
    """Which of its entries were seen is forgotten; its articles stay."""
    held.feeds.remove(feed_id)
    return Json({"id": feed_id, "removed": True})


@router.post(
    "/{feed_id}/poll",
    status_code=202,
    summary="Take in what is new in a feed",
    **answers(JobOut, 404, 422, 507, also={202: JobOut}),
)
def poll(request: Request, feed_id: FeedId, held: Held) -> Response:
    """Now, be it due or not. 202 with the job that polls it, which may be one that does so already."""
    held.fetching.check()
    now = _now(request)
    row = held.jobs.poll(f"job-{secrets.token_hex(8)}", feed_id, now)
    request.app.state.jobs_nudge()
    shown = job(row, now)
    headers = {**_UNKEPT, "Location": shown["links"]["self"], "Retry-After": "1"}
    return Json(shown, status_code=202, headers=headers)


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.now()
    return now.astimezone(UTC)
