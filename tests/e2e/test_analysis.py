"""Who belongs together, and what changed."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


def test_groups_are_those_of_the_service_with_what_binds_them(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=coalitions")
    answer = page.request.get("/v1/analytics/coalitions?members=200&binding=3&limit=50").json()
    panel = page.get_by_role("tabpanel", name="Coalitions")
    groups = panel.locator("ol > li")
    expect(groups).to_have_count(len(answer["results"]))
    expect(panel).to_contain_text(f"{answer['total']} groups of {answer['actors']} actors")
    first = answer["results"][0]
    members = groups.first.get_by_role("list", name="Members")
    expect(members.get_by_role("link").first).to_have_text(first["members"][0]["name"])
    share = round(100 * first["inside"] / (first["inside"] + first["outside"]))
    expect(groups.first).to_contain_text(f"{share} % of its ties are inside")
    panel.get_by_text("How this is worked out").click()
    expect(panel.get_by_text(answer["definition"])).to_be_visible()
    expect(panel.get_by_text(answer["source"])).to_be_visible()

    binding = first["relations"][0]
    groups.first.get_by_role("listitem").filter(has_text="sentence").get_by_role("button").first.click()
    expect(page.get_by_role("tab", name="Sentences")).to_have_attribute("aria-selected", "true")
    assert f"edge={binding['id']}" in page.url.replace("%7E", "~")


def test_all_members_of_a_large_group_can_be_opened(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=coalitions&show=map")
    groups = page.get_by_role("tabpanel", name="Coalitions").locator("ol > li")
    expect(groups.first).to_be_visible()
    large = groups.filter(has_text="more").first
    size = len(page.request.get("/v1/analytics/coalitions?limit=1&members=200").json()["results"][0]["members"])
    assert size > 7, "the world has no large group any more"
    members = large.get_by_role("list", name="Members")
    expect(members.get_by_role("link")).to_have_count(6)
    large.get_by_role("button", name=f"and {size - 6} more").click()
    expect(members.get_by_role("link")).to_have_count(size)
    expect(members.get_by_role("link").nth(6)).to_be_focused()


def test_a_group_is_shown_with_all_its_members(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=coalitions&show=table")
    group = page.get_by_role("tabpanel", name="Coalitions").locator("ol > li").first
    names = group.get_by_role("list", name="Members").get_by_role("link").all_inner_texts()
    group.get_by_role("button", name="Show").click()
    expect(page.get_by_role("tab", name="Network")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Table").click()
    table = page.locator("#table").get_by_role("table")
    for name in names:
        expect(table.get_by_role("link", name=name, exact=True).first).to_be_attached()


def test_groups_follow_the_days_and_the_filter(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=coalitions")
    panel = page.get_by_role("tabpanel", name="Coalitions")
    expect(panel.locator("ol > li").first).to_contain_text("Ukraine")
    page.evaluate("location.hash = '#panel=coalitions&to=2001-01-01'")
    expect(panel).not_to_contain_text("Ukraine")
    expect(panel.get_by_role("link", name="Germany")).to_be_visible()
    page.evaluate("location.hash = '#panel=coalitions&sign=conflict'")
    expect(panel).to_contain_text("Conflict alone binds nobody")
    page.evaluate("location.hash = '#panel=coalitions&to=1980-01-01'")
    expect(panel).to_contain_text("Nobody is bound to anybody by more than talk in these days.")


def test_an_analysis_that_takes_too_long_says_so_and_can_be_tried_again(opened: Opened, world: Served) -> None:
    page = opened(world, "/")

    def late(route: Route) -> None:
        problem = {"type": "/problems/analysis-too-long", "detail": "this takes longer than 20 s; narrow the question by runs"}
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/v1/analytics/**", late)
    page.get_by_role("tab", name="Coalitions").click()
    panel = page.get_by_role("tabpanel", name="Coalitions")
    expect(panel.locator(".message")).to_contain_text("This takes longer than the service allows. Choose fewer years")
    page.unroute("**/v1/analytics/**")
    panel.get_by_role("button", name="Try again").click()
    expect(panel.locator("ol > li").first).to_be_visible()
    expect(panel).not_to_contain_text("This takes longer")


def test_an_analysis_under_way_is_not_begun_again_by_a_look_elsewhere(opened: Opened, world: Served) -> None:
    page = opened(world)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/analytics/**", hold)
    panel = page.get_by_role("tabpanel", name="Coalitions")
    page.get_by_role("tab", name="Coalitions").click()
    expect(panel).to_contain_text("Working it out")
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("tab", name="Network").click()
    expect(page.locator(".network-actors")).to_be_visible()
    held[0].continue_()
    expect(panel.locator("ol > li").first).to_be_visible()
    expect(panel.locator("[aria-busy]")).to_have_count(0)
    assert len(held) == 1


def test_changes_of_the_last_year_are_counted_and_told_in_words(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=changes")
    panel = page.get_by_role("tabpanel", name="Changes")
    expect(panel.get_by_label("Since")).to_have_value("2023-06-19")
    expect(panel).to_contain_text("up to 19 June 2024")
    answer = page.request.get("/v1/analytics/diff?before=2023-06-18&after=2024-06-19&days=367").json()
    counts = panel.locator("dl")
    for kind, name in {"new": "New", "ended": "Ended", "strengthened": "Stronger", "flipped": "Changed sides"}.items():
        expect(counts.locator("div").filter(has_text=name).first).to_contain_text(str(answer["counts"][kind]))
    expect(panel).to_contain_text("Iran arms Russia first seen 19 Jun 2024")
    panel.get_by_role("button", name="Iran arms Russia").click()
    expect(page.get_by_role("tab", name="Sentences")).to_have_attribute("aria-selected", "true")
    assert "edge=IRN~arms~RUS" in page.url.replace("%7E", "~")


def test_the_day_is_chosen_kept_in_the_address_and_undone(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=changes")
    panel = page.get_by_role("tabpanel", name="Changes")
    since = panel.get_by_label("Since")
    expect(since).to_have_value("2023-06-19")
    since.fill("2022-06-19")
    since.blur()
    expect(panel).to_contain_text("as long a time before it, from 17 June 2020 on")
    assert "before=2022-06-19" in page.url
    page.reload()
    expect(since).to_have_value("2022-06-19")
    page.go_back()
    expect(since).to_have_value("2023-06-19")


def test_what_changed_since_a_day_tells_all_that_came_after_it(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=SYR&panel=changes&before=2009-01-01")
    panel = page.get_by_role("tabpanel", name="Changes")
    expect(panel).to_contain_text("The time from 1 January 2009 on")
    for told in ("United States sanctions Syria", "Israel attacks Syria"):  # of 2011 and 2018
        expect(panel.get_by_role("button", name=told)).to_be_visible()
    panel.get_by_label("Compared").select_option("by the year up to each day")
    expect(panel).to_contain_text("The year up to 1 January 2009 (0 relations) beside the year up to 19 June 2024 (0).")
    expect(panel).to_contain_text("Nothing changed")
    page.reload()
    expect(panel.get_by_label("Compared")).to_have_value("years")
    page.go_back()
    expect(panel.get_by_role("button", name="Israel attacks Syria")).to_be_visible()


def test_the_days_of_the_brush_are_compared_with_those_before_them(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=changes&from=2022-01-01&to=2022-12-31")
    panel = page.get_by_role("tabpanel", name="Changes")
    expect(panel.get_by_label("Since")).to_have_value("2022-01-01")
    expect(panel).to_contain_text("as long a time before it, from 1 January 2021 on")
    expect(panel.get_by_role("button", name="Russia attacks Ukraine")).to_be_visible()


@pytest.mark.parametrize(
    ("day", "words"), [("2025-01-01", "Choose a day before 19 June 2024."), ("1901-01-01", "Choose a day after 19 June 1924.")]
)
def test_a_day_in_the_address_that_does_not_fit_is_refused_in_words(opened: Opened, world: Served, day: str, words: str) -> None:
    page = opened(world, f"/#panel=changes&before={day}")
    panel = page.get_by_role("tabpanel", name="Changes")
    expect(panel.get_by_role("alert")).to_have_text(words)
    expect(panel.get_by_label("Since")).to_have_value("2023-06-19")
    expect(panel.get_by_role("button", name="Iran arms Russia")).to_be_visible()


def test_a_day_after_the_last_is_refused_in_words(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=changes&to=2015-12-31")
    panel = page.get_by_role("tabpanel", name="Changes")
    since = panel.get_by_label("Since")
    expect(since).to_have_value("2014-12-31")
    since.fill("2016-01-01")
    since.blur()
    expect(panel.get_by_role("alert")).to_have_text("Choose a day before 31 December 2015.")
    assert "before" not in page.url


def test_changes_around_an_actor_or_of_all(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&panel=changes&before=2021-12-31&to=2022-12-31")
    panel = page.get_by_role("tabpanel", name="Changes")
    only = panel.get_by_label("only around Russia")
    expect(only).to_be_checked()
    expect(panel.get_by_role("button", name="Russia attacks Ukraine")).to_be_visible()
    expect(panel.get_by_role("button", name="France supports Ukraine")).to_have_count(0)
    only.uncheck()
    expect(panel.get_by_role("button", name="France supports Ukraine")).to_be_visible()
    page.reload()
    expect(only).not_to_be_checked()
    expect(panel.get_by_role("button", name="France supports Ukraine")).to_be_visible()
    page.evaluate("location.hash = '#panel=changes'")
    expect(only).to_be_hidden()


def test_very_long_names_overflow_nothing(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=article", viewport={"width": 360, "height": 740})
    long = "<i>" + "x" * 20_000

    def renamed(route: Route) -> None:
        route.fulfill(content_type="application/json", body=route.fetch().text().replace('"Russia"', json.dumps(long)))

    page.route("**/v1/analytics/**", renamed)
    for name, words in {"Coalitions": "groups of", "Changes": "The time from"}.items():
        page.get_by_role("tab", name=name).click()
        panel = page.get_by_role("tabpanel", name=name)
        expect(panel).to_contain_text(words)
        expect(panel).to_contain_text("<i>xxx")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert panel.evaluate("panel => panel.scrollWidth - panel.clientWidth") <= 0
        assert max(panel.locator("li").evaluate_all("all => all.map((one) => one.offsetHeight)")) < 800


def test_nothing_is_asked_for_panels_that_are_not_shown(opened: Opened, world: Served) -> None:
    page = opened(world, "/#panel=article")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request("**/subgraph*"):
        page.evaluate("location.hash = '#actor=RUS&panel=article'")
    with page.expect_response("**/coalitions?*"):
        page.get_by_role("tab", name="Coalitions").click()
    assert [url for url in asked if "analytics" in url and "coalitions" not in url] == []
    assert len([url for url in asked if "coalitions" in url]) == 1
