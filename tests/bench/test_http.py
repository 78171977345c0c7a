"""The rows about HTTP: the load that they are measured by, and what a server costs."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from bench.graph.measure import Differs
from bench.http.load import Server, ask, asking, load, serving


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server on a free port that gives every request the same bytes."""

    def serve(connection: socket.socket) -> None:
        with connection:
            while connection.recv(65_536):
                connection.sendall(answer)

    def accept(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=accept, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


class Here(Server):
    """This process, with a clock of its own."""

    def seconds(self) -> float:
        return next(CLOCK)


CLOCK = iter(range(0, 100, 2))


def test_the_load_counts_what_was_answered_and_refuses_another_status() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as port:
        server = Here(None, port)  # type: ignore[arg-type]  # no process of its own
        assert ask(server, asking("/"))[1] == b"hello"
        assert load(server, [asking("/a"), asking("/b")], 25, status=200, connections=4) == 50 / 2
        with pytest.raises(Differs, match="not 304"):
            load(server, [asking("/a")], 1, status=304)


def test_headers_are_written_as_they_are_named() -> None:
    told = b'GET /a HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\nif-none-match: W/"1"\r\n\r\n'
    assert asking("/a", if_none_match='W/"1"') == told


def test_the_bare_function_sends_the_file_and_its_process_is_timed(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    file.write_bytes(b'[["content-type", "text/plain"], ["content-length", "9"]]\nsome\nmore')
    if not Path("/proc/self/stat").exists():
        pytest.skip("CPU seconds of another process are read from /proc")
    with serving("bare", "-", "-", os.devnull, "info", str(file)) as server:
        head, body = ask(server, asking("/any"))
        assert (head[:15], body) == (b"HTTP/1.1 200 OK", b"some\nmore")
        assert b"content-type: text/plain" in head
        assert server.seconds() > 0
    with pytest.raises(ChildProcessError, match="'none'"), serving("none", "-", "-", "/nowhere/log", "info"):
        pass
