"""The application: ``create_app(settings)``."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from app.api import routers
from app.api.context import Moved, moved
from app.api.documented import problem_schema
from app.container import Container
from app.http import problems
from app.http.conditional import AnswerCache
from app.http.middleware import BodyLimit, Envelope, HeadAsGet, LastCatch
from app.http.watched import Watched
from app.settings import Settings
from app.stopping import Stopping
from app.tracing import from_environment

log = structlog.get_logger("app")
_ABOUT = (
    "Reads the news and knows who stands with whom, since when, and which sentence says so. Errors are RFC 9457 "
    "problem documents; lists are paged by opaque cursors bound to one version of the graph; GET answers carry an ETag."
)


def create_app(
    settings: Settings | None = None,
    container: Container | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """The service as an ASGI application.

    A container that is given stays its giver's to close; else one is opened from the settings at start and closed at
    the end. The graph is polled while the application runs.
    """
    settings = settings or (container.settings if container else Settings.read())
    stopping = Stopping()
    tracing = container.tracing if container else from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        held = await run_in_threadpool(partial(Container.open, settings, tracing=tracing)) if container is None else container
        app.state.container = held
        await run_in_threadpool(held.graph.start)
        log.info("started", database=held.engine.url.render_as_string(hide_password=True), **_at(held))
        try:
            yield
        finally:
            log.info("stopped", **_at(held))
            await run_in_threadpool(held.graph.stop if container else held.close)

    app = FastAPI(
        title="Entente",
        version=_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        telemetry=tracing.of_requests,  # a span a request, where anybody asked for it
        middleware=[
            Middleware(Envelope),
            Middleware(Watched, slow=settings.slow_seconds, stopping=stopping),
            Middleware(LastCatch),
            Middleware(HeadAsGet),
            Middleware(BodyLimit, most_bytes=settings.max_body_bytes),
        ],
    )
    app.state.container = container
    app.state.answers = AnswerCache()
    app.state.now = now
    app.state.stopping = stopping
    problems.install(app)
    app.add_exception_handler(Moved, moved)
    for router in routers():
        app.include_router(router)
    _document(app, settings)
    return app


def _at(held: Container) -> dict[str, int | None]:
    return {"graph_version": held.graph.freshness().version}


def _document(app: FastAPI, settings: Settings) -> None:
    """Completes the OpenAPI document: the problem schema, and the page limit that the settings allow."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            schemas = schema["components"]["schemas"]
            problem = problem_schema()
            schemas.update(problem.pop("$defs", {}))
            schemas["ProblemDocument"] = problem
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for operation in (op for path in schema["paths"].values() for op in path.values()):
                _complete(operation, settings)
        assert app.openapi_schema is not None  # noqa: S101 - plain() keeps it
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _complete(operation: dict[str, Any], settings: Settings) -> None:
    if "requestBody" not in operation:
        operation["responses"].pop("422", None)  # FastAPI's guess; a bad parameter is 400 here
    for parameter in operation.get("parameters", []):
        if parameter["name"] == "limit":
            for schema in (parameter["schema"], *parameter["schema"].get("anyOf", [])):
                if schema.get("type") == "integer":
                    schema.setdefault("maximum", settings.page_limit_max)


def _version() -> str:
    try:
        return version("entente")
    except PackageNotFoundError:
        return "0"
