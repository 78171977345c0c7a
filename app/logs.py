"""Logs: one line an event on stderr, JSON unless a terminal reads it."""

import asyncio
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
import structlog

from app.masking import masked

#: Loggers of others that speak through ours.
_OTHERS = ("uvicorn", "uvicorn.error", "alembic", "sqlalchemy")

_REQUESTS = "app.http"
#: Method, where it went, status, seconds, id, and when it was answered.
_Told = tuple[str, str, int, float, bytes, float]


class _Direct:
    """Where the lines of requests go, as JSON, without logging's way there, which costs as much as a whole answer.

    Lines are ``gathered`` for so many seconds and written together; that of a request that failed takes them along at once.
    """

    def __init__(self, handler: "logging.StreamHandler[TextIO]", gathered: float, *, told: bool) -> None:
        self.handler = handler
        self.told = told
        self._gathered = gathered
        self._gathering: list[_Told] = []
        self._second, self._moment = 0, ""

    def put(self, told: "_Told") -> None:
        self._gathering.append(told)
        if not self._gathered or told[2] >= 500 or not told[2]:
            self.flush()
        elif len(self._gathering) == 1:
            asyncio.get_running_loop().call_later(self._gathered, self.flush)

    def flush(self) -> None:
        gathering, self._gathering = self._gathering, []
        if not gathering:
            return
        lines = "".join([self._line(*told) for told in gathering])
        self.handler.acquire()
        try:
            self.handler.stream.write(lines)
            self.handler.stream.flush()
        except Exception:  # as logging does: a log that cannot be written is no reason not to answer
            self.handler.handleError(logging.makeLogRecord({"name": _REQUESTS, "msg": "request"}))
        finally:
            self.handler.release()

    def _line(self, method: str, about: str, status: int, seconds: float, request_id: bytes, moment: float) -> str:
        """By hand: nothing but what about() has written could need to be escaped. All of the moment but its fraction is
        worked out once a second."""
        whole = int(moment)
        if whole != self._second:
            self._second, self._moment = whole, datetime.fromtimestamp(whole, UTC).isoformat()[:-6]
        return (
            f'{{"method":"{method}",{about},"status":{status},"ms":{seconds * 1000:.2f},"request_id":"{request_id.decode()}",'
            f'"event":"request","level":"info","logger":"{_REQUESTS}",'
            f'"timestamp":"{self._moment}.{int((moment - whole) * 1e6):06d}Z"}}\n'
        )


_direct: _Direct | None = None


def about(path: str, route: str | None) -> str:
    """What the line of a request tells of where it went; without the query, which may hold what nobody wants in a log."""
    return orjson.dumps({"path": masked(path.encode("utf-8", "replace").decode()), "route": route})[1:-1].decode()


def request(method: str, about: str, status: int, seconds: float, request_id: bytes) -> None:
    """The line of a request, at the level info; ``about`` is by :func:`about`."""
    direct = _direct
    if direct is None or direct.handler not in logging.root.handlers:
        told = {"method": method, **orjson.loads(f"{{{about}}}"), "status": status, "ms": round(seconds * 1000, 2)}
        structlog.get_logger(_REQUESTS).info("request", **told, request_id=request_id.decode())
    elif direct.told:
        direct.put((method, about, status, seconds, request_id, time.time()))


def configure(level: str = "info", stream: TextIO | None = None, *, as_json: bool | None = None, gathered: float = 0.0) -> None:
    """Sets up structlog and the standard library's logging. ``as_json`` None means: unless the stream is a terminal.

    The lines of requests are ``gathered`` for so many seconds (an event loop has to run) and written together.
    """
    stream = stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    plain = stream.isatty() if as_json is None else not as_json
    # No values of local variables in traces: header fields are among them.
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = console if plain else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            # What the standard library's loggers are given as `extra` are members of the line, as with ours.
            foreign_pre_chain=[*shared[:-1], structlog.stdlib.ExtraAdder(), shared[-1]],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer, _mask],
        )
    )
    global _direct  # noqa: PLW0603 - for the process, as is all of logging
    if _direct is not None:
        _direct.flush()
    _direct = None if plain else _Direct(handler, gathered, told=level in ("debug", "info"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _OTHERS:
        other = logging.getLogger(name)
        other.handlers, other.propagate = [], True
        other.setLevel(logging.NOTSET)  # the level given holds for all, whatever a library chose for its own
    # One line a request is ours; uvicorn's would say it twice.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("sqlalchemy").setLevel("WARNING")  # every connection and statement otherwise
    logging.getLogger("mcp").setLevel("WARNING")  # every start and every refused call otherwise
    for name in ("httpx2", "httpcore2"):  # every address that is asked otherwise, and a webhook's may be a secret
        logging.getLogger(name).setLevel("WARNING")


def _mask(logger: Any, method: str, line: Any) -> str:
    """The whole line, traces included, without keys and passwords."""
    return masked(str(line))


@contextmanager
def serving(request_id: str | None) -> Iterator[None]:
    """While it lasts, every line logged carries the request's id, also from threads that the request's handler runs in."""
    tokens = structlog.contextvars.bind_contextvars(request_id=request_id)
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**tokens)
