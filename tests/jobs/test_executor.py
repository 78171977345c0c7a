"""Jobs from beginning to end, on both databases."""

from sqlalchemy import func, select

from app.store.engine import reading
from app.store.lots import LotRepository
from app.store.tables import articles
from tests.jobs.conftest import Desk, lines


def stored(desk: Desk) -> int:
    with reading(desk.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(articles)).scalar_one())


def test_a_batch_is_stored_and_its_counts_add_up(desk: Desk) -> None:
    job = desk.send([*lines(12), "no json", *lines(2), '{"text": ""}'])
    assert (job.state, job.total) == ("queued", 16)
    done = desk.ended(job, desk.executor())
    assert (done.state, done.error, done.starts, done.position) == ("done", None, 1, 16)
    assert done.counts == {
        "read": 16, "stored": 12, "known": 2, "aside": 0, "failed": 0, "refused": 0, "unreadable": 2, "copies": 0, "edges": 12,
    }  # fmt: skip
    assert stored(desk) == 12
    with reading(desk.engine) as connection:
        lots = LotRepository(connection).done(job.id)
    assert sum(lot.counts["read"] for lot in lots) == 16
    assert [problem.place for problem in desk.service.problems(job.id, limit=9).results] == ["news.jsonl:13", "news.jsonl:16"]
