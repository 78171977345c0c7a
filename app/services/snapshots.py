"""Snapshots of the graph on disk: one file that the processes of this machine map and share, made anew now and then.

Only a large graph has one; a small one is loaded from SQL as soon as it would be opened. Whoever finds it outdated and
gets the lock has a child process make the next, so that readers are not held up; the others find it there.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from app.services import loading
from app.store.engine import reading
from app.store.versions import VersionRepository
from graph.errors import SnapshotError
from graph.network import GraphVersion
from graph.network import snapshot as files
from graph.origins import CODER, Origin

log = logging.getLogger(__name__)

_LONGEST = 1024  # requests that are passed over at most


class Child(Protocol):
    """A process that makes a snapshot; :class:`subprocess.Popen` is one."""

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""

    def terminate(self) -> None:
        """Have it end."""


Start = Callable[[], Child]


class Snapshots:
    """The snapshots of one origin of one database in a folder, named by store, origin (save the coder's) and version.
    ``least`` is the number of relations from which a graph has one; ``start`` begins a process that makes the next."""

    def __init__(self, folder: Path, *, least: int = 0, start: Start | None = None, origin: Origin = CODER) -> None:
        self._folder = folder
        self._origin = origin
        self._least = least
        self._start = start
        self._child: Child | None = None
        self._failed = False
        self._fruitless = self._skipped = 0

    def newest(self, store: str, most: int, *, after: int = -1) -> GraphVersion | None:
        """The newest usable snapshot of a store that is later than one version and not beyond another; None where there
        is none."""
        for version, path in sorted(self._found(store), reverse=True):
            if after < version <= most:
                try:
                    graph = files.read(path, store, self._origin)
                except SnapshotError as error:
                    log.warning("a snapshot is passed over: %s", error)
                else:
                    self._fruitless, self._failed = 0, False
                    if self._child is not None and self._child.poll() is not None:
                        self._child = None
                    return graph
        return None

    def forget(self, store: str, version: int) -> None:
        """Remove snapshots of a store beyond its version: they are of what was taken back when a backup of it was put in
        its place, and must not be there when it gets that far again."""
        for found, path in self._found(store):
            if found > version:
                log.warning("a snapshot is removed: %s is beyond the database, which is at version %d", path.name, version)
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def make(self, engine: Engine) -> int | None:
        """Load the graph from SQL and write a snapshot of it; what others left unfinished and older ones are removed, save
        the last. The number of relations in it, None where another process is at it. Raises :class:`OSError` where the folder
        cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with reading(engine) as connection:
            store = VersionRepository(connection).store()
        with self._lock(store) as held:
            if not held:
                return None
            for left in self._folder.glob(f"{self._named(store)}-[0-9]*.part"):  # whoever wrote it was killed
                left.unlink(missing_ok=True)
            with reading(engine) as connection:
                graph = loading.whole(connection, self._origin)
            self.forget(store, graph.version)
            files.write(self._path(store, graph.version), graph, store)
            for _, path in sorted(self._found(store), reverse=True)[2:]:
                path.unlink(missing_ok=True)
        return len(graph)

    def worthwhile(self, graph: GraphVersion) -> bool:
        """Whether a graph is large enough to have one."""
        return len(graph) >= self._least

    def want(self) -> None:
        """Have a child process make the next snapshot, where none is at it. After one from which no new snapshot came (it
        failed, or another process was at it), the request is passed over twice, then four times, and so on."""
        if self._start is None:
            return
        if self._child is not None:
            status = self._child.poll()
            if status is None:
                return
            self._child = None
            self._failed = bool(status)
            self._fruitless, self._skipped = self._fruitless + 1, 0
            if status:
                log.error("the process that makes a snapshot of the graph ended with status %s", status)
        self._skipped += 1
        if self._fruitless and self._skipped <= min(2**self._fruitless, _LONGEST):
            return
        try:
            self._child = self._start()
        except OSError as error:
            log.error("no process that makes a snapshot of the graph can be started: %s", error)
            self._failed, self._fruitless, self._skipped = True, self._fruitless + 1, 0

    @property
    def failing(self) -> bool:
        """Whether the last process that was to make one failed."""
        return self._failed

    def close(self) -> None:
        """End the child process."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def _path(self, store: str, version: int) -> Path:
        return self._folder / f"{self._named(store)}-{version}.graph"

    def _named(self, store: str) -> str:
        return store if self._origin == CODER else f"{store}-{self._origin}"

    def _found(self, store: str) -> Iterator[tuple[int, Path]]:
        for path in self._folder.glob(f"{self._named(store)}-*.graph"):
            version = path.stem.removeprefix(f"{self._named(store)}-")
            if version.isdecimal():
                yield int(version), path

    @contextmanager
    def _lock(self, store: str) -> Iterator[bool]:
        try:
            import fcntl  # noqa: PLC0415 - absent on Windows, where two at once are not guarded
        except ImportError:
            yield True
            return
        with (self._folder / f"{self._named(store)}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


def child(environment: Mapping[str, str], origin: Origin = CODER) -> Start:
    """Starts `python3 -m app snapshot` of an origin with these variables besides our own: in them, an address with a
    password does not show in a list of processes. It runs with what we run with, and installs nothing."""
    ours = {**environment, "ENTENTE_NO_VENV": "1"}

    def start() -> Child:
        command = [sys.executable, "-m", "app", "snapshot", *([] if origin == CODER else ["--origin", origin])]
        return subprocess.Popen(command, env={**os.environ, **ours}, stdout=subprocess.DEVNULL)  # noqa: S603

    return start
