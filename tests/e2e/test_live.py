"""What is new shows by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.api.conftest import NOON
from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


def _edition(page: Page) -> Locator:
    return page.locator("#edition")


def _sign(page: Page) -> Locator:
    return page.get_by_role("contentinfo").locator(".live")


def test_a_new_article_shows_everywhere_by_itself(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    page = opened(fresh, "/#show=table&panel=changes")
    table = page.locator("#table").get_by_role("table")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(_edition(page)).to_have_text("1 article · 1 sentence · 1 relation · news up to 25 February 2022")
    expect(_sign(page)).to_have_text("live")
    fresh.add("Iran sends weapons to Russia. China trades with Russia.", "2022-03-01")
    expect(table.locator("tbody tr")).to_have_count(3)
    expect(_edition(page)).to_have_text("2 articles · 3 sentences · 3 relations · news up to 1 March 2022")
    expect(page.get_by_role("tabpanel", name="Changes").get_by_role("button", name="Iran arms Russia")).to_be_visible()
    said = page.get_by_role("status").filter(has_text="2 new relations")
    expect(said).to_contain_text("Iran arms Russia")


def test_who_reads_the_table_keeps_the_place_when_news_comes(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine. Iran sends weapons to Russia.", "2022-02-25")
    page = opened(fresh, "/#show=table")
    button = page.locator("#table").get_by_role("button", name="Russia attacks Ukraine")
    button.focus()
    fresh.add("Belarus stands by Russia.", "2022-03-01")
    expect(page.locator("#table").get_by_role("button", name="Belarus supports Russia")).to_be_visible()
    expect(button).to_be_focused()


@pytest.mark.parametrize(("panel", "words"), [("pair&pair=IRN~RUS", "1 sentence by year"), ("ties", "Arms supplied")])
def test_what_is_taken_back_while_it_is_read_goes_too(fresh: Served, opened: Opened, panel: str, words: str) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    wrong = fresh.add("Iran sends weapons to Russia.", "2022-03-01")
    page = opened(fresh, f"/#actor=RUS&panel={panel}")
    told = page.get_by_role("complementary").get_by_text(words)
    expect(told).to_be_visible()
    expect(_sign(page)).to_have_text("live")
    fresh.container.ingest.retract(wrong, NOON)
    fresh.container.graph.refresh()
    expect(page.get_by_role("status").filter(has_text="1 relation ended: Iran arms Russia")).to_be_attached()
    expect(told).to_have_count(0)


def test_what_is_taken_back_goes_by_itself(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    wrong = fresh.add("Iran sends weapons to Russia.", "2022-03-01")
    page = opened(fresh, "/#show=table")
    rows = page.locator("#table").get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(_sign(page)).to_have_text("live")
    fresh.container.ingest.retract(wrong, NOON)
    fresh.container.graph.refresh()
    expect(rows).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 relation ended: Iran arms Russia")).to_be_attached()


def test_many_articles_at_once_are_asked_for_few_times(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    page = opened(fresh, "/#show=table")
    expect(_sign(page)).to_have_text("live")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/v1/overview" in request.url else None)
    for day in range(1, 13):
        fresh.add(f"Iran sends weapons to Russia. Number {day}.", f"2022-03-{day:02}")
    expect(_edition(page)).to_contain_text("13 articles")
    assert 1 <= len(asked) <= 6


def test_the_first_article_of_an_empty_store_makes_the_picture(fresh: Served, opened: Opened) -> None:
    page = opened(fresh, "/#show=table")
    expect(page.locator("#state").get_by_text("No article has been read yet.")).to_be_visible()
    expect(_sign(page)).to_have_text("live")
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    expect(page.locator("#table").get_by_role("button", name="Russia attacks Ukraine")).to_be_visible()
    expect(page.locator("#state").get_by_text("No article has been read yet.")).to_be_hidden()


def test_a_service_that_stops_is_offline_and_the_picture_stays(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    page = opened(fresh, "/#show=table")
    expect(_sign(page)).to_have_text("live")
    fresh.stop()
    expect(_sign(page)).to_have_text("offline")
    expect(page.locator("#table").get_by_role("button", name="Russia attacks Ukraine")).to_be_visible()


def test_nothing_is_lost_while_the_stream_was_broken(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    page = opened(fresh, "about:blank")
    page.route("**/v1/stream*", lambda route: route.abort())
    page.goto("/#show=table")
    expect(_sign(page)).to_have_text(re.compile("not live"))
    fresh.add("Iran sends weapons to Russia.", "2022-03-01")
    page.unroute("**/v1/stream*")
    expect(page.locator("#table").get_by_role("button", name="Iran arms Russia")).to_be_visible()
    expect(_sign(page)).to_have_text("live")


def test_a_page_out_of_sight_gives_its_connection_back(fresh: Served, opened: Opened) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-02-25")
    page = opened(fresh, "about:blank")
    page.clock.install()
    page.goto("/#show=table")
    expect(_sign(page)).to_have_text("live")
    _seen(page, "hidden")
    with page.expect_event("requestfailed", lambda request: "/v1/stream" in request.url):
        page.clock.run_for(31_000)
    fresh.add("Iran sends weapons to Russia.", "2022-03-01")
    with page.expect_request("**/v1/stream*"):
        _seen(page, "visible")
    page.clock.run_for(1_000)
    expect(page.locator("#table").get_by_role("button", name="Iran arms Russia")).to_be_visible()


def _seen(page: Page, state: str) -> None:
    page.evaluate(
        """state => {
            Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
