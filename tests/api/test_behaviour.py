"""From an article to an answer, over HTTP."""

from datetime import date, timedelta

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from app.api.page import assets
from app.container import Container
from tests.api.conftest import NOON, seed

PACT = (
    "The accord was made known on Sunday. Russia shares intelligence with Syria. Russia shares intelligence with Iraq. "
    "Russia shares intelligence with Iran. Russia trains beside Iran. For long Russia is an ally of Syria."
)


def test_after_one_article_the_closest_allies_lead(client: TestClient, container: Container) -> None:
    taken = client.post("/v1/articles", json={"text": PACT, "published_at": "2015-09-27", "publisher": "Harbour Post"})
    assert taken.status_code == 201
    assert taken.headers["location"] == taken.json()["links"]["self"]
    assert len(taken.json()["edges"]) == 5
    container.graph.refresh()
    allies = client.get("/v1/countries/RUS/alliances?as_of=2015-12-31&limit=3").json()
    assert [one["actor"]["id"] for one in allies["results"]] == ["SYR", "IRN", "IRQ"]
    first = allies["results"][0]
    assert (first["since"], first["last"], first["basis"]) == ("2015-09-27", "2015-09-27", ["observed"])
    assert first["relations"][0]["relation"] == "allied_with"
    assert allies["graph"] == {
        "version": taken.json()["version"],
        "origin": "coder",
        "as_of": "2015-12-31",
        "from": None,
        "to": None,
        "known_at": None,
    }


def test_the_same_article_again_is_known_and_changes_nothing(client: TestClient) -> None:
    first = client.post("/v1/articles", json={"text": PACT})
    again = client.post("/v1/articles", json={"text": PACT, "title": "Again"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "outcome": "known", "version": again.json()["version"]}


def test_a_retracted_article_no_longer_counts_and_stays_on_record(client: TestClient, container: Container) -> None:
    article = client.post("/v1/articles", json={"text": PACT}).json()["id"]
    container.graph.refresh()
    assert client.get("/v1/relations").json()["total"] == 5
    assert client.delete(f"/v1/articles/{article}").json()["changed"] is True
    assert client.delete(f"/v1/articles/{article}").json()["changed"] is False
    container.graph.refresh()
    assert client.get("/v1/relations").json()["total"] == 0
    kept = client.get(f"/v1/articles/{article}").json()
    assert kept["status"] == "retracted"
    assert [edge["retracted"] for edge in kept["edges"]] == [True] * 5


def test_a_new_version_has_new_etags_and_new_bytes(client: TestClient, container: Container) -> None:
    before = client.get("/v1/countries/RUS")
    seed(container)
    after = client.get("/v1/countries/RUS", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert (before.json()["relations"], after.json()["relations"]) == (0, 13)


def test_html_is_read_as_its_main_text(client: TestClient) -> None:
    page = f"<html><head><title>Sunday</title></head><body><article><h1>Sunday</h1><p>{PACT}</p></article></body></html>"
    taken = client.post("/v1/articles", json={"html": page, "url": "https://news.example/sunday"}).json()
    assert len(taken["edges"]) == 5
    kept = client.get(f"/v1/articles/{taken['id']}").json()
    assert (kept["title"], kept["url"]) == ("Sunday", "https://news.example/sunday")


def test_extract_tells_where_and_why_and_stores_nothing(client: TestClient) -> None:
    text = "In the dispute Britain reportedly bombed Turkey. It rained."
    answer = client.post("/v1/extract", json={"text": text, "published_at": "2020-02-29"}).json()
    (edge,) = answer["edges"]
    sentence = answer["sentences"][edge["sentence"]]
    assert [sentence[slice(*edge[end]["span"])] for end in ("source", "target")] == ["Britain", "Turkey"]
    assert sentence[slice(*edge["trigger"])] == "bombed"
    assert (edge["status"], edge["counted"], edge["day"]) == ("alleged", True, "2020-02-29")
    assert "bombed" in edge["why"]
    assert client.get("/v1/status").json()["articles"] == 0


@pytest.mark.parametrize("given", ["RU", "ru", "russia", "Russian Federation", "rus"])
def test_other_names_of_a_country_lead_to_its_code_with_the_query_kept(reader: TestClient, given: str) -> None:
    answer = reader.get(f"/v1/countries/{given}/rivals?as_of=2016-01-01")
    assert (answer.status_code, answer.headers["location"]) == (308, "/v1/countries/RUS/rivals?as_of=2016-01-01")


def test_a_subgraph_is_read_back_by_networkx(reader: TestClient) -> None:
    answer = reader.get("/v1/countries/RUS/subgraph?depth=2&sign=cooperation").json()
    graph = nx.node_link_graph(answer, edges="edges")
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph) == {"RUS", "SYR", "IRN", "IRQ", "TUR"}
    assert graph["RUS"]["SYR"]["allied_with"]["evidence"] == 1
    assert (answer["truncated"], answer["omitted"]) == (False, {"nodes": 0, "edges": 0, "at_least": False})


def test_limits_are_told_and_counted(reader: TestClient) -> None:
    answer = reader.get("/v1/countries/RUS/subgraph?limit_nodes=3").json()
    whole = reader.get("/v1/countries/RUS/subgraph").json()
    assert answer["truncated"]
    assert len(answer["nodes"]) + answer["omitted"]["nodes"] == len(whole["nodes"])
    shown = {node["id"] for node in answer["nodes"]}
    between = [edge for edge in whole["edges"] if {edge["source"], edge["target"]} <= shown]
    assert (answer["edges"], answer["omitted"]["edges"]) == (between, 0)
    few = reader.get("/v1/countries/RUS/subgraph?limit_nodes=3&limit_edges=2").json()
    assert (len(few["edges"]), few["omitted"]["edges"]) == (2, len(between) - 2)


def test_expanded_actors_bring_their_partners(reader: TestClient) -> None:
    path = "/v1/countries/SYR/subgraph?limit_nodes=2&layout=signed"
    plain, more = reader.get(path).json(), reader.get(f"{path}&expand=Russia&expand_nodes=2").json()
    assert [node["id"] for node in plain["nodes"]] == ["SYR", "RUS"]
    assert more["nodes"][:2] == plain["nodes"]
    assert len(more["nodes"]) == 4
    assert {node["hops"] for node in more["nodes"][2:]} <= {1, 2}
    nobody = reader.get(f"{path}&expand=TUR&expand=NZL")  # not shown, and not in the graph
    assert nobody.json() == plain
    unknown = reader.get(f"{path}&expand=Rusia")
    assert (unknown.status_code, unknown.json()["suggestions"][0]["id"]) == (404, "RUS")
    assert reader.get(path + "&expand=RUS" * 21).status_code == 400


def test_the_overview_is_the_strongest_of_the_graph(reader: TestClient) -> None:
    whole = reader.get("/v1/overview").json()
    graph = reader.get("/v1/graph").json()
    assert [edge["id"] for edge in whole["edges"]] == [edge["id"] for edge in graph["edges"]]
    assert (whole["root"], whole["truncated"]) == (None, False)
    few = reader.get("/v1/overview?limit_nodes=2&evidence=1").json()
    assert [node["id"] for node in few["nodes"]] == [whole["edges"][0]["source"], whole["edges"][0]["target"]]
    assert few["edges"][0]["quotes"]
    assert len(few["nodes"]) + few["omitted"]["nodes"] == len(graph["nodes"])


def test_nodes_have_places_where_a_layout_is_asked_for(reader: TestClient) -> None:
    for path in ("/v1/countries/RUS/subgraph", "/v1/actors/RUS/subgraph", "/v1/overview"):
        plain, drawn = reader.get(path).json(), reader.get(f"{path}?layout=signed").json()
        assert reader.get(f"{path}?layout=none").json() == plain
        at = {node["id"]: (node.pop("x"), node.pop("y")) for node in drawn["nodes"]}
        assert drawn == plain
        assert len(set(at.values())) == len(at)
        early = reader.get(f"{path}?layout=signed&to=2016-01-01&sign=conflict").json()["nodes"]
        assert 0 < len(early) < len(at)
        assert all((node["x"], node["y"]) == at[node["id"]] for node in early)
    assert at["UKR"] != (0.0, 0.0)
    alone = reader.get("/v1/actors/IGO:NATO/subgraph?layout=signed").json()["nodes"]
    assert [(node["x"], node["y"]) for node in alone] == [(0.0, 0.0)]


def test_a_node_tells_what_expanding_it_would_bring(reader: TestClient) -> None:
    answer = reader.get("/v1/countries/TUR/subgraph").json()
    for node in answer["nodes"]:
        assert node["relations"] == reader.get(f"/v1/countries/{node['id']}").json()["relations"]


def test_actors_and_countries_answer_with_the_same_graph(reader: TestClient) -> None:
    path = "RUS/subgraph?depth=2&as_of=2016-01-01"
    assert reader.get(f"/v1/actors/{path}").json() == reader.get(f"/v1/countries/{path}").json()
    nobody = reader.get("/v1/actors/IGO:NATO/subgraph").json()
    assert [node["id"] for node in nobody["nodes"]] == ["IGO:NATO"]
    assert nobody["edges"] == []


def test_as_of_leaves_later_news_out(reader: TestClient) -> None:
    then = reader.get("/v1/countries/RUS/rivals?as_of=2015-12-31").json()
    assert [one["actor"]["id"] for one in then["results"]] == ["TUR", "GBR"]
    now = reader.get("/v1/countries/RUS/rivals?limit=9").json()
    assert [one["actor"]["id"] for one in now["results"]] == ["TUR", "GBR", "UKR", "FRA"]
    assert now["results"][0]["contested"] is True  # they met in 2023
    assert then["results"][0]["contested"] is False


def test_evidence_has_the_words_the_source_and_every_status(reader: TestClient) -> None:
    answer = reader.get("/v1/relations/RUS~attacks~TUR/evidence").json()
    assert [(piece["status"], piece["counted"]) for piece in answer["results"]] == [
        ("negated", False),
        ("occurred", True),
    ]
    told = answer["results"][1]
    assert told["sentence"][slice(*told["trigger"])] == "bombed"
    assert told["sentence"][slice(*told["source"]["span"])] == "Russia"
    assert (told["article"]["publisher"], told["article"]["published_day"]) == ("Harbour Post", "2015-12-02")
    only = reader.get("/v1/relations/RUS~attacks~TUR/evidence?status=negated").json()
    assert only["total"] == 1


def test_a_check_says_since_when_and_who_says_so(reader: TestClient) -> None:
    answer = reader.get("/v1/alliances/check?a=Russia&b=Syria").json()
    assert (answer["allied"], answer["verdict"], answer["since"]) == (True, "allied", "2015-09-27")
    assert answer["publishers"] == ["The Evening Courier"]
    nato = reader.get("/v1/alliances/check?a=USA&b=GBR").json()
    assert (nato["verdict"], nato["basis"]) == ("allied", ["declared"])
    assert "IGO:NATO" in [shared["id"] for shared in nato["declared"]]
    opposed = reader.get("/v1/alliances/check?a=RUS&b=UKR&as_of=2023-12-31").json()
    assert (opposed["verdict"], opposed["allied"]) == ("opposed", False)


def test_relations_are_filtered_by_ends_class_and_sign(reader: TestClient) -> None:
    def ids(query: str) -> set[str]:
        return {one["id"] for one in reader.get(f"/v1/relations?limit=50&{query}").json()["results"]}

    assert ids("source=GBR") == {"GBR~criticises~RUS", "GBR~sanctions~RUS"}
    assert ids("actor=Turkey") == {"RUS~attacks~TUR", "TUR~accuses~RUS", "RUS~meets_with~TUR"}
    assert ids("plover=SANCTION&plover=CONSULT") == {"GBR~sanctions~RUS", "FRA~sanctions~RUS", "RUS~meets_with~TUR"}
    assert ids("relation=attacks&target=UKR") == {"RUS~attacks~UKR"}
    assert ids("sign=conflict&as_of=2015-11-30") == set()


def test_suggestions_complete_and_correct(reader: TestClient) -> None:
    assert reader.get("/v1/suggest?q=syr").json()["results"][0]["id"] == "SYR"
    assert "SYR" in [one["id"] for one in reader.get("/v1/suggest?q=Siria").json()["results"]]


def test_the_ontology_and_the_status_are_told(reader: TestClient) -> None:
    ontology = reader.get("/v1/ontology").json()
    assert len(ontology["relations"]) == 30
    assert ontology["counted"] == ["occurred", "planned", "alleged"]
    status = reader.get("/v1/status").json()
    assert (status["articles"], status["graph"]["version"]) == (3, status["version"])
    assert date.fromisoformat(status["newest_day"]) == date(2023, 1, 3)


def test_the_page_is_served_with_its_own_files_only(reader: TestClient) -> None:
    page = reader.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script>" not in page.text
    assert "style=" not in page.text
    assert "//" not in page.text.replace("<!doctype", "").split("<body>")[0]
    for name in sorted(one for one in assets() if one.endswith(".js") and not one.startswith("vendor")):
        script = reader.get(f"/explorer/{name}")
        assert script.headers["content-type"].startswith("text/javascript")
        assert "innerHTML" not in script.text
    for file in ("/", "/explorer/app.js"):
        tag = reader.get(file).headers["etag"]
        again = reader.get(file, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert reader.get(file, headers={"If-None-Match": '"other"'}).status_code == 200
    licences = reader.get("/explorer/vendor/LICENSES.txt")
    assert licences.headers["content-type"].startswith("text/plain")
    assert "Copyright" in licences.text
    for source in ("entry.js", "package.json", "package-lock.json", "world.mjs"):
        assert reader.get(f"/explorer/vendor/source/{source}").status_code == 404
    assert reader.get("/explorer/..%2Fmain.py").status_code in (400, 404)
    assert reader.get("/explorer/main.py").status_code in (400, 404)


def test_what_was_known_at_a_moment(client: TestClient, container: Container) -> None:
    before, after = ((NOON + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z") for minutes in (-5, 5))
    taken = client.post("/v1/articles", json={"text": PACT, "published_at": "2015-09-27"}).json()["id"]
    gone = container.ingest.retract(taken, NOON + timedelta(minutes=10))
    container.graph.follow(gone.version)
    paths = {
        "/v1/countries/RUS/subgraph": "edges",
        "/v1/relations": "results",
        "/v1/actors/RUS/relations": "results",
        "/v1/actors/RUS/neighbors": "results",
        "/v1/countries/RUS/timeline": "periods",
        "/v1/timeline": "periods",
        "/v1/relations/RUS~shares_intelligence_with~SYR/evidence": "results",
    }
    for path, key in paths.items():
        now, then, earlier = (client.get(path, params=ask).json() for ask in ({}, {"known_at": after}, {"known_at": before}))
        assert (len(now[key]), len(earlier[key])) == (0, 0), path
        assert then[key], path
        assert (now["graph"]["known_at"], then["graph"]["known_at"]) == (None, after)
    assert client.get("/v1/relations/RUS~shares_intelligence_with~SYR").status_code == 404
    assert client.get("/v1/relations/RUS~shares_intelligence_with~SYR", params={"known_at": after}).status_code == 200
    check = client.get("/v1/alliances/check", params={"a": "RUS", "b": "SYR", "known_at": after}).json()
    assert "RUS~shares_intelligence_with~SYR" in {bond["id"] for bond in check["relations"]}
    ahead = client.get("/v1/relations", params={"known_at": "2999-01-01T00:00:00Z"})
    assert (ahead.status_code, ahead.json()["type"].rsplit("/", 1)[-1]) == (400, "invalid-parameter")
    assert client.get("/v1/relations", params={"known_at": "2020-01-01T00:00:00"}).status_code == 400
    evidence = "/v1/relations/RUS~shares_intelligence_with~SYR/evidence"
    assert client.get(evidence, params={"known_at": "2999-01-01T00:00:00Z"}).status_code == 400


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("path", ["/v1/relations", "/v1/relations/RUS~attacks~TUR/evidence"])
def test_a_moment_beyond_all_calendars_is_refused(reader: TestClient, path: str, moment: str) -> None:
    answer = reader.get(path, params={"known_at": moment})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-parameter")
