"""Jobs that poll feeds: when they are made, what they leave behind, and what becomes of a feed whose job comes to no end."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Engine

from app.commands.worker import executor, polling
from app.container import fetching
from app.errors import FeedNotFound, JobNotFound, JobNotRetried
from app.ingestion.article import ArticleIn
from app.ingestion.sources import Item
from app.jobs.due import Due
from app.services.feeds import FeedService
from app.services.polling import LEASE, Hand, Polled
from app.settings import Settings
from app.store.engine import reading, writing
from app.store.feeds import FeedRepository
from app.store.jobs import JobRepository
from app.store.rows import FeedRow, JobRow
from tests.jobs.conftest import NOON, Desk
from tests.services.fake import FakeCoder

HOUR = timedelta(hours=1)


def feed(engine: Engine, key: str, url: str = "", *, due: timedelta = timedelta(), **more: object) -> None:
    """A feed that is due at noon, or so much later."""
    row = FeedRow(key, url or f"https://{key}.example/", None, None, NOON, NOON + due, 3600)
    with writing(engine) as connection:
        FeedRepository(connection).add(replace(row, **more))  # type: ignore[arg-type]


def kept(engine: Engine, key: str) -> FeedRow:
    with reading(engine) as connection:
        row = FeedRepository(connection).get(key)
    assert row is not None
    return row


@pytest.fixture
def due(engine: Engine, desk: Desk) -> Due:
    numbers = iter(range(1, 99))
    feeds = FeedService(engine, None, most=99, first=3600)
    return Due(feeds, desk.service, lambda: f"job-{next(numbers)}", 3)


def test_a_feed_is_polled_by_one_job_at_a_time(desk: Desk) -> None:
    feed(desk.engine, "a", title="The Courier")
    feed(desk.engine, "b")
    first = desk.service.poll("job-1", "a", NOON)
    assert (first.kind, first.name, first.source) == ("feed", "The Courier", "a")
    assert desk.service.poll("job-2", "a", NOON).id == first.id
    assert desk.service.poll_due("job-2", "a", NOON) is None
    assert desk.service.poll("job-3", "b", NOON).id == "job-3"
    desk.service.cancel(first.id, NOON)
    assert desk.service.poll("job-4", "a", NOON).id == "job-4"
    with pytest.raises(JobNotRetried, match="what the job job-4 polls now"):
        desk.service.retry(first.id, NOON)
    for key in ("c", "feed-\0"):
        assert desk.service.poll_due("job-5", key, NOON) is None
        with pytest.raises(FeedNotFound):
            desk.service.poll("job-5", key, NOON)


def test_jobs_are_made_of_feeds_whose_turn_it_is(engine: Engine, desk: Desk, due: Due) -> None:
    feed(engine, "late", due=-HOUR)
    feed(engine, "same", "https://late.example/other", due=-HOUR / 2)  # its site is asked one thing at a time
    feed(engine, "polled", due=-HOUR, lease="other", lease_until=NOON + LEASE)
    feed(engine, "gone", due=-HOUR, disabled_at=NOON)
    feed(engine, "early", due=HOUR)
    for number in range(3):
        feed(engine, f"feed-{number}")
    found = due.find([], NOON)
    assert found == ["late", "feed-0", "feed-1"]  # three at most
    made = due.make([*found, "late", "early", "none"], NOON)
    assert [(row.source, row.state) for row in made] == [("late", "queued"), ("feed-0", "queued"), ("feed-1", "queued")]
    assert due.find(made, NOON) == []
    assert due.find(made[:2], NOON) == ["feed-1"]
    assert due.find([made[1]], NOON) == ["late", "feed-1"]
    assert due.find(made[:2], NOON + LEASE) == ["polled"]  # whoever had it is dead
    figures = FeedService(engine, None, most=9, first=3600).figures(NOON)
    assert (figures.followed, figures.due, figures.failing, figures.disabled, figures.late) == (8, 5, 0, 1, 3600.0)


def test_a_poll_that_comes_to_no_end_is_put_off(engine: Engine, desk: Desk) -> None:
    """It would else be begun again at once, and on and on."""
    feed(engine, "a")
    feed(engine, "later", due=2 * HOUR)
    job = desk.service.poll("job-1", "a", NOON)
    desk.service.end(job, "failed", NOON, "it broke off")
    row = kept(engine, "a")
    assert (row.next_poll, row.failures, row.error, row.failing_since) == (NOON + HOUR, 1, "it broke off", NOON)
    job = desk.service.poll("job-2", "a", NOON + HOUR)
    desk.service.cancel(job.id, NOON + HOUR)
    row = kept(engine, "a")
    assert (row.next_poll, row.failures) == (NOON + 2 * HOUR, 1)
    job = desk.service.poll("job-3", "later", NOON)
    desk.service.cancel(job.id, NOON)
    assert kept(engine, "later").next_poll == NOON + 2 * HOUR


def test_a_poll_that_brought_nothing_is_soon_forgotten(engine: Engine, desk: Desk) -> None:
    for key in "abcd":
        feed(engine, key)
    nothing, some, failed, waits = (desk.service.poll(f"job-{key}", key, NOON) for key in "abcd")
    with writing(engine) as connection:
        JobRepository(connection).change(some, position=1)
    for row in (nothing, some):
        desk.service.end(row, "done", NOON)
    desk.service.end(failed, "failed", NOON, "why")
    empty = desk.send([])  # a file that held nothing is told of as long as any other
    desk.service.end(empty, "done", NOON)
    minute = timedelta(minutes=1)
    assert desk.service.prune_barren(NOON + 10 * minute) == 0
    assert desk.service.prune_barren(NOON + 11 * minute) == 1
    with pytest.raises(JobNotFound):
        desk.service.get(nothing.id)
    assert {row.id for row in desk.service.jobs(limit=9).results} == {some.id, failed.id, waits.id, empty.id}


def test_a_poll_is_taken_up_by_its_own_job_alone(engine: Engine) -> None:
    feed(engine, "a")

    def claim(owner: str, over: str | None) -> bool:
        with writing(engine) as connection:
            return FeedRepository(connection).claim("a", owner, NOON, NOON + LEASE, over)

    assert claim("job-1.1", "job-1.")
    assert not claim("poller-1", None)
    assert not claim("job-12.1", "job-12.")
    assert not claim("job_1.1", "job_1.")  # no wildcard
    assert claim("job-1.2", "job-1.")
    with writing(engine) as connection:
        assert not FeedRepository(connection).hold("a", "job-1.1", NOON + LEASE)
        assert not FeedRepository(connection).settle("a", "job-1.1", failures=1)


class Stub:
    """Feeds that are polled as a test has it."""

    def __init__(self, does: Callable[[Hand], None]) -> None:
        self._does = does

    def poll(
        self, key: str, now: Callable[[], datetime], told: Callable[[int, int], None] | None = None, hand: Hand | None = None
    ) -> Polled:
        assert hand is not None
        self._does(hand)
        return Polled(key, "polled", now())


def test_one_that_breaks_off_fails_and_is_not_begun_again(engine: Engine, desk: Desk, due: Due) -> None:
    def breaks(hand: Hand) -> None:
        raise KeyError("what nobody thought of")

    feed(engine, "a")
    desk.feeds, desk.due = Stub(breaks), due
    does = desk.executor()
    does.look()
    (job,) = desk.service.jobs(limit=9).results
    row = desk.ended(job, does)
    assert (row.state, row.error) == ("failed", "KeyError: 'what nobody thought of'")
    for _ in range(3):
        does.look()
    assert desk.service.jobs(limit=9).total == 1
    assert kept(engine, "a").next_poll == NOON + HOUR


def test_one_that_is_cancelled_stops_between_two_entries(engine: Engine, desk: Desk, due: Due) -> None:
    going, go_on = Event(), Event()
    given: list[str] = []

    def items() -> Iterator[Item]:
        for number in range(3):
            if number == 1:
                going.set()
                go_on.wait(60)
            given.append(f"{number}")
            yield ArticleIn(text=f"RUS attacks UKR\nit was the {number}. time")

    def polls(hand: Hand) -> None:
        found: Iterable[Item] = items()
        hand.take(found, lambda: NOON, lambda batch: None, lambda connection, results: None)

    feed(engine, "a")
    desk.feeds, desk.due = Stub(polls), due
    does = desk.executor()
    does.look()
    (job,) = desk.service.jobs(limit=9).results
    assert going.wait(60)
    desk.service.cancel(job.id, NOON)
    does.look()
    assert does._work is not None
    assert len(does._work._cancelled) == 1
    go_on.set()
    row = desk.ended(job, does)
    assert (row.state, row.position, given) == ("cancelled", 0, ["0", "1"])
    does.look()
    assert desk.service.jobs(limit=9).total == 1


@pytest.mark.parametrize(("fetch", "jobs"), [("on", 1), ("off", 0)])
def test_where_nothing_is_fetched_no_job_is_made(engine: Engine, desk: Desk, fetch: str, jobs: int) -> None:
    feed(engine, "a", "http://192.0.2.1/", due=timedelta(days=-999))
    settings = Settings(database_url=engine.url.render_as_string(False), fetch=fetch)
    fetches = fetching(settings)
    does = executor(settings, engine, FakeCoder(), feeds=polling(settings, engine, FakeCoder(), fetches))
    desk.executors.append(does)
    does.look()
    found: list[JobRow] = list(desk.service.jobs(limit=9).results)
    assert len(found) == jobs
    for job in found:  # the address is of nobody, and is refused
        assert desk.ended(job, does).counts["unreadable"] == 1
    fetches.close()
