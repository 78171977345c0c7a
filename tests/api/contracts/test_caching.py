"""Cache-Control: what the graph gives is asked about each time; what was known long ago is settled."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.container import Container
from app.http.conditional import SETTLED
from tests.api.conftest import NOON
from tests.api.contracts.walking import VERSIONED, addresses, also
from tests.api.guarded import bearer, guarded, key

KNOWN = [path for path in addresses(versioned=True, taking="known_at") if "relations/" not in path]


def at(hours: float) -> str:
    """A moment so long before the test's now, as a parameter."""
    return f"known_at={(NOON - timedelta(hours=hours)).strftime('%Y-%m-%dT%H:%M:%SZ')}"


@pytest.mark.parametrize("path", VERSIONED)
def test_what_may_change_is_asked_about_each_time(reader: TestClient, path: str) -> None:
    assert {reader.get(path).headers["cache-control"] for _ in range(2)} == {"no-cache"}


@pytest.mark.parametrize("path", KNOWN)
def test_what_was_known_more_than_a_day_ago_is_settled(reader: TestClient, path: str) -> None:
    for hours, kept in ((25, SETTLED), (23, "no-cache")):
        for _ in range(2):
            answer = reader.get(also(path, at(hours)))
            assert (answer.status_code, answer.headers["cache-control"]) == (200, kept)
        again = reader.get(also(path, at(hours)), headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, kept)
    assert reader.get(also(path, "known_at=yesterday")).headers["cache-control"] == "no-store"


def test_what_a_key_opened_is_for_nobody_else(container: Container) -> None:
    client, shown = guarded(container, keys="all"), bearer(key(container, "read"))
    for _ in range(2):
        answer = client.get(also("/v1/relations", at(25)), headers=shown)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, max-age=3600, immutable")


@pytest.mark.parametrize("path", [*addresses()])
def test_every_answer_says_how_long_it_may_be_kept(reader: TestClient, path: str) -> None:
    assert reader.get(path).headers.get("cache-control") in ("no-cache", "no-store")


def test_an_article_is_kept_by_nobody(client: TestClient) -> None:
    taken = client.post("/v1/articles", json={"text": "Russia bombed Ukraine."}).json()
    assert client.get(taken["links"]["self"]).headers["cache-control"] == "no-store"


def test_every_sort_of_route_is_walked() -> None:
    assert len(KNOWN) > 10
