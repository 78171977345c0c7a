"""`/metrics`: the process in figures, for Prometheus and its like."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from app.http.routes import StrictRoute
from app.metrics import Remembered

#: Text, not JSON, and no part of the API that clients build on: not in the OpenAPI document.
router = APIRouter(route_class=StrictRoute, include_in_schema=False)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """What the process, its graph, its database and its requests are like, in Prometheus' text format."""
    state = request.app.state
    own = CollectorRegistry(auto_describe=False)
    own.register(Remembered(state.answers))
    meter: Collector | None = getattr(state, "meter", None)
    if meter is not None:
        own.register(meter)
    body = generate_latest(state.container.metrics.registry) + generate_latest(own)
    return Response(body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})
