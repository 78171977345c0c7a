"""Stopping: what was begun is finished, nobody new is let in, and nothing hangs."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.processes import Service, service, until


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'news.sqlite3'}"


def takes_connections(one: Service) -> bool:
    try:
        socket.create_connection(("127.0.0.1", one.port), 5).close()
    except ConnectionRefusedError:
        return False
    return True


def begun(one: Service) -> bool:
    return (one.folder / "coding").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_article_that_is_being_coded_is_answered_and_stored(url: str, tmp_path: Path, number: signal.Signals) -> None:
    with service(url, tmp_path / "one", {"STOP_SECONDS": 60}) as one, ThreadPoolExecutor(1) as pool:
        posting = pool.submit(one.post, "It was held for long. Russia bombed Ukraine.")
        until(lambda: begun(one))
        one.process.send_signal(number)
        until(lambda: not takes_connections(one))
        assert not posting.done()
        one.open_gate()
        status, headers, taken = posting.result()
        assert (status, len(taken["edges"]), headers["connection"]) == (201, 1, "close")
        assert one.wait() == 0
        assert one.events("stopping")[0]["requests"] == 1
        assert one.events("stopped")
    with service(url, tmp_path / "two") as two:
        assert two.ask(f"/v1/articles/{taken['id']}")[0] == 200


def test_an_idle_connection_is_closed(url: str, tmp_path: Path) -> None:
    with service(url, tmp_path / "one") as one, socket.create_connection(("127.0.0.1", one.port), 30) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answered = b""
        while not answered.endswith(b'{"status":"ok"}'):
            more = idle.recv(65536)
            assert more, answered
            answered += more
        one.process.send_signal(signal.SIGTERM)
        assert idle.recv(65536) == b""
        assert one.wait() == 0


def test_what_takes_too_long_is_cut_off_and_not_stored(url: str, tmp_path: Path) -> None:
    with service(url, tmp_path / "one", {"STOP_SECONDS": 0.2}) as one, ThreadPoolExecutor(1) as pool:
        posting = pool.submit(one.post, "It was held for ever. Russia bombed Ukraine.")
        until(lambda: begun(one))
        one.process.send_signal(signal.SIGTERM)
        assert one.wait() == 1
        status, headers, problem = posting.result()
        assert (status, problem["type"], headers["connection"]) == (503, "/problems/shutting-down", "close")
        assert one.events("requests were cut off")[0]["requests"] == 1
    with service(url, tmp_path / "two") as two:
        assert two.ask("/v1/status")[2]["articles"] == 0


def test_the_second_signal_ends_it_at_once(url: str, tmp_path: Path) -> None:
    with service(url, tmp_path / "one", {"STOP_SECONDS": 600}) as one, ThreadPoolExecutor(1) as pool:
        posting = pool.submit(one.post, "It was held for ever. Russia bombed Ukraine.")
        until(lambda: begun(one))
        one.process.send_signal(signal.SIGTERM)
        until(lambda: not takes_connections(one))
        one.process.send_signal(signal.SIGTERM)
        assert one.wait() == 128 + signal.SIGTERM
        assert isinstance(posting.exception(), OSError)


def test_while_it_drains_it_answers_and_says_that_it_goes(url: str, tmp_path: Path) -> None:
    with service(url, tmp_path / "one", {"DRAIN_SECONDS": 600}) as one:
        assert one.ready() == {"ready": True, "reason": None, "version": one.ready()["version"]}
        one.process.send_signal(signal.SIGTERM)
        until(lambda: one.ask("/readyz")[0] == 503)
        assert one.ready()["reason"] == "shutting down"
        assert one.post("Russia bombed Ukraine today, it was said.")[0] == 201
        assert one.ask("/healthz")[0] == 200
