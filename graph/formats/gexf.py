"""GEXF 1.3 with dates, as Gephi reads it: each edge is there from the first to the last day of its evidence.

Every edge is directed, as in :mod:`graph.formats.graphml`. An edge's ``kind`` is the relation, so that parallel edges stay
apart, its ``weight`` the strength.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from graph.formats.chunks import lots, without_none
from graph.formats.fields import NODE, Field, edge_fields, edge_values
from graph.formats.nodelink import node_of
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord
from graph.formats.xml import TYPES, escaped, shown

#: Those that an element's own attribute carries.
_LABEL = {"name", "label"}


def gexf(graph: GraphRecord) -> Iterator[bytes]:
    """A graph as GEXF; what is unknown is left out."""
    columns = edge_fields(graph.quotes)
    about = ", ".join(f"{name} {shown(value)}" for name, value in without_none(dict(graph.about)).items())
    bounds = f' start="{graph.first}" end="{graph.last}"' if graph.first and graph.last else ""
    viz = 'xmlns:viz="http://gexf.net/1.3/viz" ' if graph.placed else ""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" '
        f'{viz}xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
        f"<meta><creator>Entente</creator><description>{escaped(graph.name)}: {about}</description></meta>\n"
        f'<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval"{bounds}>\n'
        f"{_declared('node', NODE)}{_declared('edge', columns)}<nodes>\n"
    ).encode()
    for nodes in lots(graph.nodes):
        yield "".join(map(_node, nodes)).encode()
    yield b"</nodes>\n<edges>\n"
    for edges in lots(graph.edges):
        yield "".join(_edge(record, graph.quotes, columns) for record in edges).encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def _declared(what: str, fields: Iterable[Field]) -> str:
    lines = (
        f'<attribute id="{field.name}" title="{field.name}" type="{TYPES[field.kind]}"/>\n'
        for field in fields
        if field.name not in _LABEL
    )
    return f'<attributes class="{what}" mode="static">\n{"".join(lines)}</attributes>\n'


def _values(fields: Iterable[Field], values: Iterable[Any]) -> str:
    told = "".join([
        f'<attvalue for="{field.name}" value="{shown(value)}"/>'
        for field, value in zip(fields, values, strict=True)
        if value is not None and field.name not in _LABEL
    ])  # fmt: skip
    return f"<attvalues>{told}</attvalues>"


def _node(record: NodeRecord) -> str:
    shape = node_of(record)
    values = _values(NODE, (shape.get(field.name) for field in NODE))
    place = "" if record.at is None else '<viz:position x="{!r}" y="{!r}" z="0.0"/>'.format(*record.at)
    return f'<node id="{escaped(record.info.id)}" label="{escaped(record.info.name)}">{values}{place}</node>\n'


def _edge(record: EdgeRecord, quotes: int, columns: tuple[Field, ...]) -> str:
    view = record.view
    return (
        f'<edge id="{escaped(view.id)}" source="{escaped(view.source)}" target="{escaped(view.target)}" '
        f'kind="{view.relation}" label="{escaped(view.type.label)}" weight="{round(view.strength, 4)!r}">'
        f"{_values(columns, edge_values(record, quotes))}"
        f'<spells><spell start="{view.first_day}" end="{view.last_day}"/></spells></edge>\n'
    )
