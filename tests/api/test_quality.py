"""How well the coder reads, over HTTP."""

from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from app.container import Container
from app.main import create_app
from app.quality.files import MEASURES, ROOT
from app.schemas.quality import QualityAnswer
from app.services.quality import QualityService
from tests.api.conftest import NOON


def test_the_measures_are_served_as_they_lie_there(reader: TestClient) -> None:
    answer = reader.get("/v1/quality")
    assert answer.content == (ROOT / MEASURES).read_bytes()
    assert answer.headers["content-type"] == "application/json"
    assert QualityAnswer.model_validate_json(answer.content).sets


def test_the_etag_is_that_of_the_content(container: Container, tmp_path: Path) -> None:
    file = tmp_path / "quality.json"
    file.write_bytes(b"{}")
    held = replace(container, quality=QualityService(file))
    with TestClient(create_app(container=held, now=lambda: NOON)) as client:
        first = client.get("/v1/quality")
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "no-cache"
        again = client.get("/v1/quality", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        file.write_bytes(b'{"date": "2026-01-05"}')
        renewed = client.get("/v1/quality", headers={"If-None-Match": tag})
        assert (renewed.status_code, renewed.json()) == (200, {"date": "2026-01-05"})
        assert renewed.headers["etag"] != tag


def test_what_was_not_measured_is_404_and_says_what_to_do(container: Container, tmp_path: Path) -> None:
    held = replace(container, quality=QualityService(tmp_path / "absent.json"))
    with TestClient(create_app(container=held, now=lambda: NOON)) as client:
        answer = client.get("/v1/quality")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "/problems/quality-not-measured"
    assert "python3 -m app quality" in answer.json()["detail"]
