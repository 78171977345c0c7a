"""Questions to a graph version, one a module. Pure: a version (and a register) in, frozen answers out."""

from graph.queries.blocs import Bloc, Entry, bloc, blocs
from graph.queries.check import Check, check
from graph.queries.declared import Shared, shared
from graph.queries.dyads import Contradiction, Dyad, Run, dyad
from graph.queries.filters import EVERY, Filter
from graph.queries.neighbors import Neighbor, neighbors
from graph.queries.overview import overview
from graph.queries.paths import Path, Paths, Step, paths
from graph.queries.relations import relations
from graph.queries.subgraph import Subgraph, subgraph
from graph.queries.suggest import nearest, suggest
from graph.queries.ties import Tie, alliances, rivals, tie
from graph.queries.timelines import Period, StepName, timeline, timeline_between, whole_timeline
from graph.queries.whole import Whole, whole

__all__ = [
    "EVERY",
    "Bloc",
    "Check",
    "Contradiction",
    "Dyad",
    "Entry",
    "Filter",
    "Neighbor",
    "Path",
    "Paths",
    "Period",
    "Run",
    "Shared",
    "Step",
    "StepName",
    "Subgraph",
    "Tie",
    "Whole",
    "alliances",
    "bloc",
    "blocs",
    "check",
    "dyad",
    "nearest",
    "neighbors",
    "overview",
    "paths",
    "relations",
    "rivals",
    "shared",
    "subgraph",
    "suggest",
    "tie",
    "timeline",
    "timeline_between",
    "whole",
    "whole_timeline",
]
