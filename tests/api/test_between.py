"""Between actors, over HTTP: paths, dyads, neighbors, timelines."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.contracts.walking import addresses, also


def test_paths_name_actors_and_the_strongest_relations(reader: TestClient) -> None:
    answer = reader.get("/v1/paths?source=Syria&target=UA&k=2").json()
    assert (answer["source"]["id"], answer["target"]["id"], answer["complete"]) == ("SYR", "UKR", True)
    first = answer["results"][0]
    assert [actor["id"] for actor in first["actors"]] == ["SYR", "RUS", "UKR"]
    assert [step["relation"]["id"] for step in first["steps"]] == ["RUS~allied_with~SYR", "RUS~attacks~UKR"]
    assert [step["others"] for step in first["steps"]] == [2, 0]
    assert (first["length"], first["weakest"]) == (2, min(step["relation"]["strength"] for step in first["steps"]))


def test_paths_of_friends_only(reader: TestClient) -> None:
    assert reader.get("/v1/paths?source=SYR&target=UKR&sign=cooperation").json()["results"] == []
    friendly = reader.get("/v1/paths?source=SYR&target=TUR&sign=cooperation").json()["results"]
    assert [[actor["id"] for actor in path["actors"]] for path in friendly] == [["SYR", "RUS", "TUR"]]
    early = reader.get("/v1/paths?source=SYR&target=TUR&sign=cooperation&as_of=2016-01-01").json()
    assert (early["results"], early["graph"]["as_of"]) == ([], "2016-01-01")


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("source=RUS&target=Russia", 400, "both RUS"),
        ("source=RUS&target=Ruritania", 404, "Ruritania"),
        ("source=RUS&target=SYR&k=51", 400, "query.k"),
        ("source=RUS&target=SYR&max_length=7", 400, "query.max_length"),
        ("source=RUS", 400, "query.target"),
    ],
)
def test_paths_that_cannot_be_asked_for(reader: TestClient, query: str, status: int, says: str) -> None:
    answer = reader.get(f"/v1/paths?{query}")
    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_an_actor_that_no_news_named_has_no_paths(reader: TestClient) -> None:
    answer = reader.get("/v1/paths?source=RUS&target=Tuvalu").json()
    assert (answer["target"]["id"], answer["results"], answer["complete"]) == ("TUV", [], True)


@pytest.mark.parametrize("pair", ["TUR/RUS", "Turkey/RUS", "Russia/TR", "RU/TUR"])
def test_a_dyad_lives_at_its_ids_in_order(reader: TestClient, pair: str) -> None:
    answer = reader.get(f"/v1/dyads/{pair}?step=year&as_of=2024-01-01")
    assert (answer.status_code, answer.headers["location"]) == (308, "/v1/dyads/RUS/TUR?step=year&as_of=2024-01-01")


def test_a_dyad_has_all_between_the_two(reader: TestClient) -> None:
    answer = reader.get("/v1/dyads/RUS/TUR?step=year").json()
    assert {bond["id"] for bond in answer["relations"]} == {"RUS~attacks~TUR", "TUR~accuses~RUS", "RUS~meets_with~TUR"}
    check = reader.get("/v1/alliances/check?a=RUS&b=TUR").json()
    for name in ("verdict", "allied", "score", "cooperation", "conflict", "contested", "since", "last", "declared"):
        assert answer[name] == check[name], name
    assert answer["contested"]
    assert answer["contradicting"] == 2
    (first, second) = answer["contradictions"]
    assert (first["cooperation"]["relation"], first["conflict"]["relation"], first["latest"]) == (
        "meets_with",
        "attacks",
        "cooperation",
    )
    assert second["conflict"]["last_day"] == "2015-12-02"
    assert [(one["start"], one["cooperation"], one["conflict"]) for one in answer["timeline"]] == [
        ("2015-01-01", 0, 2),
        ("2023-01-01", 1, 0),
    ]
    assert answer["run"] == {"prevails": "cooperation", "since": "2023-01-03", "last": "2023-01-03"}


def test_a_dyad_of_one_actor_or_of_nobody_is_refused(reader: TestClient) -> None:
    assert reader.get("/v1/dyads/RUS/Russia").status_code == 400
    assert reader.get("/v1/dyads/RUS/Ruritania").status_code == 404
    assert reader.get("/v1/dyads/RUS/SYR?step=decade").status_code == 400
    quiet = reader.get("/v1/dyads/GBR/USA").json()
    assert (quiet["relations"], quiet["run"], quiet["timeline"], quiet["verdict"]) == ([], None, [], "allied")


def test_a_timeline_counts_every_piece_once(reader: TestClient) -> None:
    for step, starts in (("year", ["2015-01-01", "2023-01-01"]), ("month", ["2015-09-01", "2015-12-01", "2023-01-01"])):
        answer = reader.get(f"/v1/countries/RUS/timeline?step={step}").json()
        assert [one["start"] for one in answer["periods"]] == starts
        whole = reader.get("/v1/countries/RUS").json()
        assert sum(one["evidence"] for one in answer["periods"]) == whole["evidence"]
        assert answer == reader.get(f"/v1/actors/RUS/timeline?step={step}").json()
    only = reader.get("/v1/countries/RUS/timeline?sign=conflict&from=2016-01-01").json()["periods"]
    assert [(one["start"], one["cooperation"]) for one in only] == [("2023-01-01", 0)]
    assert reader.get("/v1/countries/TUV/timeline").json()["periods"] == []


def test_the_timeline_of_the_whole_graph(reader: TestClient) -> None:
    answer = reader.get("/v1/timeline?step=year").json()
    assert (answer["of"], answer["step"], answer["graph"]["version"]) == (None, "year", 4)
    assert [(one["start"], one["evidence"]) for one in answer["periods"]] == [("2015-01-01", 9), ("2023-01-01", 4)]
    every = reader.get("/v1/relations?limit=50").json()["results"]
    assert sum(one["evidence"] for one in answer["periods"]) == sum(one["evidence"] for one in every)
    first = answer["periods"][0]
    assert first.keys() == reader.get("/v1/actors/RUS/timeline").json()["periods"][0].keys()
    only = reader.get("/v1/timeline?sign=conflict&as_of=2015-12-31&step=quarter").json()["periods"]
    assert [(one["start"], one["cooperation"]) for one in only] == [("2015-10-01", 0)]
    assert reader.get("/v1/timeline?min_sources=9").json()["periods"] == []
    assert reader.get("/v1/timeline?step=decade").status_code == 400


@pytest.mark.parametrize("side", ["alliances", "rivals"])
def test_timelines_stand_beside_allies_and_rivals(reader: TestClient, side: str) -> None:
    plain = reader.get(f"/v1/countries/RUS/{side}?limit=3&from=2015-01-01")
    for step in ("year", "month"):
        told = reader.get(f"/v1/countries/RUS/{side}?limit=3&from=2015-01-01&timeline={step}").json()
        for one, other in zip(told["results"], plain.json()["results"], strict=True):
            dyad = reader.get(f"{one['links']['dyad']}?step={step}&from=2015-01-01").json()
            names = ("start", "cooperation_weight", "conflict_weight", "evidence")
            assert one.pop("timeline") == [{name: period[name] for name in names} for period in dyad["timeline"]]
            assert one == other
        assert told["total"] == plain.json()["total"]
    none = reader.get(f"/v1/countries/RUS/{side}?limit=3&from=2015-01-01&timeline=none")
    assert none.json()["results"] == plain.json()["results"]
    assert b"timeline" not in plain.content
    table = f"/v1/countries/RUS/{side}?format=csv"
    assert reader.get(f"{table}&timeline=year").content == reader.get(table).content
    assert reader.get(f"/v1/countries/RUS/{side}?timeline=day").status_code == 400


#: What tells that something passed.
_TOLD = re.compile(r'"confidence":|"evidence":[1-9]|"degree":|"size":4')


@pytest.mark.parametrize("address", [*addresses(taking="min_confidence")])
def test_the_least_confidence_leaves_out_what_has_less(reader: TestClient, address: str) -> None:
    every, sure, surer = (_TOLD.findall(reader.get(also(address, f"min_confidence={least}")).text) for least in (0, 0.9, 0.9001))
    assert sure == every
    assert surer == []


def test_relations_and_neighbors_of_an_actor_are_paged(reader: TestClient) -> None:
    every = reader.get("/v1/relations?actor=RUS&limit=50").json()["results"]
    seen, url = [], "/v1/actors/RUS/relations?limit=5"
    while url:
        page = reader.get(url).json()
        assert page["total"] == len(every)
        seen += page["results"]
        url = page["next_url"]
    assert seen == every
    near = reader.get("/v1/actors/RUS/neighbors?limit=50").json()
    others = [({one["source"], one["target"]} - {"RUS"}).pop() for one in every]
    assert [one["actor"]["id"] for one in near["results"]] == list(dict.fromkeys(others))
    syria = next(one for one in near["results"] if one["actor"]["id"] == "SYR")
    assert (syria["relations"], syria["strongest"]["relation"], syria["actor"]["relations"]) == (3, "allied_with", 3)
    assert syria["links"]["dyad"] == "/v1/dyads/RUS/SYR"
    assert reader.get("/v1/actors/IGO:NATO/neighbors").json()["results"] == []
