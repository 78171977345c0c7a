"""The examples of docs/api.md: each is a block that begins with ``$ curl …``, and what the service answers, shortened.

``python -m tests.docs.examples`` asks the service for all of them again and writes what it answers into the page.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import httpx2
from fastapi.testclient import TestClient

from app.coders import LazyCoder
from app.container import Container, feeds_of, poller
from app.ingestion.fetch import Fetcher
from app.ingestion.sample import sample_articles
from app.main import create_app
from app.services.fetching import Fetching
from app.settings import Settings
from tests.docs.curl import asked
from tests.docs.layout import TEXT, laid, shortened

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
_BLOCK = re.compile(r"^```\n\$ (curl .*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TAG = re.compile(r'W/"(\d+)-[0-9a-f]+"')
_SECRET = re.compile(r"whsec_[\w+/=]+")
_LINES = 8  # of an answer that is not JSON


@dataclass(frozen=True, slots=True)
class Example:
    """A request as a command, and its answer as the page has it."""

    command: str
    shown: str


def examples(page: str) -> list[Example]:
    """The examples of a page, in its order."""
    return [Example(found[1], found[2]) for found in _BLOCK.finditer(page)]


@contextmanager
def service() -> Iterator[TestClient]:
    """A client of the service over the sample; its clock goes on by a minute with every request."""
    with tempfile.TemporaryDirectory() as folder:
        minute = iter(range(1, 10_000))

        def now() -> datetime:
            return NOON + timedelta(minutes=next(minute))

        settings = Settings(database_url=f"sqlite:///{folder}/sample.sqlite3", home=Path(folder), poll_interval=60)
        with Container.open(settings, coder=LazyCoder(least=settings.min_confidence)) as container:
            container.ingest.ingest_many(sample_articles(), lambda: NOON)
            container.graph.refresh()
            app = create_app(container=with_web(container), now=now)
            known = patch("app.api.webhooks.secrets.token_bytes", lambda size: bytes(range(size)))
            numbers = count(1)
            named = patch("app.api.jobs.secrets.token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
            with known, named, TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as client:
                yield client


#: All of the web that the examples know.
WEB = {
    "/world.xml": (
        "application/rss+xml",
        "<rss version='2.0'><channel><title>Example Courier: the world</title><item><title>Talks in the north</title>"
        "<link>/talks</link><pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate></item><item><title>Page not found</title>"
        "<link>/gone</link></item></channel></rss>",
    ),
    "/talks": (
        "text/html",
        "<html><head><meta property='og:site_name' content='Example Courier'><title>Talks in the north</title></head><body>"
        "<article><p>Finland signed a trade agreement with Chile on Sunday.</p></article></body></html>",
    ),
}


def with_web(container: Container) -> Container:
    """The container with a web of its own, in place of that of others."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        kind, body = WEB.get(request.url.path, ("text/plain", ""))
        return httpx2.Response(200 if body else 404, content=body.encode(), headers={"Content-Type": kind})

    fetcher = Fetcher(httpx2.Client(transport=httpx2.MockTransport(answer)), lambda: 0.0, lambda seconds: None, pause=0)
    fetching, settings = Fetching(lambda stack: fetcher), container.settings
    polls = poller(settings, container.engine, fetching, container.ingest, lambda: 0.5)
    return replace(container, fetching=fetching, feeds=feeds_of(settings, container.engine, polls))


def answered(client: TestClient, command: str) -> str:
    """What the service answers to a curl command, as the page shows it. ``-i`` shows status and headers, too."""
    given = asked(command)
    headers = {"X-Request-ID": "5f1c0b6e", **given.headers}
    answer = client.request(given.method, given.path, content=given.body, headers=headers)
    lines = []
    if given.head:
        lines.append(f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}")
        shown = ("content-type", "etag", "cache-control", "vary", "link", "location", "retry-after", "content-disposition")
        lines += [f"{name}: {answer.headers[name]}" for name in shown if name in answer.headers]
    if answer.content:
        lines.append(_shown(answer.headers.get("content-type", ""), answer.content))
    # No secret, not even one of nothing: it would end up somewhere in earnest. A tag is of this very program and database.
    return _TAG.sub(r'W/"\1-…"', _SECRET.sub("whsec_…", "\n".join(lines))) + "\n"


def _shown(kind: str, content: bytes) -> str:
    if "json" in kind and "ndjson" not in kind:
        return laid(shortened(json.loads(content)))
    if not kind.startswith(("text/", "application/graphml", "application/gexf", "application/x-ndjson")) and "xml" not in kind:
        return f"… {len(content):,} bytes"
    lines = content.decode("utf-8").splitlines()
    short = [line if len(line) <= TEXT else line[:TEXT] + "…" for line in lines[:_LINES]]
    return "\n".join([*short, f"… {len(lines) - _LINES} more lines"] if len(lines) > _LINES else short)


def rewritten(page: str) -> str:
    """The page with the answers that the service gives now."""
    with service() as client:
        return _BLOCK.sub(lambda found: f"```\n$ {found[1]}\n{answered(client, found[1])}```", page)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{len(examples(PAGE.read_text(encoding='utf-8')))} examples\n")
