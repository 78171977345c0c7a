"""A row of the table: a figure, what it should be, and what the prototype had."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from app.commands.console import Counter

T = TypeVar("T")

_EVERY = 2.0  # seconds between lines of progress


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``goal`` is the least that will do, with ``at_most`` the most; ``note`` says what is odd about it.

    Without a ``value`` the figure could not be had, and ``note`` says why. The goal is held against the value as printed.
    """

    name: str
    value: float | None
    goal: float | None = None
    prototype: float | None = None
    at_most: bool = False
    digits: int = 2
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal or no value."""
        if self.value is None or self.goal is None:
            return None
        shown = round(self.value, self.digits)
        return shown <= self.goal if self.at_most else shown >= self.goal

    def line(self) -> str:
        """As in ``LAS, EWT test, gold words: 89.83 (goal 90.5, prototype 89.1) MISSED``."""
        goal = [] if self.goal is None else [f"goal {'≤ ' * self.at_most}{self.goal:g}"]
        peer = [] if self.prototype is None else [f"prototype {self.prototype:g}"]
        value = "skipped" if self.value is None else f"{self.value:.{self.digits}f}"
        told = "; ".join(part for part in (", ".join(goal + peer), self.note) if part)
        verdict = {None: "", True: " ok", False: " MISSED"}[self.met]
        return f"{self.name}: {value}{f' ({told})' * bool(told)}{verdict}"


def counted(what: str, items: Iterable[T], total: int) -> Iterator[T]:
    """``items``, with progress on stderr where they take longer than two seconds."""
    with Counter(what, monotonic, total=total, every=_EVERY) as counter:
        for done, item in enumerate(items, 1):
            yield item
            counter.show(done)
