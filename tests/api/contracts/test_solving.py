"""What a route depends on is worked out ahead, and comes to what FastAPI comes to."""

from dataclasses import dataclass
from typing import Annotated, Any
from unittest.mock import patch

import pytest
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.api.context import gathered
from app.http.answers import Json
from app.http.routes import StrictRoute

calls: list[str] = []


async def first(request: Request, a: Annotated[int, Query(ge=1)] = 1) -> int:
    calls.append("first")
    if a == 99:
        raise PermissionError(request.url.path)
    return a


async def second(one: Annotated[int, Depends(first)], b: Annotated[list[str], Query(alias="bee")] = []) -> Any:  # noqa: B006
    calls.append("second")
    b.append("!")
    return [one, *b]


@dataclass(frozen=True)
class Both:
    """What is gathered."""

    one: Annotated[int, Depends(first)]
    two: Annotated[Any, Depends(second)]
    c: Annotated[int | None, Query(le=9)] = None


def routes(kind: type[APIRoute]) -> FastAPI:
    router = APIRouter(route_class=kind)

    @router.get("/plain/{name}")
    def plain(name: int, both: Annotated[Both, gathered(Both)], needed: str) -> Response:
        return Json([name, both.one, both.two, both.c, needed])

    @router.get("/waits")
    async def waits(two: Annotated[Any, Depends(second)]) -> Response:
        return Json(two)

    @router.get("/other")
    def other(response: Response, a: int = 1) -> dict[str, int]:
        response.headers["x-a"] = str(a)
        return {"a": a}

    @router.get("/bare")
    async def bare(a: int = 1) -> dict[str, int]:
        return {"a": a}

    app = FastAPI()
    app.include_router(router)
    return app


ASKED = (
    "/plain/1?needed=x",
    "/plain/1?needed=x&a=3&bee=y&bee=z&c=9",
    "/plain/1?needed=",
    "/plain/1",
    "/plain/one?needed=x",
    "/plain/1?needed=x&a=0",
    "/plain/1?needed=x&a=0&c=10",
    "/plain/1?needed=x&c=10",
    "/waits",
    "/waits?bee=",
    "/other",
    "/other?a=7",
    "/bare?a=7",
    "/bare?a=x",
)


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_is_that_of_the_framework(asked: str) -> None:
    ours, theirs = TestClient(routes(StrictRoute)), TestClient(routes(APIRoute))
    for _ in range(2):  # nothing is left behind
        mine, wanted = ours.get(asked), theirs.get(asked)
        assert (mine.status_code, mine.json(), mine.headers.get("x-a")) == (
            wanted.status_code,
            wanted.json(),
            wanted.headers.get("x-a"),
        )


def test_each_dependency_is_asked_once_and_the_framework_not_at_all() -> None:
    client = TestClient(routes(StrictRoute))
    calls.clear()
    with patch("fastapi.routing.solve_dependencies", side_effect=AssertionError):
        assert client.get("/plain/1?needed=x&a=2").json() == [1, 2, [2, "!"], None, "x"]
        assert calls == ["first", "second"]
        assert client.get("/waits").json() == [1, "!"]
        with pytest.raises(PermissionError, match="/waits"):
            client.get("/waits?a=99")


def test_what_replaces_a_dependency_is_asked() -> None:
    app = routes(StrictRoute)
    app.dependency_overrides[first] = lambda: 5
    assert TestClient(app).get("/waits").json() == [5, "!"]
