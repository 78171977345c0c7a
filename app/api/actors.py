"""Any actor: countries, organisations and groups alike."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.api import present
from app.api.context import Actors, AnyActor, Known, Merged, gathered
from app.api.countries import Around
from app.api.documented import answers
from app.api.graphs import Drawn
from app.api.parameters import Cursor, Days, PageLimit, Which
from app.api.relations import FEW, relation_page
from app.api.timelines import Along
from app.http.answers import Json
from app.http.formats import GRAPHS
from app.http.pages import listed, page
from app.http.routes import VersionedRoute
from app.http.working import light
from app.schemas.actors import ActorDetail
from app.schemas.dyads import NeighborList, TimelineAnswer
from app.schemas.graph import RelationList, SubgraphAnswer
from graph.queries import neighbors, relations

router = APIRouter(prefix="/v1/actors", tags=["actors"], route_class=VersionedRoute)


@router.get("/{actor_id}", summary="One actor", **answers(ActorDetail, 304, 308, 404))
async def actor(root: AnyActor, version: Known, register: Actors, merged: Merged, window: Days) -> Response:
    """Its names, members and counts, as for a country."""
    return Json(present.actor_detail(version, register, merged, root, window))


@router.get("/{actor_id}/subgraph", summary="The graph around an actor", **answers(SubgraphAnswer, 304, 308, 404, offers=GRAPHS))
@light(lambda ask, **_: ask.light)
def actor_subgraph(root: AnyActor, ask: Annotated[Around, gathered(Around)]) -> Response:
    """Everything within some hops, strongest first, as for a country."""
    return ask.answer(root)


@router.get("/{actor_id}/timeline", summary="An actor, by the calendar", **answers(TimelineAnswer, 304, 308, 404))
def actor_timeline(root: AnyActor, ask: Annotated[Along, gathered(Along)]) -> Response:
    """How much cooperation and conflict its relations tell of in each step of the calendar, as for a country."""
    return ask.answer(root)


@router.get("/{actor_id}/relations", summary="An actor's relations", **answers(RelationList, 304, 308, 404, 410, offers=GRAPHS))
@light(lambda drawn, limit, **_: drawn.light and limit <= FEW)
def actor_relations(
    *, root: AnyActor, drawn: Annotated[Drawn, gathered(Drawn)], which: Which, limit: PageLimit, cursor: Cursor = None
) -> Response:
    """Those that it is an end of, strongest first."""
    found = relations(drawn.version, which, actor=root.id)
    return relation_page(drawn, found, which.window, f"{root.id}-relations", limit=limit, cursor=cursor)


@router.get("/{actor_id}/neighbors", summary="Who is next to an actor", **answers(NeighborList, 304, 308, 404, 410))
@light(lambda version, limit, **_: version.known_at is None and limit <= FEW)
def actor_neighbors(
    *, request: Request, root: AnyActor, version: Known, which: Which, limit: PageLimit, cursor: Cursor = None
) -> Response:
    """The actors that relations link to it, each once, by the strongest of these; with their numbers."""
    content = page(
        request,
        neighbors(version, root.id, which),
        lambda one: present.neighbor(version, root, one),
        version=version.version,
        limit=limit,
        cursor=cursor,
    )
    return listed({"of": present.brief(root), **content, "graph": present.about(version, which.window)})
