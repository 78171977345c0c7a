"""The peers that hold a graph in memory: NetworkX, and igraph where it is installed."""

import itertools
import sqlite3
from importlib import import_module
from typing import Any

import networkx as nx
import numpy as np

from bench.graph.ties import Tie, Ties
from graph.network.history import KINDS, ROLE_NAMES
from graph.ontology import relation_type
from graph.queries.sides import side

COLUMNS = (
    "source", "relation", "target", "source_role", "target_role", "evidence", "articles", "reports", "publishers", "first_day",
    "last_day", "history",
)  # fmt: skip
#: What a loader that goes by rows needs of them.
SELECT = f"select {', '.join(COLUMNS)} from relations"  # noqa: S608 - our own names


def multigraph(path: str) -> "nx.MultiDiGraph[str]":
    """The relations of a SQLite file with a dictionary of columns an edge, by ``add_edges_from``; histories stay bytes."""
    connection = sqlite3.connect(path)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = COLUMNS[3:]
    rows = connection.execute(SELECT)
    edges: Any = ((row[0], row[2], row[1], dict(zip(names, row[3:], strict=True))) for row in rows)
    graph.add_edges_from(edges)
    connection.close()
    return graph


def multigraph_of(ties: Ties) -> "nx.MultiDiGraph[str]":
    """The same with the strengths alone."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    some = ties.some(np.arange(len(ties.source)))
    edges: Any = ((source, target, kind, {"strength": strength}) for source, kind, target, strength in some)
    graph.add_edges_from(edges)
    return graph


def simple(ties: Ties) -> "nx.Graph[str]":
    """Actors that any relation links, in either direction, once."""
    graph: nx.Graph[str] = nx.Graph()
    low, high = np.minimum(ties.source, ties.target), np.maximum(ties.source, ties.target)
    pairs = np.unique(np.stack((low, high), axis=1), axis=0)
    graph.add_edges_from((ties.actors[one], ties.actors[other]) for one, other in pairs.tolist())
    return graph


def cooperation(ties: Ties) -> "nx.Graph[str]":
    """Pairs of actors bound by more than talk in which conflict does not outweigh cooperation, as lists of allies have them;
    the summed strength of what is more than talk as ``weight``."""
    roles = tuple(itertools.product(ROLE_NAMES, repeat=2))
    known = np.array([[side(relation_type(name), *ends) or "" for ends in roles] for name in KINDS])
    of = known[ties.kind, ties.source_role * len(ROLE_NAMES) + ties.target_role]
    pairs = np.minimum(ties.source, ties.target) * len(ties.actors) + np.maximum(ties.source, ties.target)
    pairs, owner = np.unique(pairs, return_inverse=True)
    strength = ties.strength.astype(np.float64)
    weights = np.bincount(owner, strength * (of == "binds"))
    scores = weights + np.bincount(owner, strength * (of == "talk")) - np.bincount(owner, strength * (of == "opposes"))
    graph: nx.Graph[str] = nx.Graph()
    for pair, weight, score in zip(pairs.tolist(), weights.tolist(), scores.tolist(), strict=True):
        one, other = divmod(pair, len(ties.actors))
        if weight > 0 and score >= 0 and one != other:
            graph.add_edge(ties.actors[one], ties.actors[other], weight=weight)
    return graph


def around(graph: "nx.MultiDiGraph[str]", actor: str, k: int) -> list[Tie]:
    """The strongest k relations at an actor, out of its whole ``ego_graph``."""
    ego = nx.ego_graph(graph, actor, radius=1, undirected=True)
    found = {
        (source, kind, target): data["strength"]
        for edges in (ego.out_edges(actor, keys=True, data=True), ego.in_edges(actor, keys=True, data=True))
        for source, target, kind, data in edges
    }
    ranked = sorted(found.items(), key=lambda item: -item[1])[:k]
    return [(source, kind, target, strength) for (source, kind, target), strength in ranked]


class Igraph:
    """An ``igraph.Graph`` of all relations. Raises ImportError where it is not installed."""

    def __init__(self, ties: Ties) -> None:
        igraph = import_module("igraph")  # optional

        self._place = {identifier: place for place, identifier in enumerate(ties.actors)}
        rank = np.argsort(np.argsort(np.array(ties.actors)))
        self._order = np.lexsort((ties.kind, rank[ties.target], rank[ties.source], -ties.strength))
        self._ties, self._source, self._target = ties, ties.source[self._order], ties.target[self._order]
        # Edges are numbered from the strongest on, so that the strongest have the smallest numbers.
        edges = np.stack((self._source, self._target), axis=1)
        self._graph: Any = igraph.Graph(n=len(ties.actors), edges=edges.tolist(), directed=True)

    def _at(self, actor: int, k: int) -> Any:
        at = np.array(self._graph.incident(actor, mode="all"))
        return at if len(at) <= k else np.partition(at, k)[:k]

    def strongest(self, actor: str, k: int) -> Any:
        """One hop: numbers of edges."""
        return self._at(self._place[actor], k)

    def two_hops(self, actor: str, k: int) -> Any:
        """Two hops: numbers of edges."""
        root = self._place[actor]
        first = self._at(root, k)
        ring = np.setdiff1d(np.concatenate((self._source[first], self._target[first])), [root])
        return np.unique(np.concatenate([first, *(self._at(other, k) for other in ring.tolist())]))

    def ties(self, found: Any) -> list[Tie]:
        """An answer with names, to compare."""
        return list(self._ties.some(self._order[found]))

    def shortest_path(self, one: str, other: str) -> list[int]:
        """Places of actors from one to the other."""
        path: list[int] = self._graph.get_shortest_path(self._place[one], self._place[other], mode="all")
        return path
