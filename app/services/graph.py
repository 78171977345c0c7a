"""The graph that answers: loaded from SQL, swapped by one reference when the version row moves."""

from collections.abc import Callable
from threading import Event

from sqlalchemy import Engine

from graph.network import GraphVersion


class GraphHolder:
    """Holds the current graph version; a request keeps the one that it began with.

    ``wait`` is called with the interval between two looks and returns True when the holder is to stop.
    """

    def __init__(self, engine: Engine, *, interval: float = 0.25, wait: Callable[[float], bool] | None = None) -> None: ...

    def current(self) -> GraphVersion:
        """The version in hand; never touches SQL. Raises :class:`app.errors.GraphNotLoaded` before the first refresh."""
        raise NotImplementedError

    def refresh(self) -> bool:
        """Look at the version row and load what changed; True when the reference was swapped."""
        raise NotImplementedError

    @property
    def error(self) -> str | None:
        """Why the last look failed, None when it did not."""
        raise NotImplementedError

    def start(self) -> None:
        """Refresh once, then poll in a daemon thread."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop polling and wait for the thread to end."""
        raise NotImplementedError
