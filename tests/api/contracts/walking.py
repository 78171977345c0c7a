"""The routes that the application really has, as addresses that can be asked; extend the tables for a new route."""

import re
from collections.abc import Iterator

from app.main import create_app
from app.settings import Settings

DOCUMENT = create_app(Settings(database_url="sqlite://")).openapi()
ROUTES = [(method, path) for path, operations in DOCUMENT["paths"].items() for method in operations]
FILLED = {
    "{code}": "RUS",
    "{actor_id}": "RUS",
    "{relation_id}": "RUS~attacks~UKR",
    "{a}": "RUS",
    "{b}": "SYR",
    "{alliance_id}": "IGO:CSTO",
    "{publisher_id}": "reuters",
}
NEEDED = {
    "/v1/alliances/check": "a=RUS&b=SYR",
    "/v1/analytics/diff": "before=2015-12-31&after=2023-12-31",
    "/v1/analytics/trends": "actor=RUS",
    "/v1/changes": "since=0",
    "/v1/paths": "source=SYR&target=TUR",
    "/v1/suggest": "q=rus",
}
LIVE = {
    "/v1/status", "/v1/quality", "/healthz", "/readyz", "/v1/articles/{article_id}", "/v1/feeds", "/v1/jobs",
    "/v1/origins", "/v1/webhooks",
}  # fmt: skip
#: Never answered in full (test_stream.py), or only where there is one (test_webhooks.py, test_feeds.py, test_jobs.py).
APART = {
    "/v1/stream",
    "/v1/feeds/{feed_id}",
    "/v1/jobs/{job_id}",
    "/v1/jobs/{job_id}/problems",
    "/v1/jobs/{job_id}/events",
    "/v1/webhooks/{webhook_id}",
    "/v1/webhooks/{webhook_id}/deliveries",
}


def addresses(*, versioned: bool = False, taking: str | None = None) -> Iterator[str]:
    """Every GET route with its path filled in; only those that answer from one version, or that take a parameter."""
    for method, path in ROUTES:
        if method == "get" and "article_id" not in path and path not in APART and not (versioned and path in LIVE):
            named = {parameter["name"] for parameter in DOCUMENT["paths"][path][method].get("parameters", [])}
            if taking is None or taking in named:
                filled = re.sub(r"\{\w+\}", lambda match: FILLED[match[0]], path)
                yield f"{filled}?{NEEDED[path]}" if path in NEEDED else filled


def also(path: str, query: str) -> str:
    """The address with more of a query."""
    return f"{path}{'&' if '?' in path else '?'}{query}"


EVERY = list(addresses())
VERSIONED = list(addresses(versioned=True))
