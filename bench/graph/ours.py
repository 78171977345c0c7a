"""Our side of every comparison: each call into the graph core and into what holds it, in one place.

What the core does not have yet raises NotImplementedError, and its row says so.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import Engine

from app.container import snapshots
from app.services import loading
from app.services.graph import GraphHolder
from app.settings import Settings
from app.store.engine import reading
from bench.graph.ties import Tie
from graph import analytics
from graph.network import GraphVersion, Measures, Window, snapshot
from graph.network.columns import Array, Rows, different
from graph.network.cuts import Cuts
from graph.network.history import KINDS
from graph.queries import Filter, relations
from graph.queries.paths import MOST_STEPS, paths

Graph = GraphVersion
_STORE = "bench"


class Answer(NamedTuple):
    """Relations by columns, with all that a peer tells of them."""

    source: Array
    kind: Array
    target: Array
    measures: Measures


def load(engine: Engine) -> Graph:
    """A queryable graph of a database."""
    with reading(engine) as connection:
        return loading.whole(connection)


def counts(graph: Graph) -> tuple[int, int]:
    """How many relations the graph has, and how many pieces of evidence back them."""
    return len(graph), int(graph.measure(graph.rows()).evidence.sum())


def save(graph: Graph, path: Path) -> None:
    """Write a snapshot that can be mapped into memory."""
    snapshot.write(path, graph, _STORE)


def open_saved(path: Path) -> Graph:
    """Map a snapshot."""
    return snapshot.read(path, _STORE)


def uncut(graph: Graph) -> Graph:
    """The same graph, which works out every window anew, however often it is asked about."""
    return GraphVersion(graph.version, graph.nodes, graph.base, graph.delta, graph.gone, cuts=Cuts(hot=sys.maxsize))


def strongest(graph: Graph, actor: str, k: int, as_of: date | None = None) -> Answer:
    """The strongest k relations at an actor, strongest first."""
    graph, which = Filter(window=Window(as_of=as_of)).on(graph)
    found = relations(graph, which, actor=actor).picked(k)
    return _answer(graph, found.rows, found.measures)


def two_hops(graph: Graph, actor: str, k: int, as_of: date | None = None) -> Answer:
    """These, and the strongest k at each of their other ends; in no order."""
    graph, which = Filter(window=Window(as_of=as_of)).on(graph)
    first = relations(graph, which, actor=actor).picked(k).rows
    ring = np.zeros(len(graph.nodes), np.bool_)
    ring[graph.source(first)] = ring[graph.target(first)] = ring[graph.index(actor)] = True
    places = np.flatnonzero(ring)
    if graph.settled and which.open:
        rows = graph.tops(places, k)[0]
    else:
        rows = different(np.concatenate([which.pick(graph, graph.at(places[n : n + 1]), k).rows for n in range(len(places))]))
    return _answer(graph, rows, graph.measure(rows, which.window))


def ties(graph: Graph, answer: Answer) -> Iterator[Tie]:
    """An answer in the peers' terms, to compare; not timed."""
    kinds = [KINDS[kind] for kind in answer.kind.tolist()]
    source, target = graph.nodes.ids(answer.source), graph.nodes.ids(answer.target)
    return zip(source, kinds, target, answer.measures.strength.tolist(), strict=True)


def shortest_path(graph: Graph, one: str, other: str) -> list[str] | None:
    """Actors from one to the other over the fewest relations, in either direction, both included; None where there is no way."""
    found = paths(graph, one, other, Filter(), k=1, max_length=MOST_STEPS).paths
    return [actor.id for actor in found[0].actors] if found else None


def coalitions(graph: Graph, seed: int) -> list[set[str]]:
    """Every actor that is bound to another in one coalition, by Leiden over the strength that binds each pair."""
    return [set(coalition.members) for coalition in analytics.coalitions(graph, seed=seed, relations=0).coalitions]


def holder(engine: Engine, folder: Path, *, least: int | None = None) -> GraphHolder:
    """What holds the graph in the service, loaded; its snapshots lie in ``folder``, from ``least`` relations on."""
    given = {} if least is None else {"snapshot_relations": least}
    settings = Settings.read(database_url=engine.url.render_as_string(hide_password=False), home=folder, **given)
    holds = GraphHolder(engine, interval=settings.poll_interval, snapshots=snapshots(settings))
    holds.refresh()
    return holds


def _answer(graph: Graph, rows: Rows, measures: Measures) -> Answer:
    return Answer(graph.source(rows), graph.kind(rows), graph.target(rows), measures)
