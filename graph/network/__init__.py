"""The graph itself: one immutable, versioned ``networkx.MultiDiGraph`` of actors and folded relations."""

from graph.network.relation import NodeInfo, Relation
from graph.network.strength import STATUS_WEIGHT, evidence_weight, strength
from graph.network.version import GraphVersion
from graph.network.window import ALL_TIME, Seen, Window

__all__ = [
    "ALL_TIME",
    "STATUS_WEIGHT",
    "GraphVersion",
    "NodeInfo",
    "Relation",
    "Seen",
    "Window",
    "evidence_weight",
    "strength",
]
