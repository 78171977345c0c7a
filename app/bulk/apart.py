"""Tasks whose workers died, done once more with great care: each article in a child process, so that one that kills costs
itself alone.

A child is ``python -m app.bulk.apart``: a pickle in, a pickle out, until its input ends.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

from app.bulk import tasks
from app.bulk.lots import Lot
from app.bulk.tasks import Ready, Recipe
from app.coders.wire import read, write
from app.errors import CodingFailed
from app.ingestion.article import CleanArticle
from app.ingestion.sources import ReadProblem
from app.services.preparing import Preparer
from app.store.ledger import Entry
from graph.model import Coding


class _Gone(Exception):  # noqa: N818 - reads as what happened
    """The child ended over what it was asked."""


def prepare(recipe: Recipe, lots: Sequence[Lot]) -> tuple[tuple[Ready, ...], ...]:
    """As :func:`app.bulk.tasks.prepare`; a lot that kills whoever reads it, and an article that kills whoever cleans it, come
    back as problems."""
    tasks.check(recipe)
    with _Child() as child:
        return tuple(_prepared(child, recipe, lot) for lot in lots)


def code(recipe: Recipe, articles: Sequence[CleanArticle], now: datetime) -> tuple[Entry, ...]:
    """As :func:`app.bulk.tasks.code`; an article that kills whoever codes it comes back as failed."""
    tasks.check(recipe)
    found: list[Entry] = []
    with _Child() as child:
        for article in articles:
            try:
                found += child.ask("code", recipe, (article,), now)
            except _Gone as gone:
                died = CodingFailed(f"the coder's process ended over it, every time ({gone})")
                found.append(Preparer(_Dead(died), coder_version=recipe.coder_version).entry(article, now))
    return tuple(found)


class _Dead:
    """A coder that says of every article that it failed."""

    def __init__(self, error: CodingFailed) -> None:
        self._error = error

    def code(self, text: str, day: date | None = None) -> Coding:
        raise self._error

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        raise self._error


def _prepared(child: "_Child", recipe: Recipe, lot: Lot) -> tuple[Ready, ...]:
    try:
        whole: Lot = child.ask("opened", recipe, lot)
    except _Gone as gone:
        return (ReadProblem(lot.place, None, f"whoever reads it dies ({gone}); look at the file, or leave it out"),)
    items: list[Ready] = []
    for place, item in enumerate(whole.items):
        try:
            items.append(child.ask("tidied", recipe, item, place))
        except _Gone as gone:
            where = getattr(item, "place", None) or f"{lot.place}, article {place + 1}"
            items.append(ReadProblem(where, None, f"whoever reads this article dies ({gone}); leave it out"))
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
            write(self._process.stdin, (what, *arguments))
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
    deeds: dict[str, Callable[..., object]] = {"code": tasks.code, "opened": tasks.opened, "tidied": tasks.tidied}
    while True:
        try:
            what, *arguments = read(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: Any = deeds[what](*arguments)
        except Exception as error:  # it is for whoever asked
            answer = error
        write(answers, answer)


if __name__ == "__main__":
    main()
