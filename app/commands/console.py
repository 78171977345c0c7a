"""What the commands tell a person: all of it on stderr, so that stdout carries results alone."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column


def stderr() -> Console:
    """A console on stderr; plain where that is no terminal."""
    # Without emoji=False the 100 of "news.jsonl:100: ..." is drawn as one.
    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class Counter(AbstractContextManager["Counter"]):
    """A running count on a terminal; elsewhere a line every ``every`` seconds of ``clock``.

    ``total`` draws a bar. Nothing is printed at the end: the command says its own last line.
    """

    def __init__(
        self,
        what: str,
        clock: Callable[[], float],
        *,
        total: int | None = None,
        every: float = 10.0,
        console: Console | None = None,
    ) -> None:
        self._console = console or stderr()
        self._what = what
        self._clock = clock
        self._every = every
        self._total = total
        self._begin = self._told = clock()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            # Where a line is too long, the note goes on below: no figure is cut off ("1150/1…").
            whole, below = Column(no_wrap=True), Column(no_wrap=False)
            middle: list[ProgressColumn]
            if self._total is None:
                middle = [SpinnerColumn(), TextColumn("{task.completed:,}")]
            else:
                middle = [BarColumn(), MofNCompleteColumn(table_column=whole)]
            self._bar = Progress(
                TextColumn("{task.description}"),
                *middle,
                TextColumn("{task.fields[note]}", table_column=below),
                TimeElapsedColumn(table_column=Column(no_wrap=True)),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task(self._what, total=self._total, note="")
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    @property
    def seconds(self) -> float:
        """Seconds since the count began, never zero."""
        return max(self._clock() - self._begin, 1e-9)

    def show(self, done: int, note: str = "") -> None:
        """Show the count and what there is to say about it."""
        if self._bar:
            self._bar.update(self._task, completed=done, note=note)
            return
        now = self._clock()
        if now - self._told >= self._every:
            self._told = now
            self._console.print(
                f"{self._what}: {done:,}{' of ' + format(self._total, ',') if self._total else ''} {note}".rstrip()
            )


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and what it counts, which takes an ``s`` where it is not one, or is ``many``.

    >>> counted(1, "edge"), counted(1204, "edge"), counted(0, "copy", "copies")
    ('1 edge', '1,204 edges', '0 copies')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> str:
    """Rows as aligned columns under a head, a line each, whatever was typed into them; a line that says so where there are
    none."""
    if not rows:
        return f"{nothing}\n"
    lines = [head, *([" ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )
