"""Jobs over a database of the test's own, with an executor that looks when it is told to, or in its thread."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine

from app.jobs.due import Due
from app.jobs.executor import Clocks, Executor
from app.jobs.work import PollsFeeds, Work
from app.services.coding import CodesArticles
from app.services.ingest import IngestService
from app.services.jobs import JobService, Wish
from app.services.uploads import Uploads
from app.store.rows import JobRow
from tests.faults.processes import until
from tests.services.fake import FakeCoder

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAUSE = Event()


def lines(number: int, begin: int = 0) -> list[str]:
    """Articles that state a relation each."""
    return [json.dumps({"text": f"report {one} of the day\nRUS attacks UKR\nsaid number {one}"}) for one in range(begin, number)]


class Desk:
    """Sends jobs, and makes executors."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.service = JobService(engine, Uploads(folder / "uploads"))
        self.coder: CodesArticles = FakeCoder()
        self.feeds: PollsFeeds | None = None
        self.due: Due | None = None
        self.batch = 5
        self.executors: list[Executor] = []
        self._numbers = count(1)

    def send(self, texts: Iterable[str], wish: Wish | None = None) -> JobRow:
        """A job of these lines."""
        identifier = f"job-{next(self._numbers):016}"
        with self.service.uploads.begin(f"{identifier}.jsonl") as upload:
            for text in texts:
                upload.write(f"{text}\n".encode())
            sent = upload.finish()
        return self.service.submit(identifier, wish or Wish("batch", "news.jsonl"), sent, NOON)[0]

    def work(self) -> Work:
        """What does jobs."""

        def ingest(coder: CodesArticles) -> IngestService:
            return IngestService(self.engine, coder, coder_version="fake-1", batch=self.batch)

        return Work(self.engine, self.service, self.coder, ingest, lambda: NOON, feeds=self.feeds)

    def executor(self, owner: str = "one", seconds: Callable[[], float] = lambda: 0.0, lease: float = 30.0) -> Executor:
        """An executor; it is stopped at the end."""
        clocks = Clocks(lambda: NOON, seconds)
        made = Executor(self.engine, self.service, self.work, clocks, owner, due=self.due, interval=0.02, lease=lease)
        self.executors.append(made)
        return made

    def ended(self, job: JobRow, executor: Executor) -> JobRow:
        """The job once it has ended; the executor looks meanwhile."""

        def found() -> JobRow | None:
            executor.look()
            row = self.service.get(job.id)
            return row if row.ended else None

        row = until(found)
        assert row is not None
        return row


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    """A desk on either database."""
    made = Desk(engine, tmp_path)
    yield made
    for executor in made.executors:
        executor.stop()
        executor._stand_down()
