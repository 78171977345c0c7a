"""No way leads inside: whatever form the host has, and wherever its name leads."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx2
import pytest

from app.outbound import Refused, allowed_networks, checked_url, guarded_client, send
from app.outbound.addresses import checked_address
from app.outbound.client import NotReached

LOOPBACK = allowed_networks("127.0.0.0/8")


class Receiver(BaseHTTPRequestHandler):
    """Says where it was asked, redirects, sends too much, or goes on for ever."""

    def do_GET(self) -> None:
        path = self.path
        self.server.asked.append(path)  # type: ignore[attr-defined]
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        if path == "/much":
            self.wfile.write(b"x" * 100_000)
        else:
            self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[ThreadingHTTPServer]:
    """A server on loopback that keeps what it was asked."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.asked = []  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def listening() -> Iterator[int]:
    """The port of a socket on every address of this machine, to which nobody may connect."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()


# ruff: noqa: S104 - addresses to be refused
HOSTS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "127.255.255.254", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]",
    "[2001:db8::1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_no_form_of_an_inner_address_is_connected_to(host: str) -> None:
    with listening() as port, guarded_client() as client, pytest.raises((Refused, NotReached, httpx2.InvalidURL)):
        send(client, client.build_request("GET", f"http://{host}:{port}/"), most_bytes=100)


@pytest.mark.parametrize("url", [
    "ftp://93.184.216.34/", "file:///etc/passwd", "gopher://93.184.216.34/", "//93.184.216.34/", "93.184.216.34",
    "http://", "http:///x", "http://user@93.184.216.34/", "http://u:p@93.184.216.34/", "http://93.184.216.34:0/",
    "http://93.184.216.34:22/", "http://93.184.216.34:25/", "https://93.184.216.34:65536/", "http://93.184.216.34 /",
    "http://93.184.216.34/\r\nHost: x", "http://93.184.216.34\\@127.0.0.1/", "http://127.0.0.1/", "http://[::1]/",
    "http://[::ffff:10.0.0.1]/", f"http://93.184.216.34/{'x' * 2000}", "javascript:alert(1)", "",
])  # fmt: skip
def test_what_is_no_public_http_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(Refused) as caught:
        checked_url(url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", [
    "0.0.0.1", "10.255.255.255", "100.127.255.255", "127.0.0.53", "169.254.0.1", "172.31.255.255", "192.0.2.1", "192.88.99.1",
    "192.168.255.255", "198.19.255.255", "198.51.100.7", "203.0.113.7", "239.1.2.3", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::2", "::a00:1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "100::1", "2001::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:5db8:d822::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fdff::1",
    "fe80::1", "fe80::1%1", "febf::1", "fec0::1", "feff::1", "ff05::2", "2600::5efe:10.0.0.1", "2600::200:5efe:a00:1", "nobody",
])  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked_address(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2001:4860::8"]
)
def test_public_addresses_are_not(address: str) -> None:
    assert str(checked_address(address)) == address
    assert checked_url(f"https://{f'[{address}]' if ':' in address else address}/x?y").path == "/x"


def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing() -> None:
    answers = iter((["93.184.216.34"], ["127.0.0.1"]))
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with listening() as port:
        assert checked_url(f"http://rebind.example:{port}/").host == "rebind.example"
        assert resolve("rebind.example", port) == ["93.184.216.34"]  # whoever looks first sees the public one
        with guarded_client(resolve=resolve) as client, pytest.raises(Refused, match=r"127\.0\.0\.1 is not a public"):
            send(client, client.build_request("GET", f"http://rebind.example:{port}/"), most_bytes=100)
    assert len(asked) == 2  # once a connection


def test_of_several_addresses_the_inner_ones_are_left_out(receiver: ThreadingHTTPServer) -> None:
    def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.1", "::1", "127.0.0.1"]

    with guarded_client(LOOPBACK, resolve=resolve) as client:
        url = f"http://both.example:{receiver.server_address[1]}/x"
        assert send(client, client.build_request("GET", url), most_bytes=100).body == b"hello"
    with guarded_client(resolve=lambda host, port: []) as client, pytest.raises(Refused, match="has no address"):
        send(client, client.build_request("GET", "http://none.example/"), most_bytes=100)


def test_what_the_operator_allows_is_asked(receiver: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{receiver.server_address[1]}/x"
    with guarded_client(LOOPBACK) as client:
        answer = send(client, client.build_request("GET", url), most_bytes=100)
        assert (answer.status, answer.body, answer.cut, answer.url) == (200, b"hello", False, url)
        with pytest.raises(Refused):  # and that alone
            send(client, client.build_request("GET", "http://10.0.0.1/"), most_bytes=100)
        with pytest.raises(Refused):
            send(client, client.build_request("GET", url.replace("127.0.0.1", "[::ffff:127.0.0.1]")), most_bytes=100)


def test_redirects_are_followed_where_they_are_wanted_and_checked_each_time(receiver: ThreadingHTTPServer) -> None:
    home = f"http://127.0.0.1:{receiver.server_address[1]}"
    with guarded_client(LOOPBACK) as client:
        assert send(client, client.build_request("GET", f"{home}/to/{home}/x"), most_bytes=100).status == 302
    with guarded_client(LOOPBACK, redirects=2) as client:
        assert send(client, client.build_request("GET", f"{home}/to/{home}/x"), most_bytes=100).url == f"{home}/x"
        for inner in ("http://127.0.0.1:22/", "http://[::1]:8080/", "http://169.254.169.254/latest/", "http://10.0.0.1/"):
            with pytest.raises(Refused):
                send(client, client.build_request("GET", f"{home}/to/{inner}"), most_bytes=100)
        with pytest.raises((Refused, NotReached)):
            send(client, client.build_request("GET", f"{home}/to/file:///etc/passwd"), most_bytes=100)
        with pytest.raises(NotReached, match="too many redirects"):
            send(client, client.build_request("GET", f"{home}/to/{home}/to/{home}/to/{home}/x"), most_bytes=100)


def test_an_answer_is_read_up_to_its_limit(receiver: ThreadingHTTPServer) -> None:
    with guarded_client(LOOPBACK) as client:
        url = f"http://127.0.0.1:{receiver.server_address[1]}/much"
        answer = send(client, client.build_request("GET", url), most_bytes=1_000)
    assert (answer.body, answer.cut) == (b"x" * 1_000, True)


def test_proxies_of_the_environment_are_not_asked(receiver: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = f"http://127.0.0.1:{receiver.server_address[1]}"
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    with guarded_client() as client, pytest.raises(Refused):
        send(client, client.build_request("GET", "http://10.0.0.1/"), most_bytes=100)
    assert receiver.asked == []  # type: ignore[attr-defined]


def test_a_connection_ends_when_its_time_is_up_whatever_trickles_in(receiver: ThreadingHTTPServer) -> None:
    ticks = iter(range(0, 10_000, 4))  # each look at the clock is four seconds later

    with guarded_client(LOOPBACK, total=10, clock=lambda: float(next(ticks))) as client:
        url = f"http://127.0.0.1:{receiver.server_address[1]}/much"
        with pytest.raises(NotReached, match="in time"):
            send(client, client.build_request("GET", url), most_bytes=1_000_000)


def test_the_list_of_what_is_allowed_is_read_strictly() -> None:
    assert [str(one) for one in allowed_networks(" 127.0.0.0/8,::1 , 10.1.2.3")] == ["127.0.0.0/8", "::1/128", "10.1.2.3/32"]
    for wrong in ("localhost", "10.0.0.1/8", "10.0.0.0/33", "*"):
        with pytest.raises(ValueError, match=r".+"):
            allowed_networks(wrong)
