"""Feeds that servers and workers poll unasked, and are killed meanwhile: nothing is lost, and nothing is taken twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.commands.worker import executor, polling
from app.container import fetching
from app.jobs.executor import Executor
from app.services.jobs import OUTCOMES
from app.settings import Settings
from app.store.engine import reading
from app.store.feeds import FeedRepository
from app.store.lots import LotRepository
from app.store.rows import FeedRow, JobRow
from app.store.tables import articles, evidence, feed_entries
from tests.api.phrases import PhraseCoder
from tests.faults.processes import service, until
from tests.faults.stalled import killed_at
from tests.faults.test_jobs import Place
from tests.faults.test_kills import NOW
from tests.ingestion.site import Reply, Site, html, site

NUMBER = 7
FETCHING = {"FETCH": "on", "FETCH_PAUSE": 0, "OUTBOUND_ALLOW": "127.0.0.1"}


class Desk(Place):
    """A place whose feeds are polled from a site on loopback: seven entries, the fourth of which is not there."""

    def __init__(self, url: str, folder: Path, home: Site) -> None:
        super().__init__(url, folder)
        given = {"fetch": "on", "fetch_pause": 0.0, "outbound_allow": "127.0.0.1"}
        self.settings = Settings.model_validate(self.settings.model_dump() | given)
        self.same |= FETCHING
        self.home = home
        self.fetches = fetching(self.settings)
        self.feeds = polling(self.settings, self.engine, PhraseCoder(), self.fetches)
        self.feed = self.feeds.add(f"{home.at}/feed", NOW)[0].id

    @contextmanager
    def polls(self) -> Iterator[Executor]:
        made = executor(self.settings, self.engine, PhraseCoder(), feeds=self.feeds)
        made.start()
        try:
            yield made
        finally:
            made.stop()

    def row(self) -> FeedRow:
        with reading(self.engine) as connection:
            row = FeedRepository(connection).get(self.feed)
        assert row is not None
        return row

    def job(self) -> JobRow:
        """The only job there is, once it has ended."""

        def found() -> JobRow | None:
            rows = self.service.jobs(limit=9).results
            assert len(rows) < 2
            return rows[0] if rows and rows[0].ended else None

        row = until(found)
        assert row is not None
        return row

    def taken(self) -> None:
        """Every entry is taken or refused, every article is there once, and the counts of its job add up, in sum and by lot."""
        row = self.job()
        assert (row.state, row.error) == ("done", None)
        with reading(self.engine) as connection:
            assert int(connection.scalar(select(func.count()).select_from(articles)) or 0) == NUMBER - 1
            assert int(connection.scalar(select(func.count()).select_from(evidence)) or 0) == NUMBER - 1
            states = connection.execute(select(feed_entries.c.state, feed_entries.c.attempts).order_by(feed_entries.c.number))
            assert [tuple(one) for one in states] == [("taken", 0)] * 3 + [("refused", 1)] + [("taken", 0)] * 3
            lots = LotRepository(connection).done(row.id)
        assert row.counts["read"] == sum(row.counts[name] for name in OUTCOMES) == row.position == NUMBER
        assert (row.counts["stored"], row.counts["unreadable"], row.counts["edges"]) == (NUMBER - 1, 1, NUMBER - 1)
        assert all(sum(lot.counts[name] for lot in lots) == row.counts[name] for name in row.counts)
        (problem,) = self.service.problems(row.id, limit=9).results
        assert problem.place == f"{self.feed}: {self.home.at}/4"
        feed = self.row()
        assert (feed.lease, feed.failures, feed.error) == (None, 0, None)
        assert feed.next_poll > NOW + timedelta(days=1)  # which is long ago


@pytest.fixture
def home() -> Iterator[Site]:
    items = "".join(f"<item><title>T{n}</title><link>/{n}</link></item>" for n in range(NUMBER, 0, -1))
    text = "<html><body><article><p>This is report {} of the day. Russia bombed Ukraine.</p></article></body></html>"
    pages = {f"/{n}": html(text.format(n)) for n in range(1, NUMBER + 1) if n != 4}
    feed = Reply(200, f"<rss version='2.0'><channel><title>World</title>{items}</channel></rss>".encode(), {"ETag": '"1"'})
    with site(pages={**pages, "/feed": feed}) as found:
        yield found


@pytest.fixture
def desk(database_url: str, tmp_path: Path, home: Site) -> Iterator[Desk]:
    made = Desk(database_url, tmp_path, home)
    yield made
    made.fetches.close()
    made.engine.dispose()


@pytest.mark.parametrize(
    ("where", "times"),
    [
        ("app.services.jobs.JobService.poll_due", 1),
        ("app.store.feeds.FeedRepository.claim", 1),
        ("app.services.polling.Poller._noted", 1),
        ("app.services.polling.Poller._article", 5),
        ("app.services.storing.record", 2),
        ("app.store.feeds.FeedRepository.mark", 4),
        ("app.services.storing.Storing.store", 1),  # committed
        ("app.store.feeds.FeedRepository.settle", 1),
        ("app.jobs.work.Work._poll", 1),
        ("app.services.jobs.JobService.end", 1),
    ],
)
def test_killed(desk: Desk, where: str, times: int) -> None:
    killed_at(where, times, "worker", "--database", desk.url, **desk.same)
    with desk.polls():  # though the feed has its lease for a quarter of an hour
        desk.taken()


def test_a_server_polls_by_itself(desk: Desk) -> None:
    """One that is added over HTTP, at once: it looks for work of its own accord but once a minute."""
    desk.feeds.remove(desk.feed)
    with service(desk.url, desk.folder, {**desk.same, "POLL_INTERVAL": 60}) as server:
        status, _, added = server.ask("/v1/feeds", {"url": f"{desk.home.at}/feed"})
        assert status == 201
        desk.feed = added["id"]
        desk.taken()


def test_two_servers_poll_once(desk: Desk) -> None:
    with service(desk.url, desk.folder / "a", desk.same), service(desk.url, desk.folder / "b", desk.same):
        desk.taken()
        other = desk.feeds.add(f"{desk.home.at}/feed?2", NOW)[0]
        desk.home.pages["/feed?2"] = Reply(503)
        until(lambda: desk.feeds.get(other.id).row.failures == 1)
    assert sorted(desk.home.paths) == sorted([*(f"/{n}" for n in range(1, NUMBER + 1)), "/feed", "/feed?2"])


def test_a_site_that_is_down_is_left_alone_for_a_while(desk: Desk) -> None:
    """Its job is done, with a problem: nobody has to be woken for it."""
    desk.home.pages["/feed"] = Reply(503)
    with desk.polls() as does:
        row = desk.job()
        assert (row.state, row.position, row.counts["unreadable"]) == ("done", 1, 1)
        (problem,) = desk.service.problems(row.id, limit=9).results
        assert (problem.place, problem.detail) == (desk.feed, f"{desk.home.at}/feed answered 503")
        feed = desk.row()
        assert (feed.failures, feed.error, feed.lease) == (1, problem.detail, None)
        assert feed.next_poll > NOW + timedelta(days=1)
        sent = desk.send(["Russia bombed Ukraine. It was said on Monday."])  # more looks, and no other poll
        does.nudge()
        assert desk.ended(sent).state == "done"
    assert desk.home.paths == ["/feed"]


def test_sites_that_do_not_answer_hold_up_no_file(desk: Desk) -> None:
    desk.home.held.clear()
    with desk.polls() as does:
        until(lambda: desk.home.asked)
        sent = desk.send(["Russia bombed Ukraine. It was said on Monday."])
        does.nudge()
        assert desk.ended(sent).state == "done"
        assert not next(row for row in desk.service.jobs(limit=9).results if row.kind == "feed").ended
        desk.home.held.set()
        until(lambda: desk.row().title)
