"""A client that connects to no address that is refused, follows nothing by itself, and ends in bounded time.

The network backend below httpx2 looks a host up once, checks what it got and connects to that very address, so that
every connection is checked, those of redirects too, whatever a name means a moment later. Certificates are held against
the name. No proxy and nothing else is taken from the environment.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from app.outbound.addresses import Networks, Refused, checked_address, checked_url, first_allowed

#: From a host and a port to addresses, in the order in which they are to be tried. Raises OSError.
Resolve = Callable[[str, int], list[str]]
Clock = Callable[[], float]
_AGENT = "entente"


class NotReached(Exception):  # noqa: N818 - reads as what happened
    """No whole answer came; the message is one line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of any status: the first ``most_bytes`` of its body that were asked for, ``cut`` where there was more; ``url``
    is where it came from in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool
    url: str


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that pass the check. A connection lives ``total`` seconds at most, whatever trickles in."""

    def __init__(self, allowed: Networks, resolve: Resolve, clock: Clock, total: float) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._clock = clock
        self._total = total
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of the host that answers. Raises :class:`Refused` and httpcore2's errors."""
        deadline = self._clock() + self._total
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the host {host} is not known") from error
        failure: Exception | None = None
        for address in first_allowed(addresses, self._allowed):
            left = deadline - self._clock()
            if left <= 0:
                break
            try:
                stream = self._inner.connect_tcp(address, port, min(timeout or left, left), local_address, socket_options or ())
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            try:
                checked_address(stream.get_extra_info("server_addr")[0], self._allowed)
            except Refused:
                stream.close()
                raise
            return _Bounded(stream, deadline, self._clock)
        raise failure or httpcore2.ConnectTimeout("the time is up")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None
    ) -> httpcore2.NetworkStream:
        """Never."""
        raise Refused("no socket of this machine is asked")


class _Bounded(httpcore2.NetworkStream):
    """A stream whose reads and writes wait no longer than its deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float, clock: Clock) -> None:
        self._stream = stream
        self._deadline = deadline
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._left(timeout, httpcore2.ConnectTimeout)
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, error: type[Exception]) -> float:
        left = self._deadline - self._clock()
        if left <= 0:
            raise error("the time is up")
        return left if timeout is None else min(timeout, left)


class _Transport(httpx2.HTTPTransport):
    """httpx2's transport over the guarded backend; every request's URL is checked, those of redirects too."""

    def __init__(self, backend: GuardedBackend, allowed: Networks) -> None:
        super().__init__(trust_env=False)
        self._pool.close()
        self._allowed = allowed
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=0,  # each request resolves and checks anew
            network_backend=backend,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request. Raises :class:`Refused` and httpx2's errors."""
        checked_url(request.url, self._allowed)
        return super().handle_request(request)


def guarded_client(
    allowed: Networks = (),
    *,
    total: float = 15.0,
    timeout: float = 10.0,
    redirects: int = 0,
    agent: str = _AGENT,
    resolve: Resolve = resolve,
    clock: Clock = time.monotonic,
) -> httpx2.Client:
    """A client for addresses that others chose; close it, or use it as a context manager. Safe between threads.

    ``timeout`` is the seconds that connecting and each read or write may take, ``total`` those of a connection (each
    redirect is a new one, up to ``redirects`` of them), ``agent`` the name under which it asks. Its requests raise
    :class:`Refused` and httpx2's errors; :func:`send` bounds what comes back, too.
    """
    return httpx2.Client(
        transport=_Transport(GuardedBackend(allowed, resolve, clock, total), allowed),
        trust_env=False,
        timeout=timeout,
        follow_redirects=redirects > 0,
        max_redirects=redirects,
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
    )


def send(client: httpx2.Client, request: httpx2.Request, *, most_bytes: int) -> Answer:
    """Send a request and read the beginning of its answer, decoded. Raises :class:`Refused`, :class:`NotReached`."""
    try:
        response = client.send(request, stream=True)
        try:
            body, cut = _beginning(response, most_bytes)
        finally:
            response.close()
    except httpx2.TimeoutException as error:
        raise NotReached("no answer in time") from error
    except httpx2.TooManyRedirects as error:
        raise NotReached("too many redirects") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise NotReached(" ".join(f"{type(error).__name__}: {error}".split())[:200]) from error
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, body, cut, str(response.url))


def _beginning(response: httpx2.Response, most: int) -> tuple[bytes, bool]:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > most:
            return b"".join(pieces)[:most], True
    return b"".join(pieces), False
