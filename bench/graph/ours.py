"""Our side of every comparison: each call into the graph core and into what holds it, in one place.

What the core does not have yet raises NotImplementedError, and its row says so.
"""

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
from graph.network.columns import Array, Rows
from graph.network.history import KINDS

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


def strongest(graph: Graph, actor: str, k: int, as_of: date | None = None) -> Answer:
    """The strongest k relations at an actor, strongest first."""
    rows, measures = _tops(graph, np.array([graph.index(actor)]), k, Window(as_of=as_of))
    order = graph.ordered(rows, measures.strength)
    return _answer(graph, rows[order], measures.take(order))


def two_hops(graph: Graph, actor: str, k: int, as_of: date | None = None) -> Answer:
    """These, and the strongest k at each of their other ends; in no order."""
    root, window = graph.index(actor), Window(as_of=as_of)
    first = _tops(graph, np.array([root]), k, window)
    rows = first[0]
    ring = np.unique(np.concatenate((graph.source(rows), graph.target(rows))))
    lots = [first, *_tops_of_many(graph, ring[ring != root], k, window)]
    rows, places = np.unique(np.concatenate([lot[0] for lot in lots]), return_index=True)
    columns = (np.concatenate(column)[places] for column in zip(*(lot[1] for lot in lots), strict=True))
    return _answer(graph, rows, Measures(*columns))


def _tops(graph: Graph, ring: Array, k: int, window: Window) -> tuple[Rows, Measures]:
    lots = list(_tops_of_many(graph, ring, k, window))
    columns = (np.concatenate(column) for column in zip(*(lot[1] for lot in lots), strict=True))
    return np.concatenate([lot[0] for lot in lots]), Measures(*columns)


def _tops_of_many(graph: Graph, ring: Array, k: int, window: Window) -> Iterator[tuple[Rows, Measures]]:
    """The strongest k rows at each actor of a ring, in lots, which may share some.

    No relation is stronger in a window than over all time: an actor is done where its k-th is as strong as the rest ever were.
    """
    looked = k if window.open else 2 * k
    places = np.full(len(graph.nodes), -1, np.int32)
    while len(ring):
        rows = np.sort(graph.tops(ring, looked)[0])
        rows = rows if window.open else rows[graph.present(rows, window)]
        measures = None if window.open else graph.measure(rows, window)
        strength = graph.strength(rows) if measures is None else measures.strength
        # A row lies at one actor of the ring or at two; at each it is one of the strongest k or not.
        places[:] = -1
        places[ring] = np.arange(len(ring))
        ends = np.stack((places[graph.source(rows)], places[graph.target(rows)]), axis=1).ravel()
        at = np.flatnonzero(ends >= 0)
        owner, row = ends[at], at >> 1
        weakness = np.uint32(0xFFFFFFFF) - strength[row].view(np.uint32)
        order = np.argsort(owner.astype(np.uint64) << np.uint64(32) | weakness.astype(np.uint64), kind="stable")
        counts = np.bincount(owner, minlength=len(ring))
        rank = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        best = order[rank < k]
        kept = np.zeros(len(rows), np.bool_)
        if measures is None:
            kept[row[best]] = True
            yield rows[kept], graph.measure(rows[kept])
            return
        least = np.zeros(len(ring))
        least[owner[order[rank == k - 1]]] = strength[row[order[rank == k - 1]]]
        done = least > _rest(graph, ring, looked)
        kept[row[best[done[owner[best]]]]] = True
        yield rows[kept], measures.take(kept)
        ring = ring[~done]
        looked *= 4


def _rest(graph: Graph, ring: Array, looked: int) -> Array:
    """What no row at each actor exceeds, beyond the strongest in each direction that were looked at; −1 where there is none."""
    bound = np.full(len(ring), -1.0)
    for columns in (graph.base, graph.delta):
        known = np.flatnonzero(ring < columns.actors)
        for start, order in ((columns.out_start, columns.out_order), (columns.in_start, columns.in_order)):
            after, end = start[ring[known]].astype(np.int64) + looked, start[ring[known] + 1]
            cut = after < end
            bound[known[cut]] = np.maximum(bound[known[cut]], columns.strength[order[after[cut]]])
    return bound


def ties(graph: Graph, answer: Answer) -> Iterator[Tie]:
    """An answer in the peers' terms, to compare; not timed."""
    kinds = [KINDS[kind] for kind in answer.kind.tolist()]
    source, target = graph.nodes.ids(answer.source), graph.nodes.ids(answer.target)
    return zip(source, kinds, target, answer.measures.strength.tolist(), strict=True)


def shortest_path(graph: Graph, one: str, other: str) -> list[str] | None:
    """Actors from one to the other over the fewest relations, in either direction, both included; None where there is no way."""
    raise NotImplementedError("paths")


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
