"""Graphs in every format: what an answer is drawn from, and the whole graph."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from app.api.context import Held, Known, gathered
from app.api.documented import answers
from app.api.parameters import LayoutName, Quotes, Which
from app.http.formats import GRAPHS, AsGraph, headers_of
from app.http.routes import LiveRoute
from app.schemas.graph import GraphAnswer
from app.services.records import Records
from graph.analytics import Point, laid_out
from graph.formats import JSON, GraphRecord, Quote, nodelink
from graph.network import GraphVersion, Window
from graph.queries import EVERY, Filter, Subgraph

router = APIRouter(prefix="/v1/graph", tags=["graph"], route_class=LiveRoute)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an answer takes to be given as a graph; a dependency of its routes."""

    request: Request
    held: Held
    version: Known
    form: AsGraph
    evidence: Quotes = 0

    @property
    def plain(self) -> bool:
        """Whether the answer is the route's own JSON."""
        return self.form is JSON

    @property
    def light(self) -> bool:
        """Whether it asks neither SQL nor for another graph or format than that in hand."""
        return self.plain and not self.evidence and self.version.known_at is None

    def records(self, window: Window) -> Records:
        """What makes records of relations seen through a window."""
        return Records(self.version, window, self.held.evidence, self.evidence)

    def quoted(self, relation_ids: Iterable[str], window: Window) -> Mapping[str, tuple[Quote, ...]] | None:
        """The quotes of relations in the route's own JSON, none of some; None where none were asked for."""
        if not self.evidence:
            return None
        ids = list(dict.fromkeys(relation_ids))
        return dict.fromkeys(ids, ()) | dict(self.records(window).quoted(ids))

    def answer(self, graph: GraphRecord, next_url: str | None = None) -> Response:
        """A graph in the format that was chosen; of a page, with the link to the next."""
        headers = headers_of(self.form, graph.name) | ({"Link": f'<{next_url}>; rel="next"'} if next_url else {})
        return Response(b"".join(self.form.write(graph)), media_type=self.form.media_type, headers=headers)


def places_of(
    layout: LayoutName, version: GraphVersion, which: Filter, found: Subgraph, ask: Callable[[Filter], Subgraph]
) -> tuple[Point, ...]:
    """A place for each node of what was found with a filter, none where no layout was asked for; ``ask`` answers the same
    question with another filter."""
    if layout == "none":
        return ()
    alone = found.root is not None and found.root not in version.nodes
    usual = alone or (which.open and not found.expanded)
    return laid_out(version, found, found if usual else ask(EVERY))


def with_quotes(bonds: Iterable[dict[str, Any]], quotes: Mapping[str, tuple[Quote, ...]] | None) -> None:
    """Put quotes, where any were asked for, beside the relations of an answer, by their ids."""
    if quotes is not None:
        for bond in bonds:
            bond["quotes"] = [nodelink.quote(one) for one in quotes[bond["id"]]]


@router.get("", summary="The whole graph", **answers(GraphAnswer, 304, offers=GRAPHS))
def whole_graph(which: Which, drawn: Annotated[Drawn, gathered(Drawn)]) -> Response:
    """Every relation that passes, strongest first, and the actors that they link; sent as it is written."""
    graph = drawn.records(which.window).whole(which)
    chunks = drawn.form.write(graph)
    begun = next(chunks)  # what cannot be written is a problem document, not half an answer
    return StreamingResponse(
        chain((begun,), chunks), media_type=drawn.form.media_type, headers=headers_of(drawn.form, graph.name)
    )
