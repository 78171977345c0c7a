"""Who may do what, and how much: keys, and rates of requests, before anything else is done for a request."""

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import EntenteError
from app.http import problems
from app.http.inside import is_outside
from app.http.policy import Kind, Policy, counted_as, is_elsewhere, rule
from app.services.keys import mistyped, opens
from app.store.rows import KeyRow

if TYPE_CHECKING:
    from app.http.rates import Rates, Taken

#: Attempts without a key that is needed, or with a wrong one, that an address has in a minute.
ATTEMPTS = 30
#: Headers by which a proxy says that it passes a request on.
_PASSED_ON = frozenset({b"x-forwarded-for", b"x-real-ip", b"forwarded", b"via"})
_REALM = 'Bearer realm="entente"'


class KeyRequired(EntenteError):  # noqa: N818 - reads as what happened, here and below
    """The request needs a key and shows none."""

    slug = "key-required"
    title = "This needs a key"
    status = 401


class KeyUnknown(EntenteError):  # noqa: N818
    """The key that the request shows is mistyped, unknown, expired or revoked."""

    slug = "key-unknown"
    title = "This key opens nothing"
    status = 401


class ScopeMissing(EntenteError):  # noqa: N818
    """The key is good, but not for this."""

    slug = "scope-missing"
    title = "This key does not open this"
    status = 403


class TooManyRequests(EntenteError):  # noqa: N818
    """More requests in a minute than the client has; ``Retry-After`` says when the next may come."""

    slug = "too-many-requests"
    title = "Too many requests"
    status = 429


class Keys(Protocol):
    """Where keys are looked up."""

    def find(self, key: str) -> KeyRow | None:
        """The key, where it stands."""


class Access:
    """Asks for a key where the policy does, and counts requests by key, else by address."""

    def __init__(self, app: ASGIApp, policy: Policy, rates: "Rates | None" = None) -> None:
        self._app, self._policy, self._rates = app, policy, rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if not is_outside(scope):
            await self._app(scope, receive, send)
            return
        method, path = scope["method"], within(scope)
        asked = rule(method, path, scope["query_string"])
        policy = self._policy
        needed = policy.needs(asked)
        if needed is None and policy.local and asked.scope in ("write", "admin") and _from_beyond(scope):
            needed = asked.scope
        counting = self._rates is not None and asked.scope is not None and asked.kind in policy.rates
        if needed is None and not counting and not policy.writes:
            await self._app(scope, receive, send)
            return
        who = counted_as(client[0]) if (client := scope.get("client")) else "-"
        row: KeyRow | None = None
        if (
            asked.scope is not None
            and (needed is not None or policy.writes)
            and (shown := shown_key(scope["headers"])) is not None
        ):
            keys: Keys = scope["app"].state.container.keys
            row = keys.find(shown)
            if row is None:
                await self._failed(_unknown(shown), who, scope, receive, send)
                return
            who = f"key:{row.id}"
        if needed is not None and row is None:
            wants = f"{method} {path} needs a key with the scope {needed}; send `Authorization: Bearer ent_…`"
            await self._failed(KeyRequired(wants), who, scope, receive, send)
            return
        taken = self._rates.take(asked.kind, who) if counting and self._rates is not None else None
        if taken is not None:
            send = self._telling(send, asked.kind, taken)
            if not taken.within:
                detail = f"more {asked.kind} than the {policy.rates[asked.kind]} a minute; try again in {taken.seconds} s"
                await problems.answer(TooManyRequests(detail), scope, _later(taken))(scope, receive, send)
                return
        if needed is not None and row is not None and not opens(row.scope, needed):
            lacking = ScopeMissing(f"this needs the scope {needed}, the key {row.id} has {row.scope}; use another key")
            headers = {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{needed}"'}
            await problems.answer(lacking, scope, headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _failed(self, problem: EntenteError, who: str, scope: Scope, receive: Receive, send: Send) -> None:
        """An attempt without a good key: counted by address. Good keys of that address are not held up by it."""
        taken = self._rates.take("attempts", who) if self._rates is not None else None
        if taken is not None and not taken.within:
            detail = f"more than {ATTEMPTS} attempts a minute without a good key; try again in {taken.seconds} s"
            await problems.answer(TooManyRequests(detail), scope, _later(taken))(scope, receive, send)
            return
        error = ', error="invalid_token"' if isinstance(problem, KeyUnknown) else ""
        await problems.answer(problem, scope, {"WWW-Authenticate": f"{_REALM}{error}"})(scope, receive, send)

    def _telling(self, send: Send, kind: Kind, taken: "Taken") -> Send:
        """Adds the ``RateLimit`` headers (draft-ietf-httpapi-ratelimit-headers) to the answer."""
        assert self._rates is not None  # noqa: S101 - something was taken
        told = [
            (b"ratelimit-policy", self._rates.policies[kind].encode()),
            (b"ratelimit", f'"{kind}";r={taken.rest};t={taken.seconds}'.encode()),
        ]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *told]}
            await send(message)

        return sending


def rates(policy: Policy) -> "Rates | None":
    """What counts requests and attempts by the policy; None where nothing is counted."""
    if not (policy.rates or policy.writes):
        return None
    from app.http.rates import Rates  # noqa: PLC0415 - a tenth of a second, which a server on loopback need not spend

    most: dict[str, int] = {kind: rate for kind, rate in policy.rates.items()}  # noqa: C416 - of any kind
    return Rates(most | {"attempts": ATTEMPTS}, monotonic)


def shown_key(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The key of ``Authorization: Bearer`` or ``X-API-Key``, None where neither is there. Other kinds of authorization
    are a proxy's business."""
    other = None
    for name, value in headers:
        if name == b"authorization":
            kind, _, key = value.partition(b" ")
            if kind.lower() == b"bearer":
                return key.strip().decode("latin-1")
        elif name == b"x-api-key":
            other = value.strip().decode("latin-1")
    return other


def within(scope: Mapping[str, str]) -> str:
    """The path below the root path, as the router sees it."""
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def _from_beyond(scope: Scope) -> bool:
    """Whether a request to a server on loopback came from elsewhere all the same: a proxy says so, or the socket."""
    server = scope.get("server")
    return (server is not None and is_elsewhere(server[0])) or any(name in _PASSED_ON for name, _ in scope["headers"])


def _unknown(key: str) -> KeyUnknown:
    if mistyped(key):
        return KeyUnknown("this is no key that the service makes: a character is wrong or missing; copy it again")
    return KeyUnknown("no such key, or it has expired or was revoked; ask the operator for another")


def _later(taken: "Taken") -> dict[str, str]:
    return {"Retry-After": str(taken.seconds)}
