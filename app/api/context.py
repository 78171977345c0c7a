"""What a handler gets from its request: the container, the graph version, the actor that a path names."""

import inspect
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Path, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, AwareDatetime, Field
from starlette.datastructures import URL

from app.container import Container
from app.errors import ActorNotFound
from app.http.apart import Apart
from app.http.problems import InvalidParameter, UnknownCountry
from app.services.graph import InHand
from graph.actors import Actor, Register
from graph.network import GraphVersion, NodeInfo
from graph.ontology import relation_id as id_of
from graph.ontology import relation_types
from graph.origins import CODER, Origin
from graph.queries import nearest

T = TypeVar("T")


class Moved(Exception):  # noqa: N818 - reads as what happened
    """The path names an actor by something else than its id; ``url`` is the right address."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


async def moved(request: Request, error: Exception) -> RedirectResponse:
    """308 to the address by id."""
    assert isinstance(error, Moved)  # noqa: S101 - registered for this type
    # Browsers keep a 308 for ever, and a merge may be undone.
    return RedirectResponse(error.url, status_code=308, headers={"Cache-Control": "no-store"})


def _container(request: Request) -> Container:
    container: Container = request.app.state.container
    return container


def _version(request: Request, origin: Origin = CODER) -> GraphVersion:
    """The version of an origin's graph that the request began with."""
    held: InHand | None = getattr(request.state, "held", None)
    held = held if held is not None else _container(request).graph.in_hand()
    return held.graph if origin == CODER else held.others[origin]


async def _get_container(request: Request) -> Container:
    return _container(request)


async def _get_version(request: Request) -> GraphVersion:
    return _version(request)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("in UTC this moment lies outside the years 1 to 9999") from None


async def _get_origin(
    origin: Annotated[
        Origin, Query(description="Whose relations: what the coder read, or a data set that was imported; never both.")
    ] = CODER,
) -> Origin:
    return origin


Whose = Annotated[Origin, Depends(_get_origin)]


async def _get_chosen(request: Request, origin: Whose) -> GraphVersion:
    return _version(request, origin)


Moment = Annotated[
    Annotated[AwareDatetime, AfterValidator(_in_utc)] | None,
    Query(
        description="Only what had been recorded by this moment, and not taken back, counts: ISO 8601 with a zone.",
        examples=["2026-11-22T12:00:00Z"],
    ),
]


async def _get_known(request: Request, origin: Whose, known_at: Moment = None) -> GraphVersion:
    if known_at is None:
        return _version(request, origin)
    return await known_graph(request, known_at, origin)


async def known_graph(request: Request, moment: datetime, origin: Origin) -> GraphVersion:
    """The graph of an origin as it was known at a moment."""
    apart: Apart = request.app.state.knowing
    return await apart.run(partial(_container(request).known.at, moment, origin))


async def _get_merged(request: Request) -> Mapping[str, str]:
    return _version(request).merged


async def _get_register(request: Request) -> Register:
    return _container(request).register


Held = Annotated[Container, Depends(_get_container)]
#: The coder's graph, where a request names no origin.
Graph = Annotated[GraphVersion, Depends(_get_version)]
#: The graph of the origin that the request names.
Chosen = Annotated[GraphVersion, Depends(_get_chosen)]
#: The same of the evidence that was known at the moment that the request names, or now.
Known = Annotated[GraphVersion, Depends(_get_known)]
Actors = Annotated[Register, Depends(_get_register)]
#: Each actor that was merged into another, with the one that answers for it.
Merged = Annotated[Mapping[str, str], Depends(_get_merged)]


def gathered(kind: type[T]) -> Any:
    """A dependency that gathers a dataclass's fields from the request. FastAPI would make the class itself in a thread, which
    costs as much as a small answer."""

    async def made(**fields: Any) -> T:
        return kind(**fields)

    made.__signature__ = inspect.signature(kind)  # type: ignore[attr-defined]  # which is where FastAPI looks
    return Depends(made)


def node_of(version: GraphVersion, register: Register, identifier: str) -> NodeInfo | None:
    """An actor of the graph or of the register, by its exact id."""
    if identifier in version.nodes:
        return version.nodes[identifier]
    actor = register.actors.get(identifier)
    return NodeInfo(actor.id, actor.name, actor.kind, actor.country, actor.region) if actor else None


def suggested(actors: Sequence[Actor | NodeInfo]) -> list[dict[str, str]]:
    """Actors as suggestions."""
    return [{"id": actor.id, "name": actor.name, "kind": actor.kind} for actor in actors]


def unknown_actor(register: Register, given: str, *, country: bool) -> ActorNotFound:
    """The problem of a name that nobody has, with the nearest names."""
    near = suggested(nearest(register, given, kind="country" if country else None))
    hint = f"; did you mean {near[0]['name']} ({near[0]['id']})?" if near else ""
    if country:
        return UnknownCountry(f"no country is called {given!r}{hint or '; /v1/countries lists them'}", suggestions=near)
    return ActorNotFound(f"no actor is called {given!r}{hint or '; try /v1/suggest?q='}", suggestions=near)


def resolve(
    version: GraphVersion, register: Register, merged: Mapping[str, str], given: str, *, country: bool = False
) -> NodeInfo:
    """The actor that a parameter names by id, code or name; one that was merged is the one that it was merged into.
    Raises :class:`app.errors.ActorNotFound`."""
    node = node_of(version, register, merged.get(given, given))
    if node is None and (actor := register.find(given)) is not None:
        node = node_of(version, register, merged.get(actor.id, actor.id))
    if node is None or (country and node.kind != "country"):
        raise unknown_actor(register, given, country=country)
    return node


async def _country(
    request: Request,
    version: Chosen,
    register: Actors,
    merged: Merged,
    code: Annotated[
        str,
        Path(
            description="ISO 3166-1 alpha-3 code; an alpha-2 code or a name answers 308 to it.",
            examples=["RUS"],
            max_length=200,
        ),
    ],
) -> NodeInfo:
    return _at_home(request, resolve(version, register, merged, code, country=True), code)


async def _actor(
    request: Request,
    version: Chosen,
    register: Actors,
    merged: Merged,
    actor_id: Annotated[str, Path(description="Id such as RUS, IGO:NATO or NSA:ISIS; a name answers 308 to it.", max_length=200)],
) -> NodeInfo:
    return _at_home(request, resolve(version, register, merged, actor_id), actor_id)


def _at_home(request: Request, node: NodeInfo, given: str) -> NodeInfo:
    """The node itself where the path has its id; else sends the client there, with the same query."""
    if node.id == given:
        return node
    raise _to(request, node.id)


async def _expanded(
    version: Chosen,
    register: Actors,
    merged: Merged,
    expand: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Query(
            max_length=20, description="Actors whose strongest partners come along, in turn: id, code or name; may be repeated."
        ),
    ] = [],  # noqa: B006 - never changed
) -> tuple[str, ...]:
    """The ids of the actors to expand."""
    return tuple(resolve(version, register, merged, given).id for given in expand)


async def _pair(
    request: Request,
    version: Chosen,
    register: Actors,
    merged: Merged,
    a: Annotated[str, Path(description="An actor's id; a name answers 308 to it.", examples=["RUS"], max_length=200)],
    b: Annotated[str, Path(description="Another's; the two stand in order, else 308.", examples=["SYR"], max_length=200)],
) -> tuple[NodeInfo, NodeInfo]:
    """The two actors, where the path has their ids in order; else sends the client to where it does."""
    one, other = sorted((resolve(version, register, merged, given) for given in (a, b)), key=lambda node: node.id)
    if one.id == other.id:
        raise InvalidParameter(f"both actors are {one.id}; name two different ones")
    if (one.id, other.id) != (a, b):
        raise _to(request, one.id, other.id)
    return one, other


async def _relation_id(
    request: Request,
    merged: Merged,
    relation_id: Annotated[
        str,
        Path(
            description="source~relation~target; an end that was merged answers 308.",
            examples=["RUS~shares_intelligence_with~SYR"],
            max_length=400,
        ),
    ],
) -> str:
    """The relation's id; sends the client to that of the merged actors where the path has one that was given up."""
    ends = relation_id.split("~")
    if len(ends) == 3 and ends[1] in relation_types() and not merged.keys().isdisjoint((ends[0], ends[2])):
        source, target = (merged.get(end, end) for end in (ends[0], ends[2]))
        raise _to(request, id_of(source, ends[1], target))
    return relation_id


def _to(request: Request, *identifiers: str) -> Moved:
    """The same request under other identifiers."""
    parts = request.url.path.split("/")
    parts[3 : 3 + len(identifiers)] = identifiers  # /v1/countries/{code}…
    return Moved(str(URL(path="/".join(parts), query=request.url.query)))


Country = Annotated[NodeInfo, Depends(_country)]
AnyActor = Annotated[NodeInfo, Depends(_actor)]
Pair = Annotated[tuple[NodeInfo, NodeInfo], Depends(_pair)]
Expanded = Annotated[tuple[str, ...], Depends(_expanded)]
RelationId = Annotated[str, Depends(_relation_id)]
