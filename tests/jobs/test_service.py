"""What is asked of jobs, and who may do them, without DBOS."""

import json
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.errors import CodingFailed, JobNotFound
from app.ingestion.article import ArticleIn
from app.jobs.executor import FEEDS, FILES, LEASE, _next
from app.jobs.work import Interrupted, _Lots
from app.services.ingest import IngestService
from app.services.jobs import Wish
from app.services.uploads import Uploads
from app.store.engine import reading, writing
from app.store.jobs import JobRepository
from app.store.leases import LeaseRepository
from app.store.lots import LotRepository
from app.store.rows import JobKind, JobRow
from app.store.tables import articles
from graph.model import Coding
from tests.jobs.conftest import NOON, Desk, lines
from tests.services.fake import FakeCoder

SECOND = timedelta(seconds=1)


def test_a_lease_has_one_owner(engine: Engine) -> None:
    def take(owner: str, at: int, seconds: int = 10) -> bool:
        now = NOON + at * SECOND
        with writing(engine) as connection:
            return LeaseRepository(connection).take(LEASE, owner, now, now + seconds * SECOND)

    assert [take("a", 0), take("b", 1), take("a", 5), take("b", 14), take("b", 15), take("a", 16)] == [
        True, False, True, False, True, False,
    ]  # fmt: skip
    with writing(engine) as connection:
        LeaseRepository(connection).give_back(LEASE, "a")
        assert LeaseRepository(connection).holder(LEASE, NOON + 16 * SECOND) == "b"
        LeaseRepository(connection).give_back(LEASE, "b")
        assert LeaseRepository(connection).holder(LEASE, NOON + 16 * SECOND) is None
    assert take("a", 16)


def test_of_two_at_one_lot_the_second_stores_nothing(engine: Engine, desk: Desk) -> None:
    """As where a process was held up until others took it for dead."""
    job = desk.send(lines(2))
    with writing(engine) as connection:
        JobRepository(connection).change(job, state="running")
    row = replace(desk.service.get(job.id), counts={})
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    first, second = _Lots(engine, row, lambda: NOON), _Lots(engine, row, lambda: NOON)
    mine, other = ArticleIn(text="RUS attacks UKR\nthat is all"), ArticleIn(text="IRN arms RUS\nthat is all")
    service.ingest_many(first.noted([mine]), lambda: NOON, first.stored, receipt=first.write)
    with pytest.raises(Interrupted):
        service.ingest_many(second.noted([other]), lambda: NOON, second.stored, receipt=second.write)
    with reading(engine) as connection:
        assert connection.execute(select(articles.c.text)).scalars().all() == [mine.text]
        assert [lot.number for lot in LotRepository(connection).done(job.id)] == [1]
    assert desk.service.get(job.id).counts["stored"] == 1


def test_what_ends_with_the_coder_is_no_fault_of_the_article(desk: Desk) -> None:
    class Ending(FakeCoder):
        def code(self, text: str, day: date | None = None) -> Coding:
            work.stop()
            raise CodingFailed("the coder's process is gone")

    desk.coder = Ending()
    job = desk.send(lines(2))
    work = desk.work()
    with writing(desk.engine) as connection:
        JobRepository(connection).change(job, state="running")
    with pytest.raises(Interrupted):
        work.stretch("job-1.1.x", job.id)
    with reading(desk.engine) as connection:
        assert connection.execute(select(articles.c.id)).all() == []


def test_files_and_feeds_do_not_take_each_others_places() -> None:
    def row(number: int, kind: JobKind) -> JobRow:
        return JobRow(f"job-{number}", kind, "x", "x", False, NOON)

    files = [row(number, "file") for number in range(9)]
    feeds = [row(number, "feed") for number in range(9)]
    assert _next(files, []) == files[:FILES]
    assert _next([*files, *feeds], []) == [*feeds[:FEEDS], *files[:FILES]]
    assert _next([*files[3:], *feeds], files[:3]) == feeds[:FEEDS]
    assert _next([*files, feeds[8]], feeds[:8]) == files[:FILES]
    assert _next([files[3], feeds[0]], files[:2]) == [feeds[0], files[3]]


def test_what_has_ended_is_forgotten_and_its_file_too(desk: Desk) -> None:
    kept, gone, waits = (desk.send(lines(1)) for _ in range(3))
    desk.service.cancel(gone.id, NOON)
    desk.service.cancel(kept.id, NOON + 9 * SECOND)
    assert desk.service.prune(NOON + 15 * SECOND, 10 * SECOND) == 1
    with pytest.raises(JobNotFound):
        desk.service.get(gone.id)
    assert not desk.service.uploads.path(gone.source).exists()
    assert all(desk.service.uploads.path(row.source).exists() for row in (kept, waits))
    assert desk.service.numbers() == {"queued": 1, "running": 0, "done": 0, "failed": 0, "cancelled": 1}


def test_an_upload_that_is_left_is_gone(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads")
    with uploads.begin("a.txt") as upload:
        upload.write(b"half of it")
    assert list((tmp_path / "uploads").iterdir()) == []
    with uploads.begin("b.jsonl") as upload:
        for piece in (b"one\n\n", b"  ", b" \ntw", b"o\n", b"three"):
            upload.write(piece)
        sent = upload.finish()
    assert (sent.name, sent.size, sent.lines) == ("b.jsonl", 18, 3)
    assert uploads.tidy(lambda: {"b.jsonl"}, NOON + timedelta(days=9999)) == 0
    assert uploads.tidy(set, NOON + timedelta(days=9999)) == 1


FRENCH = "Le président a dit que la guerre est finie et que les soldats vont rentrer dans leurs maisons avec leurs familles."


@pytest.mark.parametrize("title", ["a\0b", "a\ud800b"])
def test_a_title_that_no_database_takes(desk: Desk, title: str) -> None:
    row = desk.ended(desk.send([json.dumps({"text": FRENCH, "title": title}), *lines(2)]), desk.executor())
    assert (row.state, row.counts["aside"], row.counts["stored"]) == ("done", 1, 2)
    (problem,) = desk.service.problems(row.id, limit=9).results
    assert (problem.title or "").replace("?", "") == "ab"


def test_a_file_whose_name_is_no_text(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / os.fsdecode(b"bad\xff.txt")).write_bytes(b"\xff")
    row = desk.ended(desk.service.add("job-1", tmp_path / "news", Wish("file", "news"), NOON), desk.executor())
    assert (row.state, row.counts["unreadable"]) == ("done", 1)
    assert desk.service.problems(row.id, limit=9).results[0].place == str(tmp_path / "news" / "bad?.txt")


def test_a_day_that_is_out_of_reach_costs_its_article_alone(desk: Desk) -> None:
    late = json.dumps({"text": "RUS attacks UKR", "date": "Mon, 01 Jan 99999999999 00:00:00 +0000"})
    row = desk.ended(desk.send([late, *lines(2)]), desk.executor())
    assert (row.state, row.counts["unreadable"], row.counts["stored"]) == ("done", 1, 2)


def test_names_that_no_database_takes(desk: Desk, tmp_path: Path) -> None:
    odd = Wish("file", " the\0 news\ud800\n.jsonl", publisher="The\0 Herald")
    for row in (desk.send(lines(1), odd), desk.service.add("job-9", tmp_path, odd, NOON)):
        assert (row.name, row.publisher) == ("the news .jsonl", "The Herald")
        assert desk.service.get(row.id) == replace(row, counts={})
    assert desk.send(lines(1), Wish("batch", "\0")).name == "batch"
