"""Tasks whose workers died, done once more with great care: each article in a child process, so that one that kills costs
itself alone.

A child is ``python -m app.bulk.apart``: a pickle in, a pickle out, until its input ends.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from app.bulk import tasks
from app.bulk.lots import Lot
from app.bulk.tasks import Coded, Ready, Recipe, Turned
from app.coders.wire import read, write
from app.ingestion.article import CleanArticle


class _Gone(Exception):  # noqa: N818 - reads as what happened
    """The child ended over what it was asked."""


def prepare(recipe: Recipe, lots: Sequence[Lot]) -> tuple[tuple[Ready, ...], ...]:
    """As :func:`app.bulk.tasks.prepare`; a lot that kills whoever reads it, and an article that kills whoever cleans it, come
    back as turned away."""
    with _Child() as child:
        return tuple(_prepared(child, recipe, lot) for lot in lots)


def code(recipe: Recipe, articles: Sequence[CleanArticle]) -> tuple[Coded, ...]:
    """As :func:`app.bulk.tasks.code`; an article that kills whoever codes it comes back with that as its error."""
    found: list[Coded] = []
    with _Child() as child:
        for article in articles:
            try:
                found += child.ask("code", recipe, (article,))
            except _Gone as gone:
                found.append(f"the coder's process ended over it, every time ({gone})")
    return tuple(found)


def _prepared(child: "_Child", recipe: Recipe, lot: Lot) -> tuple[Ready, ...]:
    try:
        whole: Lot = child.ask("read", lot)
    except _Gone as gone:
        return (Turned(lot.place, None, "unreadable", f"whoever reads it dies ({gone}); look at the file, or leave it out"),)
    items: list[Ready] = []
    for item in whole.items:
        try:
            items.append(child.ask("tidied", recipe, item, lot.place))
        except _Gone as gone:
            title = getattr(item, "title", None)
            items.append(Turned(lot.place, title, "unreadable", f"whoever reads this article dies ({gone}); leave it out"))
    return tuple(items)


class _Child:
    """A child, started when it is asked, and again where it ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def ask(self, what: str, *arguments: Any) -> Any:
        """What it answers; what it raised is raised."""
        if self._process is None:
            command = [sys.executable, "-m", "app.bulk.apart"]
            paths = os.pathsep.join(filter(None, sys.path))
            environment = {**os.environ, "PYTHONPATH": paths, "ENTENTE_NO_VENV": "1"}
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
            )
        try:
            write(self._process.stdin, (what, *arguments))  # type: ignore[arg-type]  # the same wire, other words
            answer = read(self._process.stdout)
        except (EOFError, OSError):
            raise _Gone(self._end()) from None
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _end(self) -> str:
        process, self._process = self._process, None
        if process is None:
            return ""
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        status = process.wait()
        return f"signal {-status}" if status < 0 else f"status {status}"


def main() -> None:
    """Answer until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    deeds = {"code": tasks.code, "read": Lot.read, "tidied": _tidied}
    while True:
        try:
            what, *arguments = read(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = deeds[what](*arguments)
        except Exception as error:  # it is for whoever asked
            answer = error
        write(answers, answer)


def _tidied(recipe: Recipe, item: Any, place: str) -> Ready:
    with tasks.watched(recipe.seconds):
        return tasks.tidied(recipe, item, place)


if __name__ == "__main__":
    main()
