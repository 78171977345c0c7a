"""Are these two allied?"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import present
from app.api.context import Actors, Held, Known, Merged, resolve
from app.api.documented import answers
from app.api.parameters import Days, MinSources
from app.http.answers import Json
from app.http.problems import InvalidParameter
from app.http.routes import LiveRoute
from app.schemas.ties import CheckAnswer
from graph.queries import check

router = APIRouter(prefix="/v1/alliances", tags=["alliances"], route_class=LiveRoute)

#: So many publishers are named.
_PUBLISHERS = 50


@router.get("/check", summary="Are these two allied?", **answers(CheckAnswer, 304, 404))
def check_pair(
    *,
    held: Held,
    version: Known,
    register: Actors,
    merged: Merged,
    window: Days,
    a: Annotated[str, Query(description="An actor: id, code or name.", examples=["RUS"], max_length=200)],
    b: Annotated[str, Query(description="Another one.", examples=["SYR"], max_length=200)],
    min_sources: MinSources = 1,
) -> Response:
    """A verdict (allied, aligned, mixed, opposed, unknown), since when, on what basis, and who says so."""
    left, right = (resolve(version, register, merged, given) for given in (a, b))
    if left.id == right.id:
        raise InvalidParameter(f"a and b are both {left.id}; name two different actors")
    found = check(version, register, left.id, right.id, window, min_sources=min_sources)
    friendly = found.verdict != "opposed"
    numbers = present.weighed(found.tie, friendly=friendly)
    bonds = [bond["id"] for bond in numbers["relations"]]
    return Json(
        {
            "a": present.brief(left),
            "b": present.brief(right),
            "allied": found.allied,
            "verdict": found.verdict,
            **numbers,
            "score": round(found.tie.score, 4),
            "basis": list(found.tie.basis),
            "publishers": held.evidence.publishers(
                bonds, limit=_PUBLISHERS, since=window.start, until=window.last, known_at=version.known_at
            ),
            "graph": present.about(version, window),
        }
    )
