"""What each format's own readers make of a small graph that was checked by hand."""

import csv
import json
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pyarrow.parquet as pq
import pytest
import stix2

from graph.errors import MissingPackage
from graph.formats import FORMATS
from tests.formats.drawn import BAND, QUOTE, small, triples, written

EDGES = {
    ("RUS", "SYR", "shares_intelligence_with"),
    ("RUS", "SYR", "arms"),
    ("NSA:A_BAND", "RUS", "attacks"),
    ("NSA:A_BAND", "NSA:A_BAND", "attacks"),
}
NODES = {"RUS", "SYR", "IGO:NATO", "NSA:A_BAND"}
BASE = "http://news.example"
GEXF = "{http://gexf.net/1.3}"


def ends(graph: Any, key: str = "relation") -> set[tuple[str, str, str]]:
    return {(source, target, data[key]) for source, target, data in graph.edges(data=True)}


def test_node_link() -> None:
    answer = json.loads(written("json", small()))
    graph: Any = nx.node_link_graph(answer, edges="edges")
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph.edges(keys=True)) == EDGES
    assert set(graph) == NODES
    assert graph.nodes["SYR"] == {
        "name": "Syria",
        "kind": "country",
        "country": "SYR",
        "region": "middle_east",
        "relations": 2,
        "hops": 1,
    }
    assert graph.nodes["IGO:NATO"]["country"] is None
    told = graph.edges["RUS", "SYR", "shares_intelligence_with"]
    assert told["link"] == "/v1/relations/RUS~shares_intelligence_with~SYR/evidence"
    assert (told["first_day"], told["strength"], told["symmetric"]) == ("2015-09-27", 1.2346, True)
    assert "quotes" not in told
    assert graph.graph["as_of"] == "2018-01-01"
    assert answer["root"] == "RUS"


def test_quotes_lie_beside_their_edge() -> None:
    for name, read in (("node-link", lambda a: nx.node_link_graph(a, edges="edges")), ("cytoscape", nx.cytoscape_graph)):
        graph: Any = read(json.loads(written(name, small(2))))
        quotes = graph.edges["RUS", "SYR", "shares_intelligence_with"]["quotes"]
        assert [quote["publisher"] for quote in quotes] == ["The Evening Courier", None]
        assert quotes[0]["sentence"][slice(*quotes[0]["source_span"])] == "Moscow"
        assert quotes[0]["sentence"][slice(*quotes[0]["trigger"])] == "shares intelligence"
        assert quotes[0]["target_span"] is None
        assert graph.edges["RUS", "SYR", "arms"]["quotes"] == []


def test_cytoscape() -> None:
    answer = json.loads(written("cytoscape", small()))
    graph: Any = nx.cytoscape_graph(answer)
    assert set(graph.edges(keys=True)) == EDGES
    assert graph.nodes["NSA:A_BAND"]["name"] == BAND.name
    assert graph.graph == {"name": "RUS-subgraph", "version": 7, "as_of": "2018-01-01"}
    elements = [one["data"] for kind in ("nodes", "edges") for one in answer["elements"][kind]]
    assert len({one["id"] for one in elements}) == len(elements)  # cytoscape.js has one room for both
    assert all(value is not None for one in elements for value in one.values())


def test_graphml() -> None:
    graph: Any = nx.read_graphml(BytesIO(written("graphml", small(2))), force_multigraph=True)
    assert isinstance(graph, nx.MultiDiGraph)
    assert ends(graph) == EDGES
    assert graph.nodes["NSA:A_BAND"] == {"name": BAND.name, "kind": "group", "relations": 2, "hops": 1}
    assert graph.graph["version"] == 7
    told = graph.edges["RUS", "SYR", "RUS~shares_intelligence_with~SYR"]
    assert (told["strength"], told["evidence"], told["symmetric"], told["first_day"]) == (1.2346, 3, True, "2015-09-27")
    assert (told["quote"], told["quote_day"], told["quote_url"]) == (QUOTE.sentence, "2015-09-27", QUOTE.url)
    assert (told["quote_2"], told["quote_2_status"]) == ("Again.", "alleged")
    assert "quote_2_publisher" not in told
    assert "quote" not in graph.edges["RUS", "SYR", "RUS~arms~SYR"]


def test_gexf() -> None:
    graph: Any = nx.read_gexf(BytesIO(written("gexf", small(1))), version="1.3")
    assert ends(graph) == EDGES
    assert graph.nodes["NSA:A_BAND"]["label"] == BAND.name
    told = graph.edges["RUS", "SYR", "RUS~shares_intelligence_with~SYR"]
    assert told["spells"] == [("2015-09-27", "2016-03-01")]
    assert (told["weight"], told["evidence"], told["symmetric"]) == (1.2346, 3, True)
    assert told["quote"] == QUOTE.sentence


def test_gexf_declares_what_it_uses_and_keeps_inside_its_bounds() -> None:
    root = ET.fromstring(written("gexf", small(2)))  # noqa: S314 - our own
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert root.get("version") == "1.3"
    assert graph.attrib == {
        "mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date", "timerepresentation": "interval",
        "start": "2013-01-01", "end": "2017-12-31",
    }  # fmt: skip
    assert [child.tag for child in graph] == [f"{GEXF}{name}" for name in ("attributes", "attributes", "nodes", "edges")]
    declared = {
        group.get("class"): {one.get("id"): one.get("type") for one in group} for group in graph.findall(f"{GEXF}attributes")
    }
    assert set(declared["edge"].values()) <= {"string", "long", "double", "boolean"}
    for what in ("node", "edge"):
        elements = graph.findall(f"{GEXF}{what}s/{GEXF}{what}")
        assert len({one.get("id") for one in elements}) == len(elements) == 4
        assert {value.get("for") for one in elements for value in one.iter(f"{GEXF}attvalue")} <= set(declared[what])
    nodes = {one.get("id") for one in graph.iter(f"{GEXF}node")}
    for edge in graph.iter(f"{GEXF}edge"):
        assert {edge.get("source"), edge.get("target")} <= nodes
        assert edge.get("kind") in {relation for _, _, relation in EDGES}
        (spell,) = edge.iter(f"{GEXF}spell")
        assert graph.attrib["start"] <= spell.attrib["start"] <= spell.attrib["end"] <= graph.attrib["end"]


def test_places_are_told_where_a_format_can_draw() -> None:
    places = ((0.0, 0.0), (-120.5, 30.1), (90.0, -4.0), (5.5, 60.0))
    graph = small()
    nodes = [record._replace(at=at) for record, at in zip(graph.nodes, places, strict=True)]
    graph = replace(graph, nodes=nodes, placed=True)
    told = json.loads(written("json", graph))["nodes"]
    assert [(one["x"], one["y"]) for one in told] == list(places)
    elements = json.loads(written("cytoscape", graph))["elements"]["nodes"]
    assert [(one["position"]["x"], one["position"]["y"]) for one in elements] == list(places)
    assert "x" not in elements[0]["data"]
    graphml: Any = nx.read_graphml(BytesIO(written("graphml", graph)), force_multigraph=True)
    assert (graphml.nodes["SYR"]["x"], graphml.nodes["SYR"]["y"]) == places[1]
    root = ET.fromstring(written("gexf", graph))  # noqa: S314 - our own
    found = [(float(one.attrib["x"]), float(one.attrib["y"])) for one in root.iter("{http://gexf.net/1.3/viz}position")]
    assert found == list(places)
    for name in ("csv", "jsonld", "stix"):
        assert written(name, graph) == written(name, small())


def test_csv() -> None:
    rows = list(csv.DictReader(StringIO(written("csv", small(1)).decode(), newline="")))
    assert {(row["source"], row["target"], row["relation"]) for row in rows} == EDGES
    first, arms, fights, _ = rows
    assert (first["source_name"], first["strength"], first["symmetric"], first["target_role"]) == ("Russia", "1.2346", "true", "")
    assert first["quote"] == f"'{QUOTE.sentence}"
    assert first["quote_title"] == "'-Four- capitals"
    assert arms["quote"] == ""
    assert float(fights["goldstein"]) < 0
    assert fights["source_name"] == BAND.name
    assert written("csv", small()).count(b"\r\n") == 5


def test_parquet() -> None:
    file = pq.ParquetFile(BytesIO(written("parquet", small(1))))
    table = file.read()
    rows = table.to_pylist()
    assert {(row["source"], row["target"], row["relation"]) for row in rows} == EDGES
    assert rows[0]["first_day"] == date(2015, 9, 27)
    assert rows[0]["quote"] == QUOTE.sentence
    assert rows[1]["quote"] is None
    assert rows[2]["goldstein"] < 0
    assert str(table.schema.field("evidence").type) == "int64"
    assert json.loads(table.schema.metadata[b"entente"]) == {"name": "RUS-subgraph", "version": 7, "as_of": "2018-01-01"}


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match=r"entente\[parquet\]"):
        written("parquet", small())


def asked(question: str, quotes: int = 2) -> list[tuple[Any, ...]]:
    store = triples(small(quotes))
    prefixes = "prefix e: <urn:entente:> prefix schema: <https://schema.org/> prefix prov: <http://www.w3.org/ns/prov#> "
    prefixes += "prefix skos: <http://www.w3.org/2004/02/skos/core#> "
    return [tuple(value.toPython() for value in row) for row in store.query(prefixes + question)]  # type: ignore[union-attr]


def test_jsonld_answers_who_does_what_to_whom() -> None:
    assert asked("select ?a ?b { ?a e:attacks ?b }") == asked(
        "select ?a ?b { ?r rdf:subject ?a ; rdf:predicate e:attacks ; rdf:object ?b }"
    )
    assert (f"{BASE}/v1/actors/NSA:A_BAND", f"{BASE}/v1/actors/RUS") in asked("select ?a ?b { ?a e:attacks ?b }")
    both = asked("select ?a ?b { ?x e:shares_intelligence_with ?y . ?x schema:name ?a . ?y schema:name ?b }")
    assert set(both) == {("Russia", "Syria"), ("Syria", "Russia")}
    assert asked("select ?n { ?a e:arms/schema:name ?n }") == [("Syria",)]
    numbers = asked("select ?s ?d { ?r rdf:predicate e:arms ; e:strength ?s ; e:first_day ?d }")
    assert numbers == [(0.5, date(2014, 2, 3))]
    hostile = asked("select distinct ?p { ?r rdf:predicate/skos:broader ?c . ?c skos:prefLabel 'ASSAULT' . ?r rdf:predicate ?p }")
    assert hostile == [("urn:entente:attacks",)]


def test_jsonld_cites_sentences_and_their_articles() -> None:
    told = asked(
        "select ?t ?p ?u { ?r rdf:predicate e:shares_intelligence_with ; schema:citation ?q . ?q schema:text ?t ; "
        "prov:wasQuotedFrom ?a . ?a schema:publisher/schema:name ?p ; schema:url ?u }"
    )
    assert told == [(QUOTE.sentence, QUOTE.publisher, QUOTE.url)]
    assert len(asked("select ?q { ?r schema:citation ?q }")) == 2
    assert asked("select ?q { ?r schema:citation ?q }", quotes=0) == []


def test_jsonld_is_read_without_any_network() -> None:
    context = json.loads(written("jsonld", small()))["@context"]
    assert isinstance(context, dict)
    assert "@import" not in context


def test_stix() -> None:
    bundle = stix2.parse(written("stix", small(2)).decode(), allow_custom=False)
    by_type: dict[str, list[Any]] = {}
    for one in bundle.objects:
        by_type.setdefault(one.type, []).append(one)
    assert {kind: len(ones) for kind, ones in by_type.items()} == {
        "identity": 5, "extension-definition": 1, "relationship": 4, "note": 2,
    }  # fmt: skip
    names = {one.id: one.name for one in by_type["identity"]}
    shares = next(one for one in by_type["relationship"] if one.relationship_type == "shares-intelligence-with")
    assert (names[shares.source_ref], names[shares.target_ref]) == ("Russia", "Syria")
    assert (shares.created, shares.modified) == (stamp(2015, 9, 27), stamp(2016, 3, 1))
    (extension,) = by_type["extension-definition"]
    assert shares.extensions[extension.id]["strength"] == 1.2346
    assert all(one.created_by_ref in names for one in bundle.objects if "created_by_ref" in one)
    note, bare = by_type["note"]
    assert (note.content, note.object_refs, note.confidence) == (QUOTE.sentence, [shares.id], 91)
    assert note.external_references[1].url == QUOTE.url
    assert "url" not in bare.external_references[1]
    assert bare.external_references[1].description == "urn:x"
    groups = {one.name: one.identity_class for one in by_type["identity"]}
    assert groups[BAND.name] == "group"


def stamp(*day: int) -> datetime:
    return stix2.utils.parse_into_datetime(datetime(*day).isoformat() + "Z")  # type: ignore[arg-type, no-any-return]


def test_stix_ids_are_those_of_other_bundles_and_a_window_is_another_relation() -> None:
    def ids(graph: Any, kind: str) -> set[str]:
        return {one["id"] for one in json.loads(written("stix", graph))["objects"] if one["type"] == kind}

    again = small(1)
    object.__setattr__(again, "about", {"version": 8})
    assert ids(small(), "identity") == ids(again, "identity")
    assert ids(small(), "relationship").isdisjoint(ids(again, "relationship"))
    object.__setattr__(again, "about", {"version": 8, "as_of": date(2018, 1, 1)})
    assert ids(small(), "relationship") == ids(again, "relationship")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_graph_gives_the_same_bytes(name: str) -> None:
    assert written(name, small(2)) == written(name, small(2))


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_can_be_written(name: str) -> None:
    graph = small()
    for part in ("nodes", "edges"):
        object.__setattr__(graph, part, [])
    object.__setattr__(graph, "first", None)
    body = written(name, graph)
    if name in ("graphml", "gexf"):
        assert "start=" not in body.decode()
        ET.fromstring(body)  # noqa: S314
    elif name == "parquet":
        assert pq.ParquetFile(BytesIO(body)).metadata.num_rows == 0
    elif name == "csv":
        assert body.count(b"\r\n") == 1
    else:
        json.loads(body)
