"""Requests that nobody should send; `python3 -m bench.fuzz` sends a hundred thousand of them."""

import gzip
import json
from pathlib import Path

import pytest

from bench.fuzz import Asked, broken, requests, send
from tests.api.serving import served


def test_no_request_breaks_the_server(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path / 'entente.sqlite3'}") as server:
        statuses, wrong, _ = send(int(server.address.rpartition(":")[2]), 1_500, 4, seed=8)
        assert wrong == []
        assert statuses.total() == 1_500
        assert {200, 400, 404, 405, 415, 422} <= set(statuses)
        assert statuses[201] >= 15  # those that are well formed, at least
        assert server.process.poll() is None


def test_the_same_seed_sends_the_same() -> None:
    document = {"paths": {"/v1/x/{code}": {"get": {"parameters": [{"name": "code", "in": "path"}]}, "post": {"requestBody": {}}}}}
    one, two, other = (requests(document, seed) for seed in (3, 3, 4))
    first = [next(one) for _ in range(200)]
    assert first == [next(two) for _ in range(200)] != [next(other) for _ in range(200)]


def test_some_are_well_formed() -> None:
    found = requests({"paths": {"/v1/articles": {"post": {"requestBody": {}}}}}, 3)
    bodies = [next(found).body for _ in range(300)][::100]
    assert len({json.loads(body)["text"] for body in bodies}) == 3


GZIP = {"x-request-id": "a", "content-type": "application/problem+json", "content-encoding": "gzip"}


def test_a_compressed_problem_is_one() -> None:
    problem = b'{"type": "/problems/x", "title": "X", "status": 404, "detail": "say y", "request_id": "a"}'
    assert broken(Asked(), 404, GZIP, gzip.compress(problem)) is None


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (500, {"x-request-id": "a", "content-type": "application/problem+json"}, b"{}"),
        (404, {"x-request-id": "a", "content-type": "text/plain"}, b"Not Found"),
        (404, {"x-request-id": "a", "content-type": "application/problem+json"}, b'{"type": "/problems/x", "title": "X"}'),
        (200, {}, b""),
        (404, GZIP, gzip.compress(b'{"type": "/problems/x", "title": "X"}', mtime=0)),
        (404, GZIP, b"no gzip"),
    ],
)
def test_what_breaks_the_rules_is_seen(status: int, headers: dict[str, str], body: bytes) -> None:
    assert broken(Asked(), status, headers, body)
