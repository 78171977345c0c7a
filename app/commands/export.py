"""`export`: the whole graph, or that around an actor, in any format."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rich.console import Console

from app.api import present
from app.api.context import resolve
from app.commands.code import hush
from app.commands.console import Counter, counted, stderr
from app.commands.files import made
from app.container import Container
from app.services.records import Records
from app.settings import Settings
from graph.formats import EdgeRecord, Format, GraphRecord
from graph.origins import CODER, Origin
from graph.queries import Filter, Subgraph, subgraph


@dataclass(frozen=True, slots=True)
class Around:
    """The actor around whom the graph is wanted, by id, code or name, and how much of it."""

    actor: str
    country: bool
    depth: int
    limit_nodes: int
    limit_edges: int


def export(
    settings: Settings,
    form: Format,
    target: str,
    which: Filter,
    *,
    around: Around | None = None,
    known_at: datetime | None = None,
    origin: Origin = CODER,
    quotes: int = 0,
    console: Console | None = None,
) -> int:
    """Write a graph of an origin into a file (``-`` is stdout), and say how much it was. A file is there once it is whole."""
    console = console or stderr()
    with (
        made(target) as out,
        Container.open(settings) as container,
        Counter("writing", time.monotonic, console=console) as counter,
    ):
        version = container.graph.holding(origin).all()[origin] if known_at is None else container.known.at(known_at, origin)
        records = Records(version, which.window, container.evidence, quotes)
        graph = records.whole(which) if around is None else _around(container, records, which, around)
        edges = size = 0

        def passing() -> Iterator[EdgeRecord]:
            nonlocal edges
            for edge in graph.edges:
                edges += 1
                yield edge

        try:
            for chunk in form.write(replace(graph, edges=passing())):
                size += len(chunk)
                out.write(chunk)
                counter.show(edges, "relations")
            out.flush()
        except BrokenPipeError:
            hush()
            return 0
        omitted = graph.more.get("omitted", {})
        lost = f"{counted(omitted.get('nodes', 0), 'actor')} and {counted(omitted.get('edges', 0), 'relation')}"
        cut = f"; the limits cut {lost}" if any(omitted.values()) else ""
        said = f"{counted(edges, 'relation')} of version {version.version} as {form.name}"
        said = f"{said}: {size:,} bytes in {counter.seconds:.1f} s{cut}"
    console.print(said, markup=False)
    return 0


def _around(container: Container, records: Records, which: Filter, around: Around) -> GraphRecord:
    version = records.version
    root = resolve(version, container.register, version.merged, around.actor, country=around.country)
    found = Subgraph(root.id, (root,), (0,), (), 0, 0)
    if root.id in version.nodes:
        found = subgraph(
            version, root.id, which, depth=around.depth, limit_nodes=around.limit_nodes, limit_edges=around.limit_edges
        )
    return records.around(found, around.depth, present.around(found))
