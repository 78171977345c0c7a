"""What is deprecated says so: in the document, and on every answer to whoever uses it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Query, Request, Response
from fastapi.testclient import TestClient

from app.container import Container
from app.http.answers import Json
from app.http.deprecation import LEAST_DAYS, Deprecation
from app.http.routes import StrictRoute, VersionedRoute
from app.main import create_app
from tests.api.conftest import NOON
from tests.api.contracts.walking import EVERY, also

OLD = Deprecation(date(2026, 1, 1), date(2027, 1, 1), "/docs/api#old")
WORD = Deprecation(date(2025, 6, 1), date(2027, 6, 1), "/docs/api#word")
SINCE = {"deprecation": "@1767225600", "sunset": "Fri, 01 Jan 2027 00:00:00 GMT"}


@pytest.fixture
def app(container: Container) -> Iterator[TestClient]:
    """The service with three routes more, on their way out."""
    service = create_app(container=container, now=lambda: NOON)
    plain, versioned = APIRouter(route_class=StrictRoute), APIRouter(route_class=VersionedRoute)

    @plain.get("/plain", **OLD.of_route())
    async def old() -> Response:
        return Json({}, headers={"Link": '</next>; rel="next"'})

    @versioned.get("/versioned", **OLD.of_route())
    async def seen(request: Request, word: Annotated[str, Query(**WORD.of_parameter())] = "", other: str = "") -> Response:
        return Json({"word": word})

    @versioned.get("/word")
    async def word(word: Annotated[str, Query(**WORD.of_parameter())] = "") -> Response:
        return Json({"word": word})

    service.include_router(plain)
    service.include_router(versioned)
    with TestClient(service) as client:
        yield client


def told(answer: Any) -> dict[str, str]:
    return {name: answer.headers[name] for name in SINCE if name in answer.headers}


def test_a_deprecated_route_says_so_on_every_answer(app: TestClient) -> None:
    link = '</docs/api#old>; rel="deprecation"; type="text/html"'
    plain = app.get("/plain")
    assert told(plain) == SINCE
    assert plain.headers.get_list("link") == ['</next>; rel="next"', link]
    first, remembered = app.get("/versioned"), app.get("/versioned")
    unchanged = app.get("/versioned", headers={"If-None-Match": first.headers["etag"]})
    unheard = app.get("/versioned?other=", headers={"If-None-Match": app.get("/versioned?other=").headers["etag"]})
    assert (unchanged.status_code, unheard.status_code) == (304, 304)
    for answer in (first, remembered, unchanged, unheard, app.head("/versioned")):
        assert told(answer) == SINCE
        assert answer.headers["link"] == link


def test_a_deprecated_parameter_says_so_to_whoever_uses_it(app: TestClient) -> None:
    for _ in range(2):
        assert told(app.get("/word")) == {}
        used = app.get("/word?word=x")
        assert told(used) == {"deprecation": "@1748736000", "sunset": "Tue, 01 Jun 2027 00:00:00 GMT"}
        assert used.headers["link"] == '</docs/api#word>; rel="deprecation"; type="text/html"'
    both = app.get("/versioned?word=x")
    assert told(both) == {"deprecation": "@1748736000", "sunset": SINCE["sunset"]}
    assert len(both.headers.get_list("link")) == 2


def test_the_document_says_it_too(app: TestClient) -> None:
    paths = app.get("/openapi.json").json()["paths"]
    assert paths["/plain"]["get"]["deprecated"] is True
    assert paths["/plain"]["get"]["x-deprecation"] == {"since": "2026-01-01", "sunset": "2027-01-01", "link": "/docs/api#old"}
    (word,) = paths["/word"]["get"]["parameters"]
    assert word["deprecated"] is True
    assert word["schema"]["x-deprecation"]["sunset"] == "2027-06-01"


def test_nothing_goes_sooner_than_was_promised() -> None:
    with pytest.raises(ValueError, match=str(LEAST_DAYS)):
        Deprecation(date(2026, 1, 1), date(2026, 6, 1), "/docs/api")


@pytest.mark.parametrize("path", EVERY)
def test_what_is_not_deprecated_says_nothing(reader: TestClient, path: str) -> None:
    answers = [reader.get(path), reader.get(also(path, "colour=blue"))]
    assert all(told(answer) == {} for answer in answers)
