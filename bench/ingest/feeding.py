"""News that comes at a steady rate into a running server."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

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


def ask(port: int, method: str, path: str, body: str | None = None, kind: str = "application/json") -> tuple[int, bytes]:
    """Status and body of an answer. A connection each: servers close those that are idle."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=600)) as connection:
        connection.request(method, path, body, {"Content-Type": kind} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def deliver(port: int, records: Sequence[Mapping[str, str]], rate: float, senders: int) -> Told:
    """Send each record at its moment, or as soon as a sender is free; first some that are not counted, so that every coder has
    its model. Raises what a sender raises."""
    told = Told()

    def send(record: Mapping[str, str]) -> int:
        body = {name: value for name, value in record.items() if name != "date"} | {"published_at": record["date"]}
        return ask(port, "POST", "/v1/articles", json.dumps(body))[0]

    with ThreadPoolExecutor(senders) as threads:
        warm = [
            dict(records[0]) | {"text": f"Report {number}. Russia met Iran on Sunday in the capital."}
            for number in range(senders)
        ]
        list(threads.map(send, warm))
        began = time.monotonic()
        looked = 0.0
        sent: list[Future[int]] = []
        for number, record in enumerate(records):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            sent.append(threads.submit(send, record))
            now = time.monotonic() - began
            if now >= looked:
                told.waiting.append((now, sum(not one.done() for one in sent)))
                looked = now + _LOOK
        told.in_time = sum(one.done() for one in sent)
        told.refused = sum(one.result() not in (200, 201) for one in sent)
    return told


def deliver_batches(port: int, records: Sequence[Mapping[str, str]], rate: float) -> Told:
    """Send what came in five seconds as a batch, which becomes a job. An article waits until its job counts it."""
    told = Told()

    def asked(method: str, path: str, body: str | None = None) -> dict[str, Any]:
        status, answer = ask(port, method, path, body, "application/x-ndjson")
        told.refused += status not in (200, 202)
        found: dict[str, Any] = json.loads(answer)
        return found

    def read() -> int:
        """Articles that jobs have done with."""
        number, path = 0, "/v1/jobs?limit=500"
        while path:
            page = asked("GET", path)
            number += sum(job["counts"]["read"] for job in page["results"])
            path = page["next_url"]
        return number

    size = round(rate * _LOOK)
    began, sent = time.monotonic(), 0
    for start in range(0, len(records), size):
        time.sleep(max(0.0, began + (start + size) / rate - time.monotonic()))
        told.waiting.append((time.monotonic() - began, sent - read()))
        some = records[start : start + size]
        asked("POST", "/v1/articles/batch", "\n".join(json.dumps(record) for record in some))
        sent += len(some)
    time.sleep(_LOOK)
    told.in_time = read()
    return told
