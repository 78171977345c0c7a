"""Pages of a list, continued by an opaque cursor made of the last result's stable keys."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; ``next`` is the cursor of the page after it, None at the end; ``total`` counts all pages."""

    results: tuple[T, ...]
    total: int
    next: str | None
