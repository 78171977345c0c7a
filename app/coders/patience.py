"""How long something may take: one thread that looks at the clock for all that is under way.

A :class:`threading.Timer` for each article would be a thread for each.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread


class Patience:
    """Calls what was given for a case that takes too long. Safe to use from several threads; ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._under: dict[object, tuple[float, Callable[[], None]]] = {}
        self._changed = Condition()
        self._watch: Thread | None = None
        self._next = 0.0  # when the thread looks again

    @contextmanager
    def within(self, seconds: float, late: Callable[[], None]) -> Iterator[None]:
        """``late`` is called, once, in another thread, where what is done inside takes longer. Never called once it is left."""
        case, until = object(), self._clock() + seconds
        with self._changed:
            self._under[case] = until, late
            if self._watch is None:
                self._next = until
                self._watch = Thread(target=self._look, name="patience", daemon=True)
                self._watch.start()
            elif until < self._next:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._under.pop(case, None)

    def _look(self) -> None:
        with self._changed:
            while self._under:
                now = self._clock()
                for case, (until, late) in list(self._under.items()):
                    if until <= now:
                        del self._under[case]
                        late()
                # Whoever comes and goes meanwhile need not wake it: mostly none is left when it looks.
                self._next = min((until for until, _ in self._under.values()), default=now)
                self._changed.wait(max(0.0, self._next - now))
            self._watch = None
