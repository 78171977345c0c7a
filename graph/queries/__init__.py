"""Questions to a graph version, one a module. Pure: a version (and a register) in, frozen answers out."""

from graph.queries.check import Check, check
from graph.queries.declared import Shared, shared
from graph.queries.filters import Filter
from graph.queries.paths import Path, Paths, Step, paths
from graph.queries.relations import relations
from graph.queries.subgraph import Subgraph, subgraph
from graph.queries.suggest import nearest, suggest
from graph.queries.ties import Tie, alliances, rivals, tie

__all__ = [
    "Check",
    "Filter",
    "Path",
    "Paths",
    "Shared",
    "Step",
    "Subgraph",
    "Tie",
    "alliances",
    "check",
    "nearest",
    "paths",
    "relations",
    "rivals",
    "shared",
    "subgraph",
    "suggest",
    "tie",
]
