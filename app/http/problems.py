"""Errors as RFC 9457 problem documents, whatever path and whatever cause.

Every kind of problem is a class under :class:`app.errors.EntenteError` with a slug; its type is ``/problems/<slug>``
and ``docs/api.md`` describes it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.errors import ActorNotFound, BadRequest, EntenteError, NotFound
from app.http.answers import Problem
from graph.errors import MissingPackage, QueryError, UnknownActor


class RouteNotFound(NotFound):
    """No route has this path."""

    slug = "route-not-found"
    title = "There is nothing at this address"


class UnknownCountry(ActorNotFound):
    """No country has this code or name; ``suggestions`` are the nearest."""

    slug = "unknown-country"
    title = "No country has this code or name"


class MethodNotAllowed(EntenteError):  # noqa: N818 - reads as what happened, here and below
    """The route takes other methods, which ``Allow`` names."""

    slug = "method-not-allowed"
    title = "This address does not take that method"
    status = 405


class InvalidParameter(BadRequest):
    """A parameter's value is malformed, over a limit, or contradicts another."""

    slug = "invalid-parameter"
    title = "A parameter's value cannot be used"


class UnknownParameter(BadRequest):
    """The route has no such query parameter, or it was given twice."""

    slug = "unknown-parameter"
    title = "This address takes no such parameter"


class MalformedBody(BadRequest):
    """The body is no JSON."""

    slug = "malformed-body"
    title = "The body is not JSON"


class NotAcceptable(EntenteError):  # noqa: N818
    """The address gives nothing that ``Accept`` names."""

    slug = "not-acceptable"
    title = "This address gives no such format"
    status = 406


class FormatUnavailable(EntenteError):  # noqa: N818
    """A format needs a package that is not installed here."""

    slug = "format-unavailable"
    title = "This format is not installed here"
    status = 501


class CursorExpired(EntenteError):  # noqa: N818
    """The graph has moved on since the cursor was given."""

    slug = "cursor-expired"
    title = "The graph has changed since this cursor was given"
    status = 410


class BodyTooLarge(EntenteError):  # noqa: N818
    """The request's body is larger than the service takes."""

    slug = "body-too-large"
    title = "The body is too large"
    status = 413


class UnsupportedMediaType(EntenteError):  # noqa: N818
    """The body is not application/json."""

    slug = "unsupported-media-type"
    title = "Send application/json"
    status = 415


class InvalidBody(EntenteError):  # noqa: N818
    """The body is JSON, but not what the route takes; ``errors`` says where."""

    slug = "invalid-body"
    title = "The body is not what this address takes"
    status = 422


_BY_STATUS: Mapping[int, type[EntenteError]] = {
    400: MalformedBody,
    404: RouteNotFound,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
}


def kinds() -> tuple[type[EntenteError], ...]:
    """Every kind of problem that an answer can carry, by slug."""
    found: dict[str, type[EntenteError]] = {}
    stack = [EntenteError]
    while stack:
        kind = stack.pop()
        if kind.__module__ == "app.errors" or kind.__module__.startswith("app.http."):
            found.setdefault(kind.slug, kind)
        stack.extend(kind.__subclasses__())
    return tuple(found[slug] for slug in sorted(found))


def document(error: EntenteError, path: str, request_id: str | None) -> dict[str, Any]:
    """The problem document of an error."""
    return {
        "type": f"/problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": path,
        "request_id": request_id,
        **error.extra,
    }


def answer(error: EntenteError, scope: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Problem:
    """The answer of an error to the request of an ASGI scope."""
    request_id = scope.get("state", {}).get("request_id")
    return Problem(document(error, scope["path"], request_id), status_code=error.status, headers=headers)


def install(app: FastAPI) -> None:
    """Makes every exception that the application knows a problem document."""

    async def known(request: Request, error: Exception) -> Problem:
        assert isinstance(error, EntenteError)  # noqa: S101 - registered for this type
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
        return answer(error, request.scope, headers)

    async def http(request: Request, error: Exception) -> Problem:
        assert isinstance(error, HTTPException)  # noqa: S101
        kind = _BY_STATUS.get(error.status_code, EntenteError)
        headers = dict(error.headers or {})
        if "Allow" in headers:
            methods = {method.strip() for method in headers["Allow"].split(",")}
            headers["Allow"] = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
        detail = {
            400: 'the body cannot be read; send a JSON object in UTF-8, such as {"text": "…"}',
            404: f"nothing is found at {request.url.path}; /openapi.json lists what there is",
            405: f"{request.method} is not taken here; {headers.get('Allow', 'other methods')} is",
        }.get(error.status_code, str(error.detail))
        return answer(kind(detail), request.scope, headers)

    async def invalid(request: Request, error: Exception) -> Problem:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return answer(_invalid(error.errors()), request.scope)

    async def query(request: Request, error: Exception) -> Problem:
        return answer(InvalidParameter(str(error)), request.scope)

    async def actor(request: Request, error: Exception) -> Problem:
        return answer(ActorNotFound(str(error)), request.scope)

    async def missing(request: Request, error: Exception) -> Problem:
        return answer(FormatUnavailable(str(error)), request.scope)

    app.add_exception_handler(EntenteError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(QueryError, query)
    app.add_exception_handler(UnknownActor, actor)
    app.add_exception_handler(MissingPackage, missing)


def _invalid(errors: Iterable[Mapping[str, Any]]) -> EntenteError:
    """One problem for all that is wrong; the values themselves are not repeated."""
    found = [
        {"where": ".".join(str(part) for part in error["loc"]), "what": str(error["msg"]).removeprefix("Value error, ")}
        for error in errors
    ]
    detail = "; ".join(f"{item['where']}: {item['what']}" for item in found[:3])
    if any(error["type"] == "json_invalid" for error in errors):
        return MalformedBody(detail, errors=found)
    if all(error["loc"][0] == "body" for error in errors):
        return InvalidBody(detail, errors=found)
    return InvalidParameter(detail, errors=found)
