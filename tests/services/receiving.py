"""A receiver of webhooks on loopback that keeps what came and answers as it is told."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


@dataclass
class Came:
    """A request: its headers by lower-case name, and its body."""

    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def ids(self) -> list[str]:
        """The changes, by what they are about."""
        return [f"{one['version']} {one['change']} {one['id']}" for one in self.content["results"]]

    def verified(self, secret: str = SECRET) -> bool:
        """Whether the signature is right: written down here once more, from the specification."""
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        key = base64.b64decode(secret.split("_")[1])
        digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return hmac.compare_digest(self.headers["webhook-signature"], f"v1,{digest}")


@dataclass
class Receiver:
    """What came so far; ``answer`` gives the status and headers of the next answer. While ``held`` is clear, answers wait."""

    url: str = ""
    came: list[Came] = field(default_factory=list)
    answer: Callable[[int], tuple[int, dict[str, str]]] = lambda number: (200, {})
    held: Event = field(default_factory=Event)
    arrived: Condition = field(default_factory=Condition)

    def wait(self, number: int) -> None:
        """Wait until so many requests came."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.came) >= number, 60)

    @property
    def all(self) -> list[str]:
        """Every change that came, those of batches that came twice once."""
        batches = {one.headers["webhook-id"]: one for one in self.came}
        return [change for one in batches.values() for change in one.ids]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that runs."""
    receiver = Receiver()
    receiver.held.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with receiver.arrived:
                number = len(receiver.came)
                receiver.came.append(Came({name.lower(): value for name, value in self.headers.items()}, body))
                receiver.arrived.notify_all()
            receiver.held.wait(60)
            status, headers = receiver.answer(number)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A sender that was killed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.held.set()
            server.shutdown()
            thread.join()
