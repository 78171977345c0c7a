"""What is turned away before anything is done for it: requests that are too long, too many at once, meant for another
host, or sent by a page of another origin.

A page in the user's browser may send requests to 127.0.0.1, and by a name of its own that it has resolve to 127.0.0.1
(DNS rebinding) even read the answers. So a server on loopback knows its own names, and no server takes writes from pages that
are not its own.
"""

from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address
from re import compile
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import EntenteError
from app.http import problems
from app.http.access import within
from app.http.inside import is_outside

#: Bytes of an address (path and query), and of all header fields together.
MOST_ADDRESS, MOST_HEADERS = 8_192, 16_384
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: What a browser says of requests that a page of this very server, or the user, sent.
_OWN = frozenset({"same-origin", "none"})
#: Streams last; they are not counted among what is answered at once.
_STREAMS = "/v1/stream"
_PROGRESS = compile(r"/v1/jobs/[^/]+/events")


class AddressTooLong(EntenteError):  # noqa: N818 - reads as what happened, here and below
    """The address is longer than the service takes."""

    slug = "address-too-long"
    title = "The address is too long"
    status = 414


class HeadersTooLarge(EntenteError):  # noqa: N818
    """The header fields are more than the service takes."""

    slug = "headers-too-large"
    title = "The header fields are too large"
    status = 431


class Overloaded(EntenteError):  # noqa: N818
    """As many requests as the process takes are being answered."""

    slug = "overloaded"
    title = "Too much is asked at once"
    status = 503


class WrongHost(EntenteError):  # noqa: N818
    """The request is meant for a host that this server is not."""

    slug = "wrong-host"
    title = "This server does not go by that name"
    status = 421


class CrossOrigin(EntenteError):  # noqa: N818
    """A page of another origin sent a request that would change something."""

    slug = "cross-origin"
    title = "Pages of other origins may not send this"
    status = 403


class Hosts:
    """The names that a server goes by, besides addresses and ``localhost``; empty is any name, unless ``local``."""

    def __init__(self, hosts: Collection[str] = (), *, local: bool) -> None:
        self._named = frozenset(host.lower() for host in hosts) | {"localhost"}
        self._any = not hosts and not local
        #: Whether a ``Host`` header names the server.
        self.known = lru_cache(maxsize=1024)(self._is_named)

    def _is_named(self, host: bytes) -> bool:
        if self._any or not host:
            return True
        try:
            name = (urlsplit(f"//{host.decode('ascii')}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if name in self._named or name.endswith(".localhost"):
            return True
        try:
            return ip_address(name) is not None  # an address is itself, whatever a name server says
        except ValueError:
            return False


class Door:
    """Refuses such requests. ``hosts`` are the server's own names, ``origins`` are those whose pages may send anything."""

    def __init__(self, app: ASGIApp, *, most: int, hosts: Hosts, origins: Collection[str] = ()) -> None:
        self._app, self._most = app, most
        self._origins = frozenset(origin.lower() for origin in origins)
        self._known = hosts.known
        self._going = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if not is_outside(scope):
            await self._app(scope, receive, send)
            return
        if (problem := self._problem(scope)) is not None:
            await problems.answer(problem, scope)(scope, receive, send)
            return
        path = within(scope)
        if path == _STREAMS or _PROGRESS.fullmatch(path):
            await self._app(scope, receive, send)
            return
        if self._going >= self._most:
            problem = Overloaded(f"{self._most} requests are being answered; try again in a second")
            await problems.answer(problem, scope, {"Retry-After": "1"})(scope, receive, send)
            return
        self._going += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._going -= 1

    def _problem(self, scope: Scope) -> EntenteError | None:
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MOST_ADDRESS:
            return AddressTooLong(f"the address is over {MOST_ADDRESS} bytes; ask for less at once")
        length, origin, site = 0, None, None
        for name, value in scope["headers"]:
            length += len(name) + len(value)
            if name == b"host":
                if not self._known(value):
                    return WrongHost(
                        f"no host {value.decode('latin-1')[:100]!r} is here; "
                        "call it by its address, or have ENTENTE_ALLOWED_HOSTS name it"
                    )
            elif name == b"origin":
                origin = value.decode("latin-1").lower()
            elif name == b"sec-fetch-site":
                site = value.decode("latin-1")
        if length > MOST_HEADERS:
            return HeadersTooLarge(f"the header fields are over {MOST_HEADERS} bytes; send fewer (cookies are of no use here)")
        if scope["method"] not in _SAFE and (origin or site) and not self._own(scope, origin, site):
            return CrossOrigin("a page of another origin may not send this; have ENTENTE_CORS_ORIGINS name it")
        return None

    def _own(self, scope: Scope, origin: str | None, site: str | None) -> bool:
        """Whether a browser's request comes from a page of this server, or of an origin that is named."""
        if origin in self._origins:
            return True
        if site is not None:
            return site in _OWN
        host = next((value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"), None)
        return origin is not None and host is not None and origin.partition("://")[2] == host
