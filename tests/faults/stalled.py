"""A command that stops where it is told and waits to be killed: ``python -m tests.faults.stalled WHERE TIMES COMMAND…``.

WHERE is a function, such as ``os.fsync``; at its TIMES-th call, once it has done its work, "stalled" is printed, and nothing
happens any more. Articles are coded by the phrase coder.
"""

import importlib
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from threading import Event
from typing import Any

from tests.faults.processes import kill, python


def killed_at(where: str, times: int, *command: str, **settings: object) -> None:
    """Run a command up to a place, and kill it there."""
    stalled = "tests.faults.stalled"
    with python(stalled, where, str(times), *command, settings=settings, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"stalled\n", f"{where} was not called {times} times"
        finally:
            process.kill()
        kill(process)


def stall(where: str, times: int) -> None:
    """Have a function stop at one of its calls."""
    words = where.split(".")
    owner: Any = None
    for size in range(len(words) - 1, 0, -1):
        try:
            owner = importlib.import_module(".".join(words[:size]))
        except ModuleNotFoundError:
            continue
        for word in words[size:-1]:
            owner = getattr(owner, word)
        break
    works: Callable[..., Any] = getattr(owner, words[-1])
    calls = count(1)

    def stalls(*arguments: Any, **named: Any) -> Any:
        result = works(*arguments, **named)
        if next(calls) == times:
            print("stalled", flush=True)
            Event().wait()
        return result

    setattr(owner, words[-1], stalls)


if __name__ == "__main__":
    from app import container
    from app.cli import main
    from app.commands import coder
    from tests.api.phrases import PhraseCoder

    coder.storing = lambda *_: PhraseCoder()
    container.chosen = lambda settings: PhraseCoder()
    stall(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(sys.argv[3:]))
