"""What every route keeps to, found by walking the routes that the application really has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.http.problems import kinds
from app.main import create_app
from app.settings import Settings

DOCUMENT = create_app(Settings(database_url="sqlite://")).openapi()
ROUTES = [(method, path) for path, operations in DOCUMENT["paths"].items() for method in operations]
FILLED = {"{code}": "RUS", "{actor_id}": "RUS", "{relation_id}": "RUS~attacks~UKR", "{a}": "RUS", "{b}": "SYR"}
NEEDED = {
    "/v1/alliances/check": "a=RUS&b=SYR",
    "/v1/paths": "source=SYR&target=TUR",
    "/v1/suggest": "q=rus",
    "/v1/changes": "since=0",
}
LIVE = {"/v1/status", "/v1/quality", "/healthz", "/readyz", "/v1/articles/{article_id}", "/v1/webhooks"}
#: Never answered in full (test_stream.py), or only where there is one (test_webhooks.py).
APART = {"/v1/stream", "/v1/webhooks/{webhook_id}", "/v1/webhooks/{webhook_id}/deliveries"}


def addresses(*, versioned: bool = False) -> Iterator[str]:
    """Every GET route with its path filled in."""
    for method, path in ROUTES:
        if method == "get" and "article_id" not in path and path not in APART and not (versioned and path in LIVE):
            filled = re.sub(r"\{\w+\}", lambda match: FILLED[match[0]], path)
            yield f"{filled}?{NEEDED[path]}" if path in NEEDED else filled


EVERY = list(addresses())
VERSIONED = list(addresses(versioned=True))


@pytest.mark.parametrize("path", EVERY)
def test_head_answers_as_get_without_a_body(reader: TestClient, path: str) -> None:
    got, head = reader.get(path), reader.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "link"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("path", EVERY)
def test_an_unknown_parameter_is_refused_and_the_known_are_named(reader: TestClient, path: str) -> None:
    answer = reader.get(f"{path}{'&' if '?' in path else '?'}colour=blue")
    assert answer.status_code == 400
    assert "'colour'" in answer.json()["detail"]
    assert "takes: " in answer.json()["detail"]


@pytest.mark.parametrize("path", [*EVERY, "/", "/explorer/app.js"])
def test_every_answer_has_an_id_and_the_security_headers(reader: TestClient, path: str) -> None:
    headers = reader.get(path, headers={"X-Request-ID": "mine-1"}).headers
    assert headers["x-request-id"] == "mine-1"
    assert reader.get(path, headers={"X-Request-ID": "not sane"}).headers["x-request-id"] != "not sane"
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", VERSIONED)
def test_an_etag_that_still_holds_is_304_before_any_work(reader: TestClient, path: str) -> None:
    first = reader.get(path)
    tag = first.headers["etag"]
    assert re.fullmatch(r'W/"\d+-[0-9a-f]{16}"', tag)
    again = reader.get(path, headers={"If-None-Match": f'"other", {tag.removeprefix("W/")}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert reader.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    assert reader.get(path, headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("path", [path for path in VERSIONED if "RUS" in path])
def test_another_query_has_another_etag_and_the_order_of_parameters_none(reader: TestClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    one = reader.get(f"{path}{mark}from=2014-01-01&as_of=2024-01-01").headers["etag"]
    two = reader.get(f"{path}{mark}as_of=2024-01-01&from=2014-01-01").headers["etag"]
    assert one == two != reader.get(path).headers["etag"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_operation_is_described_with_examples(method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    assert operation["summary"]
    assert operation["description"]
    for name in ("400", "500", "503"):
        assert "application/problem+json" in operation["responses"][name]["content"]
    shapes = [content["schema"] for content in operation["responses"]["200"]["content"].values()]
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert DOCUMENT["components"]["schemas"][body["$ref"].split("/")[-1]]["examples"]
    for shape in shapes:
        assert _has_example(DOCUMENT["components"]["schemas"][shape["$ref"].split("/")[-1]])
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter["name"]


def _has_example(schema: dict[str, object]) -> bool:
    """Whether a schema has an example, or is a list or wrapper of shapes that have."""
    return bool(schema.get("examples")) or "$ref" in str(schema.get("properties"))


PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_the_page_documents_every_route_and_its_parameters(method: str, path: str) -> None:
    heading = f"### `{method.upper()} {path}`"
    assert heading in PAGE
    section = PAGE.split(heading)[1].split("\n### ")[0].split("\n## ")[0]
    shared = PAGE.split("## Parameters of many routes")[1].split("\n## ")[0]
    for parameter in DOCUMENT["paths"][path][method].get("parameters", []):
        if parameter["in"] == "query":
            named = f"`{parameter['name']}`"
            assert named in section, f"{heading} says nothing of {named}"
            assert named in shared or f"{named} " in section


def test_the_page_documents_no_route_that_is_gone() -> None:
    assert set(re.findall(r"^### `(\w+) (\S+)`", PAGE, re.M)) == {(method.upper(), path) for method, path in ROUTES}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: str(kind.slug))
def test_the_page_documents_every_problem(kind: type) -> None:
    status = getattr(kind, "status")  # noqa: B009 - a class of the error tree
    slug = getattr(kind, "slug")  # noqa: B009
    assert f"| `/problems/{slug}` | {status} |" in PAGE
