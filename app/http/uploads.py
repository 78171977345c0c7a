"""Which requests bring files along: those may be large and take long, and are not held in memory."""

from starlette.types import Scope

from app.http.access import within

_TAKEN = frozenset({"/v1/jobs", "/v1/articles/batch"})


def is_upload(scope: Scope) -> bool:
    """Whether a request's body is a file."""
    return scope["type"] == "http" and scope["method"] == "POST" and within(scope) in _TAKEN
