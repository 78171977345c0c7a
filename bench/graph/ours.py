"""Our side of every comparison: each call into the graph core, in one place.

What the core does not have yet raises NotImplementedError, and its row says so.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bench.graph.ties import Tie

Graph = Any
Answer = Any


def load(engine: Engine) -> Graph:
    """A queryable graph of a database."""
    raise NotImplementedError("loading from columns")


def counts(graph: Graph) -> tuple[int, int]:
    """How many relations the graph has, and how many pieces of evidence back them."""
    raise NotImplementedError("loading from columns")


def save(graph: Graph, path: Path) -> None:
    """Write a snapshot that can be mapped into memory."""
    raise NotImplementedError("snapshots")


def open_saved(path: Path) -> Graph:
    """Map a snapshot."""
    raise NotImplementedError("snapshots")


def strongest(graph: Graph, actor: str, k: int, as_of: date | None = None) -> Answer:
    """The strongest k relations at an actor, as the core itself answers."""
    raise NotImplementedError("subgraphs by columns")


def two_hops(graph: Graph, actor: str, k: int, as_of: date | None = None) -> Answer:
    """These, and the strongest k at each of their other ends, as the core itself answers."""
    raise NotImplementedError("subgraphs by columns")


def ties(graph: Graph, answer: Answer) -> Iterable[Tie]:
    """An answer in the peers' terms, to compare; not timed."""
    raise NotImplementedError("subgraphs by columns")


def shortest_path(graph: Graph, one: str, other: str) -> list[str] | None:
    """Actors from one to the other over the fewest relations, in either direction, both included; None where there is no way."""
    raise NotImplementedError("paths")


def coalitions(graph: Graph, seed: int) -> list[set[str]]:
    """Every actor with a cooperative relation in one coalition, by Leiden over the summed strength of cooperation a pair."""
    raise NotImplementedError("coalitions")


def refreshed(graph: Graph, engine: Engine) -> Graph:
    """The graph with what changed in the database since its version."""
    raise NotImplementedError("refreshing")
