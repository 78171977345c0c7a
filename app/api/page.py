"""The page at / and the files that it is made of."""

from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from app.http.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, include_in_schema=False)

_EXPLORER = File(__file__).resolve().parent.parent / "explorer"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

Asset = Literal["app.js", "api.js", "draw.js", "lists.js", "evidence.js", "style.css", "favicon.svg"]


@router.get("/", response_class=FileResponse)
async def index() -> FileResponse:
    """The explorer."""
    return FileResponse(_EXPLORER / "index.html", media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/explorer/{name}", response_class=FileResponse)
async def asset(name: Annotated[Asset, Path()]) -> FileResponse:
    """One of its files."""
    file = _EXPLORER / name
    return FileResponse(file, media_type=_TYPES[file.suffix], headers={"Cache-Control": "no-cache"})
