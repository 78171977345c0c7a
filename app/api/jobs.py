"""Jobs. A file is on the disk, whole, before its job is told of; what comes of it is asked for by the job's id."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Request, Response
from starlette.requests import ClientDisconnect

from app.api.context import Held
from app.api.documented import answers
from app.api.parameters import Cursor, PageLimit
from app.api.present import jobs as present
from app.container import Container
from app.errors import JobNotFound
from app.http.answers import Json, dump
from app.http.pages import listed, next_url
from app.http.problems import InvalidParameter, MalformedBody, UnsupportedMediaType
from app.http.routes import StrictRoute
from app.http.streams import Events, EventStream
from app.ingestion.sources import SUFFIXES, ending_of
from app.schemas.common import Day
from app.schemas.jobs import JobList, JobOut, JobProblemList, KindName, StateName
from app.services.jobs import Wish
from app.services.uploads import Upload
from app.store.rows import JobRow

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=StrictRoute)
batch_router = APIRouter(prefix="/v1/articles", tags=["jobs"], route_class=StrictRoute)

JobId = Annotated[str, Path(description="The id that sending it gave.", max_length=100)]
Publisher = Annotated[str | None, Query(description="Publisher of articles that name none.", max_length=200)]
Published = Annotated[Day | None, Query(description="Day of articles that give none.")]
Idempotency = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A name of the sender's for this request: sent again under it, the answer is the first job.",
        min_length=1,
        max_length=255,
    ),
]
#: How a file ends that is sent as such.
_ENDINGS = {
    "application/x-ndjson": ".ndjson",
    "application/jsonl": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.apache.parquet": ".parquet",
    "application/warc": ".warc",
    "application/zip": ".zip",
    "application/x-tar": ".tar",
}
_LINES = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines"})
_GZIP = ".gz"
#: Bytes that are gathered before they go to the disk.
_PIECE = 1 << 20
_UNKEPT = {"Cache-Control": "no-store"}
_BINARY = {"schema": {"type": "string", "format": "binary"}}


def _body(*kinds: str) -> dict[str, Any]:
    return {"openapi_extra": {"requestBody": {"required": True, "content": dict.fromkeys(kinds, _BINARY)}}}


@batch_router.post(
    "/batch",
    status_code=202,
    summary="Take many articles in",
    **answers(JobOut, 413, 415, 422, 507, also={202: JobOut}),
    **_body(*sorted(_LINES)),
)
async def batch(
    request: Request,
    held: Held,
    publisher: Publisher = None,
    published: Published = None,
    idempotency_key: Idempotency = None,
) -> Response:
    """A JSON object a line, each as `POST /v1/articles` takes it. 202 once they are kept; the job tells what becomes of them."""
    kind = _kind(request)
    if kind not in _LINES:
        raise UnsupportedMediaType(f"the body is {kind or 'of no stated type'}; send application/x-ndjson, an object a line")
    ending = _packed(request, _ENDINGS[kind])
    return await _take(request, held, Wish("batch", "batch", ending, publisher, published, idempotency_key))


@router.post(
    "",
    status_code=202,
    summary="Take a file in",
    **answers(JobOut, 413, 415, 422, 507, also={202: JobOut}),
    **_body("application/octet-stream", *sorted(_ENDINGS)),
)
async def send(
    request: Request,
    held: Held,
    name: Annotated[
        str | None, Query(description="What the file is called; its ending says what it is.", min_length=1, max_length=200)
    ] = None,
    publisher: Publisher = None,
    published: Published = None,
    idempotency_key: Idempotency = None,
) -> Response:
    """The body is the file, of any kind that `ingest` reads. 202 once it is kept; the job tells what becomes of it."""
    ending = _packed(request, _ending(name, _kind(request)))
    return await _take(request, held, Wish("file", name or f"upload{ending}", ending, publisher, published, idempotency_key))


@router.get("", summary="Jobs, the newest first", **answers(JobList))
def jobs(
    request: Request,
    held: Held,
    limit: PageLimit,
    cursor: Cursor = None,
    state: Annotated[StateName | None, Query(description="Only jobs in this state.")] = None,
    kind: Annotated[KindName | None, Query(description="Only jobs of this kind.")] = None,
) -> Response:
    """How far each is, and what became of it."""
    found = held.jobs.jobs(limit=limit, cursor=cursor, state=state, kind=kind)
    now = _now(request)
    return _listed(request, [present.job(row, now) for row in found.results], found.total, limit, found.next)


@router.get("/{job_id}", summary="One job", **answers(JobOut, 404))
def job(request: Request, job_id: JobId, held: Held) -> Response:
    """As in the list."""
    return Json(present.job(held.jobs.get(job_id), _now(request)), headers=_UNKEPT)


@router.get("/{job_id}/problems", summary="What a job could not take in", **answers(JobProblemList, 404))
def problems(request: Request, job_id: JobId, held: Held, limit: PageLimit, cursor: Cursor = None) -> Response:
    """Where each lies and why it was not taken in; the rest went on."""
    found = held.jobs.problems(job_id, limit=limit, cursor=cursor)
    return _listed(request, [present.problem(one) for one in found.results], found.total, limit, found.next)


def _events() -> dict[str, Any]:
    kept = answers(JobOut, 404)
    schema = {"schema": {"$ref": "#/components/schemas/JobOut"}}
    kept["responses"][200] = {"description": "Events until the job has ended.", "content": {"text/event-stream": schema}}
    kept["responses"][204] = {"description": "The job has ended, and the last event was had."}
    return {**kept, "response_class": Response}


@router.get("/{job_id}/events", summary="How far a job is, as it goes", **_events())
def events(
    request: Request,
    job_id: JobId,
    held: Held,
    last_event_id: Annotated[
        str | None, Header(description="The last id that came, as EventSource sends it.", max_length=60)
    ] = None,
) -> Response:
    """Server-sent events: `progress` whenever it is further, `end` when it has ended, each with the whole job. 204 where
    the end was had, so that EventSource comes back no more."""
    row = held.jobs.get(job_id)
    if row.ended and last_event_id == _position(row):
        return Response(status_code=204, headers=_UNKEPT)
    read = _reader(lambda: held.jobs.get(job_id), lambda: _now(request))
    return EventStream(request.app.state.streams, last_event_id or "-", read, every=1.0)


@router.post("/{job_id}/cancel", summary="End a job", **answers(JobOut, 404))
def cancel(request: Request, job_id: JobId, held: Held) -> Response:
    """At once where it waits, else after the article at hand; what it stored stays. One that has ended stays as it is."""
    row = held.jobs.cancel(job_id, _now(request))
    return Json(present.job(row, _now(request)), headers=_UNKEPT)


@router.post("/{job_id}/retry", summary="Have a job go on", **answers(JobOut, 404, 409))
def retry(request: Request, job_id: JobId, held: Held) -> Response:
    """One that failed or was cancelled, from where it stopped."""
    row = held.jobs.retry(job_id, _now(request))
    request.app.state.jobs_nudge()
    return Json(present.job(row, _now(request)), headers=_UNKEPT)


async def _take(request: Request, held: Container, wish: Wish) -> Response:
    """Keep the body, then tell of its job."""
    if wish.idempotency is not None and not wish.idempotency.isprintable():
        raise InvalidParameter("Idempotency-Key has characters that cannot be printed; take letters and digits")
    identifier = f"job-{secrets.token_hex(8)}"
    upload = await to_thread.run_sync(held.jobs.uploads.begin, f"{identifier}{wish.media}")
    try:
        await _stream(request, upload)
        sent = await to_thread.run_sync(upload.finish)
    except ClientDisconnect:  # nobody is there to be answered
        return Response(status_code=400)
    finally:
        upload.close()
    if not sent.size:
        held.jobs.uploads.remove(sent.name)
        raise MalformedBody("the body is empty; it is to be what is taken in")
    row, new = await to_thread.run_sync(partial(held.jobs.submit, identifier, wish, sent, _now(request)))
    request.app.state.jobs_nudge()
    shown = present.job(row, _now(request))
    headers = {**_UNKEPT, "Location": shown["links"]["self"], **({} if row.ended else {"Retry-After": "1"})}
    return Json(shown, status_code=202 if new else 200, headers=headers)


async def _stream(request: Request, upload: Upload) -> None:
    waiting = bytearray()
    async for piece in request.stream():
        waiting += piece
        if len(waiting) >= _PIECE:
            await to_thread.run_sync(upload.write, bytes(waiting))
            waiting.clear()
    await to_thread.run_sync(upload.write, bytes(waiting))


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def _ending(name: str | None, kind: str) -> str:
    """How the file is to end, by its name, else by its type."""
    ending = ending_of(name) if name is not None else None
    if ending is None:
        ending = _ENDINGS.get(kind)
    if ending is None:
        named = (
            f"cannot tell by the name what {name[:80]!r} is" if name is not None else f"the body is {kind or 'of no stated type'}"
        )
        raise UnsupportedMediaType(f"{named}; give `name` with an ending such as {', '.join(SUFFIXES)} (also .gz)")
    return ending


def _packed(request: Request, ending: str) -> str:
    """The same with how the body is packed for the way."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise UnsupportedMediaType(f"the body is packed by {coding[:40]!r}; send it by gzip, or as it is")
    return f"{ending}{_GZIP}" if coding == "gzip" and not ending.endswith(_GZIP) else ending


def _listed(request: Request, results: list[dict[str, Any]], total: int, limit: int, following: str | None) -> Json:
    content = {"results": results, "total": total, "limit": limit, "next": following}
    answer = listed({**content, "next_url": next_url(request, following)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _position(row: JobRow) -> str:
    return f"{row.attempt}.{row.lots}.{row.state}{'.stopping' if row.stop and not row.ended else ''}"


def _reader(get: Callable[[], JobRow], now: Callable[[], datetime]) -> Callable[[str], Events]:
    """What the stream calls: how far the job is, where that is news."""

    def read(position: str) -> Events:
        try:
            row = get()
        except JobNotFound:  # it was forgotten meanwhile
            return Events((), position, True, last=True)
        at = _position(row)
        news = () if at == position else ((at, "end" if row.ended else "progress", dump(present.job(row, now()))),)
        return Events(news, at, True, last=row.ended)

    return read


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.now()
    return now.astimezone(UTC)
