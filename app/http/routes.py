"""Routes that are strict about what they are asked, and routes that answer from one graph version.

:class:`StrictRoute` refuses query parameters that it does not have (400) and bodies that are not JSON (415), and tells
who uses it while it is deprecated. :class:`VersionedRoute` answers conditional requests before any work (304), keeps the
version of the graph that the request began with, and has its answers remembered for :class:`app.http.front.Front`.
"""

from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import cached_property, partial
from typing import Any, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import AwareDatetime, TypeAdapter
from starlette.concurrency import run_in_threadpool

from app.http import deprecation
from app.http.apart import Apart
from app.http.compression import compressible, encodings, takes_gzip
from app.http.conditional import canonical, etag, keeping, matches
from app.http.deprecation import Deprecation
from app.http.problems import UnknownParameter, UnsupportedMediaType
from app.http.remembered import Answer, question
from app.http.solving import solved
from app.http.working import worked
from app.services.graph import GraphHolder, InHand
from graph.origins import CODER, ORIGINS

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_MOMENT: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


class StrictRoute(APIRoute):
    """Takes exactly the query parameters that it declares, each once unless it is a list."""

    @cached_property
    def _taken(self) -> dict[str, bool]:
        """Query parameters by name, with whether they may be repeated."""
        return {field.alias: get_origin(field.field_info.annotation) is list for field in _query_parameters(self.dependant)}

    @cached_property
    def _retiring(self) -> dict[str, Deprecation]:
        """Query parameters that are deprecated, by name; under "" the route itself."""
        extras = {field.alias: field.field_info.json_schema_extra for field in _query_parameters(self.dependant)}
        found = {name: Deprecation.read(extra) for name, extra in ({"": self.openapi_extra} | extras).items()}
        return {name: deprecation for name, deprecation in found.items() if deprecation}

    def get_route_handler(self) -> Handler:
        """The handler, guarded."""
        inner = super().get_route_handler()
        if self.methods == {"GET"}:
            inner = solved(self.dependant, inner)

        async def guarded(request: Request) -> Response:
            self._guard(request)
            return self._tell(request, await inner(request))

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

    def _tell(self, request: Request, response: Response) -> Response:
        """The answer with the headers of what the request used that is deprecated."""
        if self._retiring:
            used = [one for name, one in self._retiring.items() if not name or name in request.query_params]
            for name, value in deprecation.headers(used):
                response.headers.append(name, value)
        return response


class VersionedRoute(StrictRoute):
    """Answers from one graph version; its 200 answers carry a weak ETag, and their bytes are remembered.

    Where it takes ``format``, the answer is chosen by ``Accept`` as well. An answer that says ``no-store`` is left alone.
    """

    remember = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        super().__init__(path, worked(endpoint) if self.remember else endpoint, **given)

    def get_route_handler(self) -> Handler:
        """The handler, behind the conditional request."""
        inner = super().get_route_handler()

        async def versioned(request: Request) -> Response:
            held = request.state.held = await self._held(request)
            accept = ", ".join(request.headers.getlist("accept")) if "format" in self._taken else None
            query = canonical(request.query_params.multi_items())
            tag = etag(held.graph.version, held.edition, request.scope["path"], query, accept)
            if matches(tag, ", ".join(request.headers.getlist("if-none-match"))):
                self._guard(request)
                unchanged = Response(status_code=304, headers=self._headers(request, tag, "application/json"))
                return self._tell(request, unchanged)
            response = await inner(request)
            if response.status_code != 200 or "no-store" in response.headers.get("cache-control", ""):
                return response
            for name, value in self._headers(request, tag, response.headers.get("content-type", "")).items():
                response.headers[name] = value
            return await self._remember(request, response, held.edition, tag, accept)

        return versioned

    async def _held(self, request: Request) -> InHand:
        """What is in hand, with the graph of the origin that the request names; that is loaded where it has to be."""
        holder: GraphHolder = request.app.state.container.graph
        named = request.query_params.get("origin", CODER)
        origin = next((one for one in ORIGINS if one == named), CODER) if "origin" in self._taken else CODER
        apart: Apart = request.app.state.knowing
        held = holder.at_hand(origin)
        return held if held is not None else await apart.run(partial(holder.holding, origin))

    def _headers(self, request: Request, tag: str, kind: str) -> dict[str, str]:
        """What 200 and the 304 in its place both carry."""
        moment = request.query_params.get("known_at") if "known_at" in self._taken else None
        known_at = _MOMENT.validate_python(moment) if moment else None
        chosen = [*(["Accept"] if "format" in self._taken else []), *(["Accept-Encoding"] if compressible(kind.encode()) else [])]
        state = request.app.state
        headers = {"ETag": tag, "Cache-Control": keeping(known_at, state.now(), keyed=state.keyed)}
        return {**headers, "Vary": ", ".join(chosen)} if chosen else headers

    async def _remember(self, request: Request, response: Response, edition: str, tag: str, accept: str | None) -> Response:
        """Has the answer remembered where the graph is still the same; the answer, by gzip where that is asked for."""
        state = request.app.state
        body = getattr(response, "body", None)
        whole = isinstance(body, bytes) and response.headers.get("content-length") == str(len(body))
        kept = bytes(body) if self.remember and whole and response.background is None else None  # type: ignore[arg-type]
        answer = Answer.of(self, request.scope["path"], tag, response.raw_headers, kept)
        if answer.worth and takes_gzip(encodings(request.scope)):
            answer = await run_in_threadpool(answer.pack)
            response.body = answer.packed or b""
            response.raw_headers = list(answer.packed_headers)
        if state.container.graph.in_hand().edition == edition:
            state.answers.put(edition, question(request.scope), answer, None if accept is None else accept.encode("latin-1"))
        return response


class LiveRoute(VersionedRoute):
    """A versioned route that reads SQL as well: conditional, not remembered."""

    remember = False


def _query_parameters(dependant: Dependant) -> list[Any]:
    """Those of the handler and of what it depends on."""
    return [*dependant.query_params, *(field for needed in dependant.dependencies for field in _query_parameters(needed))]
