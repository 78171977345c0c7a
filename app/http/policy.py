"""Who needs a key for what: one table of routes, and what the settings make of it.

Whether a server listens beyond its machine is told by the address it was bound to, never by who asks: behind a proxy,
everybody asks from this machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from re import Pattern, compile
from typing import Literal
from urllib.parse import parse_qsl

from app.errors import BadSettings
from app.settings import Settings, listed
from app.store.rows import Scope

#: What a request costs, as rates are counted.
Kind = Literal["reads", "writes", "analyses"]
#: Requests a minute where nothing is set and the server listens beyond its machine.
RATES: Mapping[Kind, int] = {"reads": 600, "writes": 120, "analyses": 60}
_AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route needs: ``scope`` is that of the key (None: nobody needs one, and nothing is counted)."""

    scope: Scope | None
    kind: Kind = "reads"


OPEN = Rule(None)
_READ = Rule("read")
_ANALYSIS = Rule("read", "analyses")
_WRITE = Rule("write", "writes")
_ADMIN = Rule("admin", "writes")

#: What is open to everybody: the page, the description, and whether the service is up.
_PUBLIC = frozenset({"/", "/openapi.json", "/healthz", "/readyz"})
_PAGE = "/explorer/"
#: What begins so needs this, whatever the method.
_BELOW: tuple[tuple[str, Rule], ...] = (
    ("/v1/webhooks", _ADMIN), ("/v1/feeds", _ADMIN), ("/metrics", _ADMIN), ("/mcp", _ANALYSIS),
)  # fmt: skip
#: GET of what begins so walks the whole graph.
_DEAR = ("/v1/analytics", "/v1/graph", "/v1/paths")
#: Whose nodes can be had with places, by how their paths end; beyond so many nodes these take long.
_DRAWN, _MANY = ("/subgraph", "/v1/overview"), 500
#: Everything else that is no GET. What is not here needs an administrator.
_OTHERS: tuple[tuple[str, Pattern[str], Rule], ...] = (
    ("POST", compile(r"/v1/articles"), _WRITE),
    ("POST", compile(r"/v1/articles/batch"), _WRITE),
    ("DELETE", compile(r"/v1/articles/[^/]+"), _WRITE),
    ("POST", compile(r"/v1/jobs(/[^/]+/(cancel|retry))?"), _WRITE),
    ("POST", compile(r"/v1/extract"), _ANALYSIS),
)


def rule(method: str, path: str, query: bytes = b"") -> Rule:
    """What a request needs; by the query alone, no more than what it costs. A method or an address that the table does not have
    needs the most."""
    for begin, found in _BELOW:
        if path.startswith(begin):
            return found
    if method in ("GET", "HEAD", "OPTIONS"):
        if path in _PUBLIC or path.startswith(_PAGE):
            return OPEN
        return _ANALYSIS if path.startswith(_DEAR) or (path.endswith(_DRAWN) and _lays_out_many(query)) else _READ
    return next((found for verb, shape, found in _OTHERS if verb == method and shape.fullmatch(path)), _ADMIN)


def _lays_out_many(query: bytes) -> bool:
    """Whether more than a few nodes are asked for, with places. What is not given is few; what is no number is refused."""
    given = parse_qsl(query.decode("latin-1"))
    try:
        limit, each = (
            max((float(value) for name, value in given if name == one), default=0.0) for one in ("limit_nodes", "expand_nodes")
        )
    except ValueError:
        return False
    return ("layout", "signed") in given and limit + each * sum(name == "expand" for name, _ in given) > _MANY


def is_listed(method: str, path: str) -> bool:
    """Whether the table names this, or it is a plain read; for the test that walks all routes."""
    listed_others = any(verb == method and shape.fullmatch(path) for verb, shape, _ in _OTHERS)
    return method in ("GET", "HEAD") or listed_others or path.startswith(tuple(begin for begin, _ in _BELOW))


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings make of the table: ``writes`` and ``reads`` say whether these need keys; ``local`` that writes need
    one only where a proxy passed them on, since the server listens on its machine alone. ``rates`` are requests a minute
    by kind; a kind that is not limited is not there."""

    writes: bool
    reads: bool
    local: bool
    rates: Mapping[Kind, int]

    def needs(self, rule: Rule) -> Scope | None:
        """The scope that a request needs by this rule, None where it needs no key."""
        if rule.scope is None or not (self.reads if rule.scope == "read" else self.writes):
            return None
        return rule.scope

    @property
    def reads_pass(self) -> bool:
        """Whether plain reads are neither counted nor asked for a key, nor looked at for a wrong one."""
        return not (self.writes or self.reads or self.rates)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to ask and nothing to count."""
        return self.reads_pass and not self.local


def policy(settings: Settings) -> Policy:
    """The policy of the settings. Raises :class:`app.errors.BadSettings` where everybody could write by mistake."""
    beyond = listens_beyond(settings)
    if settings.keys == "off" and beyond:
        raise BadSettings(
            f"ENTENTE_KEYS: off, while others reach the server (at {settings.host or 'every address'}, or through its proxies) "
            "and could write; leave it at writes, or say off-for-all if everybody may"
        )
    off = settings.keys in ("off", "off-for-all")
    given: Mapping[Kind, str] = {
        "reads": settings.rate_reads,
        "writes": settings.rate_writes,
        "analyses": settings.rate_analyses,
    }
    rates = {kind: (RATES[kind] if beyond else 0) if rate == _AUTO else int(rate) for kind, rate in given.items()}
    return Policy(
        writes=not off and (beyond or settings.keys in ("always", "all")),
        reads=settings.keys == "all",
        local=settings.keys == "writes" and not beyond,
        rates={kind: rate for kind, rate in rates.items() if rate},
    )


def listens_beyond(settings: Settings) -> bool:
    """Whether others than this machine can reach the server: by its address, or through the proxies that it trusts."""
    return bool(listed(settings.trusted_proxies)) or not is_loopback(settings.host)


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address to listen on. A name other than localhost is not looked up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@lru_cache(maxsize=1024)
def is_elsewhere(host: str) -> bool:
    """Whether an address of the server's own is known to be reached by others: it is one, and not of the loopback."""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def counted_as(host: str) -> str:
    """By what an address is counted: itself; of IPv6 the network of 64 bits, which one subscriber has to himself.

    >>> counted_as("2001:db8::7"), counted_as("::ffff:192.0.2.1")
    ('2001:db8::/64', '192.0.2.1')
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host[:100]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address) >> 64 << 64, 64)))
