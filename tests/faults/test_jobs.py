"""Jobs whose processes are killed, whose database goes away, and whose articles kill their coder: everything is stored once,
and the counts add up."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.coders import ChildCoders
from app.commands.worker import executor
from app.jobs import work
from app.jobs.executor import Executor
from app.services.coding import CodesArticles
from app.services.jobs import OUTCOMES, JobService, Wish
from app.services.uploads import Uploads
from app.settings import Settings
from app.store.archive import Archive
from app.store.backup import backup, restore
from app.store.engine import make_engine, reading
from app.store.lots import LotRepository
from app.store.migrating import migrate
from app.store.relations import RelationRepository
from app.store.rows import JobRow
from app.store.tables import articles, evidence
from tests.api.phrases import PhraseCoder
from tests.coders.test_children import started
from tests.faults.conftest import OwnPostgres
from tests.faults.processes import HeldCoder, kill, service, until
from tests.faults.stalled import killed_at
from tests.faults.test_kills import NOW

NUMBER, BATCH = 12, 3


class Place:
    """A database and a folder with jobs in them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.settings = Settings(
            database_url=url,
            home=folder,
            batch_articles=BATCH,
            poll_interval=0.1,
            lease_seconds=1,
            coder_processes=0,
            busy_timeout=5,
        )
        self.engine = make_engine(url, busy_timeout=5)
        self.service = JobService(self.engine, Uploads(self.settings.var / "uploads"))
        self.same = {"HOME": folder, "BATCH_ARTICLES": BATCH, "POLL_INTERVAL": 0.1, "LEASE_SECONDS": 1}

    def send(self, texts: list[str], name: str = "job-0000000000000001") -> JobRow:
        with self.service.uploads.begin(f"{name}.jsonl") as upload:
            upload.write("".join(json.dumps({"text": text}) + "\n" for text in texts).encode())
            sent = upload.finish()
        return self.service.submit(name, Wish("file", "news.jsonl", ".jsonl"), sent, NOW)[0]

    @contextmanager
    def executor(self, coder: CodesArticles | None = None) -> Iterator[Executor]:
        made = executor(self.settings, self.engine, coder or PhraseCoder())
        made.start()
        try:
            yield made
        finally:
            made.stop()

    def ended(self, job: JobRow) -> JobRow:
        def found() -> JobRow | None:
            row = self.service.get(job.id)
            return row if row.ended else None

        row = until(found)
        assert row is not None
        return row

    def whole(self, row: JobRow, number: int = NUMBER) -> None:
        """Every article is there once, every edge is, and the counts add up, in sum and by lot."""
        assert (row.state, row.error) == ("done", None)
        with reading(self.engine) as connection:
            assert int(connection.scalar(select(func.count()).select_from(articles)) or 0) == number
            assert int(connection.scalar(select(func.count()).select_from(evidence)) or 0) == number
            lots = LotRepository(connection).done(row.id)
            relations = RelationRepository(connection)
            assert relations.all() == relations.recount()
        assert row.counts["read"] == sum(row.counts[name] for name in OUTCOMES) == number
        assert (row.counts["stored"], row.counts["edges"]) == (number, number)
        assert [lot.number for lot in lots] == list(range(1, len(lots) + 1))
        assert all(sum(lot.counts[name] for lot in lots) == row.counts[name] for name in row.counts)


def reports(number: int = NUMBER) -> list[str]:
    return [f"This is report {one} of the day. Russia bombed Ukraine." for one in range(number)]


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    made = Place(database_url, tmp_path)
    yield made
    made.engine.dispose()


@pytest.mark.parametrize(
    ("where", "times"),
    [
        ("app.jobs.work.Work.begin", 1),
        ("app.jobs.work._called", 8),  # reading
        ("tests.api.phrases.PhraseCoder.code", 5),
        ("app.services.storing.record", 2),
        ("app.store.lots.LotRepository.add", 3),
        ("app.services.storing.Storing.store", 2),  # committed
        ("app.jobs.work.Work.stretch", 1),  # all of it is stored, and DBOS does not know
        ("app.jobs.flow.Flows.fate", 1),
        ("app.jobs.executor.Executor._end", 1),
    ],
)
def test_killed(place: Place, where: str, times: int) -> None:
    job = place.send(reports())
    killed_at(where, times, "worker", "--database", place.url, **place.same)
    with place.executor():
        place.whole(place.ended(job))


def test_killed_again_and_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lot further each time; and a file that kills whoever reads it is given up, and can be tried again."""
    job = place.send(reports(9))
    for _ in range(2):
        killed_at("app.store.lots.LotRepository.add", 2, "worker", "--database", place.url, **place.same)
    row = place.service.get(job.id)
    assert (row.state, row.lots, row.counts["stored"], row.starts, row.stuck) == ("running", 2, 6, 2, 0)
    for _ in range(2):
        killed_at("app.jobs.work._called", 1, "worker", "--database", place.url, **place.same)
    monkeypatch.setattr(work, "DEATHS", 2)
    with place.executor() as does:
        row = place.ended(job)
        assert row.state == "failed"
        assert row.error == "2 processes died of it behind item 6; send what comes there apart, or try it again"
        place.service.retry(job.id, NOW)
        does.nudge()
        place.whole(place.ended(job), 9)


def test_a_server_is_killed_and_the_other_takes_over(place: Place) -> None:
    given = {"BATCH_ARTICLES": BATCH, "LEASE_SECONDS": 1}
    texts = reports()
    texts[7] = "This one is held. Russia bombed Ukraine."
    with service(place.url, place.folder / "a", given) as first, service(place.url, place.folder / "b", given) as second:
        job = place.send(texts)
        where = place.folder / "a" / "var" / "uploads", place.folder / "b" / "var" / "uploads"
        for folder in where:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{job.id}.jsonl").write_bytes(place.service.uploads.path(f"{job.id}.jsonl").read_bytes())
        does = until(lambda: next((one for one in (first, second) if (one.folder / "coding").exists()), None))
        assert does is not None
        other = second if does is first else first
        until(lambda: place.service.get(job.id).counts.get("stored") == 6)
        kill(does.process)
        until((other.folder / "coding").exists)
        other.open_gate()
        place.whole(place.ended(job))


def test_a_worker_that_is_stopped_leaves_its_job_to_the_next(place: Place) -> None:
    """In good order, which is no death, within the article at hand."""
    texts = reports()
    texts[4] = "This one is held. Russia bombed Ukraine."
    with service(place.url, place.folder, {"BATCH_ARTICLES": BATCH, "LEASE_SECONDS": 60}) as first:
        job = place.send(texts)
        until(lambda: (first.folder / "coding").exists() and place.service.get(job.id).lots == 1)
        first.process.terminate()
        until(lambda: first.events("stopping"))
        first.open_gate()
        assert first.wait() == 0
    row = place.service.get(job.id)
    assert (row.state, row.stuck, row.counts["stored"]) == ("running", 0, 3)
    with place.executor():  # the lease was given back: nobody waits a minute for it
        place.whole(place.ended(job))


def test_cancelled_while_it_is_coded(place: Place) -> None:
    (place.folder / "held").mkdir()
    held = HeldCoder(place.folder / "held")
    os.mkfifo(place.folder / "held" / "gate")
    texts = reports()
    texts[4] = "This one is held. Russia bombed Ukraine."
    job = place.send(texts)
    with place.executor(held) as does:
        until(lambda: (place.folder / "held" / "coding").exists() and place.service.get(job.id).lots == 1)
        assert place.service.cancel(job.id, NOW).state == "running"
        until(lambda: does._work is not None and does._work._cancelled)
        (place.folder / "held" / "gate").write_bytes(b"go")
        row = place.ended(job)
        assert (row.state, row.counts["stored"], row.position) == ("cancelled", 3, 3)
    with place.executor():
        place.service.retry(job.id, NOW)
        row = place.ended(job)
        place.whole(row)
        assert row.attempt == 2


def test_the_database_goes_away_and_comes_back(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    engine = make_engine(own_postgres.url)
    migrate(engine)
    engine.dispose()
    place = Place(own_postgres.url, tmp_path)
    (tmp_path / "held").mkdir()
    os.mkfifo(tmp_path / "held" / "gate")
    texts = reports()
    texts[4] = "This one is held. Russia bombed Ukraine."
    job = place.send(texts)
    with place.executor(HeldCoder(tmp_path / "held")):
        until(lambda: (tmp_path / "held" / "coding").exists() and place.service.get(job.id).lots == 1)
        own_postgres.stop()
        (tmp_path / "held" / "coding").unlink()
        (tmp_path / "held" / "gate").write_bytes(b"go")
        own_postgres.start()
        until((tmp_path / "held" / "coding").exists)  # what was coded and not stored is coded again
        (tmp_path / "held" / "gate").write_bytes(b"go")
        place.whole(place.ended(job))
    place.engine.dispose()


def test_an_article_that_kills_the_coder_costs_itself_alone(place: Place) -> None:
    texts = [*reports(4), "This is what the report says\ndies\nand there it ends.", *reports(6)[4:]]
    job = place.send(texts)
    coders = ChildCoders(started("-m", "tests.coders.fakechild"), 1, 60)
    try:
        with place.executor(coders):
            row = place.ended(job)
    finally:
        coders.close()
    assert (row.state, row.counts["read"], row.counts["failed"], row.starts) == ("done", 7, 1, 1)
    (found,) = place.service.problems(job.id, limit=9).results
    assert (found.place, found.slug) == ("news.jsonl:5", "coding-failed")
    assert found.article is not None


def test_a_file_that_cannot_be_read(place: Place) -> None:
    """What is no text is a problem; an upload that is gone is a failure, and says so."""
    job = place.send(["x"])
    place.service.uploads.path(f"{job.id}.jsonl").write_bytes(b"\xff\xfe\0\x01" * 1_000)
    with place.executor():
        row = place.ended(job)
        assert (row.state, row.counts["stored"], row.counts["unreadable"]) == ("done", 0, row.counts["read"])
        gone = place.send(reports(), "job-0000000000000002")
        place.service.uploads.remove(f"{gone.id}.jsonl")
        row = place.ended(gone)
        assert (row.state, row.error) == ("failed", "what was sent is not here any more; send it again")


def test_what_a_restore_brings_along_begins_anew(place: Place, tmp_path: Path) -> None:
    """Jobs that had not ended go on behind what the backup holds of them; workflows of the database before mean nothing."""
    job = place.send(reports())
    killed_at("app.store.lots.LotRepository.add", 3, "worker", "--database", place.url, **place.same)
    backup(place.engine, tmp_path / "b", NOW)
    with place.executor():
        place.whole(place.ended(job))
    with Archive(tmp_path / "b") as archive:
        assert "workflow_status" not in {table.name for table in archive.manifest.tables}
        restore(place.engine, archive, replace=True)
    row = place.service.get(job.id)
    assert (row.state, row.counts["stored"], row.lots) == ("running", 6, 2)
    migrate(place.engine)  # DBOS's tables are in nobody's way
    with place.executor():
        place.whole(place.ended(job))
