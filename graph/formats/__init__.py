"""Graphs written down for others to read."""

from graph.formats.nodelink import edge, node, node_link

__all__ = ["edge", "node", "node_link"]
