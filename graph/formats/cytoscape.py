"""Cytoscape's JSON: ``cy.json(answer)`` of cytoscape.js and ``nx.cytoscape_graph(answer)`` read it."""

from collections.abc import Iterator
from typing import Any

from graph.formats.chunks import array, dump, without_none
from graph.formats.nodelink import edge_of, node_of
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord


def cytoscape(graph: GraphRecord) -> Iterator[bytes]:
    """A graph as elements; what is unknown is left out."""
    yield b'{"data":' + dump(without_none({"name": graph.name, **graph.about}))
    yield b',"directed":true,"multigraph":true,"elements":{"nodes":['
    yield from array(_node(record) for record in graph.nodes)
    yield b'],"edges":['
    yield from array(_edge(record, graph.quotes) for record in graph.edges)
    yield b"]}}"


def _node(record: NodeRecord) -> dict[str, Any]:
    # NetworkX wants the node itself as its value.
    shape: dict[str, Any] = {"data": without_none({**node_of(record), "value": record.info.id})}
    if record.at is not None:
        shape["position"] = dict(zip("xy", record.at, strict=True))
    return shape


def _edge(record: EdgeRecord, quotes: int) -> dict[str, Any]:
    return {"data": without_none(edge_of(record, quotes))}
