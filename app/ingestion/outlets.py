"""The register of outlets: whose voice an article is. ``data/outlets.csv`` has the rows, docs/outlets.md the rules."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from ipaddress import ip_address
from types import MappingProxyType
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from app.ingestion.credits import Credits

Ownership = Literal["state", "public", "private", "party"]
OutletKind = Literal["agency", "newspaper", "broadcaster", "magazine", "site"]
OWNERSHIPS: tuple[Ownership, ...] = get_args(Ownership)
KINDS: tuple[OutletKind, ...] = get_args(OutletKind)

#: Hosts that lend every writer a host of his own below theirs.
_LENDERS = frozenset({"blogspot.com", "ghost.io", "medium.com", "substack.com", "tumblr.com", "wordpress.com"})
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})/?", re.IGNORECASE)
_PLACED = re.compile(r"(.+) \([^()]+\)")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "&": " and "})
_APOSTROPHES = re.compile(r"['’`]")
_OTHERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher that is known. ``country`` is where it is at home, ``since`` and ``until`` the years in which it
    began and ended, where they are certain, ``domains`` hosts of its own, those below them included."""

    id: str
    name: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    country: str
    ownership: Ownership
    kind: OutletKind
    owner: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in an article: its publisher as it is stored, the outlet that this is, and the agency, other than that,
    which the article itself credits."""

    publisher: str | None
    outlet: Outlet | None = None
    credited: Outlet | None = None

    @property
    def credit(self) -> str | None:
        """The name of the credited agency, as it is stored."""
        return self.credited.name if self.credited else None


@dataclass(frozen=True)
class Outlets:
    """All outlets, by id, by name and by host."""

    outlets: Mapping[str, Outlet]
    _names: Mapping[str, Outlet] = field(repr=False)
    _hosts: Mapping[str, Outlet] = field(repr=False)
    #: The agencies' ids by all their names.
    _agencies: Mapping[str, str] = field(repr=False)
    #: Names that others bear too, as keys; alone they mean the outlet that is called so, elsewhere nobody.
    _shared: frozenset[str] = field(repr=False)

    @classmethod
    def load(cls) -> "Outlets":
        """The register that comes with the program; read once a process."""
        return _loaded()

    @classmethod
    def of(cls, outlets: Iterable[Outlet]) -> "Outlets":
        """A register of these. Raises ValueError where two have an id, a name or a host in common."""
        known = {one.id: one for one in sorted(outlets, key=lambda one: one.id)}
        names: dict[str, Outlet] = {}
        hosts: dict[str, Outlet] = {}
        for one in known.values():
            for table, keys in ((names, {named_key(name) for name in (one.name, *one.aliases)}), (hosts, set(one.domains))):
                for key in sorted(keys):
                    if table.setdefault(key, one) is not one:
                        raise ValueError(f"{one.id} and {table[key].id} are both called {key!r}")
        bare = Counter(key for one in known.values() for key in _bare(one))
        shared = frozenset(key for key, count in bare.items() if count > 1 or key in names)
        agencies = {form: one.id for one in known.values() if one.kind == "agency" for form in (one.name, *one.aliases)}
        return cls(MappingProxyType(known), names, hosts, agencies, shared)

    @cached_property
    def credits(self) -> Credits:
        """What finds the agency that an article credits; made when it is first asked for, which takes a third of a second."""
        return Credits.of(self._agencies)

    def by_url(self, url: str | None) -> Outlet | None:
        """The outlet whose page this is."""
        labels = (host_of(url) or "").split(".")
        for start in range(len(labels) - 1):
            if (found := self._hosts.get(".".join(labels[start:]))) is not None:
                return found
        return None

    def by_name(self, name: str | None) -> Outlet | None:
        """The outlet that is called so, whatever the capitals, the accents and the article before it; an address as a name
        is its page's."""
        if not name:
            return None
        if (found := self._names.get(named_key(name))) is not None:
            return found
        host = _HOST.fullmatch(name.strip())
        return self.by_url(f"https://{host[1]}/") if host else None

    def resolve(self, publisher: str | None, url: str | None, text: str) -> Voice:
        """The voice of an article, by what it is said to be, where it lies, and what its first and last lines credit."""
        name = " ".join(publisher.split()) if publisher else None
        stored, outlet = self._publisher(name or None, url)
        credit = self.credits.find(text)
        agency = self.outlets[credit] if credit else None
        return Voice(stored, outlet, None if agency is outlet else agency)

    def _publisher(self, name: str | None, url: str | None) -> tuple[str | None, Outlet | None]:
        named, placed = self.by_name(name), self.by_url(url)
        if name is not None and named_key(name) in self._shared:
            # A name that others bear: the address tells which is meant.
            if placed is not None and named_key(name) in {
                named_key(placed.name),
                *map(named_key, placed.aliases),
                *_bare(placed),
            }:
                return placed.name, placed
            if named is not None and placed is None and (site := site_of(url)) is not None:
                return site, None
        found = named or placed
        return (found.name, found) if found else (name or site_of(url), None)


def host_of(url: str | None) -> str | None:
    """The host of a web address in small letters; None for any other address."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname
    except ValueError:
        return None
    return host.rstrip(".") or None if host and parts.scheme in ("http", "https") else None


def site_of(url: str | None) -> str | None:
    """The site of a web address: the host that somebody registered (``news.abc.net.au`` is ``abc.net.au``), one that was
    lent by such a site, or an address in numbers."""
    host = host_of(url)
    if host is None or not _legible(host):
        return None
    from tld import get_fld  # noqa: PLC0415 - only unknown sites need it; its list of suffixes lies in the package

    found = get_fld(host, fail_silently=True, fix_protocol=True, search_private=True) or ".".join(host.split(".")[-2:])
    if found in _LENDERS and found != host:
        return ".".join(host.split(".")[-3:])
    return found


def _legible(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host and len(host) <= 200 and all(host.split("."))
    return False


@cache
def _loaded() -> Outlets:
    lines = files("app.ingestion").joinpath("data/outlets.csv").read_text(encoding="utf-8").splitlines()
    return Outlets.of(
        Outlet(
            id=row["id"],
            name=row["name"],
            aliases=tuple(filter(None, row["aliases"].split("|"))),
            domains=tuple(filter(None, row["domains"].split("|"))),
            country=row["country"],
            ownership=cast(Ownership, row["ownership"]),
            kind=cast(OutletKind, row["kind"]),
            owner=row["owner"] or None,
            since=row["since"] or None,
            until=row["until"] or None,
        )
        for row in csv.DictReader(lines)
    )


def _bare(outlet: Outlet) -> set[str]:
    """What an outlet called "The Nation (Kenya)" is called at home, as keys."""
    return {named_key(found[1]) for name in (outlet.name, *outlet.aliases) if (found := _PLACED.fullmatch(name))}


@lru_cache(maxsize=8192)
def named_key(name: str) -> str:
    """A name as it is looked up: no capitals, accents, signs, nor the article before it."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = _OTHERS.sub(" ", _APOSTROPHES.sub("", letters)).strip()
    return words.removeprefix("the ") or words
