"""Where the service has what a graph names: paths from its root on, so that they hold wherever it is run."""

from urllib.parse import quote


def actor(identifier: str) -> str:
    """An actor of any kind."""
    return f"/v1/actors/{quote(identifier, safe=':', errors='replace')}"


def relation(identifier: str) -> str:
    """A relation."""
    return f"/v1/relations/{quote(identifier, safe=':~', errors='replace')}"


def evidence(identifier: str) -> str:
    """The sentences behind a relation."""
    return f"{relation(identifier)}/evidence"


def article(identifier: str) -> str:
    """An article."""
    return f"/v1/articles/{quote(identifier, safe='', errors='replace')}"
