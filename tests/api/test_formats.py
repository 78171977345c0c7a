"""Formats over HTTP: which one is chosen, what its answer is headed by, and that it says what the JSON says."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pytest
import stix2
from fastapi.testclient import TestClient

from app.container import Container
from app.http.formats import GRAPHS, LISTS, choose, headers_of
from app.http.problems import InvalidParameter, NotAcceptable
from app.ingestion.article import ArticleIn
from graph.formats import FORMATS
from tests.api.conftest import NOON, seed

SUBGRAPH = "/v1/countries/RUS/subgraph"
GRAPH_ROUTES = [
    "/v1/countries/RUS/subgraph?",
    "/v1/actors/RUS/subgraph?",
    "/v1/actors/RUS/relations?limit=50&",
    "/v1/relations?limit=50&",
    "/v1/dyads/RUS/TUR?",
    "/v1/paths?source=SYR&target=UKR&",
    "/v1/graph?",
    "/v1/overview?",
]
LIST_ROUTES = ["/v1/countries/RUS/alliances", "/v1/countries/RUS/rivals", "/v1/relations/RUS~attacks~UKR/evidence"]


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode(), newline="")))


READERS: dict[str, Callable[[bytes], set[str]]] = {
    "json": lambda body: {one["id"] for one in json.loads(body).get("edges", json.loads(body).get("results"))},
    "node-link": lambda body: {one["id"] for one in json.loads(body)["edges"]},
    "cytoscape": lambda body: {one["data"]["id"] for one in json.loads(body)["elements"]["edges"]},
    "graphml": lambda body: {one[2] for one in _read(nx.read_graphml, body, force_multigraph=True)},
    "gexf": lambda body: {one[2] for one in _read(nx.read_gexf, body, version="1.3")},
    "csv": lambda body: {row["id"] for row in rows(body)},
    "parquet": lambda body: set(pq.ParquetFile(BytesIO(body)).read()["id"].to_pylist()),
    "jsonld": lambda body: {
        one["identifier"] for one in json.loads(body)["@graph"] if "Relation" in one.get("@type", ())
    },
    "stix": lambda body: {
        one.external_references[0].external_id for one in stix2.parse(body.decode()).objects if one.type == "relationship"
    },
}  # fmt: skip


def _read(read: Any, body: bytes, **how: Any) -> Any:
    graph = read(BytesIO(body), **how)
    return [(source, target, data.get("id", key)) for source, target, key, data in _edges(graph)]


def _edges(graph: Any) -> Any:
    if graph.is_multigraph():
        return graph.edges(keys=True, data=True)
    return [(source, target, data.get("id"), data) for source, target, data in graph.edges(data=True)]


@pytest.mark.parametrize("route", GRAPH_ROUTES)
@pytest.mark.parametrize("name", FORMATS)
def test_every_graph_answer_says_the_same_in_every_format(reader: TestClient, route: str, name: str) -> None:
    answer = reader.get(f"{route}format={name}")
    expected = READERS["node-link"](reader.get(f"{route}format=node-link").content)
    form = FORMATS[name]
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == form.media_type
    assert "Accept" in answer.headers["vary"].split(", ")
    if name != "json" or "edges" in answer.json():
        assert READERS[name](answer.content) == expected
    assert len(expected) >= 2
    named = answer.headers.get("content-disposition", "")
    assert named.endswith(f'.{form.ending}"') if form.download else named == ""
    by_header = reader.get(route.rstrip("?&"), headers={"Accept": form.essence})
    assert by_header.content == answer.content


@pytest.mark.parametrize("route", GRAPH_ROUTES)
def test_quotes_come_along_in_every_format(reader: TestClient, route: str) -> None:
    plain = json.loads(reader.get(f"{route}format=node-link&evidence=2").content)
    quotes = {edge["id"]: [quote["sentence"] for quote in edge["quotes"]] for edge in plain["edges"]}
    assert all(1 <= len(told) <= 2 for told in quotes.values())
    found = rows(reader.get(f"{route}format=csv&evidence=2").content)
    assert {row["id"]: [row[name] for name in ("quote", "quote_2") if row[name]] for row in found} == quotes
    notes = [one for one in stix2.parse(reader.get(f"{route}format=stix&evidence=2").text).objects if one.type == "note"]
    assert sorted(note.content for note in notes) == sorted(text for told in quotes.values() for text in told)
    own = reader.get(f"{route}evidence=2").text
    assert all(json.dumps(text)[1:-1] in own for told in quotes.values() for text in told)


def test_a_quote_is_of_the_window(reader: TestClient) -> None:
    edges = reader.get(f"{SUBGRAPH}?evidence=5&as_of=2016-01-01").json()["edges"]
    assert edges
    assert all(quote["day"] <= "2016-01-01" for edge in edges for quote in edge["quotes"])
    spans = next(edge for edge in edges if edge["id"] == "RUS~shares_intelligence_with~SYR")["quotes"][0]
    assert spans["sentence"][slice(*spans["source_span"])] == "Russia"
    assert (spans["publisher"], spans["title"]) == ("The Evening Courier", "Four capitals pool their secrets")
    assert spans["url"] == "https://courier.example/four-capitals"


def test_a_quote_is_of_the_days_and_was_known_at_the_moment(client: TestClient, container: Container) -> None:
    seed(container)
    later = ArticleIn(text="Russia bombed Ukraine once more, all say.", published_at=date(2023, 2, 1))
    container.ingest.ingest(later, NOON + timedelta(days=1))
    container.graph.refresh()

    def sentences(question: str) -> set[str]:
        edges = client.get(f"/v1/graph?relation=attacks&evidence=5&{question}").json()["edges"]
        return {quote["sentence"] for edge in edges for quote in edge["quotes"]}

    known = sentences("known_at=2026-01-05T23:00:00Z")
    assert later.text not in known
    assert sentences("as_of=2023-01-31") == known
    assert sentences("from=2023-01-31") == {later.text}
    assert sentences("known_at=2026-01-06T23:00:00Z") == sentences("") == known | {later.text}


def test_a_page_of_relations_keeps_its_link(reader: TestClient) -> None:
    seen: list[str] = []
    url: str | None = "/v1/relations?limit=4&format=csv"
    while url:
        answer = reader.get(url)
        seen += [row["id"] for row in rows(answer.content)]
        url = answer.links.get("next", {}).get("url")
        assert url is None or "format=csv" in url
    assert seen == [one["id"] for one in reader.get("/v1/relations?limit=50").json()["results"]]


@pytest.mark.parametrize("route", LIST_ROUTES)
def test_lists_are_tables_too(reader: TestClient, route: str) -> None:
    plain = reader.get(f"{route}?limit=50").json()["results"]
    answer = reader.get(f"{route}?limit=50", headers={"Accept": "text/csv"})
    found = rows(answer.content)
    assert answer.content == reader.get(f"{route}?limit=50&format=csv").content
    assert len(found) == len(plain) > 0
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="entente-')
    if "evidence" in route:
        assert [(row["sentence"], row["source"], row["publisher"]) for row in found] == [
            (one["sentence"], one["source"]["actor"], one["article"]["publisher"]) for one in plain
        ]
        assert found[0]["sentence"][int(found[0]["trigger_start"]) : int(found[0]["trigger_end"])] == "bombed"
    else:
        assert [(int(row["rank"]), row["actor"], float(row["score"])) for row in found] == [
            (one["rank"], one["actor"]["id"], one["score"]) for one in plain
        ]
        assert found[0]["relations"].split("|") == [one["id"] for one in plain[0]["relations"]]
    assert reader.get(f"{route}?format=gexf").status_code == 400


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; header=present", "csv"),
        ("text/csv;q=0.5, application/gexf+xml;q=0.9", "gexf"),
        ("text/csv;q=0.5, application/json;q=0.5", "json"),
        ("application/json;q=0, */*;q=0.1", "node-link"),
        ("application/ld+json, application/json;q=0.9", "jsonld"),
        ("application/stix+json;version=2.1", "stix"),
        ("nonsense, application/graphml+xml", "graphml"),
        ("nonsense", "json"),
        ("text/csv;q=2, */*;q=0.1", "json"),
    ],
)
def test_accept(accept: str | None, name: str) -> None:
    assert choose(GRAPHS, None, [] if accept is None else [accept]).name == name


def test_what_cannot_be_chosen() -> None:
    for accepted in ("image/png", "application/json;q=0", "text/html, text/plain", "*/*;q=0"):
        with pytest.raises(NotAcceptable, match="application/json, text/csv"):
            choose(LISTS, None, [accepted])
    with pytest.raises(InvalidParameter, match="unknown format 'CSV'; this address gives: json, csv"):
        choose(LISTS, "CSV", [])
    assert choose(LISTS, "csv", ["image/png"]).name == "csv"
    assert choose((), None, ["image/png"]).name == "json"


def test_problems_are_problem_documents(reader: TestClient) -> None:
    refused = reader.get(SUBGRAPH, headers={"Accept": "image/png"})
    assert (refused.status_code, refused.json()["type"]) == (406, "/problems/not-acceptable")
    assert refused.headers["content-type"] == "application/problem+json"
    unknown = reader.get(f"{SUBGRAPH}?format=dot")
    assert (unknown.status_code, unknown.json()["type"]) == (400, "/problems/invalid-parameter")
    assert reader.get(f"{SUBGRAPH}?evidence=6").status_code == 400
    assert reader.get("/v1/countries?format=csv").json()["type"] == "/problems/unknown-parameter"
    assert reader.get("/v1/countries", headers={"Accept": "image/png"}).status_code == 200


@pytest.mark.parametrize("route", ["/v1/graph", SUBGRAPH])
def test_what_is_not_installed_is_said(reader: TestClient, monkeypatch: pytest.MonkeyPatch, route: str) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    answer = reader.get(f"{route}?format=parquet&min_sources=2")
    assert (answer.status_code, answer.json()["type"]) == (501, "/problems/format-unavailable")
    assert "entente[parquet]" in answer.json()["detail"]


@pytest.mark.parametrize("route", [SUBGRAPH, "/v1/graph"])
def test_a_remembered_answer_is_of_the_format_that_was_asked_for(client: TestClient, container: Container, route: str) -> None:
    seed(container)
    reader = client
    first = {name: reader.get(route, headers={"Accept": FORMATS[name].essence}) for name in ("json", "gexf", "csv")}
    again = {name: reader.get(route, headers={"Accept": FORMATS[name].essence}) for name in first}
    assert len({answer.headers["etag"] for answer in first.values()}) == 3
    for name, answer in first.items():
        assert answer.content == again[name].content
        for header in ("content-type", "content-disposition", "vary", "etag"):
            assert answer.headers.get(header) == again[name].headers.get(header)
        held = {"If-None-Match": answer.headers["etag"]}
        assert reader.get(route, headers={**held, "Accept": FORMATS[name].essence}).status_code == 304
        other = "csv" if name != "csv" else "gexf"
        assert reader.get(route, headers={**held, "Accept": FORMATS[other].essence}).status_code == 200


def test_no_format_touches_sql_without_evidence(
    client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(container)

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("SQL was asked")

    monkeypatch.setattr(type(container.engine), "connect", refused)
    for route in GRAPH_ROUTES:
        for name in FORMATS:
            assert client.get(f"{route}format={name}").status_code == 200
    assert client.get(f"{SUBGRAPH}?evidence=1").status_code in (500, 503)


def test_the_whole_graph_is_filtered_and_knows_moments(reader: TestClient) -> None:
    def edges(question: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = reader.get(f"/v1/graph?{question}").json()["edges"]
        return found

    whole = edges("")
    assert len(whole) == reader.get("/v1/relations").json()["total"]
    assert [edge["strength"] for edge in whole] == sorted((edge["strength"] for edge in whole), reverse=True)
    assert {edge["relation"] for edge in edges("relation=attacks&relation=sanctions")} == {"attacks", "sanctions"}
    assert {edge["sign"] for edge in edges("sign=conflict")} == {"conflict"}
    assert all(edge["last_day"] <= "2016-01-01" for edge in edges("as_of=2016-01-01"))
    assert edges("known_at=2020-01-01T00:00:00Z") == []
    assert all(edge["publishers"] >= 2 for edge in edges("min_sources=2"))
    assert all(reader.get(edge["link"]).status_code == 200 for edge in whole)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("RUS-subgraph", "entente-RUS-subgraph.csv"),
        ("IGO:NATO-subgraph", "entente-IGO-NATO-subgraph.csv"),
        ("../../x\r\ny", "entente-x-y.csv"),
        ("שלום", "entente-answer.csv"),
    ],
)
def test_a_file_name_is_plain(name: str, file: str) -> None:
    assert headers_of(FORMATS["csv"], name) == {"Content-Disposition": f'attachment; filename="{file}"'}
