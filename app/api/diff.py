"""What changed between two days, or between what was known at two moments."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.analysing import Ask
from app.api.context import Actors, Merged, Moment, known_graph, resolve
from app.api.countries import Kind
from app.api.documented import answers
from app.api.parameters import MinConfidence, MinSources, PageLimit, PloverName, RelationName
from app.api.present.analytics import asked
from app.api.present.diff import diff as shown
from app.http.problems import InvalidParameter
from app.http.routes import VersionedRoute
from app.schemas.common import Day
from app.schemas.diff import DiffAnswer
from graph.analytics import State, diff
from graph.analytics.diff import CHANGES, TURNS, Change, Turn
from graph.ontology import Sign
from graph.queries import Filter

KnownBefore = Annotated[
    Moment,
    Query(description="The earlier state as it was known at this moment: ISO 8601 with a zone; as the later where left out."),
]

router = APIRouter(prefix="/v1/analytics", tags=["analytics"], route_class=VersionedRoute)


async def _which(
    relation: Annotated[list[RelationName], Query(description="Only these relations; may be repeated.")] = [],  # noqa: B006
    plover: Annotated[list[PloverName], Query(description="Only these PLOVER classes; may be repeated.")] = [],  # noqa: B006
    sign: Annotated[Sign | None, Query(description="Only cooperation, or only conflict.")] = None,
    min_sources: MinSources = 1,
    min_confidence: MinConfidence = 0.0,
) -> Filter:
    """The filter of either state, whose windows are their own."""
    return Filter(frozenset(relation), frozenset(plover), sign, min_sources, min_confidence)


@router.get("/diff", summary="What changed between two days", **answers(DiffAnswer, 304, 404))
async def difference(
    *,
    ask: Ask,
    register: Actors,
    merged: Merged,
    which: Annotated[Filter, Depends(_which)],
    limit: PageLimit,
    before: Annotated[Day, Query(description="The earlier day; its evidence counts.", examples=["2022-01-31"])],
    after: Annotated[Day, Query(description="The later day; its evidence counts.", examples=["2023-01-31"])],
    days: Annotated[int, Query(ge=1, le=36525, description="Look-back: evidence of so many days up to either day counts.")] = 365,
    change: Annotated[list[Change | Turn], Query(description="Only these kinds of change; may be repeated.")] = [],  # noqa: B006
    actor: Annotated[str | None, Query(description="Only what this actor is an end of.", max_length=200)] = None,
    kind: Annotated[Kind | None, Query(description="Only between actors of this kind.")] = None,
    min_change: Annotated[
        float, Query(ge=0, allow_inf_nan=False, description="Least change of a strength, or of a pair's score.")
    ] = 0.0,
    known_before: KnownBefore = None,
) -> Response:
    """Relations that came, went, grew or faded, and pairs that changed sides or became contested, the largest first."""
    version = ask.version
    if known_before is not None and version.known_at is not None and known_before > version.known_at:
        raise InvalidParameter("known_before lies after known_at; turn them round")
    earlier = version if known_before is None else await known_graph(ask.request, known_before, version.origin)
    states = State(earlier, before, days), State(version, after, days)
    end = resolve(version, register, merged, actor).id if actor is not None else None
    parameters = {"days": days, "actor": end, "kind": kind, "min_change": min_change, **asked(which)}
    return await ask.shown(
        ("diff", which, before, after, days, end, kind, min_change, limit, known_before, earlier.version),
        lambda deadline: diff(*states, which, actor=end, kind=kind, least=min_change, limit=limit, deadline=deadline),
        lambda found: shown(found, *states, parameters, wanted=change or (*CHANGES, *TURNS)),
    )
