"""Whatever actors, articles and publishers are called, every format can be read back and says the same."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pyarrow.parquet as pq
import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.formats import FORMATS, GraphRecord
from graph.formats.chunks import fit
from graph.formats.table import cell
from tests.formats.drawn import NASTY, graphs, triples, written

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(many, max_examples=15)
XMLNS = "{http://graphml.graphdrawing.org/xmlns}"


def names(graph: GraphRecord) -> dict[str, str]:
    return {node.info.id: fit(node.info.name) for node in graph.nodes}


def ids(graph: GraphRecord) -> set[str]:
    return {edge.view.id for edge in graph.edges}


@given(graphs())
@many
def test_json(graph: GraphRecord) -> None:
    read = nx.node_link_graph(json.loads(written("node-link", graph)), edges="edges")
    assert {data["id"] for *_, data in read.edges(data=True)} == ids(graph)
    assert {node: fit(data["name"]) for node, data in read.nodes(data=True)} == names(graph)
    cyto = json.loads(written("cytoscape", graph))["elements"]
    assert {one["data"]["id"] for one in cyto["edges"]} == ids(graph)


@given(graphs())
@many
def test_graphml(graph: GraphRecord) -> None:
    read: Any = nx.read_graphml(BytesIO(written("graphml", graph)), force_multigraph=True)
    assert {node: data.get("name", "") for node, data in read.nodes(data=True)} == names(graph)
    assert {key for *_, key in read.edges(keys=True)} == ids(graph)
    for edge in graph.edges:
        data = read.edges[edge.source.id, edge.target.id, edge.view.id]
        assert data["strength"] == round(edge.view.strength, 4)
        assert "None" not in {value for name, value in data.items() if not name.startswith("quote")}
        if edge.quotes:
            assert data.get("quote", "") == fit(edge.quotes[0].sentence)


@given(graphs())
@many
def test_gexf(graph: GraphRecord) -> None:
    body = written("gexf", graph)
    labels = {one.get("id"): one.get("label") for one in ET.fromstring(body).iter("{http://gexf.net/1.3}node")}  # noqa: S314
    assert labels == names(graph)
    if names(graph):
        assert nx.read_gexf(BytesIO(body), version="1.3").number_of_edges() == len(ids(graph))


@given(graphs())
@many
def test_tables(graph: GraphRecord) -> None:
    rows = list(csv.DictReader(StringIO(written("csv", graph).decode(), newline="")))
    assert {row["id"] for row in rows} == ids(graph)
    for row, edge in zip(rows, graph.edges, strict=True):
        assert plain(row["source_name"]) == fit(edge.source.name)
        assert not row["source_name"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert float(row["strength"]) == round(edge.view.strength, 4)
    found = pq.ParquetFile(BytesIO(written("parquet", graph))).read().to_pylist()
    assert [row["target_name"] for row in found] == [fit(edge.target.name) for edge in graph.edges]


def plain(text: str) -> str:
    """What the documentation says to do with a cell."""
    return text.removeprefix("'")


@given(NASTY)
def test_a_cell_is_what_it_was_without_its_apostrophe(text: str) -> None:
    assert plain(cell(text)) == fit(text)


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.none()))
def test_numbers_are_left_alone(number: float | None) -> None:
    assert cell(number) is number


@given(graphs())
@few
def test_jsonld(graph: GraphRecord) -> None:
    store = triples(graph)
    question = "select ?r { ?r rdf:subject ?a ; rdf:predicate ?p ; rdf:object ?b . ?a ?p ?b }"
    assert {str(row[0]).rsplit("/", 1)[1] for row in store.query(question)} == ids(graph)  # type: ignore[index]


@given(graphs())
@few
def test_stix(graph: GraphRecord) -> None:
    bundle = stix2.parse(written("stix", graph).decode(), allow_custom=False)
    related = [one for one in bundle.objects if one.type == "relationship"]
    assert {one.external_references[0].external_id for one in related} == ids(graph)
    assert len({one.id for one in bundle.objects}) == len(bundle.objects)


@given(graphs())
@few
def test_the_same_graph_gives_the_same_bytes(graph: GraphRecord) -> None:
    for name in FORMATS:
        assert written(name, graph) == written(name, graph)
