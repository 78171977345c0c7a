"""Feeds, polled from a site on loopback: what is new is taken in, once, and nothing is lost."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import Engine, select

from app.errors import FeedBusy, FeedLimit, FeedNotFound, FetchRefused, UrlNotFetched
from app.ingestion.fetch import Fetcher
from app.ingestion.sources import Item
from app.outbound import allowed_networks, guarded_client
from app.services.feeds import FeedService
from app.services.fetching import Fetching
from app.services.ingest import Batch, IngestReport, IngestService, Receipt
from app.services.polling import LEASE, TRIES, Now, Poller, taking
from app.services.schedules import Schedule
from app.store.engine import reading, writing
from app.store.feeds import FeedRepository
from app.store.tables import articles, feed_entries
from tests.ingestion.site import Asked, Reply, Site, html, site, to
from tests.services.fake import NOON, FakeCoder

ALLOWED = allowed_networks("127.0.0.1")
SCHEDULE = Schedule(timedelta(minutes=15), timedelta(days=1))
HOUR = timedelta(hours=1)


class Day:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Polls:
    """A feed service whose parts can be broken."""

    def __init__(self, engine: Engine, ingest: IngestService, most: int = 5) -> None:
        self.day = Day()
        self.broken: Callable[[], None] = lambda: None
        self._client = guarded_client(ALLOWED)
        fetcher = Fetcher(self._client, lambda: 0.0, lambda seconds: None, allowed=ALLOWED, pause=0)

        plain = taking(engine, ingest)

        def take(found: Iterable[Item], now: Now, told: Callable[[Batch], None], receipt: Receipt) -> IngestReport:
            def noted(*given: object) -> None:
                receipt(*given)  # type: ignore[arg-type]
                self.broken()

            return plain(found, now, told, noted)

        poller = Poller(engine, Fetching(lambda stack: fetcher), take, SCHEDULE, lambda: 0.5, "me")
        self.service = FeedService(engine, poller, most=most, first=3600, allowed=ALLOWED)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def polls(engine: Engine, coder: FakeCoder) -> Iterator[Polls]:
    ingest = IngestService(engine, coder, coder_version=coder.version, batch=2)
    found = Polls(engine, ingest)
    yield found
    found.close()


@pytest.fixture
def home() -> Iterator[Site]:
    with site() as found:
        yield found


def story(line: str, **head: str) -> Reply:
    """A page with an article of one coded line."""
    meta = "".join(f'<meta property="{name}" content="{value}">' for name, value in head.items())
    return html(f"<html><head>{meta}<title>x</title></head><body><article><p>{line}</p></article></body></html>")


def item(number: int, **more: str) -> str:
    given = {"title": f"Story {number}", "link": f"/{number}", "guid": f"id-{number}", **more}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in given.items() if value) + "</item>"


def rss(*items: str, **headers: str) -> Reply:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    body = f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>Gazette</title>{"".join(items)}</channel></rss>'
    return Reply(200, body.encode(), {"Content-Type": "application/rss+xml", **headers})


def titles(engine: Engine) -> list[str | None]:
    with reading(engine) as connection:
        return list(connection.execute(select(articles.c.title).order_by(articles.c.number)).scalars())


def states(engine: Engine) -> list[tuple[str, str, int]]:
    with reading(engine) as connection:
        columns = feed_entries.c.title, feed_entries.c.state, feed_entries.c.attempts
        return [(row[0], row[1], row[2]) for row in connection.execute(select(*columns).order_by(feed_entries.c.number))]


def pages(home: Site, *numbers: int) -> None:
    actors = ("RUS", "UKR", "SYR", "IRN", "TUR", "USA", "GBR")
    for number in numbers:
        home.pages[f"/{number}"] = story(f"{actors[number]} attacks {actors[number - 1]}")


def test_new_entries_are_taken_the_oldest_first_and_once(polls: Polls, home: Site, engine: Engine) -> None:
    pages(home, 1, 2, 3)
    home.pages["/feed"] = rss(item(3), item(2), item(1))
    row, new = polls.service.add(f"{home.at}/feed#x", NOON, "The Gazette")
    assert (new, row.url, polls.service.due(NOON)) == (True, f"{home.at}/feed", [row.id])
    told: list[tuple[int, int]] = []
    found = polls.service.poll(row.id, polls.day, lambda done, of: told.append((done, of)))
    assert (found.outcome, found.entries, found.new, found.stored, found.edges, found.tried) == ("polled", 3, 3, 3, 3, 3)
    assert told == [(2, 3), (3, 3)]
    assert titles(engine) == ["Story 1", "Story 2", "Story 3"]
    with reading(engine) as connection:
        kept = connection.execute(select(articles.c.url, articles.c.publisher).order_by(articles.c.number)).first()
    assert kept == (f"{home.at}/1", "The Gazette")
    state = polls.service.get(row.id)
    assert (state.row.title, state.row.interval, state.counts, state.problems) == ("Gazette", 1800, {"taken": 3}, ())
    assert polls.service.due(NOON) == []
    polls.day.now += HOUR
    assert polls.service.due(polls.day.now) == [row.id]
    pages(home, 4)
    home.pages["/feed"] = rss(item(4), item(3), item(2))
    found = polls.service.poll(row.id, polls.day)
    assert (found.new, found.stored, found.tried) == (1, 1, 1)
    assert home.paths.count("/3") == 1


def test_what_has_not_changed_is_not_sent(polls: Polls, home: Site) -> None:
    def feed(asked: Asked) -> Reply:
        if (
            asked.headers.get("if-none-match") == '"7"'
            and asked.headers.get("if-modified-since") == "Mon, 06 May 2024 00:00:00 GMT"
        ):
            return Reply(304)
        return rss(item(1), ETag='"7"', **{"Last-Modified": "Mon, 06 May 2024 00:00:00 GMT"})

    home.pages["/feed"] = feed
    home.pages["/1"] = Reply(503)
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    found = polls.service.poll(row.id, polls.day)
    assert (found.outcome, found.again) == ("polled", 1)
    pages(home, 1)
    polls.day.now += HOUR
    found = polls.service.poll(row.id, polls.day)
    assert (found.outcome, found.new, found.stored) == ("unchanged", 0, 1)  # what waits is tried, whatever the feed says
    assert polls.service.get(row.id).row.interval == 2700


def test_intervals_follow_the_news_within_bounds() -> None:
    interval = SCHEDULE.begin()
    for _ in range(9):
        interval = SCHEDULE.after(interval, 3)
    assert interval == SCHEDULE.least
    for _ in range(20):
        interval = SCHEDULE.after(interval, 0)
    assert interval == SCHEDULE.most
    assert [SCHEDULE.again(number) / HOUR for number in (1, 2, 3, 4, 5, 99)] == [0.25, 1, 4, 16, 24, 24]
    waits = [SCHEDULE.failed(number, None, 0.0) for number in (1, 2, 3, 8, 500)]
    assert waits == [timedelta(minutes=15), timedelta(minutes=30), HOUR, timedelta(days=1), timedelta(days=1)]
    assert SCHEDULE.failed(1, None, 0.5) == timedelta(minutes=11.25)
    assert SCHEDULE.failed(1, HOUR, 0.5) == HOUR
    assert SCHEDULE.failed(1, timedelta(days=9), 0.5) == timedelta(days=1)
    assert Schedule(timedelta(hours=2), timedelta(hours=3)).begin() == timedelta(hours=2)


LINKING = html('<link rel="alternate" type="application/rss+xml" href="rss.xml">')


@pytest.mark.parametrize(
    ("reply", "error", "wait"),
    [
        (Reply(503), "/feed answered 503", timedelta(minutes=11.25)),
        (Reply(429, b"", {"Retry-After": "7200"}), "answered 429", timedelta(hours=2)),
        (Reply(503, b"", {"Retry-After": format_datetime(NOON + 3 * HOUR)}), "answered 503", 3 * HOUR),
        (Reply(503, b"", {"Retry-After": "9" * 30}), "answered 503", timedelta(minutes=11.25)),
        (Reply(200, b"<rss><channel><title>x</chan"), "broken XML", timedelta(minutes=11.25)),
        (Reply(200, b"hello"), "no feed", timedelta(minutes=11.25)),
        (to("http://127.0.0.2/feed"), "redirects to where nothing is asked", timedelta(minutes=11.25)),
        (LINKING, "a web page, not a feed; it names", timedelta(minutes=11.25)),
    ],
)  # fmt: skip
def test_failures_wait_longer_each_time(polls: Polls, home: Site, reply: Reply, error: str, wait: timedelta) -> None:
    home.pages["/feed"] = reply
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    found = polls.service.poll(row.id, polls.day)
    assert (found.outcome, found.next_poll - NOON) == ("failed", wait)
    assert error in (found.error or "")
    kept = polls.service.get(row.id).row
    assert (kept.failures, kept.error, kept.failing_since, kept.next_poll) == (1, found.error, NOON, found.next_poll)
    polls.day.now += HOUR
    polls.service.poll(row.id, polls.day)
    kept = polls.service.get(row.id).row
    assert (kept.failures, kept.failing_since, kept.disabled_at) == (2, NOON, None)
    home.pages["/feed"] = rss()
    polls.service.poll(row.id, polls.day)
    kept = polls.service.get(row.id).row
    assert (kept.failures, kept.failing_since, kept.error) == (0, None, None)


def test_one_that_is_gone_is_polled_no_more_unless_it_comes_back(polls: Polls, home: Site) -> None:
    home.pages["/feed"] = Reply(410)
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert polls.service.poll(row.id, polls.day).outcome == "gone"
    polls.day.now += 99 * HOUR
    assert polls.service.due(polls.day.now) == []
    assert polls.service.get(row.id).row.disabled_reason == "it answered 410, gone"
    home.pages["/feed"] = rss()
    assert polls.service.poll(row.id, polls.day).outcome == "polled"
    assert polls.service.get(row.id).row.disabled_at is None


def test_one_that_has_moved_for_good_is_followed(polls: Polls, home: Site) -> None:
    home.pages |= {"/feed": to("/new", 301), "/new": to("/now", 302), "/now": rss()}
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert polls.service.poll(row.id, polls.day).moved == f"{home.at}/new"
    assert polls.service.get(row.id).row.url == f"{home.at}/new"
    again, new = polls.service.add(f"{home.at}/new", NOON)
    assert (again.id, new) == (row.id, False)
    other, new = polls.service.add(f"{home.at}/feed", NOON)
    assert new
    found = polls.service.poll(other.id, polls.day)
    assert (found.outcome, found.error) == ("gone", f"it has moved to {home.at}/new, which is the feed {row.id}")
    assert polls.service.get(other.id).row.disabled_at == NOON


def test_a_move_for_now_is_not(polls: Polls, home: Site) -> None:
    home.pages |= {"/feed": to("/now", 302), "/now": rss()}
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert polls.service.poll(row.id, polls.day).moved is None
    assert polls.service.get(row.id).row.url == f"{home.at}/feed"


def test_an_entry_that_fails_is_tried_again_a_few_times(polls: Polls, home: Site, engine: Engine) -> None:
    home.pages |= {"/feed": rss(item(2), item(1)), "/1": Reply(500)}
    pages(home, 2)
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    for attempt in range(1, TRIES + 2):
        found = polls.service.poll(row.id, polls.day)
        assert polls.service.poll(row.id, polls.day).tried == 0  # not at once
        polls.day.now += SCHEDULE.again(attempt)
        assert (found.again, found.refused) == ((1, 0) if attempt < TRIES else (0, int(attempt == TRIES)))
    assert states(engine) == [("Story 1", "refused", TRIES), ("Story 2", "taken", 0)]
    (problem,) = polls.service.get(row.id).problems
    assert (problem.url, problem.slug, problem.reason) == (f"{home.at}/1", "fetch-failed", f"{home.at}/1 answered 500")
    assert home.paths.count("/1") == TRIES


def test_a_host_that_has_enough_is_left_alone(polls: Polls, home: Site, engine: Engine) -> None:
    home.pages |= {"/feed": rss(item(3), item(2), item(1)), "/1": Reply(429)}
    pages(home, 2, 3)
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert polls.service.poll(row.id, polls.day).again == 3
    assert home.paths == ["/feed", "/1"]
    assert states(engine) == [("Story 1", "waiting", 1), ("Story 2", "waiting", 0), ("Story 3", "waiting", 0)]
    assert polls.service.poll(row.id, polls.day).stored == 2


@pytest.mark.parametrize(
    ("page", "slug"),
    [
        (Reply(404), "fetch-failed"),
        (to("http://127.0.0.2/"), "fetch-refused"),
        (html("<p>...</p>"), "empty-text"),
        (Reply(200, b"\0\1", {"Content-Type": "text/plain"}), "not-text"),
    ],
)
def test_what_does_not_get_better_is_tried_once(polls: Polls, home: Site, engine: Engine, page: Reply, slug: str) -> None:
    home.pages |= {"/feed": rss(item(1)), "/1": page}
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert [polls.service.poll(row.id, polls.day).refused for _ in range(2)] == [1, 0]
    assert polls.service.get(row.id).problems[0].slug == slug
    assert titles(engine) == []


def test_an_article_that_the_coder_fails_on_is_tried_again(polls: Polls, home: Site, engine: Engine, coder: FakeCoder) -> None:
    home.pages |= {"/feed": rss(item(1)), "/1": story("raises")}
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert polls.service.poll(row.id, polls.day).again == 1
    assert states(engine) == [("Story 1", "waiting", 1)]
    coder.broken = False
    polls.day.now += HOUR
    assert polls.service.poll(row.id, polls.day).stored == 1
    assert states(engine) == [("Story 1", "taken", 1)]


LONG = "<p>RUS attacks UKR</p>" + "<p>word word word word word word word word word word</p>" * 30


@pytest.mark.parametrize(
    ("content", "page", "stored", "fetched"),
    [
        (LONG, story("IRN arms RUS"), "RUS attacks UKR", 0),  # the feed gives it all
        (LONG[:600], story("IRN arms RUS"), "IRN arms RUS", 1),
        (LONG[:600], Reply(403), "RUS attacks UKR", 1),  # better than nothing
        (LONG[:600], to("http://10.0.0.1/"), "RUS attacks UKR", 1),
        ("", Reply(403), None, 1),
    ],
)
def test_the_feeds_own_text(
    polls: Polls, home: Site, engine: Engine, content: str, page: Reply, stored: str | None, fetched: int
) -> None:
    home.pages |= {"/feed": rss(item(1, **{"content:encoded": f"<![CDATA[{content}]]>"})), "/1": page}
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    polls.service.poll(row.id, polls.day)
    with reading(engine) as connection:
        found = connection.execute(select(articles.c.text, articles.c.url, articles.c.publisher)).all()
    assert [(row.text.split("\n")[0], row.url) for row in found] == ([(stored, f"{home.at}/1")] if stored else [])
    assert home.paths.count("/1") == fetched
    assert {row.publisher for row in found} <= {home.at.removeprefix("http://")}  # the same voice, wherever its text came from


@pytest.mark.parametrize(
    ("head", "told", "source"),
    [
        ({}, (date(2024, 5, 6), "feed"), "feed"),
        ({"article:published_time": "2024-05-03T08:00:00Z"}, (date(2024, 5, 3), "meta"), "page"),
    ],
)
def test_the_page_knows_its_day_better_than_the_feed(
    polls: Polls, home: Site, engine: Engine, head: dict[str, str], told: tuple[date, str], source: str
) -> None:
    long = "RUS attacks UKR</p><p>" + "Many more words follow, so that it is an article. " * 20
    home.pages |= {"/feed": rss(item(1, pubDate="Mon, 06 May 2024 23:30:00 +0200")), "/1": story(long, **head)}
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    assert polls.service.poll(row.id, polls.day).stored == 1
    with reading(engine) as connection:
        found = connection.execute(select(articles.c.published_day, articles.c.published_source)).one()
    assert (found.published_day, found.published_source) == told


class Killed(BaseException):
    """The process ends here."""


def test_a_kill_loses_nothing_and_takes_nothing_twice(polls: Polls, home: Site, engine: Engine) -> None:
    pages(home, 1, 2, 3, 4, 5)
    home.pages["/feed"] = rss(*map(item, (5, 4, 3, 2, 1)), ETag='"1"')
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    calls = 0

    def second() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed

    polls.broken = second
    with pytest.raises(Killed):
        polls.service.poll(row.id, polls.day)
    taken = [state for _, state, _ in states(engine)].count("taken")
    assert (taken, len(titles(engine))) == (2, 2)  # the batch that was under way is there in neither
    polls.broken = lambda: None
    home.pages["/feed"] = Reply(304)
    found = polls.service.poll(row.id, polls.day)
    assert (found.outcome, found.stored, found.known) == ("unchanged", 3, 0)
    assert titles(engine) == [f"Story {number}" for number in range(1, 6)]


def test_a_feed_is_polled_by_one_at_a_time(polls: Polls, home: Site, engine: Engine) -> None:
    home.pages["/feed"] = rss()
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    with writing(engine) as connection:
        assert FeedRepository(connection).claim(row.id, "other", NOON, NOON + LEASE)
    with pytest.raises(FeedBusy, match="is being polled"):
        polls.service.poll(row.id, polls.day)
    assert polls.service.due(NOON) == []
    polls.day.now += LEASE  # the other one is dead
    assert polls.service.due(polls.day.now) == [row.id]
    assert polls.service.poll(row.id, polls.day).outcome == "polled"


def test_a_damaged_feed_gives_what_it_has_and_is_asked_for_whole_again(polls: Polls, home: Site) -> None:
    pages(home, 1)
    whole = rss(item(1), item(2), ETag='"1"')
    home.pages["/feed"] = Reply(200, whole.body[:-60], whole.headers)
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    found = polls.service.poll(row.id, polls.day)
    assert (found.outcome, found.stored) == ("polled", 1)
    assert (found.damaged or "").startswith("broken XML")
    assert polls.service.get(row.id).row.etag is None


def test_entries_of_json_feeds_and_odd_ones(polls: Polls, home: Site, engine: Engine) -> None:
    pages(home, 2)
    items = [
        {"id": 1, "content_text": "RUS attacks UKR " + "word " * 60, "title": "One \ud800\x00"},
        {"id": "2", "url": "/2", "date_published": "2024-05-01", "content_html": "\ud800\x00 x"},
        {"id": "3", "url": "file:///etc/passwd"},
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}).encode()
    home.pages["/feed"] = Reply(200, body, {"Content-Type": "application/feed+json"})
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    found = polls.service.poll(row.id, polls.day)
    assert (found.stored, found.refused) == (2, 1)
    assert polls.service.get(row.id).problems[0].reason == "the entry has neither an address nor a text of its own"


def test_what_cannot_be_added_or_found(polls: Polls, home: Site) -> None:
    for url in ("http://10.0.0.1/feed", "file:///etc/passwd", "https://u:p@news.example/", "nonsense", "http://127.0.0.2:8080/"):
        with pytest.raises(FetchRefused, match="this feed cannot be asked"):
            polls.service.add(url, NOON)
    for number in range(5):
        polls.service.add(f"{home.at}/{number}", NOON)
    assert not polls.service.add(f"{home.at}/4", NOON)[1]
    with pytest.raises(FeedLimit, match="there are 5 feeds"):
        polls.service.add(f"{home.at}/5", NOON)
    page = polls.service.feeds(limit=3)
    rest = polls.service.feeds(limit=3, cursor=page.next)
    assert (len(page.results), len(rest.results), page.total, rest.next) == (3, 2, 5, None)
    polls.service.remove(page.results[0].row.id)
    for key in (page.results[0].row.id, "feed-\0", "x"):
        for ask in (polls.service.get, polls.service.remove, lambda key: polls.service.poll(key, polls.day)):
            with pytest.raises(FeedNotFound):
                ask(key)


def test_entries_that_the_feed_no_longer_shows_are_forgotten(polls: Polls, home: Site, engine: Engine) -> None:
    pages(home, 1, 2)
    home.pages["/feed"] = rss(item(2), item(1))
    row, _ = polls.service.add(f"{home.at}/feed", NOON)
    polls.service.poll(row.id, polls.day)
    polls.day.now += timedelta(days=61)
    home.pages["/feed"] = rss(item(2))
    assert polls.service.poll(row.id, polls.day).tried == 0
    assert [title for title, *_ in states(engine)] == ["Story 2"]


def test_where_nothing_is_fetched_nothing_is_polled(engine: Engine, home: Site) -> None:
    poller = Poller(engine, Fetching(None), lambda *_: pytest.fail("nothing to take"), SCHEDULE, lambda: 0.5, "me")
    service = FeedService(engine, poller, most=1, first=3600, allowed=ALLOWED)
    row, _ = service.add(f"{home.at}/feed", datetime(2024, 5, 1, tzinfo=UTC))
    with pytest.raises(UrlNotFetched, match="ENTENTE_FETCH=off"):
        service.poll(row.id, lambda: NOON)
    assert service.get(row.id).row.lease is None
