"""Fetching and feeds, over HTTP, from a site on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.client import Client, EntenteProblem
from app.commands.worker import executor
from app.container import Container
from app.jobs.executor import Executor
from app.main import create_app
from app.schemas.feeds import FeedDetail, FeedList
from app.schemas.jobs import JobOut
from app.settings import Settings
from tests.api.conftest import NOON
from tests.api.guarded import guarded
from tests.api.live import live
from tests.api.phrases import PhraseCoder
from tests.api.test_jobs import ended
from tests.ingestion.site import Reply, Site, html, site, to

PAGE = html(
    "<html><head><title>Sunday</title><meta property='og:site_name' content='The Example'></head><body><article>"
    "<p>Russia bombed Ukraine.</p></article></body></html>"
)


@pytest.fixture
def home() -> Iterator[Site]:
    with site(pages={"/page": PAGE, "/robots.txt": Reply(200, b"User-agent: *\nDisallow: /private\n")}) as found:
        yield found


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Container]:
    """A container that fetches from loopback, without a pause."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'entente.sqlite3'}", home=tmp_path, poll_interval=60, page_limit=2,
        page_limit_max=50, fetch="on", fetch_pause=0, fetch_contact="desk@news.example", outbound_allow="127.0.0.1", feeds_max=4,
    )  # fmt: skip
    with Container.open(settings, coder=PhraseCoder()) as container:
        yield container


@pytest.fixture
def does(held: Container) -> Iterator[Executor]:
    made = executor(held.settings, held.engine, held.coder, feeds=held.feeds)
    yield made
    made.stop()
    made._stand_down()


@pytest.fixture
def asking(held: Container) -> Iterator[TestClient]:
    with TestClient(create_app(container=held, now=lambda: NOON), follow_redirects=False) as client:
        yield client


def slug(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")  # type: ignore[attr-defined]


def test_an_article_by_its_address_alone(asking: TestClient, home: Site) -> None:
    home.pages["/short"] = to("/page")
    answer = asking.post(
        "/v1/articles", json={"url": f"{home.at}/short", "title": "A title of mine", "published_at": "2015-09-27"}
    )
    taken = answer.json()
    assert (answer.status_code, [edge["relation_id"] for edge in taken["edges"]]) == (201, ["RUS~attacks~UKR"])
    kept = asking.get(taken["links"]["self"]).json()
    assert (kept["url"], kept["title"], kept["publisher"]) == (f"{home.at}/page", "A title of mine", "The Example")
    assert kept["published_day"] == "2015-09-27"
    again = asking.post("/v1/articles", json={"url": f"{home.at}/page"})
    assert (again.status_code, again.json()["outcome"], again.json()["id"]) == (200, "known", taken["id"])
    agents = {one.headers["user-agent"] for one in home.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("entente/")
    assert all("(+desk@news.example)" in one.headers["user-agent"] for one in home.asked)


def test_a_text_is_not_fetched_for_its_address(asking: TestClient, home: Site) -> None:
    assert asking.post("/v1/articles", json={"url": f"{home.at}/page", "text": "Russia bombed Ukraine."}).status_code == 201
    assert home.asked == []


def test_plain_text(asking: TestClient, home: Site) -> None:
    home.pages["/a.txt"] = Reply(
        200, "Russia bombed Ukraine – again.".encode("cp1252"), {"Content-Type": "text/plain; charset=cp1252"}
    )
    taken = asking.post("/v1/articles", json={"url": f"{home.at}/a.txt"}).json()
    assert asking.get(taken["links"]["self"]).json()["sentences"] == ["Russia bombed Ukraine – again."]


def test_what_is_not_fetched(asking: TestClient, held: Container, home: Site) -> None:
    home.pages["/x.pdf"] = Reply(200, b"%PDF", {"Content-Type": "application/pdf"})
    found = {
        url: slug(asking.post(path, json={"url": url}))
        for path in ("/v1/articles", "/v1/extract")
        for url in ("http://10.0.0.1/", "file:///etc/passwd", f"{home.at}/private/1", f"{home.at}/gone", f"{home.at}/x.pdf")
    }
    assert list(found.values()) == [
        (422, "fetch-refused"), (422, "fetch-refused"), (403, "robots-refused"), (502, "fetch-failed"), (502, "fetch-failed"),
    ]  # fmt: skip
    assert asking.post("/v1/articles", json={"url": f"{home.at}/gone"}).json()["answered"] == 404
    assert held.status.status().articles == 0


def test_coding_a_page_without_storing_it(asking: TestClient, held: Container, home: Site) -> None:
    answer = asking.post("/v1/extract", json={"url": f"{home.at}/page", "published_at": "2015-09-27"}).json()
    assert [(edge["relation_id"], edge["day"]) for edge in answer["edges"]] == [("RUS~attacks~UKR", "2015-09-27")]
    assert answer["sentences"][0].startswith("Sunday")  # its title
    for body in ({}, {"text": "Russia bombed Ukraine.", "url": f"{home.at}/page"}):
        assert slug(asking.post("/v1/extract", json=body)) == (422, "bad-article")
    assert held.status.status().articles == 0


def feed(*paths: str) -> Reply:
    items = "".join(f"<item><title>{path}</title><link>{path}</link></item>" for path in paths)
    return Reply(200, f"<rss version='2.0'><channel><title>World</title>{items}</channel></rss>".encode())


def test_a_feed_from_adding_to_removing(asking: TestClient, held: Container, does: Executor, home: Site) -> None:
    home.pages["/feed"] = feed("/page", "/gone")
    answer = asking.post("/v1/feeds", json={"url": f"{home.at}/feed", "publisher": "The Desk"})
    added = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, added["links"]["self"])
    assert asking.post("/v1/feeds", json={"url": f"{home.at}/feed"}).status_code == 200
    answer = asking.post(added["links"]["poll"])
    job = JobOut.model_validate(answer.json())
    assert (answer.status_code, answer.headers["location"]) == (202, job.links["self"])
    assert (job.kind, job.name, job.state, job.links["feed"]) == ("feed", added["id"], "queued", added["links"]["self"])
    assert asking.post(added["links"]["poll"]).json()["id"] == job.id  # one at a time
    assert asking.get("/v1/status").json()["feeds"] == {"followed": 1, "due": 1, "failing": 0, "disabled": 0}
    done = ended(asking, does, job.links["self"])
    assert (done["state"], done["counts"]["stored"], done["counts"]["unreadable"], done["counts"]["read"]) == ("done", 1, 1, 2)
    (problem,) = asking.get(job.links["problems"]).json()["results"]
    assert (problem["place"], problem["detail"]) == (f"{added['id']}: {home.at}/gone", f"{home.at}/gone answered 404")
    held.graph.refresh()
    assert asking.get("/v1/relations?actor=RUS").json()["total"] == 1
    figures = asking.get("/metrics").text.splitlines()
    assert {'entente_feeds{state="followed"} 1.0', 'entente_feeds{state="due"} 0.0'} <= set(figures)
    detail = FeedDetail.model_validate(asking.get(added["links"]["self"]).json())
    assert (detail.title, detail.publisher, detail.entries.taken) == ("World", "The Desk", 1)
    assert [(one.type, one.state) for one in detail.problems] == [("/problems/fetch-failed", "refused")]
    for number in range(3):
        asking.post("/v1/feeds", json={"url": f"{home.at}/{number}"})
    assert slug(asking.post("/v1/feeds", json={"url": f"{home.at}/4"})) == (409, "feed-limit")
    page = FeedList.model_validate(asking.get("/v1/feeds").json())
    rest = FeedList.model_validate(asking.get(page.next_url or "").json())
    assert (page.total, len(page.results), len(rest.results), rest.next) == (4, 2, 2, None)
    assert asking.delete(added["links"]["self"]).json() == {"id": added["id"], "removed": True}
    for gone in (asking.get(added["links"]["self"]), asking.delete(added["links"]["self"]), asking.post(added["links"]["poll"])):
        assert slug(gone) == (404, "feed-not-found")


def test_what_is_no_feed(asking: TestClient, does: Executor, home: Site) -> None:
    assert slug(asking.post("/v1/feeds", json={"url": "http://[::1]/feed"})) == (422, "fetch-refused")
    assert slug(asking.get("/v1/feeds?cursor=x")) == (400, "bad-cursor")
    home.pages["/feed"] = html("<html><link rel=alternate type=application/atom+xml href=/atom></html>")
    added = asking.post("/v1/feeds", json={"url": f"{home.at}/feed"}).json()
    found = ended(asking, does, asking.post(added["links"]["poll"]).json()["links"]["self"])
    assert (found["state"], found["counts"]["unreadable"], found["counts"]["read"]) == ("done", 1, 1)
    (problem,) = asking.get(found["links"]["problems"]).json()["results"]
    failing = asking.get(added["links"]["self"]).json()
    assert failing["error"] == problem["detail"]
    assert (failing["failures"], problem["place"]) == (1, added["id"])
    assert problem["detail"].endswith(f"it names {home.at}/atom: add that instead")


def test_what_is_not_fetched_is_not_polled(client: TestClient, container: Container) -> None:
    added = client.post("/v1/feeds", json={"url": "https://news.example/feed"}).json()
    assert slug(client.post(added["links"]["poll"])) == (422, "url-not-fetched")
    assert container.jobs.numbers()["queued"] == 0


def test_who_does_jobs_is_told_of_a_new_feed(asking: TestClient) -> None:
    told: list[int] = []
    asking.app.state.jobs_nudge = lambda: told.append(1)  # type: ignore[attr-defined]
    links = [asking.post("/v1/feeds", json={"url": "https://news.example/feed"}).json()["links"] for _ in range(2)]
    assert told == [1]  # it is there already, the second time
    asking.post(links[0]["poll"])
    assert told == [1, 1]


def test_feeds_are_the_administrators(held: Container) -> None:
    client = guarded(held, keys="always")
    for method, path in (("GET", "/v1/feeds"), ("POST", "/v1/feeds"), ("DELETE", "/v1/feeds/x"), ("POST", "/v1/feeds/x/poll")):
        assert slug(client.request(method, path))[1] in ("key-required",), path


def test_the_client_follows_feeds(held: Container, home: Site) -> None:
    home.pages["/feed"] = feed("/page")
    with live(create_app(container=held, now=lambda: NOON)) as address, Client(address, retries=0) as client:
        added = client.add_feed(f"{home.at}/feed", "The Desk")
        job = client.poll_feed(added["id"])
        assert (job["kind"], job["links"]["feed"]) == ("feed", f"/v1/feeds/{added['id']}")
        held.feeds.poll(added["id"], lambda: NOON)
        assert [one["id"] for one in client.feeds()] == [added["id"]]
        assert client.feed(added["id"])["problems"] == []
        assert client.remove_feed(added["id"])["removed"]
        assert client.extract(url=f"{home.at}/page")["edges"]
        told = list(client.post_all([{"url": f"{home.at}/gone"}, {"url": f"{home.at}/private"}, {"url": f"{home.at}/page"}]))
    assert [one.status for one in told if isinstance(one, EntenteProblem)] == [502, 403]
    assert not isinstance(told[2], EntenteProblem)
    assert told[2]["outcome"] == "known"
