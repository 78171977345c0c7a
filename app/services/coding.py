"""What the services ask of a coder. The real one is ``graph.coding.Coder``; tests give a small fake."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from graph.model import Coding


class CodesArticles(Protocol):
    """Anything that turns text into relations. Must be safe to call from several threads, and deterministic unless an
    operator chose one that is not."""

    def code(self, text: str, day: date | None = None) -> Coding:
        """Code a text; it splits the sentences itself."""

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Code sentences that are split already; they come back as they are."""


@runtime_checkable
class KeepsAccount(Protocol):
    """A coder that can say what its work took."""

    def account(self) -> str:
        """One line: what was asked, found and left out so far."""
