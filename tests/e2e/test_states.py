"""What stands where no picture is, and what can be done about it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


def _state(page: Page) -> Locator:
    return page.locator("#state")


def _rows(page: Page) -> Locator:
    return page.locator("#table").get_by_role("table").locator("tbody tr")


def test_an_empty_store_says_how_to_begin(fresh: Served, opened: Opened) -> None:
    page = opened(fresh)
    expect(_state(page)).to_contain_text("No article has been read yet.")
    _state(page).get_by_role("button", name="Read an article").click()
    expect(page.get_by_role("tabpanel", name="Read an article")).to_be_visible()


def test_days_without_news_lead_back_to_all_years(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table&from=1950-01-01&to=1951-01-01")
    expect(_state(page)).to_contain_text("No tie of Russia between 1 January 1950 and 1 January 1951.")
    expect(_state(page).get_by_role("button", name="No filter")).to_have_count(0)
    _state(page).get_by_role("button", name="All years").click()
    expect(_state(page)).to_be_hidden()
    expect(page.locator("#stage")).to_be_focused()
    expect(_rows(page).first).to_be_visible()
    assert page.url.endswith("#actor=RUS&show=table")


def test_a_filter_that_lets_nothing_pass_can_be_taken_off(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=UKR&show=table&sources=900")
    expect(_state(page)).to_contain_text("No tie of Ukraine with this filter.")
    _state(page).get_by_role("button", name="No filter").click()
    expect(_rows(page).first).to_be_visible()


def test_an_actor_without_news_is_told_apart(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=TUV")
    expect(_state(page)).to_contain_text("No article tells of a tie of Tuvalu yet.")
    expect(_state(page).get_by_role("button", name="All years")).to_have_count(0)
    _state(page).get_by_role("button", name="The strongest ties").click()
    expect(_state(page)).to_be_hidden()


def test_an_unknown_actor_has_near_names(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=Rusia&show=table")
    expect(_state(page)).to_contain_text("Nobody is called “Rusia”.")
    expect(page.get_by_role("status").filter(has_text="Nobody is called")).to_be_attached()
    _state(page).get_by_role("link", name="Russia", exact=True).click()
    assert page.url.endswith("#actor=RUS&show=table")
    expect(_rows(page).first).to_be_visible()


def test_a_name_that_nobody_has_is_told_in_words_everywhere(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=Qwertyuiop")
    expect(_state(page)).to_contain_text("Nobody is called “Qwertyuiop”.")
    expect(page.get_by_role("tabpanel", name="Ties").get_by_role("alert")).to_contain_text("Nobody has this name.")
    expect(page.get_by_text("/v1/")).to_have_count(0)


def test_a_name_like_markup_stays_text(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(_state(page)).to_contain_text("<img src=x")
    expect(_state(page).locator("img")).to_have_count(0)


def test_a_failure_is_told_and_can_be_tried_again(opened: Opened, world: Served) -> None:
    page = opened(world, "/#show=table")
    expect(_rows(page).first).to_be_visible()
    _fail(page, 500, "the log has it under the request's id")
    page.evaluate("location.hash = '#actor=RUS&show=table'")
    expect(_state(page)).to_contain_text("The log has it under the request's id")
    page.unroute("**/subgraph*")
    _state(page).get_by_role("button", name="Try again").click()
    expect(_state(page)).to_be_hidden()
    expect(_rows(page).filter(has_text="Russia").first).to_be_visible()


@pytest.mark.parametrize("status", [401, 403])
def test_a_service_with_keys_says_so(opened: Opened, world: Served, status: int) -> None:
    page = opened(world, "about:blank")
    problem = json.dumps({"title": "A key is needed", "status": status, "detail": "send a key"})
    page.route("**/v1/**", lambda route: route.fulfill(status=status, content_type="application/problem+json", body=problem))
    page.goto("/#panel=changes")
    expect(_state(page)).to_contain_text("This service answers only those with a key, and this page has none.")
    expect(page.get_by_role("tabpanel", name="Changes")).to_contain_text("This service answers only those with a key")
    expect(page.get_by_role("contentinfo")).to_contain_text("not live: needs a key")


def test_when_the_service_does_not_answer_the_picture_stays_and_comes_back(opened: Opened, world: Served) -> None:
    page = opened(world, "/#show=table")
    expect(_rows(page).first).to_be_visible()
    before = _rows(page).count()
    page.route("**/subgraph*", lambda route: route.abort())
    page.evaluate("location.hash = '#actor=RUS&show=table'")
    expect(_state(page)).to_contain_text("The service does not answer. Trying again …")
    assert _rows(page).count() == before
    page.unroute("**/subgraph*")
    expect(_state(page)).to_be_hidden()  # by itself
    expect(_rows(page)).not_to_have_count(before)


def test_a_slow_answer_is_said_to_be_on_its_way(opened: Opened, world: Served) -> None:
    page = opened(world, "/#show=table")
    expect(_rows(page).first).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/subgraph*", hold)
    page.evaluate("location.hash = '#actor=RUS&show=table'")
    expect(page.locator(".state.loading")).to_contain_text("Asking for the graph")
    expect(_rows(page).first).to_be_visible()
    held[0].continue_()
    expect(_state(page)).to_be_hidden()


def _fail(page: Page, status: int, detail: str) -> None:
    problem = json.dumps({"title": "It failed", "status": status, "detail": detail})
    page.route("**/subgraph*", lambda route: route.fulfill(status=status, content_type="application/problem+json", body=problem))
