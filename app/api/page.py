"""The page at / and the files that it is made of."""

from functools import cache
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from app.http.conditional import content_etag, matches
from app.http.routes import StrictRoute

router = APIRouter(route_class=StrictRoute, include_in_schema=False)

_EXPLORER = File(__file__).resolve().parent.parent / "explorer"
#: What vendor/ is made of lies there too, and is nobody's business.
_HIDDEN = "vendor/source/"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",  # the licences of vendor/, which ask to go along with every copy
}


@router.get("/", response_class=FileResponse)
def index(request: Request) -> Response:
    """The explorer."""
    return _sent(request, "index.html")


@router.get("/explorer/{name:path}", response_class=FileResponse)
def asset(request: Request, name: Annotated[str, Path()]) -> Response:
    """One of its files."""
    if name not in assets():
        raise HTTPException(404)
    return _sent(request, name)


@cache
def assets() -> frozenset[str]:
    """The files that are served, by their paths below ``/explorer/``. Nothing else is ever looked for on the disk."""
    found = (file.relative_to(_EXPLORER).as_posix() for file in _EXPLORER.rglob("*") if file.suffix in _TYPES and file.is_file())
    return frozenset(name for name in found if not name.startswith(_HIDDEN))


def _sent(request: Request, name: str) -> Response:
    """A file, or 304 where the browser has it."""
    file = _EXPLORER / name
    tag = content_etag(file.read_bytes())
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if matches(tag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return FileResponse(file, media_type=_TYPES[file.suffix], headers=headers)
