"""Publishers: who prints what was taken in, and whose voice it is."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from app.api import present
from app.api.context import Actors, Graph, Held, Merged, resolve
from app.api.documented import answers
from app.api.parameters import Cursor, OwnershipName, PageLimit, PublisherCountry
from app.http.answers import Json
from app.http.pages import listed, page
from app.http.routes import LiveRoute
from app.schemas.publishers import PublisherDetail, PublisherList
from graph.network import ALL_TIME

router = APIRouter(prefix="/v1/publishers", tags=["publishers"], route_class=LiveRoute)

Kind = Literal["agency", "newspaper", "broadcaster", "magazine", "site"]


@router.get("", summary="Publishers, those with the most articles first", **answers(PublisherList, 304, 404, 410))
def publishers(
    *,
    request: Request,
    held: Held,
    version: Graph,
    register: Actors,
    merged: Merged,
    limit: PageLimit,
    country: PublisherCountry = None,
    ownership: OwnershipName = None,
    kind: Annotated[Kind | None, Query(description="Only outlets of this kind.")] = None,
    q: Annotated[str | None, Query(description="Part of a name.", min_length=1, max_length=100)] = None,
    known: Annotated[bool, Query(description="All outlets of the register, and nobody else.")] = False,
    cursor: Cursor = None,
) -> Response:
    """Those whose articles were taken in or whose reports were printed, or with `known` all that the register has."""
    home = None if country is None else resolve(version, register, merged, country, country=True).id
    found = held.publishers.publishers(country=home, ownership=ownership, kind=kind, q=q, known=known)
    content = page(request, found, present.publisher, version=version.version, limit=limit, cursor=cursor)
    return listed({**content, "graph": present.about(version, ALL_TIME)})


@router.get("/{publisher_id}", summary="One publisher", **answers(PublisherDetail, 304, 404))
def publisher(
    publisher_id: Annotated[str, Path(description="Its id, or a name of it.", examples=["reuters"], max_length=200)],
    held: Held,
) -> Response:
    """Whose it is, by which names and addresses it is known, and what was stored of it."""
    return Json(present.publisher_detail(held.publishers.publisher(publisher_id)))
