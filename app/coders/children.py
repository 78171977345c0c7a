"""A coder in child processes, so that a server's readers never wait for it, and an article that it dies of costs itself
alone.

A child is ``python -m app.coders.child`` with our own settings in its environment. We write it a request and it writes
an answer, each a pickle, one at a time (see :mod:`app.coders.wire`); it ends when its input ends, so that none outlives
us however we end.
"""

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from threading import Condition, Event
from typing import Any, cast

from app.bootstrap import ONE_THREAD
from app.coders.patience import Patience
from app.coders.wire import Answer, Request, read, write
from app.errors import CoderUnavailable, CodingFailed
from graph.model import Coding

log = logging.getLogger(__name__)

#: A child that ended while it had an article is followed by another, once: it may not have been the article's fault.
_TRIES = 2
Start = Callable[[], "subprocess.Popen[bytes]"]


class _Gone(Exception):  # noqa: N818
    """The child ended before it answered."""


class ChildCoders:
    """Codes in up to ``most`` child processes, each started when it is first needed; callers beyond them wait.

    ``start`` starts one. An article may take ``seconds``; its child is killed then. Safe to call from several threads.
    """

    def __init__(self, start: Start, most: int = 1, seconds: float = 600.0) -> None:
        self._start = start
        self._most = most
        self._seconds = seconds
        self._idle: list[subprocess.Popen[bytes]] = []
        self._all: set[subprocess.Popen[bytes]] = set()
        self._busy = 0
        self._closed = False
        self._changed = Condition()
        self._patience = Patience()

    def code(self, text: str, day: date | None = None) -> Coding:
        """As :meth:`graph.coding.Coder.code`.

        Raises :class:`app.errors.CoderUnavailable` where no coder can be had, and :class:`app.errors.CodingFailed`.
        """
        return self._ask(("code", text, day))

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """As :meth:`graph.coding.Coder.code_sentences`; raises as :meth:`code`."""
        return self._ask(("code_sentences", list(sentences), day))

    def close(self) -> None:
        """End the children; whoever still waits for one gets :class:`app.errors.CoderUnavailable`."""
        with self._changed:
            self._closed = True
            children, self._idle = tuple(self._all), []
            self._changed.notify_all()
        for child in children:
            _end(child)

    def _ask(self, request: Request) -> Coding:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._busy < self._most)
            self._busy += 1
        try:
            for _ in range(_TRIES):
                child = self._take()
                try:
                    answer = self._answer(child, request)
                except _Gone as gone:
                    ended = gone
                    continue
                with self._changed:
                    self._idle.append(child)
                if answer[0] == "coded":
                    return cast(Coding, answer[1])
                raise CodingFailed(str(answer[1]))
            raise CodingFailed(str(ended))
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify()

    def _take(self) -> "subprocess.Popen[bytes]":
        """An idle child, or a new one."""
        with self._changed:
            if self._closed:
                raise CoderUnavailable("the service is stopping; send the article again when it runs")
            while self._idle:
                child = self._idle.pop()
                if child.poll() is None:
                    return child
                self._all.discard(child)  # it was killed while it had nothing to do
        try:
            child = self._start()
        except OSError as error:
            raise CoderUnavailable(f"the coder's process cannot be started: {error}") from error
        with self._changed:
            self._all.add(child)
        try:
            hello = cast(Answer, read(child.stdout))
        except (EOFError, OSError):
            raise CoderUnavailable(f"the coder's process ended at its start ({self._gone(child)})") from None
        if hello[0] != "ready":
            self._gone(child)
            raise CoderUnavailable(str(hello[1]))
        return child

    def _answer(self, child: "subprocess.Popen[bytes]", request: Request) -> Answer:
        hung = Event()

        def give_up() -> None:
            hung.set()
            child.kill()

        try:
            with self._patience.within(self._seconds, give_up):
                write(child.stdin, request)
                return cast(Answer, read(child.stdout))
        except (EOFError, OSError):
            how = self._gone(child)
            if hung.is_set():
                raise CodingFailed(f"the coder did not come to an end within {self._seconds:g} s") from None
            log.error("a coder's process ended over an article: %s", how)
            raise _Gone(f"the coder's process ended over it ({how})") from None

    def _gone(self, child: "subprocess.Popen[bytes]") -> str:
        """Forget a child; how it ended."""
        with self._changed:
            self._all.discard(child)
        _end(child)
        status = child.returncode
        return f"signal {-status}" if status < 0 else f"status {status}"


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Kill a child, whatever it is at, and let go of its pipes."""
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):  # what was not written yet goes nowhere
                stream.close()


def child(environment: Mapping[str, Any]) -> Start:
    """Starts the embedded coder with these variables besides our own; it runs with what we run with."""
    ours = {**{name: str(value) for name, value in environment.items()}, "ENTENTE_NO_VENV": "1"}

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "app.coders.child"]
        return subprocess.Popen(  # noqa: S603
            command,
            env={**ONE_THREAD, **os.environ, **ours},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    return start
