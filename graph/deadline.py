"""How long a question may take: a limit that long algorithms look at between their steps."""

from collections.abc import Callable
from math import inf

from graph.errors import TimeExceeded


class Deadline:
    """A moment of a clock (a function that gives seconds), after which :meth:`check` raises. Safe between threads.

    Whoever waits may move it (:meth:`extend`) or end it at once (:meth:`cancel`); the algorithm only looks.
    """

    __slots__ = ("_at", "_clock")

    def __init__(self, at: float, clock: Callable[[], float]) -> None:
        self._at = at
        self._clock = clock

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float]) -> "Deadline":
        """So many seconds from now."""
        return cls(clock() + seconds, clock)

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self._clock() >= self._at

    def extend(self, seconds: float) -> None:
        """At least so many seconds from now; one that was cancelled stays so."""
        if self._at > -inf:
            self._at = max(self._at, self._clock() + seconds)

    def cancel(self) -> None:
        """The time is up now: nobody wants the answer any more."""
        self._at = -inf

    def check(self) -> None:
        """To be called between steps, every few milliseconds of work. Raises :class:`graph.errors.TimeExceeded`."""
        if self.passed:
            raise TimeExceeded("the time that this question may take is up")


#: For whoever has all the time in the world.
NEVER = Deadline(inf, lambda: 0.0)
