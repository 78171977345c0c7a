"""What a route depends on, worked out ahead: a request costs what it gives, not what it might have given.

FastAPI looks at every parameter and every dependency of a route for each request, which takes longer than many an answer. Here
that is done once, as far as requests do not differ: defaults are validated ahead, each dependency has its place in one list.
Parameters that are given are validated by FastAPI's own functions; where one is wrong, the request is left to FastAPI, which
finds the same and tells it.
"""

from collections.abc import Callable, Coroutine, Mapping
from copy import deepcopy
from dataclasses import dataclass
from inspect import isclass, iscoroutinefunction
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_NONE = QueryParams("")
#: Of a dependency, what is not worked out here.
_OTHER = (
    "header_params",
    "cookie_params",
    "body_params",
    "websocket_param_name",
    "http_connection_param_name",
    "response_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
    "concurrency",
)


class _Left(Exception):  # noqa: N818 - reads as what happened
    """The request is FastAPI's."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A call with what it takes: parameters of the path and of the query by name, results of earlier steps by their place, the
    request. ``unless`` are the values of query parameters that are not given; ``fresh`` those of them that could be changed."""

    call: Callable[..., Any]
    path: tuple[Any, ...]
    query: Mapping[str, Any]
    unless: Mapping[str, Any]
    fresh: tuple[str, ...]
    parts: tuple[tuple[str, int], ...]
    request: str | None

    def values(self, request: Request, given: QueryParams, results: list[Any]) -> dict[str, Any]:
        """The arguments of the call. Raises _Left where something in the request is wrong."""
        values = dict(self.unless)
        for name in self.fresh:
            values[name] = deepcopy(values[name])
        if self.path:
            self._take(values, list(self.path), request.path_params)
        if given and self.query and (fields := [field for name, field in self.query.items() if name in given]):
            self._take(values, fields, given)
        if len(values) < len(self.query) + len(self.path):
            raise _Left  # one is missing
        for name, place in self.parts:
            values[name] = results[place]
        if self.request is not None:
            values[self.request] = request
        return values

    @staticmethod
    def _take(values: dict[str, Any], fields: list[Any], given: Any) -> None:
        found, errors = request_params_to_args(fields, given)
        if errors:
            raise _Left
        values.update(found)


def solved(dependant: Dependant, inner: Handler) -> Handler:
    """A handler that does what ``inner``, FastAPI's own for a GET route with these dependencies, does where all that is asked is
    well; ``inner`` itself where something there is beyond this module."""
    steps: list[_Step] = []
    try:
        _plan(dependant, steps, {})
    except _Left:
        return inner
    *before, last = steps
    waits = iscoroutinefunction(last.call)

    async def handler(request: Request) -> Response:
        if request.app.dependency_overrides:
            return await inner(request)
        given = request.query_params
        results: list[Any] = []
        try:
            for step in before:
                results.append(await step.call(**step.values(request, given, results)))
            values = last.values(request, given, results)
        except _Left:
            return await inner(request)
        answer = await asked(last.call, values, waits=waits)
        return answer if isinstance(answer, Response) else await inner(request)

    return handler


async def asked(endpoint: Callable[..., Any], values: Mapping[str, Any], *, waits: bool) -> Any:
    """What an endpoint answers, as a coroutine function or in a thread."""
    return await (endpoint(**values) if waits else run_in_threadpool(endpoint, **values))


def _plan(dependant: Dependant, steps: list[_Step], known: dict[Callable[..., Any], int]) -> int:
    """Puts the steps of a dependency behind ``steps``, each call once; the place of its own. Raises _Left."""
    call = dependant.call
    if call is None or any(getattr(dependant, name) for name in _OTHER):
        raise _Left
    if call in known:
        return known[call]
    parts = []
    for needed in dependant.dependencies:
        if not needed.use_cache or not iscoroutinefunction(needed.call):
            raise _Left
        place = _plan(needed, steps, known)
        if needed.name is not None:
            parts.append((needed.name, place))
    query, unless = {}, {}
    for field in dependant.query_params:
        info = field.field_info
        if info.validation_alias not in (None, field.alias) or (
            isclass(info.annotation) and issubclass(info.annotation, BaseModel)
        ):
            raise _Left
        query[field.alias] = field
        unless.update(request_params_to_args([field], _NONE)[0])
    fresh = tuple(name for name, value in unless.items() if isinstance(value, list | dict | set))
    path = tuple(dependant.path_params)
    steps.append(_Step(call, path, query, unless, fresh, tuple(parts), dependant.request_param_name))
    known[call] = len(steps) - 1
    return known[call]
