"""Any actor: countries, organisations and groups alike."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.api import present
from app.api.context import Actors, AnyActor, Graph, Merged
from app.api.countries import Around
from app.api.documented import answers
from app.api.parameters import Days
from app.http.answers import Json
from app.http.routes import VersionedRoute
from app.schemas.actors import ActorDetail
from app.schemas.graph import SubgraphAnswer

router = APIRouter(prefix="/v1/actors", tags=["actors"], route_class=VersionedRoute)


@router.get("/{actor_id}", summary="One actor", **answers(ActorDetail, 304, 308, 404))
async def actor(root: AnyActor, version: Graph, register: Actors, merged: Merged, window: Days) -> Response:
    """Its names, members and counts, as for a country."""
    return Json(present.actor_detail(version, register, merged, root, window))


@router.get("/{actor_id}/subgraph", summary="The graph around an actor", **answers(SubgraphAnswer, 304, 308, 404))
def actor_subgraph(root: AnyActor, ask: Annotated[Around, Depends()]) -> Response:
    """Everything within some hops, strongest first, as for a country."""
    return ask.answer(root)
