"""Services as processes of their own that can be held, starved and killed, and how to wait for what becomes of them.

``python -m tests.faults.processes URL FOLDER`` serves on a free port with :class:`HeldCoder`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event

from graph.model import Coding
from tests.api.phrases import PhraseCoder

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds; none of what is waited for takes more than a few
_PAUSE = Event()  # never set: a wait that holds nothing up
T = TypeVar("T")


def until(condition: Callable[[], T], seconds: float = _PATIENCE) -> T:
    """What a condition gives as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain; the last answer was {found!r}"
        _PAUSE.wait(0.01)
    return found


class HeldCoder(PhraseCoder):
    """Codes phrases; a text with "held" only once somebody writes to the pipe ``gate`` in the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def code(self, text: str, day: date | None = None) -> Coding:
        """As the phrase coder, when it is let."""
        if "held" in text:
            (self._folder / "coding").touch()
            (self._folder / "gate").read_bytes()
        return super().code(text, day)


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its process, its port, and the folder with its log and its gate."""

    process: "subprocess.Popen[bytes]"
    port: int
    folder: Path

    def ask(
        self, path: str, body: object = None, method: str | None = None, timeout: float = _PATIENCE
    ) -> tuple[int, Mapping[str, str], Any]:
        """Status, headers (names in small letters) and content of a GET, or of a POST where there is a body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request(method or ("POST" if data else "GET"), path, data, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content, kind = answer.read(), answer.headers.get("content-type", "")
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, json.loads(content) if "json" in kind else content.decode()
        finally:
            connection.close()

    def post(self, text: str) -> tuple[int, Mapping[str, str], Any]:
        """Give it an article."""
        return self.ask("/v1/articles", {"text": text})

    def ready(self) -> dict[str, Any]:
        """What `/readyz` says."""
        answer: dict[str, Any] = self.ask("/readyz")[2]
        return answer

    def open_gate(self) -> None:
        """Let the article that is held be coded."""
        (self.folder / "gate").write_bytes(b"go")

    def told(self) -> list[dict[str, Any]]:
        """The lines of its log so far."""
        text = (self.folder / "log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.startswith("{") and line.endswith("\n")]

    def events(self, name: str) -> list[dict[str, Any]]:
        """The lines of its log of one event."""
        return [line for line in self.told() if line["event"] == name]

    def wait(self) -> int:
        """Its exit status."""
        return self.process.wait(_PATIENCE)


@contextmanager
def service(
    url: str, folder: Path, settings: Mapping[str, object] | None = None, before: Sequence[str] = ()
) -> Iterator[Service]:
    """A service over a database, killed at the end if it still runs. ``before`` are words put before its command."""
    folder.mkdir(exist_ok=True)
    if not (folder / "gate").exists():
        os.mkfifo(folder / "gate")
    (folder / "coding").unlink(missing_ok=True)
    given = {"HOME": folder, "LOG_LEVEL": "info", "POLL_INTERVAL": 0.05, "BUSY_TIMEOUT": 1, **(settings or {})}
    with (folder / "log").open("wb") as log:
        process = python("tests.faults.processes", url, str(folder), settings=given, stderr=log, before=before)
    try:

        def port() -> int:
            text = (folder / "log").read_text(encoding="utf-8")
            assert process.poll() is None, text
            found = re.search(r"explorer +http://127\.0\.0\.1:(\d+)/", text)
            return int(found[1]) if found else 0

        yield Service(process, until(port), folder)
    finally:
        process.kill()
        process.wait()


def python(
    module: str, *arguments: str, settings: Mapping[str, object] | None = None, before: Sequence[str] = (), **more: Any
) -> "subprocess.Popen[bytes]":
    """A module as a process of its own, with these settings."""
    variables = {f"ENTENTE_{name}": str(value) for name, value in (settings or {}).items()}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ENTENTE_NO_VENV": "1", **variables}
    command = [*before, sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, **more)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9."""
    process.send_signal(signal.SIGKILL)
    assert process.wait(_PATIENCE) == -signal.SIGKILL


def limit_pages(connection: Connection) -> None:
    """Have SQLite take no further page while there is a file ``$ENTENTE_FULL``."""
    if connection.dialect.name == "sqlite" and (full := os.environ.get("ENTENTE_FULL")):
        most = 1 if Path(full).exists() else 2**30  # 1: as many as there are
        connection.exec_driver_sql(f"pragma max_page_count = {most}")


if __name__ == "__main__":
    from app.commands.serve import run
    from app.settings import Settings

    event.listen(Engine, "begin", limit_pages)
    sys.exit(run(Settings(database_url=sys.argv[1], port=0), sample=False, coder=HeldCoder(Path(sys.argv[2]))))
