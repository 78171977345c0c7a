"""Whatever is asked with ``origin=`` is answered from that origin alone, says so, and leads on to the same."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from graph.origins import ORIGINS
from tests.api.conftest import seed
from tests.api.contracts.walking import addresses, also
from tests.services.test_origins import put

ATTACK = "RUS~attacks~UKR"
EVERY = list(addresses(taking="origin"))


@pytest.fixture
def imported(client: TestClient, container: Container) -> TestClient:
    """A client of the seeded application, with something of two other origins."""
    seed(container)
    put(container.engine, "gdelt", "RUS attacks UKR", "RUS allied_with SYR", "TUR supports SYR", "RUS arms CHN", key="art-g")
    put(container.engine, "cow", "RUS allied_with BLR")
    container.graph.refresh()
    return client


def links(value: Any, inside: bool = False) -> Iterator[str]:
    """Every address under ``link``, ``links`` and ``next_url``."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from links(part, inside or name in ("link", "links", "next_url"))
    elif isinstance(value, list):
        for part in value:
            yield from links(part, inside)
    elif inside and isinstance(value, str):
        yield value


def test_the_routes_that_ask_the_graph_take_it() -> None:
    asked = {address.partition("?")[0] for address in EVERY}
    assert set(addresses(taking="known_at")) <= set(EVERY)
    assert {"/v1/countries", f"/v1/relations/{ATTACK}/evidence", "/v1/graph", "/v1/alliances/check"} <= asked


@pytest.mark.parametrize("address", EVERY)
def test_an_answer_says_and_leads_where_it_came_from(imported: TestClient, address: str) -> None:
    plain, coder = imported.get(address), imported.get(also(address, "origin=coder"))
    assert plain.json()["graph"]["origin"] == "coder"
    unlike = dict.fromkeys(("next", "next_url"))  # cursors are of one question
    assert plain.json() | unlike == coder.json() | unlike
    assert not any("origin=" in link for link in links(plain.json()))
    answer = imported.get(also(address, "origin=gdelt"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["graph"]["origin"] == "gdelt"
    found = set(links(answer.json()))
    for link in found:
        assert link.startswith("/v1/articles/") != ("origin=gdelt" in link), link
        assert imported.get(link).status_code in (200, 308, 404 if "/alliances" in link else 200), link
    again = imported.get(also(address, "origin=gdelt"), headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert imported.get(also(address, "origin=gdelt")).content == answer.content


@pytest.mark.parametrize("address", EVERY)
@pytest.mark.parametrize("given", ["all", "", "GDELT", "coder,gdelt", "origin=gdelt&origin=cow"])
def test_another_value_is_400_with_those_that_there_are(imported: TestClient, address: str, given: str) -> None:
    answer = imported.get(also(address, given if "&" in given else f"origin={given}"))
    assert answer.status_code == 400
    if "&" not in given:
        assert all(f"'{origin}'" in answer.text for origin in ORIGINS)


def test_what_is_told_is_of_the_origin(imported: TestClient) -> None:
    def ids(origin: str, query: str = "") -> list[str]:
        return sorted(one["id"] for one in imported.get(f"/v1/relations?limit=50&origin={origin}{query}").json()["results"])

    told = ["RUS~allied_with~SYR", "RUS~arms~CHN", ATTACK, "TUR~supports~SYR"]
    assert ids("gdelt") == sorted(told)
    assert ids("gdelt", "&known_at=2026-01-05T12:00:00Z") == sorted(told)
    assert ids("cow") == ["BLR~allied_with~RUS"]
    assert ids("atop") == []
    assert "RUS~arms~CHN" not in ids("coder")
    assert imported.get("/v1/relations/RUS~arms~CHN").status_code == 404
    assert imported.get("/v1/relations/RUS~arms~CHN@gdelt").status_code == 404
    assert imported.get("/v1/relations/RUS~arms~CHN/evidence").status_code == 404
    assert imported.get("/v1/relations/RUS~arms~CHN@gdelt/evidence").status_code == 404
    assert imported.get("/v1/relations/RUS~arms~CHN?origin=gdelt").json()["id"] == "RUS~arms~CHN"
    (piece,) = imported.get(f"/v1/relations/{ATTACK}/evidence?origin=gdelt").json()["results"]
    assert (piece["relation_id"], piece["article"]["id"]) == (ATTACK, "art-g")
    check = imported.get("/v1/alliances/check?a=CHN&b=RUS&origin=gdelt").json()
    assert (check["verdict"], check["publishers"], check["quotes"][0]["relation_id"]) == ("aligned", ["Wire"], "RUS~arms~CHN")
    countries = imported.get("/v1/countries?limit=50&region=asia&origin=gdelt").json()["results"]
    assert {one["id"]: one["relations"] for one in countries}["CHN"] == 1
    article = imported.get("/v1/articles/art-g").json()
    assert (article["origin"], {one["relation_id"] for one in article["edges"]}) == ("gdelt", set(told))
    lists = imported.get("/v1/countries/RUS/alliances?origin=gdelt&format=csv").text
    assert all("origin=gdelt" in row["dyad"] for row in csv.DictReader(StringIO(lists)))


@pytest.mark.parametrize("form", ["node-link", "cytoscape", "graphml", "gexf", "csv", "jsonld", "stix"])
def test_formats_carry_it(imported: TestClient, form: str) -> None:
    for evidence in (0, 1):
        answer = imported.get(f"/v1/graph?origin=gdelt&format={form}&evidence={evidence}")
        assert answer.status_code == 200
        assert answer.text.count("evidence?origin=gdelt") >= 4
        assert "RUS~arms~CHN" in answer.text
        assert "IRN" not in answer.text  # the coder's
        assert form in ("csv", "stix") or "gdelt" in answer.text.replace("origin=gdelt", "")
        assert "@gdelt" not in answer.text


def test_status_and_origins_count_each_on_its_own(imported: TestClient, container: Container) -> None:
    status = imported.get("/v1/status").json()
    assert status["relations"] == status["graph"]["relations"] == len(container.graph.current())
    assert [(one["origin"], one["articles"], one["evidence"], one["relations"]) for one in status["origins"]] == [
        ("gdelt", 1, 4, 4), ("cow", 1, 1, 1),
    ]  # fmt: skip
    answer = imported.get("/v1/origins").json()
    assert [one["origin"] for one in answer["results"]] == list(ORIGINS)
    by = {one["origin"]: one for one in answer["results"]}
    assert (by["coder"]["citation"], by["coder"]["relations"]) == (None, status["relations"])
    assert all(by[origin]["citation"] and by[origin]["codebook"] for origin in ORIGINS if origin != "coder")
    assert (by["gdelt"]["relations"], by["atop"]["relations"], by["atop"]["newest_day"]) == (4, 0, None)
    assert imported.get(by["cow"]["links"]["graph"]).json()["edges"][0]["id"] == "BLR~allied_with~RUS"


def test_an_import_changes_the_version_and_nothing_that_the_log_tells(imported: TestClient, container: Container) -> None:
    before = imported.get("/v1/changes?since=0&limit=50").json()
    put(container.engine, "gdelt", "RUS supports SYR")
    container.graph.refresh()
    after = imported.get("/v1/changes?since=0&limit=50").json()
    assert after["version"] == before["version"] + 1
    assert "RUS~supports~SYR" not in {one["id"] for one in after["results"]}
    assert after["results"] == before["results"]
    assert imported.get("/v1/relations/RUS~supports~SYR?origin=gdelt").status_code == 200


def test_pages_go_on_in_the_same_origin(imported: TestClient) -> None:
    url: str | None = "/v1/relations?origin=gdelt&limit=1"
    read = []
    while url:
        answer = imported.get(url).json()
        read += [one["id"] for one in answer["results"]]
        url = answer["next_url"]
    assert len(read) == len(set(read)) == 4
    cursor = imported.get("/v1/relations?origin=gdelt&limit=1").json()["next"]
    assert imported.get(f"/v1/relations?limit=1&cursor={cursor}").status_code == 400
