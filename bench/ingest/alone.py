"""The coder alone: python -m bench.ingest.alone dask|pool FILE WORKERS ARTICLES

Codes the different articles of a file of JSON lines in so many processes, so many articles a task, and stores nothing. The
processes are Dask's, as a backfill has them, or those of a bare ``concurrent.futures`` pool. Prints JSON: ``seconds`` and ``cpu``
(of all processes) from when every process has its model, ``articles``, ``sentences`` and ``edges``.
"""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from app.bootstrap import ONE_THREAD
from app.bulk import cluster, tasks
from app.bulk.pool import Pool
from app.bulk.tasks import Recipe
from app.edition import program
from app.ingestion.article import CleanArticle
from app.ingestion.sources import ReadProblem, read_path
from app.services.preparing import Refused
from bench.ingest.processes import family, seconds_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
RECIPE = Recipe(program(), "bench")
_AHEAD = 4


class BarePool:
    """A :class:`app.bulk.pool.Pool` of the standard library's processes."""

    def __init__(self, executor: ProcessPoolExecutor, workers: int) -> None:
        self._executor = executor
        self.workers = workers
        self._ended: SimpleQueue[tuple[object, Any]] = SimpleQueue()

    def submit(self, ticket: object, function: Callable[..., Any], *arguments: Any, urgent: bool = False) -> None:
        """As the protocol has it; nothing goes before other things."""
        future = self._executor.submit(function, *arguments)
        future.add_done_callback(lambda done: self._ended.put((ticket, done)))

    def take(self) -> tuple[Any, Any]:
        """As the protocol has it."""
        ticket, future = self._ended.get()
        return ticket, future.result()


@contextmanager
def bare(workers: int) -> Iterator[Pool]:
    """Processes started afresh, as Dask's are."""
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield BarePool(executor, workers)


POOLS: dict[str, Callable[[int], Any]] = {"dask": cluster.local, "pool": bare}


def cleaned(path: Path) -> list[CleanArticle]:
    """The articles of a file, each text once."""
    found: dict[str, CleanArticle] = {}
    for number, item in enumerate(read_path(path)):
        one = item if isinstance(item, ReadProblem) else tasks.preparer_of(RECIPE).cleaned(item, number)
        if not isinstance(one, ReadProblem | Refused):
            found.setdefault(one.content_hash, one)
    return list(found.values())


def code_all(pool: Pool, parts: Sequence[Sequence[CleanArticle]]) -> tuple[int, int]:
    """Have all coded, a few tasks a process ahead; sentences and edges."""
    waiting = iter(parts)
    under = sentences = edges = 0
    while True:
        for part in islice(waiting, _AHEAD * pool.workers - under):
            pool.submit(None, tasks.code, RECIPE, part, NOW)
            under += 1
        if not under:
            return sentences, edges
        for entry in pool.take()[1]:
            sentences += len(entry.article.sentences)
            edges += len(entry.edges)
        under -= 1


def main(how: str, path: str, workers: int, articles: int) -> None:
    """Measure and print."""
    os.environ |= ONE_THREAD  # as coders have it everywhere
    some = cleaned(Path(path))
    parts = [some[start : start + articles] for start in range(0, len(some), articles)]
    with POOLS[how](workers) as pool:
        code_all(pool, [some[:2]] * (4 * workers))  # every process has its model
        began, cpu = time.monotonic(), sum(map(seconds_of, family(os.getpid())))
        sentences, edges = code_all(pool, parts)
        seconds, used = time.monotonic() - began, sum(map(seconds_of, family(os.getpid()))) - cpu
    told = {"seconds": seconds, "cpu": used, "articles": len(some), "sentences": sentences, "edges": edges}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
