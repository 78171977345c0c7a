"""Relations as a window shows them, still in columns."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, overload

from graph.network.columns import EPOCH, Rows
from graph.network.relation import Seen
from graph.network.window import Measures

if TYPE_CHECKING:
    from graph.network.version import GraphVersion


class Shown(Sequence[Seen]):
    """Some rows of a version with their numbers inside a window; an object each is made when one is looked at, so that who
    can do with the columns pays for none."""

    __slots__ = ("_views", "measures", "rows", "version")

    def __init__(self, version: "GraphVersion", rows: Rows, measures: Measures) -> None:
        self.version = version
        self.rows = rows
        self.measures = measures
        self._views: tuple[Seen, ...] | None = None  # a memory; losing a race costs nothing

    @property
    def views(self) -> tuple[Seen, ...]:
        """The relations."""
        if self._views is None:
            self._views = self.version.views(self.rows, self.measures)
        return self._views

    @property
    def days(self) -> tuple[date, date] | tuple[None, None]:
        """The first and the last day of any of them."""
        if not len(self.rows):
            return None, None
        first, last = int(self.measures.first.min()), int(self.measures.last.max())
        return date.fromordinal(EPOCH + first), date.fromordinal(EPOCH + last)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Seen]:
        return iter(self.views)

    @overload
    def __getitem__(self, at: int) -> Seen: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Seen, ...]: ...
    def __getitem__(self, at: int | slice) -> Seen | tuple[Seen, ...]:
        return self.views[at]

    def __eq__(self, other: Any) -> bool:
        return self.views == (other.views if isinstance(other, Shown) else other)

    def __hash__(self) -> int:
        return hash(self.views)

    def __repr__(self) -> str:
        return f"Shown({self.views!r})"
