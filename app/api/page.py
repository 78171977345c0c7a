"""The page at / and the files that it is made of."""

from pathlib import Path as File
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from app.http.conditional import content_etag, matches
from app.http.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, include_in_schema=False)

_EXPLORER = File(__file__).resolve().parent.parent / "explorer"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

Asset = Literal["app.js", "api.js", "draw.js", "lists.js", "evidence.js", "style.css", "favicon.svg"]


@router.get("/", response_class=FileResponse)
def index(request: Request) -> Response:
    """The explorer."""
    return _sent(request, "index.html")


@router.get("/explorer/{name}", response_class=FileResponse)
def asset(request: Request, name: Annotated[Asset, Path()]) -> Response:
    """One of its files."""
    return _sent(request, name)


def _sent(request: Request, name: str) -> Response:
    """A file, or 304 where the browser has it."""
    file = _EXPLORER / name
    tag = content_etag(file.read_bytes())
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if matches(tag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return FileResponse(file, media_type=_TYPES[file.suffix], headers=headers)
