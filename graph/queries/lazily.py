"""Long answers of which only a page is looked at."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class Lazy(Sequence[T_co]):
    """A sequence whose items are made when they are looked at."""

    @abstractmethod
    def _made(self, places: range) -> tuple[T_co, ...]:
        """The items at some places, in that order; there is at least one."""

    def __iter__(self) -> Iterator[T_co]:
        return iter(self[:])  # a sequence's own asks for one place after another, and each would be made anew

    @overload
    def __getitem__(self, at: int) -> T_co: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, at: int | slice) -> T_co | tuple[T_co, ...]:
        if isinstance(at, int):
            place = range(len(self))[at]
            return self._made(range(place, place + 1))[0]
        places = range(len(self))[at]
        return self._made(places) if places else ()
