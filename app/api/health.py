"""Is the process alive, can it serve?"""

from fastapi import APIRouter, Request, Response

from app.api.documented import answers
from app.errors import EntenteError
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
    """200 where a graph is loaded and fresh; 503 with the reason where not."""
    holder = request.app.state.container.graph
    reason: str | None = holder.error
    version: int | None = None
    try:
        version = holder.current().version
    except EntenteError as error:
        reason = reason or error.detail
    ready = reason is None
    return Json(
        {"ready": ready, "reason": reason, "version": version},
        status_code=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )
