"""Two actors: all that is known between them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import present
from app.api.context import Actors, Known, Pair
from app.api.documented import answers
from app.api.parameters import Days, MinSources
from app.http.answers import Json
from app.http.routes import VersionedRoute
from app.schemas.dyads import DyadAnswer
from graph.queries import StepName, dyad

router = APIRouter(prefix="/v1/dyads", tags=["dyads"], route_class=VersionedRoute)


@router.get("/{a}/{b}", summary="All between two actors", **answers(DyadAnswer, 304, 308, 404))
def one_dyad(
    *,
    pair: Pair,
    version: Known,
    register: Actors,
    window: Days,
    step: Annotated[StepName, Query(description="Step of the timeline.")] = "month",
    min_sources: MinSources = 1,
) -> Response:
    """What they do to each other either way, the verdict, what contradicts what, since when, and a timeline."""
    a, b = pair
    found = dyad(version, register, a.id, b.id, window, step=step, min_sources=min_sources)
    return Json(present.dyad(version, a, b, found, window, step))
