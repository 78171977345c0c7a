"""Countries: the register, one country, the graph around it, its allies and its rivals."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from app.api import present
from app.api.context import Actors, Chosen, Country, Expanded, Known, Merged, gathered, node_of
from app.api.documented import answers
from app.api.graphs import Drawn, places_of
from app.api.parameters import Cursor, Days, Layout, MinConfidence, MinSources, PageLimit, Which
from app.api.present import tables
from app.api.timelines import Along
from app.http.answers import Json
from app.http.formats import GRAPHS, LISTS, AsList, listed_as
from app.http.pages import listed, page
from app.http.routes import VersionedRoute
from app.http.working import light
from app.schemas.actors import ActorDetail, CountryList
from app.schemas.dyads import TimelineAnswer
from app.schemas.graph import SubgraphAnswer
from app.schemas.ties import TieList
from graph.network import ALL_TIME, NodeInfo
from graph.queries import Filter, Subgraph, Tie, alliances, rivals, subgraph, timeline_between

router = APIRouter(prefix="/v1/countries", tags=["countries"], route_class=VersionedRoute)

Region = Literal["africa", "americas", "asia", "europe", "middle_east", "oceania"]
Kind = Literal["country", "igo", "group", "org"]
#: Hops, nodes and edges up to which a subgraph takes but a few milliseconds, also in a graph of millions.
_NEAR, _FEW_NODES, _FEW_EDGES = 2, 200, 500


@dataclass(frozen=True, slots=True)
class Around:
    """What a subgraph takes besides its root; a dependency of its routes, for any actor."""

    drawn: Annotated[Drawn, gathered(Drawn)]
    which: Which
    expand: Expanded
    depth: Annotated[int, Query(ge=1, le=3, description="Hops from the root.")] = 1
    limit_nodes: Annotated[int, Query(ge=1, le=2000, description="Most nodes; the strongest stay.")] = 100
    limit_edges: Annotated[int, Query(ge=1, le=10_000, description="Most edges; the strongest stay.")] = 500
    expand_nodes: Annotated[int, Query(ge=1, le=100, description="Most nodes that each actor of `expand` brings.")] = 12
    layout: Layout = "none"

    @property
    def light(self) -> bool:
        """Whether the answer takes but a few milliseconds."""
        if self.expand or self.layout != "none":
            return False
        return self.drawn.light and self.depth <= _NEAR and self.limit_nodes <= _FEW_NODES and self.limit_edges <= _FEW_EDGES

    def answer(self, root: NodeInfo) -> Response:
        """The subgraph around an actor; one that no news named stands alone."""
        version = self.drawn.version
        ask = partial(subgraph, version, root.id, depth=self.depth, limit_nodes=self.limit_nodes, limit_edges=self.limit_edges)
        if root.id in version.nodes:
            found = ask(self.which, expand=self.expand, expand_nodes=self.expand_nodes)
        else:
            found = Subgraph(root.id, (root,), (0,), (), 0, 0)
        places = places_of(self.layout, version, self.which, found, ask)
        records = self.drawn.records(self.which.window)
        return self.drawn.answer(records.around(found, self.depth, present.around(found), places))


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a ranked list of partners takes; a dependency of its routes."""

    request: Request
    root: Country
    version: Known
    register: Actors
    window: Days
    limit: PageLimit
    form: AsList
    kind: Annotated[Kind | None, Query(description="Only partners of this kind.")] = None
    min_sources: MinSources = 1
    min_confidence: MinConfidence = 0.0
    timeline: Annotated[
        Literal["none", "month", "quarter", "year"],
        Query(description="Step of a timeline beside each result, of all between the two; in JSON."),
    ] = "none"
    cursor: Cursor = None

    @property
    def which(self) -> Filter:
        """The relations that count."""
        return Filter(min_sources=self.min_sources, min_confidence=self.min_confidence, window=self.window)

    def answer(self, pairs: Iterable[Tie], *, friendly: bool) -> Response:
        """A page of ranked partners; ranks count within the kind asked for."""
        nodes = [(node_of(self.version, self.register, pair.partner), pair) for pair in pairs]
        kept = [(node, pair) for node, pair in nodes if node is not None and self.kind in (None, node.kind)]
        content = page(
            self.request,
            list(enumerate(kept, 1)),
            lambda item: self._item(*item[1], item[0], friendly=friendly),
            version=self.version.version,
            limit=self.limit,
            cursor=self.cursor,
        )
        about = present.about(self.version, self.window)
        answer = {"of": present.brief(self.root), **content, "graph": about}
        return listed_as(self.form, answer, tables.RANKED, f"{self.root.id}-{'alliances' if friendly else 'rivals'}")

    def _item(self, node: NodeInfo, pair: Tie, rank: int, *, friendly: bool) -> dict[str, Any]:
        shape = present.ranked(node, pair, rank, friendly=friendly)
        if self.timeline == "none":
            return shape
        found = timeline_between(self.version, pair.actor, pair.partner, self.which, self.timeline)
        return {**shape, "timeline": [present.brief_period(one) for one in found]}


@router.get("", summary="All countries, by name", **answers(CountryList, 304, 410))
async def countries(
    *,
    request: Request,
    version: Chosen,
    register: Actors,
    merged: Merged,
    limit: PageLimit,
    region: Annotated[Region | None, Query(description="Only this region.")] = None,
    cursor: Cursor = None,
) -> Response:
    """The countries of the register, whether or not news have named them yet; without those that were merged."""
    found = sorted(
        (a for a in register.actors.values() if a.kind == "country" and region in (None, a.region) and a.id not in merged),
        key=lambda a: (a.name, a.id),
    )
    nodes = [node for a in found if (node := node_of(version, register, a.id))]
    content = page(
        request,
        nodes,
        lambda node: present.actor(version, register, node),
        version=version.version,
        limit=limit,
        cursor=cursor,
    )
    return listed({**content, "graph": present.about(version, ALL_TIME)})


@router.get("/{code}", summary="One country", **answers(ActorDetail, 304, 308, 404))
async def country(root: Country, version: Known, register: Actors, merged: Merged, window: Days) -> Response:
    """Its names, and how many relations it has inside the window."""
    return Json(present.actor_detail(version, register, merged, root, window))


@router.get("/{code}/subgraph", summary="The graph around a country", **answers(SubgraphAnswer, 304, 308, 404, offers=GRAPHS))
@light(lambda ask, **_: ask.light)
def country_subgraph(root: Country, ask: Annotated[Around, gathered(Around)]) -> Response:
    """Everything within some hops, strongest first; `omitted` counts what the limits cut."""
    return ask.answer(root)


@router.get("/{code}/timeline", summary="A country, by the calendar", **answers(TimelineAnswer, 304, 308, 404))
def country_timeline(root: Country, ask: Annotated[Along, gathered(Along)]) -> Response:
    """How much cooperation and conflict the evidence about it told in each day, week, month or year that has any."""
    return ask.answer(root)


@router.get("/{code}/alliances", summary="A country's allies, ranked", **answers(TieList, 304, 308, 404, 410, offers=LISTS))
def country_alliances(ask: Annotated[Ranking, gathered(Ranking)]) -> Response:
    """Who stands with it: score (cooperation minus conflict), since when, by which relations, on what basis."""
    pairs = alliances(ask.version, ask.register, ask.root.id, ask.which)
    return ask.answer(pairs, friendly=True)


@router.get("/{code}/rivals", summary="A country's rivals, ranked", **answers(TieList, 304, 308, 404, 410, offers=LISTS))
def country_rivals(ask: Annotated[Ranking, gathered(Ranking)]) -> Response:
    """Who stands against it: score (conflict minus cooperation), since when, by which relations."""
    pairs = rivals(ask.version, ask.register, ask.root.id, ask.which)
    return ask.answer(pairs, friendly=False)
