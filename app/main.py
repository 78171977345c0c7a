"""The application: ``create_app(settings)``."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from app.api import routers
from app.api.analysing import left
from app.api.changes import Shared
from app.api.context import Moved, moved
from app.api.documented import problem_schema, secure
from app.container import Container
from app.http import bodies, problems
from app.http.apart import Apart
from app.http.compression import Compress
from app.http.envelope import Enveloped
from app.http.front import Front, Inside
from app.http.guards import guards
from app.http.metrics import Meter
from app.http.middleware import BodyLimit, HeadAsGet, LastCatch
from app.http.remembered import AnswerCache
from app.http.streams import Streams
from app.http.watched import Watched
from app.services.analyses import NobodyWaits
from app.settings import Settings
from app.stopping import Stopping
from app.tracing import from_environment

if TYPE_CHECKING:
    from app.mcp.mounted import Mounted

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
) -> Enveloped:
    """The service as an ASGI application.

    A container that is given stays its giver's to close; else one is opened from the settings at start and closed at
    the end. The graph is polled while the application runs.
    """
    settings = settings or (container.settings if container else Settings.read())
    guard = guards(settings)
    stopping = Stopping()
    tracing = container.tracing if container else from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        held = await run_in_threadpool(partial(Container.open, settings, tracing=tracing)) if container is None else container
        app.state.container, front.graph = held, held.graph
        await run_in_threadpool(held.graph.start)
        await run_in_threadpool(held.keys.start)
        unwatch = held.graph.watch(app.state.streams.ring)
        log.info("started", database=held.engine.url.render_as_string(hide_password=True), **_at(held))
        try:
            async with AsyncExitStack() as running:
                if mounted is not None:
                    await running.enter_async_context(mounted.running())
                yield
        finally:
            await run_in_threadpool(held.keys.stop)
            app.state.streams.close()
            unwatch()
            log.info("stopped", **_at(held))
            await run_in_threadpool(held.graph.stop if container else held.close)

    meter, remembered = Meter(), AnswerCache()
    front = Front(remembered, settings.answers_behind)
    app = Enveloped(
        meter=meter,
        front=front if guard.front else None,
        known=guard.front or (lambda _: True),
        title="Entente",
        version=_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        telemetry=tracing.of_requests,  # a span a request, where anybody asked for it
        middleware=[
            *guard.outermost,
            Middleware(Watched, slow=settings.slow_seconds, stopping=stopping),
            Middleware(LastCatch),
            *guard.inner,
            *(() if guard.front else (Middleware(Inside, front),)),
            Middleware(HeadAsGet),
            Middleware(Compress),
            Middleware(BodyLimit, most_bytes=settings.max_body_bytes, upload_bytes=settings.max_upload_bytes),
            *guard.innermost,
        ],
    )
    app.state.container = container
    app.state.answers, app.state.meter = remembered, meter
    app.state.now = now
    app.state.keyed = settings.keys == "all"  # whether what is read is for those alone who have a key
    app.state.streams = Streams(settings.streams_max)
    app.state.shared = Shared()
    app.state.stopping = stopping
    # Whoever does jobs beside the server is told of new ones, and of the end.
    app.state.jobs_nudge = app.state.jobs_stop = lambda: None
    # An article waits for a coder, and what was known at a moment for whoever reads the evidence: minutes, where many ask.
    app.state.coding, app.state.knowing = Apart(16), Apart(2)
    app.state.fetching = Apart(16)  # waits for others' servers, and for its turn with each
    problems.install(app)
    bodies.install(app)
    app.add_exception_handler(Moved, moved)
    app.add_exception_handler(NobodyWaits, left)
    for router in routers():
        app.include_router(router)
    mounted = _mounted(app, settings) if settings.mcp else None
    if mounted is not None:
        app.router.routes.append(mounted.route())
    _document(app, settings)
    return app


def _mounted(app: FastAPI, settings: Settings) -> "Mounted":
    from app.mcp.mounted import Mounted  # noqa: PLC0415 - its packages are many, and few ask for it

    return Mounted(app, version=app.version, most_bytes=settings.max_body_bytes)


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
            secure(schema)
            for operation in (op for path in schema["paths"].values() for op in path.values()):
                _complete(operation, settings)
        assert app.openapi_schema is not None  # noqa: S101 - plain() keeps it
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _complete(operation: dict[str, Any], settings: Settings) -> None:
    if "application/problem+json" not in operation["responses"].get("422", {}).get("content", {}):
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
