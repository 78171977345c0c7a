"""Graphs written down for others to read: writers over a stream of records, and the one table of them."""

from graph.formats.listed import FORMATS, JSON, NODE_LINK, Format, Writer
from graph.formats.nodelink import edge, node, node_link, quote
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord, Quote, ShownEdges
from graph.formats.table import csv_rows

__all__ = [
    "FORMATS",
    "JSON",
    "NODE_LINK",
    "EdgeRecord",
    "Format",
    "GraphRecord",
    "NodeRecord",
    "Quote",
    "ShownEdges",
    "Writer",
    "csv_rows",
    "edge",
    "node",
    "node_link",
    "quote",
]
