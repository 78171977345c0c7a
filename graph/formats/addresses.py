"""Where the service has what a graph names: paths from its root on, so that they hold wherever it is run."""

import re
from typing import Any
from urllib.parse import quote

from graph.origins import CODER, Origin

#: Nearly every id of ours; to look costs a fifth of quoting.
_PLAIN = re.compile(r"[A-Za-z0-9_.~:-]*").fullmatch


def part(identifier: str) -> str:
    """An id, or a part of one, as an address has it."""
    return identifier if _PLAIN(identifier) else quote(identifier, safe=":~", errors="replace")


def actor(identifier: str) -> str:
    """An actor of any kind."""
    return f"/v1/actors/{part(identifier)}"


def relation(identifier: str, origin: Origin = CODER) -> str:
    """A relation of an origin."""
    return of(f"/v1/relations/{part(identifier)}", origin)


def evidence(identifier: str, origin: Origin = CODER) -> str:
    """The sentences behind a relation."""
    return of(f"/v1/relations/{part(identifier)}/evidence", origin)


def of(address: str, origin: Origin) -> str:
    """An address that asks about relations, asked of an origin."""
    return address if origin == CODER else f"{address}{'&' if '?' in address else '?'}origin={origin}"


def linked(value: Any, origin: Origin) -> Any:
    """A part of an answer of an origin: the same, with every address under ``link`` and ``links`` asked of that origin, save
    those of articles, which are of one by themselves."""
    if origin == CODER:
        return value
    if isinstance(value, dict):
        return {name: _of_links(part, origin) if name in _LINKS else linked(part, origin) for name, part in value.items()}
    return [linked(part, origin) for part in value] if isinstance(value, list | tuple) else value


_LINKS = frozenset({"link", "links"})


def _of_links(value: Any, origin: Origin) -> Any:
    if isinstance(value, dict):
        return {name: _of_links(part, origin) for name, part in value.items()}
    return of(value, origin) if isinstance(value, str) and not value.startswith("/v1/articles/") else value


def article(identifier: str) -> str:
    """An article."""
    return f"/v1/articles/{quote(identifier, safe='', errors='replace')}"
