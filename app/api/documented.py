"""What the OpenAPI document says of a route's answers."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from app.http.policy import rule
from app.schemas.common import ProblemDocument
from graph.formats import JSON, Format

_WHAT = {
    304: "Not modified: the ETag that was sent still holds.",
    308: "The same resource by its id.",
    400: "A parameter that is unknown, malformed or over a limit.",
    401: "A key is needed, or the one that was sent opens nothing.",
    403: "The key has not the scope that this needs, a page of another origin sent this, or a robots.txt forbids it.",
    404: "Nothing has this id or name; `suggestions` may say what was meant.",
    406: "Nothing that Accept names can be given.",
    409: "It contradicts what stands, or there are as many as may be.",
    410: "The graph has moved on since the cursor was given, or changes so old are kept no longer.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is not application/json.",
    422: "The body is not what this address takes, or the article cannot be read.",
    429: "Too many requests; Retry-After says when to come back.",
    500: "An unexpected error.",
    502: "An address could not be fetched, or the language model that was chosen as coder gave no usable answer.",
    501: "A package that this format needs is not installed here.",
    503: "The service is not ready; Retry-After says when to come back.",
    507: "There is no room left for the database; nothing was stored.",
}
_BARE = {304, 308}
_OBJECT, _BYTES = {"type": "object"}, {"type": "string", "format": "binary"}


def answers(
    model: type[BaseModel],
    *statuses: int,
    also: dict[int, type[BaseModel]] | None = None,
    offers: Sequence[Format] = (),
) -> dict[str, Any]:
    """Keyword arguments of a route: 200 with this model, problems with these statuses (and 400, 500, 503 always). One that
    ``offers`` other formats than JSON has 406 too, and 501 where one of them may not be installed."""
    responses: dict[int | str, dict[str, Any]] = {200: {"model": model}}
    if offers:
        others = [one.essence for one in offers if one is not JSON]
        responses[200]["content"] = {name: {"schema": _OBJECT if name.endswith("json") else _BYTES} for name in others}
        statuses = (*statuses, 406, *((501,) if len(others) > 1 else ()))
    for status, other in (also or {}).items():
        responses[status] = {"model": other}
    for status in sorted({*statuses, 400, 500, 503}):
        responses[status] = _answer(status)
    return {"responses": responses, "response_model": None}


def _answer(status: int) -> dict[str, Any]:
    told: dict[str, Any] = {"description": _WHAT[status]}
    if status not in _BARE:
        told["content"] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return told


def secure(schema: dict[str, Any]) -> None:
    """Adds to an OpenAPI document what the door, keys and rates may answer, and which scope each operation needs where keys are
    asked for (the settings say where)."""
    schema["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A key: `Authorization: Bearer ent_…`."},
        "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key, in a header of its own."},
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            operation["responses"].setdefault("414", _answer(414))
            needed = rule(method.upper(), path).scope
            if needed is None:
                continue
            operation["security"] = [{}, {"bearer": []}, {"header": []}]
            operation["x-scope"] = needed
            for status in (401, 403, 429):
                operation["responses"].setdefault(str(status), _answer(status))


def problem_schema() -> dict[str, Any]:
    """The schema of a problem document, for the OpenAPI document's components."""
    return ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
