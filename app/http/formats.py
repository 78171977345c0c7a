"""In which format a request is answered: its ``format`` parameter, else its ``Accept`` (RFC 9110, section 12.5.1).

A route offers formats by depending on :data:`AsGraph` or :data:`AsList`; one that depends on neither gives JSON, whatever is
accepted. Knows formats by their names and types alone, and nothing of who writes them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response

from app.http.answers import of_its_origin
from app.http.pages import listed
from app.http.problems import InvalidParameter, NotAcceptable
from graph.formats import FORMATS, JSON, Format, csv_rows

Offers = tuple[Format, ...]
GRAPHS: Offers = tuple(FORMATS.values())
CSV = FORMATS["csv"]
LISTS: Offers = (JSON, CSV)
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_WORD})/({_WORD})")
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_WHY = "The answer's format; wins over `Accept`."


def chosen(request: Request) -> Format:
    """The format of the answer to a request, before any work; JSON of a route that offers no other.

    Raises :class:`app.http.problems.InvalidParameter` for a format that the route does not have, and
    :class:`app.http.problems.NotAcceptable` where it has none of those accepted.
    """
    route = request.scope.get("route")
    offers = offered(route.dependant) if isinstance(route, APIRoute) else ()
    return choose(offers, request.query_params.get("format"), request.headers.getlist("accept"))


def choose(offers: Offers, named: str | None, accepted: Sequence[str]) -> Format:
    """The same, of what is offered, by the parameter and the values of the header."""
    if not offers:
        return JSON
    names = ", ".join(one.name for one in offers)
    if named is not None:
        for one in offers:
            if one.name == named:
                return one
        raise InvalidParameter(f"unknown format {named!r}; this address gives: {names}")
    ranges = _ranges(",".join(accepted))
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda one: _quality(one, ranges))  # the first of equals
    if not _quality(best, ranges):
        types = ", ".join(dict.fromkeys(one.essence for one in offers))
        raise NotAcceptable(f"nothing that Accept names can be given; send one of {types}, or format=, one of {names}")
    return best


def headers_of(form: Format, name: str) -> dict[str, str]:
    """What an answer in this format is headed by besides its type: a file's name where it is to be kept."""
    if not form.download:
        return {}
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", name).strip("-.")[:100] or "answer"
    return {"Content-Disposition": f'attachment; filename="entente-{plain}.{form.ending}"'}


def listed_as(
    form: Format, content: dict[str, Any], columns: Mapping[str, Callable[[dict[str, Any]], Any]], name: str
) -> Response:
    """A list's answer in JSON, or its page as CSV: a column each, by what it makes of a result."""
    answer = listed(content)
    if form is JSON:
        return answer
    results = of_its_origin(content)["results"]
    rows = ([column(result) for column in columns.values()] for result in results)
    headers = headers_of(form, name) | ({"Link": answer.headers["link"]} if "link" in answer.headers else {})
    return Response(b"".join(csv_rows(tuple(columns), rows)), media_type=form.media_type, headers=headers)


def offered(dependant: Dependant) -> Offers:
    """What a route offers; nothing where that is JSON alone."""
    for needed in dependant.dependencies:
        if (offers := _OFFERED.get(needed.call)) is not None or (offers := offered(needed)):
            return offers
    return ()


async def _as_graph(
    request: Request,
    format_: Annotated[
        str | None, Query(alias="format", description=_WHY, json_schema_extra={"enum": [one.name for one in GRAPHS]})
    ] = None,
) -> Format:
    return chosen(request)


async def _as_list(
    request: Request,
    format_: Annotated[
        str | None, Query(alias="format", description=_WHY, json_schema_extra={"enum": [one.name for one in LISTS]})
    ] = None,
) -> Format:
    return chosen(request)


_OFFERED: Mapping[Any, Offers] = {_as_graph: GRAPHS, _as_list: LISTS}
AsGraph = Annotated[Format, Depends(_as_graph)]
AsList = Annotated[Format, Depends(_as_list)]


def _ranges(header: str) -> dict[str, float]:
    """The quality of each media range, parameters other than ``q`` aside; what is none is passed over."""
    found: dict[str, float] = {}
    for item in header.split(","):
        media, *parameters = (part.strip() for part in item.split(";"))
        if _RANGE.fullmatch(media) is None:
            continue
        given = (value.strip() for name, _, value in (p.partition("=") for p in parameters) if name.strip().lower() == "q")
        quality = next(given, "1")
        if _QUALITY.fullmatch(quality):
            found[media.lower()] = max(float(quality), found.get(media.lower(), 0.0))
    return found


def _quality(form: Format, ranges: Mapping[str, float]) -> float:
    """How much a format is wanted: by the range that names it most closely."""
    kind = form.essence.partition("/")[0]
    return next((ranges[name] for name in (form.essence, f"{kind}/*", "*/*") if name in ranges), 0.0)
