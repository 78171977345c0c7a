"""A stand-in for an endpoint: a server on loopback that gives the answers it was told to, in order."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer; ``silent`` never comes, ``promised`` is the length that the header tells."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    promised: int | None = None


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def told(self) -> dict[str, Any]:
        """The user's message, which is JSON."""
        told: dict[str, Any] = json.loads(self.body["messages"][1]["content"])
        return told


class StandIn:
    """What it was asked, and what it still has to answer. The last answer is given again and again."""

    def __init__(self) -> None:
        self.replies: list[Reply | Callable[[Asked], Reply]] = []
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self.url = ""

    def next(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply if isinstance(reply, Reply) else reply(asked)


@contextmanager
def serving() -> Iterator[StandIn]:
    """A stand-in that listens on a free port."""
    standin = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            reply = standin.next(Asked(self.path, dict(self.headers.items()), body))
            if reply.silent:
                standin.over.wait(30)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) if reply.promised is None else reply.promised))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    standin.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield standin
    finally:
        standin.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def says(content: object, *, finish: str = "stop", tokens: int | None = 100, **message: object) -> Reply:
    """A chat completion; ``content`` becomes JSON unless it is a text already."""
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
    usage = {} if tokens is None else {"usage": {"total_tokens": tokens}}
    return Reply(json.dumps({"choices": [choice], **usage}).encode())


def relation(source: str, name: str, target: str, words: str, **more: object) -> dict[str, object]:
    """One relation as a model writes it."""
    return {
        "sentence": 0,
        "source": source,
        "source_actor": None,
        "source_role": None,
        "relation": name,
        "target": target,
        "target_actor": None,
        "target_role": None,
        "status": "occurred",
        "words": words,
        **more,
    }
