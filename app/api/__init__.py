"""Routers, thin, one a resource: read the request, ask a query or a service, show the answer.

What walks the graph or reads SQL is a plain ``def`` and runs in a thread, so that a large answer holds nobody else up;
what only looks something up is ``async def``. Remembered answers are given before either.
"""

from fastapi import APIRouter

from app.api import actors, alliances, articles, countries, dyads, figures, health, page, paths, relations, service


def routers() -> tuple[APIRouter, ...]:
    """Every router, in the order of the documentation."""
    return (
        countries.router,
        alliances.router,
        dyads.router,
        paths.router,
        actors.router,
        relations.router,
        relations.evidence_router,
        articles.router,
        service.router,
        service.status_router,
        health.router,
        figures.router,
        page.router,
    )
