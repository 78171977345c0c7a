"""Columns as a window shows them, for windows that are asked about again and again.

A window is worked out for the rows that a question looks at. Where the same window is asked about often (everybody looks at
the same day), it is worked out once for all rows: what is left is columns again, and every question to them costs what it
costs without a window.
"""

from collections import Counter, OrderedDict
from threading import Lock

import numpy as np

from graph.network.columns import Array, Columns, Rows
from graph.network.window import Window, present

Cut = tuple[Columns, Rows]


def cut(columns: Columns, window: Window) -> Cut:
    """The columns of the evidence inside a window (one without a half-life), and which of the rows they are. O(n + p)."""
    rows = np.flatnonzero(present(columns, np.arange(len(columns)), window))
    draft = columns.draft(rows)
    start, end = window.days
    counts = draft["counts"]
    begins = np.cumsum(counts) - counts
    early = draft["day"] < start
    inside = ~early & (draft["day"] <= end)
    for name in ("back_report", "back_publisher"):
        if early.any():  # what was seen before the window was not seen
            place = np.arange(len(early)) - np.repeat(begins + _sums(early, begins), counts)
            draft[name] = np.where(draft[name] > place, 0, draft[name])
        draft[name.removeprefix("back_") + "s"] = _sums(inside & (draft[name] == 0), begins)
    for name in ("day", "weight", "back_report", "back_publisher"):
        draft[name] = draft[name][inside]
    draft["counts"] = _sums(inside, begins)
    return Columns.of(draft, columns.actors), rows


class Cuts:
    """The cuts of one lot of columns: a window is cut when it is asked about for the ``hot``-th time within ``stretch``
    questions, the last ``kept`` are remembered; one that drives out another waits for the next stretch, since a cut costs as
    much as many questions. Safe between threads; whether a cut is there changes how long an answer takes, never what it is."""

    def __init__(self, kept: int = 2, hot: int = 3, stretch: int = 500) -> None:
        self._kept, self._hot, self._stretch = kept, hot, stretch
        self._questions = self._room = 0
        self._asked: Counter[Window] = Counter()
        self._made: OrderedDict[Window, Cut] = OrderedDict()
        self._making = Lock()

    def __contains__(self, window: Window) -> bool:
        """Whether the cut of a window is remembered."""
        return window in self._made

    def of(self, columns: Columns, window: Window) -> Cut | None:
        """The cut of the columns, which are always the same; None where it is not worth it yet, or being made."""
        if (found := self._made.get(window)) is not None:
            return found
        self._questions += 1
        if self._questions % self._stretch == 0:
            self._asked.clear()
            self._room = 1
        self._asked[window] += 1
        room = self._room or len(self._made) < self._kept
        if self._asked[window] < self._hot or not room or not self._making.acquire(blocking=False):
            return None
        self._room = 0
        try:
            made = self._made[window] = cut(columns, window)
            while len(self._made) > self._kept:
                old, _ = self._made.popitem(last=False)
                self._asked.pop(old, None)
            return made
        finally:
            self._making.release()


def _sums(values: Array, begins: Array) -> Array:
    return np.add.reduceat(values, begins, dtype=np.int64) if len(begins) else np.zeros(0, np.int64)
