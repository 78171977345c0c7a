"""Balance and differences over HTTP."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.container import Container
from tests.api.test_alliances import fits, tell


@pytest.fixture
def told(client: TestClient, container: Container) -> TestClient:
    """Three friends of whom two fell out, and a foe of theirs."""
    for text, day in (
        ("Russia sends weapons to Syria.", "2014-03-01"),
        ("Russia sends weapons to Iran.", "2014-04-01"),
        ("Iran stands by Syria.", "2014-05-01"),
        ("Iran bombed Syria.", "2016-05-01"),
        ("Israel bombed Syria.", "2016-06-01"),
        ("Israel bombed Iran.", "2016-07-01"),
    ):
        tell(container, text, day, "Harbour Post")
    return client


def ask(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/v1/analytics/{path}", params=query)
    assert answer.status_code == 200, answer.text
    fits(client.app, f"/v1/analytics/{path}", answer.json())  # type: ignore[arg-type]
    return answer.json()


def test_triads_with_their_sentences(told: TestClient) -> None:
    found = ask(told, "balance")
    assert found["pairs"] | {"weakest": 0} == {"positive": 2, "negative": 3, "talk": 0, "left_out": 0, "weakest": 0}
    assert {one["pattern"]: one["triads"] for one in found["patterns"]} == {"+++": 0, "++-": 1, "+--": 0, "---": 1}
    assert (found["triads"], found["balanced"]["strong"]["share"], found["balanced"]["weak"]["share"]) == (2, 0.0, 0.5)
    assert (found["unstable"]["total"], found["unstable"]["truncated"]) == (2, False)
    patterns = {one["pattern"]: one for one in found["unstable"]["results"]}
    assert [actor["id"] for actor in patterns["++-"]["actors"]] == ["IRN", "RUS", "SYR"]
    worst = patterns["++-"]["ties"][1]
    assert (worst["a"]["id"], worst["b"]["id"], worst["sign"]) == ("IRN", "SYR", "conflict")
    assert told.get(worst["strongest"]["link"]).json()["results"][0]["sentence"] == "Iran bombed Syria."
    assert (found["frustration"]["ties"], found["frustration"]["exact"], found["exact"]) == (1, False, True)
    assert [one["start"] for one in found["polarisation"]["periods"]] == ["2014-01-01", "2016-01-01"]
    assert all(part["source"] for part in (found, found["frustration"], found["polarisation"]))


def test_balance_before_they_fell_out_and_with_limits(told: TestClient) -> None:
    early = ask(told, "balance", as_of="2015-01-01")
    assert (early["balanced"]["strong"]["share"], early["unstable"]["results"]) == (1.0, [])
    assert (early["frustration"]["share"], early["frustration"]["exact"]) == (0.0, True)
    weak = ask(told, "balance", theory="weak", limit=1)
    assert [one["pattern"] for one in weak["unstable"]["results"]] == ["++-"]
    cut = ask(told, "balance", pairs=2, limit=1, step="month")
    assert (cut["exact"], cut["pairs"]["left_out"], cut["triads"]) == (False, 3, 0)
    assert len(cut["polarisation"]["periods"]) == 6
    assert ask(told, "balance", kind="group")["triads"] == 0
    window = ask(told, "balance", **{"from": "2016-01-01"})
    assert {one["pattern"]: one["triads"] for one in window["patterns"]}["---"] == 1
    assert window["unstable"]["results"][0]["ties"][0]["strongest"]["link"].endswith("?from=2016-01-01")


def test_what_changed_between_two_days(told: TestClient) -> None:
    found = ask(told, "diff", before="2014-12-31", after="2016-12-31")
    assert found["counts"] == {"new": 3, "ended": 3, "strengthened": 0, "weakened": 0, "flipped": 1, "contested": 0}
    assert (found["before"]["from"], found["before"]["relations"]) == ("2014-01-01", 3)
    (flip,) = found["changes"]["flipped"]["results"]
    assert (flip["a"]["id"], flip["b"]["id"]) == ("IRN", "SYR")
    assert (flip["before"]["sign"], flip["after"]["sign"]) == ("cooperation", "conflict")
    assert told.get(flip["links"]["check"]).json()["verdict"] == "opposed"
    ended = next(one for one in found["changes"]["ended"]["results"] if one["id"] == "IRN~supports~SYR")
    assert ended["after"] is None
    assert ended["by"] == -ended["before"]["strength"]
    assert ended["before"]["link"] == "/v1/relations/IRN~supports~SYR/evidence?as_of=2014-12-31&from=2014-01-01"
    assert told.get(ended["before"]["link"]).json()["total"] == 1
    assert told.get(ended["before"]["link"].replace("2014", "2016")).json()["total"] == 0
    # Over all time nothing ends, and the pair is contested.
    whole = ask(told, "diff", before="2014-12-31", after="2016-12-31", days=36525)
    assert (whole["counts"]["ended"], whole["counts"]["contested"], whole["counts"]["flipped"]) == (0, 1, 1)


def test_which_changes_are_told(told: TestClient) -> None:
    days = {"before": "2014-12-31", "after": "2016-12-31"}
    some = ask(told, "diff", **days, change=["new", "flipped"], limit=1)
    assert set(some["changes"]) == {"new", "flipped"}
    assert (some["changes"]["new"]["total"], some["changes"]["new"]["truncated"]) == (3, True)
    assert some["counts"]["ended"] == 3
    assert ask(told, "diff", **days, actor="Israel")["counts"]["new"] == 2
    assert ask(told, "diff", **days, sign="cooperation")["counts"]["new"] == 0
    assert ask(told, "diff", **days, relation="arms")["counts"]["ended"] == 2
    assert ask(told, "diff", **days, kind="igo")["after"]["relations"] == 0
    assert ask(told, "diff", **days, min_change=1.5)["counts"]["flipped"] == 0
    assert ask(told, "diff", **days, min_sources=2)["after"]["relations"] == 0


def test_what_was_learnt_since_a_moment(told: TestClient) -> None:
    found = ask(told, "diff", before="2016-12-31", after="2016-12-31", known_before="2020-01-01T00:00:00Z")
    assert (found["before"]["relations"], found["counts"]["new"], found["before"]["known_at"]) == (0, 3, "2020-01-01T00:00:00Z")
    assert not any(one["returned"] for one in found["changes"]["new"]["results"])
    same = ask(told, "diff", before="2016-12-31", after="2016-12-31", known_before="2026-01-06T00:00:00Z")
    assert set(same["counts"].values()) == {0}
    both = ask(
        told, "diff", before="2016-12-31", after="2016-12-31",
        known_before="2020-01-01T00:00:00Z", known_at="2026-01-06T00:00:00Z",
    )  # fmt: skip
    link = both["changes"]["new"]["results"][0]["after"]["link"]
    assert "known_at=2026-01-06" in link
    assert told.get(link).json()["total"] == 1


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("diff?before=2016-01-01", "query.after"),
        ("diff?before=2016-01-01&after=2015-01-01", "turn them round"),
        ("diff?before=2015-01-01&after=2016-01-01&days=0", "days"),
        ("diff?before=2015-01-01&after=2016-01-01&days=36526", "days"),
        ("diff?before=2015-01-01&after=2016-01-01&change=better", "change"),
        ("diff?before=2015-01-01&after=2016-01-01&min_change=nan", "min_change"),
        ("diff?before=2015-01-01&after=2016-01-01&limit=51", "limit is 51"),
        ("diff?before=2015-01-01&after=2016-01-01&as_of=2016-01-01", "'as_of'"),
        (
            "diff?before=2015-01-01&after=2016-01-01&known_before=2025-01-01T00:00:00Z&known_at=2024-01-01T00:00:00Z",
            "turn them round",
        ),
        ("balance?theory=none", "theory"),
        ("balance?pairs=1000001", "pairs"),
        ("balance?resolution=0", "resolution"),
        ("balance?step=hour", "step"),
        ("balance?time_limit=0", "time_limit"),
    ],
)
def test_what_cannot_be_asked(reader: TestClient, path: str, says: str) -> None:
    answer = reader.get(f"/v1/analytics/{path}")
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_days_may_be_those_of_the_calendars_end(reader: TestClient) -> None:
    found = ask(reader, "diff", before=date.min.isoformat(), after=date.max.isoformat(), days=36525)
    assert (found["before"]["from"], found["after"]["relations"]) == (None, 0)


def test_an_unknown_actor_is_none(reader: TestClient, read_only: FastAPI) -> None:
    answer = reader.get("/v1/analytics/diff?before=2015-01-01&after=2016-01-01&actor=Ruritania")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/actor-not-found")
