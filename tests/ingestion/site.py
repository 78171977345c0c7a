"""A small site on loopback that answers as it is told, and keeps what it was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

HTML = "text/html; charset=utf-8"


@dataclass
class Reply:
    """An answer; without a body of its own its length is told."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def html(body: str, **headers: str) -> Reply:
    """A page."""
    return Reply(200, body.encode(), {"Content-Type": HTML, **headers})


def to(where: str, status: int = 302) -> Reply:
    """A redirection."""
    return Reply(status, b"", {"Location": where})


@dataclass
class Asked:
    """A request: its path, and its headers by lower-case name."""

    path: str
    headers: dict[str, str]


Answers = Reply | Callable[[Asked], Reply]


@dataclass
class Site:
    """What lies where, by path (404 where nothing does), and what was asked so far. While ``held`` is clear, answers wait."""

    at: str
    pages: dict[str, Answers] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    held: Event = field(default_factory=Event)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.at.rpartition(":")[2])

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]


@contextmanager
def site(host: str = "127.0.0.1", pages: Mapping[str, Answers] | None = None) -> Iterator[Site]:
    """A site that runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
            found.asked.append(asked)
            found.held.wait(60)
            reply = found.pages.get(self.path, Reply(404))
            if not isinstance(reply, Reply):
                reply = reply(asked)
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Somebody who read no further."""

    with Server((host, 0), Handler) as server:
        found = Site(f"http://{host}:{server.server_address[1]}", dict(pages or {}))
        found.held.set()
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield found
        finally:
            found.held.set()
            server.shutdown()
            thread.join()
