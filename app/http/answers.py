"""JSON answers by orjson. Handlers give plain dictionaries, so that nothing is validated or copied on the way out."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from app.masking import masked
from graph.formats.addresses import linked
from graph.origins import CODER


def dump(content: Any) -> bytes:
    """JSON bytes; dates become ISO 8601, moments carry Z."""
    return orjson.dumps(content, option=orjson.OPT_UTC_Z)


def of_its_origin(content: Any) -> Any:
    """An answer whose links are asked of the origin that its graph is of."""
    graph = content.get("graph") if isinstance(content, dict) else None
    origin = graph.get("origin", CODER) if isinstance(graph, dict) else CODER
    return content if origin == CODER else linked(content, origin)


class Json(Response):
    """A JSON answer, UTF-8."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The body's bytes; where the answer is of another origin than the coder, its links are too."""
        return dump(of_its_origin(content))


class Problem(Json):
    """A problem document, RFC 9457."""

    media_type = "application/problem+json"

    def __init__(self, content: Any, status_code: int = 500, headers: Mapping[str, str] | None = None) -> None:
        """Kept by nobody: caches would keep 404, 410 and others by themselves, and what is not there may come."""
        super().__init__(content, status_code, {"Cache-Control": "no-store", **(headers or {})})

    def render(self, content: Any) -> bytes:
        """The body's bytes; a key that was sent in the wrong place is not sent back."""
        return masked(super().render(content).decode()).encode()
