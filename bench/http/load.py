"""Requests over keep-alive connections, and what they cost the process that answers them."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.graph.measure import Differs

_ROOT = Path(__file__).resolve().parents[2]
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.I)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its process and its port."""

    process: "subprocess.Popen[str]"
    port: int

    def seconds(self) -> float:
        """CPU seconds that its process has used, all threads together. Of Linux."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(*arguments: str) -> Iterator[Server]:
    """A server by :mod:`bench.http.serving`, killed at the end. Raises ChildProcessError where it does not start."""
    command = [sys.executable, "-m", "bench.http.serving", *arguments]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own commands
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            port = process.stdout.readline().strip()
            if not port:
                raise ChildProcessError(f"the server {arguments[0]!r} did not start, see above")
            yield Server(process, int(port))
        finally:
            process.kill()


def asking(path: str, **headers: str) -> bytes:
    """A GET request, with headers by name."""
    rest = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\n{rest}\r\n".encode()


def ask(server: Server, request: bytes) -> tuple[bytes, bytes]:
    """Head and body of one answer."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(request)
        return _answer(connection)


def load(server: Server, requests: Sequence[bytes], times: int, *, status: int, connections: int = 16) -> float:
    """Requests a CPU second of the server: each of ``requests`` ``times`` times, from so many connections at once. Raises
    Differs where an answer has another status."""
    expected = b"HTTP/1.1 %d" % status
    with ExitStack() as stack:
        open_ = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(connections)]
        queue = [request for _ in range(times) for request in requests]
        before = server.seconds()
        for at in range(0, len(queue), connections):
            some = queue[at : at + connections]
            for connection, request in zip(open_, some, strict=False):
                connection.sendall(request)
            for connection, request in zip(open_, some, strict=False):
                head, _ = _answer(connection)
                if not head.startswith(expected):
                    raise Differs(f"{request.decode()!r} was answered with {head[:30]!r}, not {status}")
        return len(queue) / (server.seconds() - before)


def _answer(connection: socket.socket) -> tuple[bytes, bytes]:
    got = bytearray()
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(connection)
    head = bytes(got[: end + 4])
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    while len(got) < end + 4 + length:
        got += _more(connection)
    return head, bytes(got[end + 4 :])


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(1 << 20)
    if not chunk:
        raise ChildProcessError("the server closed the connection")
    return chunk
