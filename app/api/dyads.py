"""Two actors: all that is known between them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import present
from app.api.context import Actors, Pair, gathered
from app.api.documented import answers
from app.api.graphs import Drawn, with_quotes
from app.api.parameters import Days, MinConfidence, MinSources
from app.http.answers import Json
from app.http.formats import GRAPHS
from app.http.routes import VersionedRoute
from app.http.working import light
from app.schemas.dyads import DyadAnswer
from graph.queries import Filter, StepName, dyad

router = APIRouter(prefix="/v1/dyads", tags=["dyads"], route_class=VersionedRoute)


@router.get("/{a}/{b}", summary="All between two actors", **answers(DyadAnswer, 304, 308, 404, offers=GRAPHS))
@light(lambda drawn, **_: drawn.light)
def one_dyad(
    *,
    pair: Pair,
    drawn: Annotated[Drawn, gathered(Drawn)],
    register: Actors,
    window: Days,
    step: Annotated[StepName, Query(description="Step of the timeline.")] = "month",
    min_sources: MinSources = 1,
    min_confidence: MinConfidence = 0.0,
) -> Response:
    """What they do to each other either way, the verdict, what contradicts what, since when, and a timeline."""
    (a, b), version = pair, drawn.version
    which = Filter(min_sources=min_sources, min_confidence=min_confidence, window=window)
    found = dyad(version, register, a.id, b.id, which, step=step)
    if not drawn.plain:
        return drawn.answer(drawn.records(window).of(f"{a.id}-{b.id}", found.relations, pair))
    content = present.dyad(version, a, b, found, window, step)
    with_quotes(content["relations"], drawn.quoted((view.id for view in found.relations), window))
    return Json(content)
