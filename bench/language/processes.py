"""Fresh processes to measure: of the same interpreter, on one thread."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.bootstrap import ONE_THREAD

_ROOT = Path(__file__).resolve().parents[2]


class Ended(Exception):  # noqa: N818 - reads as what happened
    """The process ended before it answered; stderr says why."""


def start(arguments: Sequence[str], **environment: str) -> "subprocess.Popen[str]":
    """The interpreter with these arguments, in the repository, with pipes to and from it."""
    return subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *arguments],
        cwd=_ROOT,
        env=os.environ | ONE_THREAD | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def answer(process: "subprocess.Popen[str]") -> str:
    """The next line that the process prints; Ended where none comes."""
    line = _open(process.stdout).readline()
    if not line:
        raise Ended
    return line


class Worker:
    """A process of :mod:`bench.language.worker` that parses ``texts`` as often as it is asked."""

    def __init__(self, arguments: Sequence[str], texts: Sequence[str]) -> None:
        self._process = start(["-m", "bench.language.worker", *arguments])
        self._tell(json.dumps(texts))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()

    def ask(self, what: str) -> dict[str, float]:
        """``parse`` or ``memory``."""
        self._tell(what)
        told: dict[str, float] = json.loads(answer(self._process))
        return told

    def _tell(self, line: str) -> None:
        try:
            print(line, file=_open(self._process.stdin), flush=True)
        except BrokenPipeError:
            raise Ended from None


def _open(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise Ended
    return pipe
