"""Relations: filtered and paged, one by one, and the sentences behind them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import present
from app.api.context import Actors, Chosen, Held, Known, Merged, Moment, RelationId, gathered, resolve
from app.api.documented import answers
from app.api.graphs import Drawn
from app.api.parameters import Cursor, Days, OwnershipName, PageLimit, PublisherCountry, Which
from app.api.present import tables
from app.errors import RelationNotFound
from app.http.answers import Json
from app.http.formats import GRAPHS, LISTS, AsList, listed_as
from app.http.pages import listed, next_url, page
from app.http.routes import LiveRoute, VersionedRoute
from app.http.working import light
from app.schemas.common import StatusName
from app.schemas.graph import EvidenceList, RelationDetail, RelationList
from graph.network import Seen, Window
from graph.queries import relations

router = APIRouter(prefix="/v1/relations", tags=["relations"], route_class=VersionedRoute)
evidence_router = APIRouter(prefix="/v1/relations", tags=["relations"], route_class=LiveRoute)

#: Results up to which a page takes but a few milliseconds.
FEW = 100

Name = Annotated[str | None, Query(description="An actor: id, code or name.", max_length=200)]


@router.get("", summary="Relations, strongest first", **answers(RelationList, 304, 404, 410, offers=GRAPHS))
@light(lambda drawn, limit, source, target, actor, **_: drawn.light and limit <= FEW and bool(source or target or actor))
def relation_list(
    *,
    drawn: Annotated[Drawn, gathered(Drawn)],
    register: Actors,
    merged: Merged,
    which: Which,
    limit: PageLimit,
    source: Name = None,
    target: Name = None,
    actor: Name = None,
    cursor: Cursor = None,
) -> Response:
    """`source` and `target` mean either end of a symmetric relation; `actor` means either end of any."""
    version = drawn.version
    ends = {
        name: resolve(version, register, merged, given).id
        for name, given in (("source", source), ("target", target), ("actor", actor))
        if given is not None
    }
    found = relations(version, which, **ends)
    name = "-".join([*ends.values(), "relations"])
    return relation_page(drawn, found, which.window, name, limit=limit, cursor=cursor)


def relation_page(drawn: Drawn, found: Sequence[Seen], window: Window, name: str, *, limit: int, cursor: str | None) -> Response:
    """A page of relations as a list, or as a graph in another format."""
    version = drawn.version
    content = page(drawn.request, found, lambda view: view, version=version.version, limit=limit, cursor=cursor)
    views: list[Seen] = content["results"]
    if not drawn.plain:
        return drawn.answer(drawn.records(window).of(name, views), content["next_url"])
    quotes = drawn.quoted((view.id for view in views), window)
    content["results"] = [present.relation(version, view, None if quotes is None else quotes[view.id]) for view in views]
    return listed({**content, "graph": present.about(version, window)})


@router.get("/{relation_id}", summary="One relation", **answers(RelationDetail, 304, 308, 404))
def relation(relation_id: RelationId, version: Known, window: Days) -> Response:
    """Its numbers inside the window. One that is only negated or hypothetical has evidence, but is not here."""
    view = version.relation(relation_id, window)
    if view is None:
        when = " inside this window" if version.relation(relation_id) else ""
        raise RelationNotFound(f"no relation {relation_id!r} in the graph{when}; ids look like RUS~attacks~UKR")
    return Json({**present.relation(version, view), "graph": present.about(version, window)})


@evidence_router.get(
    "/{relation_id}/evidence", summary="The sentences behind a relation", **answers(EvidenceList, 304, 308, 404, offers=LISTS)
)
def evidence(
    *,
    request: Request,
    relation_id: RelationId,
    held: Held,
    version: Chosen,
    register: Actors,
    merged: Merged,
    window: Days,
    limit: PageLimit,
    form: AsList,
    status: Annotated[list[StatusName], Query(description="Only these statuses; may be repeated.")] = [],  # noqa: B006
    ownership: OwnershipName = None,
    publisher_country: PublisherCountry = None,
    known_at: Moment = None,
    cursor: Cursor = None,
) -> Response:
    """Each sentence with the words that name the actors and the act, its status, why it was coded, and its article; and
    whose voices state the relation, all of them, whichever sentences are asked for."""
    home = None if publisher_country is None else resolve(version, register, merged, publisher_country, country=True).id
    if known_at is not None:
        held.known.past(known_at)
    found = held.evidence.of_relation(
        relation_id,
        limit=limit,
        cursor=cursor,
        since=window.start,
        until=window.last,
        statuses=status or None,
        known_at=known_at,
        spoken=held.publishers.spoken(ownership=ownership, country=home),
        origin=version.origin,
    )
    voices = held.publishers.voices(relation_id, since=window.start, until=window.last, known_at=known_at, origin=version.origin)
    return listed_as(
        form,
        {
            "relation": relation_id,
            "voices": {"ownership": voices.ownership, "country": voices.country},
            "results": [present.cited(piece) for piece in found.results],
            "total": found.total,
            "limit": limit,
            "next": found.next,
            "next_url": next_url(request, found.next),
            "graph": present.about(version, window, known_at),
        },
        tables.CITED,
        f"{relation_id}-evidence",
    )
