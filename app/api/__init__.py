"""Routers, thin, one a resource: read the request, ask a query or a service, show the answer.

What walks the graph or reads SQL is a plain ``def`` and runs in a thread, so that a large answer holds nobody else up;
what only looks something up is ``async def``. Remembered answers are given before either.
"""

from fastapi import APIRouter

from app.api import (
    actors,
    alliances,
    analytics,
    articles,
    balance,
    changes,
    countries,
    diff,
    dyads,
    feeds,
    figures,
    graphs,
    health,
    jobs,
    overview,
    page,
    paths,
    publishers,
    relations,
    service,
    timelines,
    webhooks,
)


def routers() -> tuple[APIRouter, ...]:
    """Every router, in the order of the documentation."""
    return (
        countries.router,
        alliances.check_router,
        alliances.router,
        dyads.router,
        paths.router,
        balance.router,
        diff.router,
        graphs.router,
        overview.router,
        timelines.router,
        actors.router,
        relations.router,
        relations.evidence_router,
        analytics.router,
        jobs.batch_router,
        articles.router,
        publishers.router,
        jobs.router,
        changes.router,
        changes.stream_router,
        feeds.router,
        webhooks.router,
        service.router,
        service.status_router,
        health.router,
        figures.router,
        page.router,
    )
