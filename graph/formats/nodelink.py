"""NetworkX's node-link form: ``nx.node_link_graph(answer, edges="edges")`` reads it back as a MultiDiGraph."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from graph.formats import addresses
from graph.formats.chunks import array, dump, joined
from graph.formats.columnar import Form
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord, Quote, ShownEdges
from graph.network import NodeInfo, Seen
from graph.origins import Origin


def node(info: NodeInfo) -> dict[str, Any]:
    """A node's dictionary."""
    return {"id": info.id, "name": info.name, "kind": info.kind, "country": info.country, "region": info.region}


def edge(view: Seen) -> dict[str, Any]:
    """An edge's dictionary: ``key`` is the relation, numbers are those of the window it was seen through."""
    kind = view.type
    return {
        "source": view.source,
        "target": view.target,
        "key": view.relation,
        "id": view.id,
        "relation": view.relation,
        "label": kind.label,
        "sign": kind.sign,
        "plover": kind.plover,
        "symmetric": kind.symmetric,
        "goldstein": kind.goldstein,
        "strength": round(view.strength, 4),
        "confidence": round(view.confidence, 4),
        "evidence": view.evidence,
        "reports": view.reports,
        "publishers": view.publishers,
        "first_day": view.first_day,
        "last_day": view.last_day,
        "source_role": view.source_role,
        "target_role": view.target_role,
    }


def quote(one: Quote) -> dict[str, Any]:
    """A quote's dictionary."""
    return {
        "id": one.id,
        "sentence": one.sentence,
        "source_span": one.source_span,
        "target_span": one.target_span,
        "trigger": one.trigger,
        "status": one.status,
        "confidence": round(one.confidence, 4),
        "day": one.day,
        "publisher": one.publisher,
        "outlet": one.outlet,
        "credited": one.credited,
        "article": one.article,
        "title": one.title,
        "url": one.url,
        "why": one.why,
    }


def node_of(record: NodeRecord) -> dict[str, Any]:
    """A node's dictionary with the numbers that are known of it."""
    shape = node(record.info)
    if record.relations is not None:
        shape["relations"] = record.relations
    if record.hops is not None:
        shape["hops"] = record.hops
    return shape


def placed_of(record: NodeRecord) -> dict[str, Any]:
    """The same with the node's place, where it has one."""
    shape = node_of(record)
    if record.at is not None:
        shape["x"], shape["y"] = record.at
    return shape


def edge_of(record: EdgeRecord, quotes: int) -> dict[str, Any]:
    """An edge's dictionary with the address of its evidence, and ``quotes`` where any were asked for."""
    shape = edge(record.view)
    shape["link"] = addresses.evidence(shape["id"], record.origin)
    if quotes:
        shape["quotes"] = [quote(one) for one in record.quotes]
    return shape


@cache
def _form(origin: Origin) -> Form:
    """What an edge without quotes looks like."""
    nobody = NodeInfo("", "", "")
    return Form.of(lambda view: edge_of(EdgeRecord(view, nobody, nobody, origin=origin), 0))


def node_link(graph: GraphRecord) -> Iterator[bytes]:
    """A graph in node-link form."""
    yield b'{"directed":true,"multigraph":true,"graph":' + dump(graph.about) + b',"nodes":['
    yield from array(placed_of(record) for record in graph.nodes)
    yield b'],"edges":['
    if isinstance(graph.edges, ShownEdges):
        yield from joined(_form(lot.version.origin).write(lot) for lot in graph.edges.lots if lot)
    else:
        yield from array(edge_of(record, graph.quotes) for record in graph.edges)
    yield b"]" + (b"," + dump(graph.more)[1:] if graph.more else b"}")
