"""Query parameters that several routes take."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import Field

from app.http.problems import InvalidParameter
from app.schemas.common import Day
from app.services.records import MOST_QUOTES
from graph.network import Window
from graph.ontology import Sign, relation_types
from graph.queries import Filter

#: Enumerations in the OpenAPI document, out of the ontology; :class:`graph.queries.Filter` refuses any other value.
RelationName = Annotated[str, Field(json_schema_extra={"enum": [*relation_types()]})]
PloverName = Annotated[str, Field(json_schema_extra={"enum": sorted({t.plover for t in relation_types().values()})})]

Cursor = Annotated[str | None, Query(description="`next` of an earlier answer to the same question.", max_length=500)]


async def _limit(
    request: Request,
    limit: Annotated[int | None, Query(ge=1, description="Results a page; too many is 400.")] = None,
) -> int:
    settings = request.app.state.container.settings
    if limit is not None and limit > settings.page_limit_max:
        raise InvalidParameter(f"limit is {limit}; at most {settings.page_limit_max} results fit on a page")
    return limit or min(settings.page_limit, settings.page_limit_max)


async def _window(
    as_of: Annotated[Day | None, Query(description="Only evidence up to this day counts.", examples=["2015-12-31"])] = None,
    from_: Annotated[Day | None, Query(alias="from", description="Only evidence from this day on counts.")] = None,
    to: Annotated[Day | None, Query(description="Only evidence up to this day counts.")] = None,
) -> Window:
    return Window(start=from_, end=to, as_of=as_of)


#: Whose voices; enumerated here, so that the OpenAPI document has the values.
OwnershipName = Annotated[
    Literal["state", "public", "private", "party", "unknown"] | None,
    Query(description="Only voices so owned, or in no register (docs/outlets.md)."),
]
PublisherCountry = Annotated[
    str | None, Query(description="Only voices at home in this country: code or name.", examples=["RUS"], max_length=200)
]
PageLimit = Annotated[int, Depends(_limit)]
Days = Annotated[Window, Depends(_window)]
MinSources = Annotated[int, Query(ge=1, le=1000, description="Least number of publishers a relation needs.")]
MinConfidence = Annotated[float, Query(ge=0, le=1, allow_inf_nan=False, description="Least confidence a relation needs.")]


async def _filter(
    window: Days,
    relation: Annotated[list[RelationName], Query(description="Only these relations; may be repeated.")] = [],  # noqa: B006
    plover: Annotated[list[PloverName], Query(description="Only these PLOVER classes; may be repeated.")] = [],  # noqa: B006
    sign: Annotated[Sign | None, Query(description="Only cooperation, or only conflict.")] = None,
    min_sources: MinSources = 1,
    min_confidence: MinConfidence = 0.0,
) -> Filter:
    return Filter(frozenset(relation), frozenset(plover), sign, min_sources, min_confidence, window)


Quotes = Annotated[
    int, Query(alias="evidence", ge=0, le=MOST_QUOTES, description="So many sentences come along with each relation, at most.")
]
LayoutName = Literal["none", "signed"]
Layout = Annotated[
    LayoutName,
    Query(description="Whether each node comes with a place to draw it at: friends to the left of the root, foes to the right."),
]
Which = Annotated[Filter, Depends(_filter)]
