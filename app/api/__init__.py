"""Routers, thin, one a resource: read the request, ask a query or a service, show the answer."""

from fastapi import APIRouter

from app.api import actors, alliances, articles, countries, health, page, relations, service


def routers() -> tuple[APIRouter, ...]:
    """Every router, in the order of the documentation."""
    return (
        countries.router,
        alliances.router,
        actors.router,
        relations.router,
        relations.evidence_router,
        articles.router,
        service.router,
        service.status_router,
        health.router,
        page.router,
    )
