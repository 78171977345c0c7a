"""A real browser, and servers for it to open: one with a little history of the world, and empty ones."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.container import Container
from app.http.streams import Streams
from app.ingestion.article import ArticleIn
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import NOON
from tests.e2e.world import HISTORY, PhraseCoder

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 20


@pytest.fixture(scope="package")  # while it is open an event loop runs, and no other test could have one
def browser() -> Iterator[Browser]:
    """A headless Chromium: that of ``ENTENTE_CHROMIUM``, or the first on PATH."""
    path = os.environ.get("ENTENTE_CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = "NO BROWSER TEST WAS RUN: no chromium on PATH; install one (Debian: apt-get install chromium)"
        if os.environ.get("ENTENTE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@dataclass(frozen=True)
class Served:
    """A running service: where it is, and what it holds."""

    address: str
    container: Container
    stop: Callable[[], None]

    def add(self, text: str, published: str, publisher: str = "The Evening Courier") -> str:
        """An article more, as if somebody sent it; its id. The graph has it when this returns."""
        article = ArticleIn(text=text, publisher=publisher, published_at=date.fromisoformat(published))
        taken = self.container.ingest.ingest(article, NOON)
        self.container.graph.refresh()
        return taken.article_id


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """A service over an empty database in a folder, on a free port, with the phrase coder."""
    url = f"sqlite:///{folder / 'entente.sqlite3'}"
    with Container.open(Settings(database_url=url, home=folder, poll_interval=0.05), coder=PhraseCoder()) as container:
        app = create_app(container=container, now=lambda: NOON)
        server = _Server(
            uvicorn.Config(_Lasting(app), port=0, log_config=None, ws="none", timeout_graceful_shutdown=1), app.state.streams
        )
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        assert server.up.wait(_SECONDS), "the server did not start"

        def stop() -> None:
            server.should_exit = True
            thread.join(_SECONDS)

        yield Served(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", container, stop)
        stop()


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with the history of :mod:`tests.e2e.world`. For tests that change nothing."""
    with served(tmp_path_factory.mktemp("e2e")) as service:
        for article in HISTORY:
            service.container.ingest.ingest(article, NOON)
        service.container.graph.refresh()
        yield service


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """The service with nothing in it, for this test alone."""
    with served(tmp_path) as service:
        yield service


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """Contexts of the browser by service and options: a test opens its page in one that has the page's files already."""
    return {}


@pytest.fixture
def opened(browser: Browser, contexts: dict[str, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Opens pages of a service: ``opened(world)``, with the options of a browser context (viewport, color_scheme …). The
    test fails when a script errs, the page's policy is broken, or a request leaves the server."""
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(service: Served, path: str = "/", **options: Any) -> Page:
        own = {"base_url": service.address, "viewport": {"width": 1280, "height": 860}} | options
        if repr(own) not in contexts:
            contexts[repr(own)] = browser.new_context(**own)
        page = contexts[repr(own)].new_page()
        pages.append(page)
        page.set_default_timeout(_SECONDS * 1000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
        here = urlsplit(service.address).netloc
        page.on("request", lambda asked: None if _stays(asked.url, here) else wrong.append(f"left the server: {asked.url}"))
        page.goto(path)
        return page

    yield open_page
    for page in pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    assert wrong == []


@pytest.fixture
def page(opened: Callable[..., Page], world: Served) -> Page:
    """The page of the world, just opened, on a desk."""
    return opened(world)


def _stays(url: str, here: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.netloc == here


class _Lasting:
    """A service whose page's files need not be asked for again while the tests run; they take a second each time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def lasting(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"].startswith("/explorer/"):
                headers = [(name, b"max-age=3600" if name == b"cache-control" else value) for name, value in message["headers"]]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, lasting)


class _Server(uvicorn.Server):
    """Says when it listens, so that nobody has to poll; ends its streams when it stops."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self.up = Event()
        self._streams = streams

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: Any = None) -> None:
        self._streams.close()  # as `serve` does: pages that still listen are not waited for
        await super().shutdown(sockets)
