"""How one gets from one actor to another."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import present
from app.api.context import Actors, Merged, gathered, resolve
from app.api.documented import answers
from app.api.graphs import Drawn, with_quotes
from app.api.parameters import Which
from app.http.answers import Json
from app.http.formats import GRAPHS
from app.http.problems import InvalidParameter
from app.http.routes import VersionedRoute
from app.schemas.dyads import PathsAnswer
from graph.queries import Paths, paths
from graph.queries.paths import MOST_PATHS, MOST_STEPS

router = APIRouter(prefix="/v1/paths", tags=["paths"], route_class=VersionedRoute)


@router.get("", summary="The shortest ways between two actors", **answers(PathsAnswer, 304, 404, offers=GRAPHS))
def path_list(
    *,
    drawn: Annotated[Drawn, gathered(Drawn)],
    register: Actors,
    merged: Merged,
    which: Which,
    source: Annotated[str, Query(description="An actor: id, code or name.", examples=["RUS"], max_length=200)],
    target: Annotated[str, Query(description="Another one.", examples=["SYR"], max_length=200)],
    k: Annotated[int, Query(ge=1, le=MOST_PATHS, description="Most paths; the best stay.")] = 5,
    max_length: Annotated[int, Query(ge=1, le=MOST_STEPS, description="Most steps.")] = 4,
) -> Response:
    """Over relations taken either way, no actor twice; the fewest steps first, then the strongest weakest link."""
    version = drawn.version
    start, end = (resolve(version, register, merged, given) for given in (source, target))
    if start.id == end.id:
        raise InvalidParameter(f"source and target are both {start.id}; name two different actors")
    found = Paths(start.id, end.id, (), complete=True)
    if start.id in version.nodes and end.id in version.nodes:
        found = paths(version, start.id, end.id, which, k=k, max_length=max_length)
    views = [step.relation for path in found.paths for step in path.steps]
    if not drawn.plain:
        return drawn.answer(drawn.records(which.window).of(f"{start.id}-{end.id}-paths", views, (start, end)))
    content = present.paths(version, start, end, found, which.window)
    bonds = (step["relation"] for path in content["results"] for step in path["steps"])
    with_quotes(bonds, drawn.quoted((view.id for view in views), which.window))
    return Json(content)
