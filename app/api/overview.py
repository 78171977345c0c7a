"""The strongest part of the whole graph."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import present
from app.api.context import gathered
from app.api.documented import answers
from app.api.graphs import Drawn, places_of
from app.api.parameters import Layout, Which
from app.http.formats import GRAPHS
from app.http.routes import VersionedRoute
from app.http.working import light
from app.schemas.graph import OverviewAnswer
from graph.queries import overview

router = APIRouter(prefix="/v1/overview", tags=["graph"], route_class=VersionedRoute)

#: Edges asked for, and relations to choose from, up to which an answer takes but a few milliseconds.
_FEW_EDGES, _FEW_RELATIONS = 500, 100_000


@dataclass(frozen=True, slots=True)
class Over:
    """What the overview takes; a dependency of its route."""

    drawn: Annotated[Drawn, gathered(Drawn)]
    which: Which
    limit_nodes: Annotated[int, Query(ge=1, le=2000, description="Most nodes; the strongest stay.")] = 60
    limit_edges: Annotated[int, Query(ge=1, le=10_000, description="Most edges; the strongest stay.")] = 500
    layout: Layout = "none"

    @property
    def light(self) -> bool:
        """Whether the answer takes but a few milliseconds."""
        few = self.limit_edges <= _FEW_EDGES and len(self.drawn.version) <= _FEW_RELATIONS
        return self.drawn.light and self.layout == "none" and few

    def answer(self) -> Response:
        """The strongest part of the graph."""
        version = self.drawn.version
        ask = partial(overview, version, limit_nodes=self.limit_nodes, limit_edges=self.limit_edges)
        found = ask(self.which)
        places = places_of(self.layout, version, self.which, found, ask)
        return self.drawn.answer(self.drawn.records(self.which.window).overview(found, present.around(found), places))


@router.get("", summary="The strongest of the graph", **answers(OverviewAnswer, 304, offers=GRAPHS))
@light(lambda ask, **_: ask.light)
def strongest(ask: Annotated[Over, gathered(Over)]) -> Response:
    """The actors that the strongest relations name, and the relations among these; `omitted` counts what the limits cut."""
    return ask.answer()
