"""Routes that are strict about what they are asked, and routes that answer from one graph version.

:class:`StrictRoute` refuses query parameters that it does not have (400) and bodies that are not JSON (415).
:class:`VersionedRoute` answers conditional requests before any work (304), keeps the version of the graph that the
request began with, and remembers its answers' bytes until the version moves.
"""

from collections import Counter
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.http.conditional import AnswerCache, canonical, etag, matches
from app.http.formats import chosen, offered
from app.http.problems import UnknownParameter, UnsupportedMediaType

#: Headers that a remembered answer keeps.
_KEPT = ("link", "content-type", "content-disposition")

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRoute(APIRoute):
    """Takes exactly the query parameters that it declares, each once unless it is a list."""

    @cached_property
    def _taken(self) -> dict[str, bool]:
        """Query parameters by name, with whether they may be repeated."""
        return _query_parameters(self.dependant)

    def get_route_handler(self) -> Handler:
        """The handler, guarded."""
        inner = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            self._guard(request)
            return await inner(request)

        return guarded

    def _guard(self, request: Request) -> None:
        given = Counter(name for name, _ in request.query_params.multi_items())
        for name, times in given.items():
            if name not in self._taken:
                known = ", ".join(sorted(self._taken)) or "none"
                raise UnknownParameter(f"unknown parameter {name!r}; this address takes: {known}")
            if times > 1 and not self._taken[name]:
                raise UnknownParameter(f"the parameter {name!r} was given {times} times; give it once")
        if self.body_field is not None:
            kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
            if kind != "application/json":
                raise UnsupportedMediaType(f"the body is {kind or 'of no stated type'}; send application/json")


class VersionedRoute(StrictRoute):
    """Answers from one graph version; its 200 answers carry a weak ETag and their bytes are remembered."""

    remember = True

    def get_route_handler(self) -> Handler:
        """The handler, behind the conditional request and the remembered answers."""
        inner = super().get_route_handler()
        several = bool(offered(self.dependant))

        async def versioned(request: Request) -> Response:
            version = request.app.state.container.graph.current()
            request.state.version = version
            query = canonical(request.query_params.multi_items())
            if several:
                query += f"#{chosen(request).name}"
            tag = etag(version.version, request.url.path, query)
            headers = {"ETag": tag, "Cache-Control": "no-cache", **({"Vary": "Accept"} if several else {})}
            if matches(tag, request.headers.get("if-none-match")):
                return Response(status_code=304, headers=headers)
            cache: AnswerCache = request.app.state.answers
            key = f"{request.url.path}?{query}"
            if self.remember and (known := cache.get(version.version, key)) is not None:
                body, kept = known
                return Response(body, headers={**kept, **headers})
            response = await inner(request)
            if response.status_code == 200:
                response.headers.update(headers)
                if self.remember:
                    kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
                    cache.put(version.version, key, bytes(response.body), kept)
            return response

        return versioned


class LiveRoute(VersionedRoute):
    """A versioned route that reads SQL as well: conditional, not remembered."""

    remember = False


def _query_parameters(dependant: Dependant) -> dict[str, bool]:
    taken = {field.alias: get_origin(field.field_info.annotation) is list for field in dependant.query_params}
    for needed in dependant.dependencies:
        taken.update(_query_parameters(needed))
    return taken
