"""Behind a proxy that is trusted: who really asks, and by which scheme; and that only https will do."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HSTS = "max-age=31536000"


class Proxied:
    """Takes ``X-Forwarded-For`` and ``X-Forwarded-Proto`` from peers that are ``trusted`` (addresses and networks), from nobody
    else, and has browsers come back by https alone where they came by it (or ``always``; ``hsts`` False: never)."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str] = (), *, hsts: bool = True, always: bool = False) -> None:
        self._app, self._hsts, self._always = app, hsts, always
        self._trusted = tuple(ip_network(item) for item in trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, as if it had come from whom the proxy says."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        if client is not None and self._trusts(client[0]):
            headers = Headers(scope=scope)
            scope = {**scope, "client": (self._first(headers.getlist("x-forwarded-for"), client[0]), 0)}
            if (scheme := headers.get("x-forwarded-proto", "").strip().lower()) in ("http", "https"):
                scope["scheme"] = scheme
        if not (self._always or (self._hsts and scope.get("scheme") == "https")):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Strict-Transport-Security", _HSTS)
            await send(message)

        await self._app(scope, receive, sending)

    def _first(self, forwarded: Iterable[str], peer: str) -> str:
        """The address nearest to us that is no proxy of ours: what lies before it, anybody can write."""
        for item in reversed([part.strip() for line in forwarded for part in line.split(",")]):
            address = _bare(item)
            if address is None:
                return peer
            peer = address
            if not self._trusts(address):
                break
        return peer

    def _trusts(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._trusted)


def _bare(item: str) -> str | None:
    """An address without its port; None for what is none."""
    if item.startswith("["):
        item = item[1:].partition("]")[0]
    elif item.count(":") == 1:
        item = item.partition(":")[0]
    try:
        return str(ip_address(item))
    except ValueError:
        return None
