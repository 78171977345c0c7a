"""The graph itself: immutable versions of actors and folded relations in columns, shown as a ``networkx.MultiDiGraph``."""

from graph.network.columns import Columns
from graph.network.history import Histories
from graph.network.nodes import Nodes, NodeTable
from graph.network.overlay import changed, settled
from graph.network.relation import NodeInfo, Piece, Relation, Seen
from graph.network.shown import Shown
from graph.network.strength import STATUS_WEIGHT, evidence_weight, strength
from graph.network.version import GraphVersion
from graph.network.window import ALL_TIME, Measures, Window

__all__ = [
    "ALL_TIME",
    "STATUS_WEIGHT",
    "Columns",
    "GraphVersion",
    "Histories",
    "Measures",
    "NodeInfo",
    "NodeTable",
    "Nodes",
    "Piece",
    "Relation",
    "Seen",
    "Shown",
    "Window",
    "changed",
    "evidence_weight",
    "settled",
    "strength",
]
