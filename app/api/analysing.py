"""What routes that ask the whole graph share: their limit of time, and that they give up when the client has gone."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.api.context import Held, Known
from app.http.answers import Json
from app.http.problems import InvalidParameter
from graph.deadline import Deadline

T = TypeVar("T")


async def left(request: Request, error: Exception) -> Response:
    """What is logged for a client that has gone; nobody reads it."""
    return Response(status_code=499)


async def _seconds(
    held: Held,
    time_limit: Annotated[
        float | None, Query(gt=0, allow_inf_nan=False, description="Most seconds that the answer may take; else 503.")
    ] = None,
) -> float:
    most = held.analyses.seconds
    if time_limit is not None and time_limit > most:
        raise InvalidParameter(f"time_limit is {time_limit:g}; at most {most:g} seconds are given to an analysis")
    return time_limit or most


@dataclass(frozen=True, slots=True)
class Analysis:
    """A dependency of routes that ask long questions, which are ``async def``: the graph, and :meth:`of`."""

    request: Request
    held: Held
    version: Known
    seconds: Annotated[float, Depends(_seconds)]

    async def of(self, question: Hashable, work: Callable[[Deadline], T]) -> T:
        """The answer that ``work`` finds, off the event loop; ``question`` names all that it depends on besides the graph.
        See :meth:`app.services.analyses.Analyses.ask`."""
        return await self.held.analyses.ask(self.version, question, work, seconds=self.seconds, gone=self._gone)

    async def shown(self, question: Hashable, work: Callable[[Deadline], T], show: Callable[[T], Any]) -> Response:
        """The same as JSON; ``show`` is called off the event loop too, since long answers take a while to write."""
        found = await self.of(question, work)
        return await run_in_threadpool(lambda: Json(show(found)))

    async def _gone(self) -> None:
        """Ends when the client has gone."""
        while (await self.request.receive())["type"] != "http.disconnect":
            pass


Ask = Annotated[Analysis, Depends()]
