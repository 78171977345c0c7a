"""Where the service has what a graph names: paths from its root on, so that they hold wherever it is run."""

import re
from urllib.parse import quote

#: Nearly every id of ours; to look costs a fifth of quoting.
_PLAIN = re.compile(r"[A-Za-z0-9_.~:-]*").fullmatch


def part(identifier: str) -> str:
    """An id, or a part of one, as an address has it."""
    return identifier if _PLAIN(identifier) else quote(identifier, safe=":~", errors="replace")


def actor(identifier: str) -> str:
    """An actor of any kind."""
    return f"/v1/actors/{part(identifier)}"


def relation(identifier: str) -> str:
    """A relation."""
    return f"/v1/relations/{part(identifier)}"


def evidence(identifier: str) -> str:
    """The sentences behind a relation."""
    return f"{relation(identifier)}/evidence"


def article(identifier: str) -> str:
    """An article."""
    return f"/v1/articles/{quote(identifier, safe='', errors='replace')}"
