"""What a handler gets from its request: the container, the graph version, the actor that a path names."""

from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import URL

from app.container import Container
from app.errors import ActorNotFound
from app.http.problems import UnknownCountry
from graph.actors import Actor, Register
from graph.network import GraphVersion, NodeInfo
from graph.queries import nearest


class Moved(Exception):  # noqa: N818 - reads as what happened
    """The path names an actor by something else than its id; ``url`` is the right address."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


async def moved(request: Request, error: Exception) -> RedirectResponse:
    """308 to the address by id."""
    assert isinstance(error, Moved)  # noqa: S101 - registered for this type
    return RedirectResponse(error.url, status_code=308)


def _container(request: Request) -> Container:
    container: Container = request.app.state.container
    return container


def _version(request: Request) -> GraphVersion:
    """The version that the request began with."""
    version: GraphVersion | None = getattr(request.state, "version", None)
    return version if version is not None else _container(request).graph.current()


async def _get_container(request: Request) -> Container:
    return _container(request)


async def _get_version(request: Request) -> GraphVersion:
    return _version(request)


async def _get_register(request: Request) -> Register:
    return _container(request).register


Held = Annotated[Container, Depends(_get_container)]
Graph = Annotated[GraphVersion, Depends(_get_version)]
Actors = Annotated[Register, Depends(_get_register)]


def node_of(version: GraphVersion, register: Register, identifier: str) -> NodeInfo | None:
    """An actor of the graph or of the register, by its exact id."""
    if identifier in version.nodes:
        return version.nodes[identifier]
    actor = register.actors.get(identifier)
    return NodeInfo(actor.id, actor.name, actor.kind, actor.country, actor.region) if actor else None


def suggested(actors: tuple[Actor, ...]) -> list[dict[str, str]]:
    """Actors as suggestions."""
    return [{"id": actor.id, "name": actor.name, "kind": actor.kind} for actor in actors]


def unknown_actor(register: Register, given: str, *, country: bool) -> ActorNotFound:
    """The problem of a name that nobody has, with the nearest names."""
    near = suggested(nearest(register, given, kind="country" if country else None))
    hint = f"; did you mean {near[0]['name']} ({near[0]['id']})?" if near else ""
    if country:
        return UnknownCountry(f"no country is called {given!r}{hint or '; /v1/countries lists them'}", suggestions=near)
    return ActorNotFound(f"no actor is called {given!r}{hint or '; try /v1/suggest?q='}", suggestions=near)


def resolve(version: GraphVersion, register: Register, given: str, *, country: bool = False) -> NodeInfo:
    """The actor that a parameter names by id, code or name. Raises :class:`app.errors.ActorNotFound`."""
    node = node_of(version, register, given)
    if node is None and (actor := register.find(given)) is not None:
        node = node_of(version, register, actor.id)
    if node is None or (country and node.kind != "country"):
        raise unknown_actor(register, given, country=country)
    return node


async def _country(
    request: Request,
    version: Graph,
    register: Actors,
    code: Annotated[
        str,
        Path(
            description="ISO 3166-1 alpha-3 code; an alpha-2 code or a name answers 308 to it.",
            examples=["RUS"],
            max_length=200,
        ),
    ],
) -> NodeInfo:
    return _at_home(request, resolve(version, register, code, country=True), code)


async def _actor(
    request: Request,
    version: Graph,
    register: Actors,
    actor_id: Annotated[str, Path(description="Id such as RUS, IGO:NATO or NSA:ISIS; a name answers 308 to it.", max_length=200)],
) -> NodeInfo:
    return _at_home(request, resolve(version, register, actor_id), actor_id)


def _at_home(request: Request, node: NodeInfo, given: str) -> NodeInfo:
    """The node itself where the path has its id; else sends the client there, with the same query."""
    if node.id == given:
        return node
    parts = request.url.path.split("/")
    parts[3] = node.id  # /v1/countries/{code}…
    url = URL(path="/".join(parts), query=request.url.query)
    raise Moved(str(url))


Country = Annotated[NodeInfo, Depends(_country)]
AnyActor = Annotated[NodeInfo, Depends(_actor)]
