"""GraphML (Brandes et al. 2002): read by Gephi, yEd, igraph, Cytoscape and ``nx.read_graphml(…, force_multigraph=True)``.

Every edge is directed, as readers want all edges of a file to be alike; ``symmetric`` tells those that hold both ways.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from graph.formats.chunks import lots
from graph.formats.fields import Field, edge_fields, edge_values, node_fields
from graph.formats.nodelink import placed_of
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord
from graph.formats.xml import TYPES, escaped, shown

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def graphml(graph: GraphRecord) -> Iterator[bytes]:
    """A graph as GraphML; what is unknown is left out."""
    about = {name: value for name, value in graph.about.items() if value is not None}
    columns, node_columns = edge_fields(graph.quotes), node_fields(placed=graph.placed)
    keys = [Field(name, "whole" if type(value) is int else "text") for name, value in about.items()]
    declared = (("graph", "g", keys), ("node", "n", node_columns), ("edge", "e", columns))
    yield (_HEAD + "".join(line for what, letter, fields in declared for line in _keys(what, letter, fields))).encode()
    yield (f'<graph id="{escaped(graph.name)}" edgedefault="directed">\n' + _data("g", about.values()) + "\n").encode()
    for nodes in lots(graph.nodes):
        yield "".join(_node(record, node_columns) for record in nodes).encode()
    for edges in lots(graph.edges):
        yield "".join(_edge(record, graph.quotes) for record in edges).encode()
    yield b"</graph>\n</graphml>\n"


def _keys(what: str, letter: str, fields: Iterable[Field]) -> Iterator[str]:
    for number, field in enumerate(fields):
        yield f'<key id="{letter}{number}" for="{what}" attr.name="{escaped(field.name)}" attr.type="{TYPES[field.kind]}"/>\n'


def _data(letter: str, values: Iterable[Any]) -> str:
    return "".join([
        f'<data key="{letter}{number}">{shown(value)}</data>' for number, value in enumerate(values) if value is not None
    ])  # fmt: skip


def _node(record: NodeRecord, columns: tuple[Field, ...]) -> str:
    shape = placed_of(record)
    return f'<node id="{escaped(record.info.id)}">{_data("n", (shape.get(field.name) for field in columns))}</node>\n'


def _edge(record: EdgeRecord, quotes: int) -> str:
    view = record.view
    ends = f'id="{escaped(view.id)}" source="{escaped(view.source)}" target="{escaped(view.target)}"'
    return f"<edge {ends}>{_data('e', edge_values(record, quotes))}</edge>\n"
