"""A process that records batches: python3 -m bench.graph.writer URL RELATIONS SEED MARK PIECES [BATCHES]

Makes the world, prints ``ready``, waits for a line, then records batches of that many pieces of evidence until there have been
BATCHES of them or its stdin ends; prints the version after each. ``MARK`` tells one writer's articles from another's.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Thread

from app.store.engine import make_engine, writing
from app.store.ledger import record
from bench.graph.articles import entries
from bench.graph.world import make_world

_ROOT = Path(__file__).resolve().parents[2]
_MANY = 1_000_000


def main(arguments: list[str]) -> None:
    """Record."""
    url, (relations, seed, mark, pieces, *most) = arguments[0], map(int, arguments[1:])
    world, engine = make_world(relations, seed), make_engine(url)
    print("ready", flush=True)
    sys.stdin.readline()
    ended: list[bool] = []
    if not most:
        Thread(target=lambda: ended.append(not sys.stdin.readline()), daemon=True).start()
    for number in range(most[0]) if most else count():
        if ended:
            return
        batch = entries(world, pieces, mark * _MANY + number)
        with writing(engine) as connection:
            version = record(connection, batch)
        print(version, flush=True)


@contextmanager
def writers(marks: range, url: str, *arguments: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """Writers, one a mark, that have begun; they are ended on leaving. ``arguments`` as above, MARK left out."""
    relations, seed, *rest = map(str, arguments)
    started = [
        subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "-m", "bench.graph.writer", url, relations, seed, str(mark), *rest],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for mark in marks
    ]
    try:
        for process in started:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise ChildProcessError("a writer ended before its time, see above")
        for process in started:
            print(file=process.stdin, flush=True)
        yield started
    finally:
        for process in started:
            process.terminate()
            process.communicate()


if __name__ == "__main__":
    main(sys.argv[1:])
