"""Is the process alive, can it serve?"""

from fastapi import APIRouter, Request, Response

from app.api.documented import answers
from app.http.answers import Json
from app.http.routes import StrictRoute
from app.schemas.service import Health, Ready

router = APIRouter(tags=["health"], route_class=StrictRoute)


@router.get("/healthz", summary="The process answers", **answers(Health))
async def healthz() -> Response:
    """Always ok while the process runs."""
    return Json({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", summary="Requests can be served", **answers(Ready))
async def readyz(request: Request) -> Response:
    """200 where a graph is loaded and fresh; 503 with the reason where not, and while the service is being stopped."""
    state = request.app.state
    fresh = state.container.graph.freshness()
    reason = "shutting down" if state.stopping.begun else fresh.reason(state.container.settings.stale_seconds)
    return Json(
        {"ready": reason is None, "reason": reason, "version": fresh.version},
        status_code=200 if reason is None else 503,
        headers={"Cache-Control": "no-store"},
    )
