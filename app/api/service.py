"""The vocabulary, suggestions, and how much is stored."""

from dataclasses import asdict
from datetime import UTC
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.api import present
from app.api.context import Actors, Graph, Held, suggested
from app.api.documented import answers
from app.http.answers import Json
from app.http.conditional import content_etag, matches
from app.http.routes import StrictRoute, VersionedRoute
from app.schemas.actors import SuggestAnswer
from app.schemas.quality import QualityAnswer
from app.schemas.service import OntologyAnswer, OriginsAnswer, StatusAnswer
from app.services.feeds import Figures
from app.services.status import Stored
from graph.formats import addresses
from graph.network import ALL_TIME
from graph.ontology import COUNTED, ROLES, STATUSES, relation_types
from graph.origins import CODER, DESCRIBED
from graph.queries import suggest
from graph.queries.spellings import seat_of

router = APIRouter(prefix="/v1", tags=["service"], route_class=VersionedRoute)
status_router = APIRouter(prefix="/v1", tags=["service"], route_class=StrictRoute)


@router.get("/suggest", summary="Actors that a few letters may mean", **answers(SuggestAnswer, 304))
def suggestions(
    version: Graph,
    register: Actors,
    q: Annotated[str, Query(description="The beginning of a name, or a misspelt one.", min_length=1, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=50, description="Most results.")] = 10,
) -> Response:
    """Names that begin so, countries and the busiest first; where there are none, the nearest."""
    found = suggested(suggest(version, register, q, limit))
    if seat := seat_of(register, q):
        text, owner = seat
        found = [{**one, "seat": text} if one["id"] == version.merged.get(owner, owner) else one for one in found]
    return Json({"query": q, "results": found, "graph": present.about(version, ALL_TIME)})


@router.get("/ontology", summary="Relations, statuses and roles", **answers(OntologyAnswer, 304))
async def ontology(version: Graph) -> Response:
    """The vocabulary that every answer uses."""
    return Json(
        {
            "relations": [{**asdict(kind), "sign": kind.sign} for kind in relation_types().values()],
            "statuses": STATUSES,
            "counted": [status for status in STATUSES if status in COUNTED],
            "roles": ROLES,
            "graph": present.about(version, ALL_TIME),
        }
    )


@status_router.get("/status", summary="How much is stored, how fresh it is", **answers(StatusAnswer))
def status(request: Request, held: Held, version: Graph) -> Response:
    """Counts of what stands in the store of the coder's, beneath `origins` of others, and the graph version that answers."""
    stored = held.status.status()
    return Json(
        {
            "version": stored.version,
            "graph": {
                "version": version.version,
                "nodes": len(version.nodes),
                "relations": len(version),
                "first_day": version.first_day,
                "last_day": version.last_day,
            },
            **_counts(stored),
            "actors": stored.actors,
            "oldest_day": stored.oldest_day,
            "newest_day": stored.newest_day,
            "last_received_at": stored.last_received_at,
            "jobs": held.jobs.numbers(),
            "feeds": _feeds(held.feeds.figures(request.app.state.now().astimezone(UTC))),
            "origins": [{"origin": one.origin, **_counts(one)} for one in stored.others],
        },
        headers={"Cache-Control": "no-store"},
    )


@status_router.get("/origins", summary="Whose relations there are", **answers(OriginsAnswer))
def origins(held: Held) -> Response:
    """What the coder read and each data set that can be imported: what it is, how it is cited, and what is stored of it."""
    stored = held.status.status()
    counts = {one.origin: _counts(one) for one in (stored, *stored.others)}
    nothing = dict.fromkeys(_counts(stored))
    none = nothing | dict.fromkeys(("articles", "aside", "failed", "retracted", "evidence", "relations"), 0)
    found = [
        {
            "origin": one.name,
            **{name: getattr(one, name) for name in ("title", "about", "version", "citation", "codebook")},
            **counts.get(one.name, none),
            "links": {"graph": addresses.of("/v1/graph", one.name), "relations": addresses.of("/v1/relations", one.name)},
        }
        for one in DESCRIBED.values()
    ]
    return Json({"results": found, "default": CODER, "store_version": stored.version}, headers={"Cache-Control": "no-store"})


def _feeds(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in ("followed", "due", "failing", "disabled")}


def _counts(stored: Stored) -> dict[str, Any]:
    names = "articles", "aside", "failed", "retracted", "evidence", "relations", "oldest_day", "newest_day", "last_received_at"
    return {name: getattr(stored, name) for name in names}


@status_router.get("/quality", summary="How well the coder reads", **answers(QualityAnswer, 304, 404))
def quality(request: Request, held: Held) -> Response:
    """Precision and recall by level, relation and class, statuses, ends and calibration, as they were measured last."""
    body = held.quality.measures()
    headers = {"ETag": content_etag(body), "Cache-Control": "no-cache"}
    if matches(headers["ETag"], request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
