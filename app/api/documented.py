"""What the OpenAPI document says of a route's answers."""

from typing import Any

from pydantic import BaseModel

from app.schemas.common import ProblemDocument

_WHAT = {
    304: "Not modified: the ETag that was sent still holds.",
    308: "The same resource by its id.",
    400: "A parameter that is unknown, malformed or over a limit.",
    404: "Nothing has this id or name; `suggestions` may say what was meant.",
    410: "The graph has moved on since the cursor was given.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "The body is not what this address takes, or the article cannot be read.",
    500: "An unexpected error.",
    502: "The language model that was chosen as coder gave no usable answer.",
    503: "The service is not ready; Retry-After says when to come back.",
    507: "There is no room left for the database; nothing was stored.",
}
_BARE = {304, 308}


def answers(model: type[BaseModel], *statuses: int, also: dict[int, type[BaseModel]] | None = None) -> dict[str, Any]:
    """Keyword arguments of a route: 200 with this model, problems with these statuses (and 400, 500, 503 always)."""
    responses: dict[int | str, dict[str, Any]] = {200: {"model": model}}
    for status, other in (also or {}).items():
        responses[status] = {"model": other}
    for status in sorted({*statuses, 400, 500, 503}):
        responses[status] = {"description": _WHAT[status]}
        if status not in _BARE:
            responses[status]["content"] = {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
            }
    return {"responses": responses, "response_model": None}


def problem_schema() -> dict[str, Any]:
    """The schema of a problem document, for the OpenAPI document's components."""
    return ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
