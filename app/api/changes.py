"""What changed: asked for, or streamed as it happens."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.api.context import Actors, Graph, Held, Merged, resolve
from app.api.documented import answers
from app.api.parameters import PageLimit
from app.api.present import changes as present
from app.http.access import KeyUnknown, shown_key
from app.http.answers import dump
from app.http.pages import listed
from app.http.routes import LiveRoute, StrictRoute
from app.http.streams import Events, EventStream, Read
from app.schemas.changes import ChangeList, ChangeOut
from app.services.changes import ChangeFilter, Changes, ChangeService, Position
from app.services.graph import InHand

router = APIRouter(prefix="/v1", tags=["changes"], route_class=LiveRoute)
stream_router = APIRouter(prefix="/v1", tags=["changes"], route_class=StrictRoute)

TypeName = Literal["relation", "article", "actor", "decision"]
#: Changes that a stream reads at once.
_LOT = 200


async def _wanted(
    version: Graph,
    register: Actors,
    merged: Merged,
    type_: Annotated[list[TypeName], Query(alias="type", description="Only changes of these; may be repeated.")] = [],  # noqa: B006
    actor: Annotated[str | None, Query(description="Only what is about this actor: id, code or name.", max_length=200)] = None,
    country: Annotated[
        str | None,
        Query(description="Only what is about this country, or about an actor that belongs to it.", max_length=200),
    ] = None,
) -> ChangeFilter:
    return ChangeFilter(
        types=frozenset(type_),
        actor=resolve(version, register, merged, actor).id if actor is not None else None,
        country=resolve(version, register, merged, country, country=True).id if country is not None else None,
    )


def _events(*statuses: int) -> dict[str, Any]:
    """As :func:`answers`, for events whose data is a change each."""
    kept = answers(ChangeOut, *statuses)
    schema = {"schema": {"$ref": "#/components/schemas/ChangeOut"}}
    kept["responses"][200] = {"description": "Events, without end.", "content": {"text/event-stream": schema}}
    return {**kept, "response_class": Response}


Wanted = Annotated[ChangeFilter, Depends(_wanted)]


@router.get("/changes", summary="What changed after a version", **answers(ChangeList, 304, 404, 410))
def changes(
    *,
    request: Request,
    held: Held,
    version: Graph,
    wanted: Wanted,
    since: Annotated[
        str, Query(description="A version, or `next` of an earlier answer.", examples=["0"], max_length=30, pattern=r"^[0-9.]+$")
    ],
    limit: PageLimit,
) -> Response:
    """Relations, articles, actors and decisions, in the order in which they were stored, up to the graph that answers."""
    found = held.changes.since(Position.read(since), wanted, limit=limit, until=version.version)
    return listed({**present.changes(found), "limit": limit, "next_url": None if found.complete else _onwards(request, found)})


@stream_router.get("/stream", summary="What changes, as it happens", **_events(404, 410))
async def stream(
    request: Request,
    held: Held,
    version: Graph,
    wanted: Wanted,
    since: Annotated[
        str | None,
        Query(description="Begin after this version or event id, not at now.", max_length=30, pattern=r"^[0-9.]+$"),
    ] = None,
    last_event_id: Annotated[
        str | None, Header(description="The last id that came, as EventSource sends it; wins over `since`.", max_length=30)
    ] = None,
) -> Response:
    """Server-sent events: one a change, its `id` the position after it. Ends when the service does; come back with the id."""
    given = last_event_id or since
    begin = Position(version.version)
    if given is not None:
        begin = Position.read(given)
        await run_in_threadpool(held.changes.check, begin)
    state = request.app.state
    read = _reader(held.changes, wanted, held.graph.in_hand, state.shared)
    if state.keyed and (key := shown_key(request.scope["headers"])) is not None:
        read = _opened(read, lambda: held.keys.find(key) is not None)
    return EventStream(state.streams, str(begin), read)


def _onwards(request: Request, found: Changes) -> str:
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "since"]
    return f"{request.url.path}?{urlencode([('since', str(found.next)), *others])}"


class Shared:
    """The last few lots that streams read. Most streams are at one place: one of them reads, and the others have it."""

    def __init__(self, most: int = 32) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Events] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, read: Callable[[], Events]) -> Events:
        """What is kept under a key, else what ``read`` gives."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = read()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return self._kept[key]


def _reader(service: ChangeService, wanted: ChangeFilter, in_hand: Callable[[], InHand], shared: Shared) -> Read:
    """What a stream calls: the changes after a position, as events, up to the graph that answers."""

    def read(position: str) -> Events:
        held, since = in_hand(), Position.read(position)
        until = held.graph.version
        if since.version > until:
            service.check(since)  # raises where an older copy of the database was put back
        if since.version >= until:  # nothing to look for
            return Events((), position, True)
        return shared.get(
            (position, wanted, held.edition), lambda: _as_events(service.since(since, wanted, limit=_LOT, until=until))
        )

    return read


def _opened(read: Read, stands: Callable[[], bool]) -> Read:
    """The same for as long as the key that opened the stream stands."""

    def reading(position: str) -> Events:
        if not stands():
            raise KeyUnknown("the key has expired or was revoked; ask the operator for another")
        return read(position)

    return reading


def _as_events(found: Changes) -> Events:
    events = [(str(one.position), one.entry.type, dump(present.change(one))) for one in found.results]
    return Events(events, str(found.next), found.complete)
