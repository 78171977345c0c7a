"""What the services tell whoever counts and traces their work; by default nobody does."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

_NOTHING: AbstractContextManager[object] = nullcontext()


class Recorder(Protocol):
    """Is told of each piece of work. Called from any thread."""

    def span(self, what: str) -> AbstractContextManager[object]:
        """Is held while a piece of work lasts: coding, storing, refreshing."""

    def coded(self, seconds: float, sentences: int) -> None:
        """The coder read an article."""

    def taken(self, outcome: str, edges: int) -> None:
        """An article was created, known, kept aside or failed; so many new pieces of evidence."""

    def refused(self, slug: str) -> None:
        """An article was refused, by the slug of the error."""


class Silent:
    """Records nothing."""

    def span(self, what: str) -> AbstractContextManager[object]:
        """Nothing is held."""
        return _NOTHING

    def coded(self, seconds: float, sentences: int) -> None:
        """Forgotten."""

    def taken(self, outcome: str, edges: int) -> None:
        """Forgotten."""

    def refused(self, slug: str) -> None:
        """Forgotten."""


SILENT = Silent()
