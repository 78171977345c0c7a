"""News that comes at a steady rate into a running server."""

import json
import os
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock

RATE = 12.0  # articles a second: about a million a day, what the world's agencies put out
_LOOK = 5.0  # seconds between two counts of those that wait
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Told:
    """How many waited at which second, how many were stored before the last one came, and how many were refused."""

    waiting: list[tuple[float, int]] = field(default_factory=list)
    in_time: int = 0
    refused: int = 0


@contextmanager
def served(database: str, folder: Path, **settings: object) -> Iterator[int]:
    """The port of a server of this database."""
    variables = {f"ENTENTE_{name}": str(value) for name, value in ({"HOME": folder} | settings).items()}
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "ENTENTE_NO_VENV": "1", **variables}
    log = folder / "server.log"
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--database", database]
    with log.open("wb") as file, subprocess.Popen(command, cwd=_ROOT, env=environment, stderr=file, stdout=file) as process:  # noqa: S603
        try:
            while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text(encoding="utf-8"))):
                if process.poll() is not None:
                    raise ChildProcessError(log.read_text(encoding="utf-8"))
                time.sleep(0.1)
            yield int(found[1])
        finally:
            process.terminate()
            process.wait()


def deliver(port: int, records: Sequence[Mapping[str, str]], rate: float, senders: int) -> Told:
    """Send each record at its moment, or as soon as a sender is free; first some that are not counted, so that every coder has
    its model."""
    told = Told()
    idle: deque[HTTPConnection] = deque(HTTPConnection("127.0.0.1", port, timeout=600) for _ in range(senders))
    lock = Lock()
    answered = 0

    def send(record: Mapping[str, str]) -> int:
        connection = idle.pop()
        try:
            body = {name: value for name, value in record.items() if name != "date"} | {"published_at": record["date"]}
            connection.request("POST", "/v1/articles", json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            idle.append(connection)

    def count(record: Mapping[str, str]) -> None:
        nonlocal answered
        status = send(record)
        with lock:
            answered += 1
            told.refused += status not in (200, 201)

    with ThreadPoolExecutor(senders) as threads:
        warm = [
            dict(records[0]) | {"text": f"Report {number}. Russia met Iran on Sunday in the capital."}
            for number in range(senders)
        ]
        list(threads.map(send, warm))
        began = time.monotonic()
        looked = 0.0
        for number, record in enumerate(records):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            threads.submit(count, record)
            now = time.monotonic() - began
            if now >= looked:
                told.waiting.append((now, number + 1 - answered))
                looked = now + _LOOK
        told.in_time = answered
    return told
