"""Snapshots of the graph on disk: one file that the processes of this machine map and share, made anew now and then.

Only a large graph has one; a small one is loaded from SQL as soon as it would be opened. Whoever finds it outdated and
gets the lock has a child process make the next, so that readers are not held up; the others find it there.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, Engine

from app.services import loading
from app.store.articles import ArticleRepository
from app.store.engine import reading
from app.store.versions import VersionRepository
from graph.errors import SnapshotError
from graph.network import GraphVersion
from graph.network import snapshot as files

log = logging.getLogger(__name__)

_LONGEST = 1024  # requests that are passed over at most


class Child(Protocol):
    """A process that makes a snapshot; :class:`subprocess.Popen` is one."""

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""

    def terminate(self) -> None:
        """Have it end."""


Start = Callable[[], Child]


class _Found(NamedTuple):
    version: int
    number: int  # of the article that was the newest, and how its content hash begins
    beginning: str
    path: Path


class Snapshots:
    """The snapshots of one database in a folder, named by store, version and newest article. ``least`` is the number of
    relations from which a graph has one; ``start`` begins a process that makes the next."""

    def __init__(self, folder: Path, *, least: int = 0, start: Start | None = None) -> None:
        self._folder = folder
        self._least = least
        self._start = start
        self._child: Child | None = None
        self._failed = self._skipped = 0

    def newest(self, connection: Connection, *, after: int = -1) -> GraphVersion | None:
        """The newest usable snapshot of a database that is later than some version; None where there is none.

        One that is beyond the database, or was made when its newest article was one that it does not have, is of a past
        that a restored backup has undone.
        """
        store, current = VersionRepository(connection).where()
        articles = ArticleRepository(connection)
        for found in sorted(self._found(store), reverse=True):
            if after < found.version <= current and articles.is_numbered(found.number, found.beginning):
                try:
                    return files.read(found.path, store)
                except SnapshotError as error:
                    log.warning("a snapshot is passed over: %s", error)
        return None

    def make(self, engine: Engine) -> int | None:
        """Load the graph from SQL and write a snapshot of it; older ones are removed, save the last. The number of
        relations in it, None where another process is at it. Raises :class:`OSError` where the folder cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with reading(engine) as connection:
            store, _ = VersionRepository(connection).where()
        with self._lock(store) as held:
            if not held:
                return None
            with reading(engine) as connection:
                graph = loading.whole(connection)
                number, content_hash = ArticleRepository(connection).newest()
            files.write(self._folder / f"{store}-{graph.version}-{number}-{content_hash[:16]}.graph", graph, store)
            for found in sorted(self._found(store), reverse=True)[2:]:
                found.path.unlink(missing_ok=True)
        return len(graph)

    def worthwhile(self, graph: GraphVersion) -> bool:
        """Whether a graph is large enough to have one."""
        return len(graph) >= self._least

    def want(self) -> None:
        """Have a child process make the next snapshot, where none is at it; after one that failed, the request is passed
        over twice, then four times, and so on."""
        if self._start is None:
            return
        if self._child is not None:
            status = self._child.poll()
            if status is None:
                return
            self._child = None
            self._failed = self._failed + 1 if status else 0
            self._skipped = 0
            if status:
                log.error("the process that makes a snapshot of the graph ended with status %s", status)
        self._skipped += 1
        if self._failed and self._skipped <= min(2**self._failed, _LONGEST):
            return
        self._child = self._start()

    def close(self) -> None:
        """End the child process."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def _found(self, store: str) -> Iterator["_Found"]:
        for path in self._folder.glob(f"{store}-*.graph"):
            version, _, newest = path.stem.removeprefix(f"{store}-").partition("-")
            number, _, beginning = newest.partition("-")
            if version.isdecimal() and number.isdecimal():
                yield _Found(int(version), int(number), beginning, path)

    @contextmanager
    def _lock(self, store: str) -> Iterator[bool]:
        try:
            import fcntl  # noqa: PLC0415 - absent on Windows, where two at once are not guarded
        except ImportError:
            yield True
            return
        with (self._folder / f"{store}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


def child(environment: Mapping[str, str]) -> Start:
    """Starts `python3 -m app snapshot` with these variables besides our own: in them, an address with a password does
    not show in a list of processes."""

    def start() -> Child:
        command = [sys.executable, "-m", "app", "snapshot"]
        return subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)  # noqa: S603

    return start
