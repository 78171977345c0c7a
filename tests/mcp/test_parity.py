"""Each tool holds to the address behind it: the same parameters, the same defaults, the same content."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.mcp.arguments import SIZES
from app.mcp.lean import lean
from app.mcp.tools import TOOLS, Tool
from app.settings import Settings
from tests.mcp.conftest import Ask

DOCUMENT = create_app(Settings(database_url="sqlite://")).openapi()
BY_NAME = {tool.name: tool for tool in TOOLS}
#: Parameters that no tool takes, and why.
LEFT_OUT = {
    "format": "a tool answers in one form",
    "evidence": "the tool `evidence` gives the sentences",
    "layout": "nobody draws what a tool answers",
    "expand": "a tool is asked about the other actor",
    "expand_nodes": "the same",
    "timeline": "the tool `dyad` gives it, of one pair",
    "time_limit": "an analysis takes no longer than the service gives it",
}
#: A question to each tool; those that only narrow it follow.
ASKED: dict[str, dict[str, Any]] = {
    "search": {"q": "rus"},
    "country_subgraph": {"actor_id": "RUS", "depth": 2},
    "relations": {"actor": "Russia", "limit": 5},
    "evidence": {"relation_id": "RUS~attacks~UKR"},
    "alliances": {"code": "RUS", "limit": 3},
    "rivals": {"code": "RUS"},
    "check_alliance": {"a": "Russia", "b": "Syria"},
    "paths": {"source": "SYR", "target": "TUR"},
    "dyad": {"a": "RUS", "b": "TUR", "step": "year"},
    "timeline": {"actor_id": "RUS", "step": "week"},
    "diff": {"before": "2016-01-01", "after": "2023-06-01"},
}
NARROWED: dict[str, dict[str, Any]] = {
    "country_subgraph": {"relation": ["attacks", "sanctions"], "from": "2015-01-01", "to": "2016-01-01"},
    "relations": {"plover": ["ASSAULT"], "sign": "conflict", "source": "RUS"},
    "evidence": {"status": ["occurred", "negated"], "as_of": "2020-01-01"},
    "alliances": {"kind": "country", "as_of": "2016-01-01", "known_at": "2026-01-05T13:00:00Z"},
    "rivals": {"min_sources": 2, "min_confidence": 0.9, "origin": "gdelt"},
    "check_alliance": {"as_of": "2015-01-01"},
    "paths": {"sign": "cooperation", "max_length": 2, "k": 1},
    "dyad": {"from": "2016-01-01"},
    "timeline": {"sign": "conflict"},
    "diff": {"actor": "Russia", "change": ["new", "flipped"], "days": 3000, "min_change": 0.1},
}


def operation(tool: Tool) -> dict[str, dict[str, Any]]:
    """The parameters of the address behind a tool, by name, with their schemas."""
    return {one["name"]: one["schema"] for one in DOCUMENT["paths"][tool.path]["get"]["parameters"]}


def plain(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema allows: the branch that is not null, without words, and with the enumeration of its items."""
    branches = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    (branch,) = branches
    kept = {key: value for key, value in branch.items() if key not in ("title", "description", "examples", "default", "items")}
    return {**kept, "items": branch.get("items", {}).get("enum")}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_parameters_are_those_of_the_address(tool: Tool) -> None:
    mine = tool.takes.model_json_schema(by_alias=True)
    theirs = operation(tool)
    assert set(mine["properties"]) == set(theirs) - LEFT_OUT.keys()
    for name, schema in mine["properties"].items():
        if name in SIZES:
            top = theirs[name].get("maximum", Settings(database_url="sqlite://").page_limit_max)
            assert schema["default"] <= schema["maximum"] <= top, name
            continue
        shape, other = plain(schema), plain(theirs[name])
        shape.pop("minLength", None)  # in a path an empty name is another address
        other.pop("minLength", None)
        assert shape == other, name
        assert schema.get("default") == theirs[name].get("default"), name


@pytest.mark.parametrize("narrowed", [False, True], ids=["plain", "narrowed"])
@pytest.mark.parametrize("name", ASKED)
def test_the_answer_is_that_of_the_address(ask: Ask, reader: TestClient, name: str, narrowed: bool) -> None:
    given = {**ASKED[name], **(NARROWED.get(name, {}) if narrowed else {})}
    tool = BY_NAME[name]
    query = {key: value for key, value in given.items() if key not in tool.takes.in_path}
    for size in SIZES & set(tool.takes.model_fields):
        query.setdefault(size, tool.takes.model_fields[size].default)
    answer = reader.get(tool.path.format(**given), params=query)
    assert answer.status_code == 200, answer.text
    got = ask(name, given).structured_content
    assert got is not None
    added = {"more", *({"truncated", "omitted"} - answer.json().keys())}
    assert {key: value for key, value in got.items() if key not in added} == lean(answer.json())
    assert got["truncated"] is False


def test_every_tool_is_asked() -> None:
    assert set(ASKED) == set(BY_NAME)


def test_names_lead_where_ids_do(ask: Ask) -> None:
    assert ask("alliances", {"code": "Russia"}) == ask("alliances", {"code": "RUS"})
    assert ask("dyad", {"a": "Syria", "b": "russia"}) == ask("dyad", {"a": "RUS", "b": "SYR"})
    assert ask("timeline", {"actor_id": "NATO"}) == ask("timeline", {"actor_id": "IGO:NATO"})
