"""Every route and every problem is described: in the OpenAPI document with examples, and on the page docs/api.md."""

import re
from pathlib import Path

import pytest

from app.http.problems import kinds
from tests.api.contracts.walking import DOCUMENT, ROUTES


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_operation_is_described_with_examples(method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    assert operation["summary"]
    assert operation["description"]
    for name in ("400", "500", "503"):
        assert "application/problem+json" in operation["responses"][name]["content"]
    shapes = [content["schema"] for content in operation["responses"]["200"]["content"].values() if "$ref" in content["schema"]]
    assert shapes
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert DOCUMENT["components"]["schemas"][body["$ref"].split("/")[-1]]["examples"]
    for shape in shapes:
        assert _has_example(DOCUMENT["components"]["schemas"][shape["$ref"].split("/")[-1]])
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter["name"]


def _has_example(schema: dict[str, object]) -> bool:
    """Whether a schema has an example, or is a list or wrapper of shapes that have."""
    return bool(schema.get("examples")) or "$ref" in str(schema.get("properties"))


PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


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
