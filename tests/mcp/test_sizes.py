"""No answer is larger than a conversation takes, and what is left out is said and can be had."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import anyio
import orjson
import pytest
from fastapi import FastAPI
from mcp.client import Client
from mcp_types import CallToolResult

from app.ingestion.article import ArticleIn
from app.main import create_app
from tests.api.conftest import NOON, make_container
from tests.api.phrases import ACTS, NAMES
from tests.mcp.conftest import connected, said

#: What the tools promise of a whole result, text and structure together.
MOST = 60_000
CAPITALS = [name for name in NAMES if name != "Moscow"]
#: A question to each tool whose plain answer is far over the limit, or as large as it can be made here.
LARGE: dict[str, dict[str, Any]] = {
    "country_subgraph": {"actor_id": "RUS", "depth": 3, "limit_nodes": 200, "limit_edges": 400},
    "relations": {"limit": 50},
    "evidence": {"relation_id": "RUS~attacks~UKR", "limit": 50},
    "alliances": {"code": "RUS", "limit": 50},
    "rivals": {"code": "RUS", "limit": 50},
    "check_alliance": {"a": "RUS", "b": "UKR"},
    "paths": {"source": "RUS", "target": "UKR", "k": 50, "max_length": 6},
    "dyad": {"a": "RUS", "b": "UKR", "step": "day"},
    "timeline": {"actor_id": "RUS", "step": "day"},
    "search": {"q": "a", "limit": 50},
    "diff": {"before": "2019-12-31", "after": "2021-06-01", "days": 3650, "limit": 50},
}


def news() -> Iterator[ArticleIn]:
    """Everybody does everything to everybody; Russia bombs Ukraine every day, at great length."""
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for number in range(60):
        told = [
            f"{a} {chance.choice([*ACTS])} {b} in the {number}th week of the long year."
            for a in CAPITALS for b in CAPITALS if a != b and chance.random() < 0.2
        ]  # fmt: skip
        yield ArticleIn(text=" ".join(told), title=f"Week {number}", publisher="Harbour Post", published_at=date(2020, 1, 1))
    for number in range(500):
        long = "with all that it had and more " * (100 if number % 100 == 99 else 15)
        yield ArticleIn(
            text=f"Russia bombed Ukraine on day {number} of the war {long}and did not stop.",
            title="The war goes on",
            publisher="The Evening Courier",
            published_at=date(2021, 1, 1) + timedelta(days=number),
        )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An application over much news."""
    with make_container(tmp_path_factory.mktemp("sizes")) as container:
        container.ingest.ingest_many(news(), lambda: NOON)
        container.graph.refresh()
        yield create_app(container=container, now=lambda: NOON)


async def ask(client: Client, name: str, given: dict[str, Any]) -> tuple[CallToolResult, dict[str, Any]]:
    answer = await client.call_tool(name, given)
    assert not answer.is_error, said(answer)
    assert answer.structured_content is not None
    assert len(orjson.dumps(answer.structured_content)) + len(said(answer).encode()) < MOST
    assert len(answer.model_dump_json(by_alias=True)) < MOST
    return answer, answer.structured_content


def test_every_tool_keeps_to_its_size(app: FastAPI) -> None:
    async def talk() -> dict[str, dict[str, Any]]:
        async with connected(app) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == set(LARGE)
            return {name: (await ask(client, name, given))[1] for name, given in LARGE.items()}

    got = anyio.run(talk)
    cut = {name for name, content in got.items() if content["truncated"]}
    assert cut >= {"country_subgraph", "evidence", "paths", "dyad", "timeline", "diff"}
    for name in cut:
        assert got[name]["more"], name
        assert got[name]["omitted"], name
    assert len(got["evidence"]["results"]) + got["evidence"]["omitted"] == 50
    assert got["evidence"]["next"]


@pytest.mark.parametrize("name", ["relations", "evidence", "alliances"])
def test_pages_that_were_cut_go_on_where_they_stopped(app: FastAPI, name: str) -> None:
    async def talk() -> tuple[list[str], int]:
        async with connected(app) as client:
            given, found = dict(LARGE[name]), list[str]()
            while True:
                _, content = await ask(client, name, given)
                found += [one["id"] if "id" in one else one["actor"]["id"] for one in content["results"]]
                if content["next"] is None:
                    return found, content["total"]
                given["cursor"] = content["next"]

    found, total = anyio.run(talk)
    assert len(found) == len(set(found)) == total


def test_a_timeline_that_was_cut_is_continued_by_its_day(app: FastAPI) -> None:
    async def talk() -> list[str]:
        async with connected(app) as client:
            days, given = list[str](), dict(LARGE["timeline"])
            while True:
                _, content = await ask(client, "timeline", given)
                days = [one["start"] for one in content["periods"]] + days
                if not content["truncated"]:
                    return days
                before = (date.fromisoformat(content["periods"][0]["start"]) - timedelta(days=1)).isoformat()
                assert f"to={before} " in content["more"]
                given["to"] = before

    days = anyio.run(talk)
    assert days == sorted(set(days))
    assert len(days) == 501


def test_a_very_long_quotation_says_how_much_is_left_out(app: FastAPI) -> None:
    async def talk() -> dict[str, Any]:
        async with connected(app) as client:
            window = {"from": "2021-04-10", "to": "2021-04-10"}
            return (await ask(client, "evidence", {"relation_id": "RUS~attacks~UKR", **window}))[1]

    (piece,) = anyio.run(talk)["results"]
    assert len(piece["quote"]) < 2_100
    assert piece["quote"].endswith("more characters]")


def test_the_place_of_the_database_is_not_told(tmp_path: Path) -> None:
    with make_container(tmp_path) as container:
        app = create_app(container=container, now=lambda: NOON)
        container.engine.dispose()
        (tmp_path / "entente.sqlite3").unlink()

        async def talk() -> CallToolResult:
            async with connected(app) as client:
                return await client.call_tool("evidence", {"relation_id": "RUS~attacks~UKR"})

        answer = anyio.run(talk)
    assert answer.is_error
    assert str(tmp_path) not in said(answer)
