"""Who stands with whom, as ranked lists."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

LONG = "Confederation of " + "very long names " * 1250


def _list(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def _names(page: Page, name: str) -> Locator:
    return _list(page, name).locator("a.name")


def test_allies_and_rivals_of_a_country_say_why(page: Page, world: Served) -> None:
    page.goto("/#actor=RUS")
    with_it = _list(page, "Stands with").get_by_role("listitem")
    syria = with_it.filter(has=page.get_by_role("link", name="Syria", exact=True))
    expect(syria).to_contain_text("shared intelligence")
    expect(syria).to_contain_text("Sept 2011 to Sept 2015")
    expect(syria.get_by_role("img")).to_have_accessible_name("cooperation in 2011 and 2015")
    expect(_names(page, "Stands against").first).to_have_text("Ukraine")
    expect(_list(page, "Stands against").get_by_role("listitem").first).to_contain_text("Attacks")
    belarus = with_it.filter(has=page.get_by_role("link", name="Belarus", exact=True))
    expect(belarus).to_contain_text("By treaty Collective Security Treaty Organization")


def test_a_name_opens_its_graph_and_back_returns(page: Page, world: Served) -> None:
    page.goto("/#actor=RUS")
    _list(page, "Stands with").get_by_role("link", name="Syria", exact=True).click()
    expect(page).to_have_url(f"{world.address}/#actor=SYR")
    expect(_names(page, "Stands with").filter(has_text="Russia")).to_have_count(1)
    page.go_back()
    expect(_names(page, "Stands with").filter(has_text="Syria")).to_have_count(1)


def test_a_number_of_sentences_reads_the_pair(page: Page, world: Served) -> None:
    page.goto("/#actor=RUS")
    page.get_by_role("button", name="sentences about Russia and Ukraine").click()
    expect(page).to_have_url(f"{world.address}/#actor=RUS&panel=pair&pair=RUS~UKR")
    expect(page.get_by_role("heading", name="Russia and Ukraine")).to_be_focused()


def test_ten_at_a_time_and_the_next_keep_the_focus(page: Page) -> None:
    page.goto("/#actor=USA")
    names = _names(page, "Stands with")
    expect(names).to_have_count(10)
    more = _list(page, "Stands with").get_by_role("button", name="more")
    left = int((more.text_content() or "").split()[0])
    more.press("Enter")
    expect(names).to_have_count(min(20, 10 + left))
    expect(names.nth(10)).to_be_focused()


def test_the_days_of_the_view_apply(page: Page) -> None:
    page.goto("/#actor=RUS&from=2015-01-01&to=2015-12-31")
    expect(_names(page, "Stands against")).to_have_text(["Turkey", "United Kingdom"])
    page.goto("/#actor=RUS&from=2001-01-01&to=2001-12-31")
    expect(_list(page, "Stands against")).to_contain_text("Nobody, by the news of these days.")


def test_a_filter_on_a_sign_or_relations_applies(page: Page) -> None:
    page.goto("/#actor=RUS&sign=conflict")
    expect(_list(page, "Stands with")).to_contain_text("Left out by the filter.")
    expect(_names(page, "Stands against").first).to_have_text("Ukraine")
    page.goto("/#actor=RUS&relation=sanctions")
    expect(_list(page, "Cooperates with")).to_contain_text("Nobody, by the news that passes the filter.")
    expect(_names(page, "In conflict with")).to_have_text(["United Kingdom", "Germany", "France", "United States"])


def test_an_organisation_has_partners_by_sign(page: Page) -> None:
    page.goto("/#actor=IGO:NATO")
    expect(_names(page, "Cooperates with")).to_have_text(["Ukraine"])
    expect(_names(page, "In conflict with")).to_have_text(["Russia"])
    page.get_by_role("button", name="2 sentences about North Atlantic Treaty Organization and Russia").click()
    expect(page.get_by_role("heading", name="North Atlantic Treaty Organization and Russia")).to_be_visible()


def test_one_goes_from_one_list_to_the_other(page: Page) -> None:
    page.goto("/#actor=USA")
    page.get_by_role("button", name="Against").click()
    expect(page.get_by_role("heading", name="Stands against")).to_be_focused()
    expect(page.get_by_role("heading", name="Stands against")).to_be_in_viewport()


def test_the_front_tells_the_strongest_relations(page: Page, world: Served) -> None:
    first = _list(page, "The strongest relations").get_by_role("listitem").first
    expect(first).to_contain_text("Russia attacks Ukraine")
    first.get_by_role("button", name="3 sentences saying that Russia attacks Ukraine").click()
    expect(page).to_have_url(f"{world.address}/#panel=pair&pair=RUS~UKR&edge=RUS~attacks~UKR")


def test_nothing_read_yet(fresh: Served, opened: Callable[..., Page]) -> None:
    page = opened(fresh)
    expect(_list(page, "The strongest relations")).to_contain_text("no article has been read yet")


def test_a_failure_says_why_and_can_be_tried_again(page: Page) -> None:
    page.route("**/v1/countries/SYR/rivals?*", lambda route: route.fulfill(status=503, json={"detail": "Come back later."}))
    page.goto("/#actor=SYR")
    expect(page.locator("#panel-ties")).to_contain_text("Come back later.")
    page.unroute("**/v1/countries/SYR/rivals?*")
    page.locator("#panel-ties").get_by_role("button", name="Try again").click()
    expect(_names(page, "Stands with").filter(has_text="Russia")).to_have_count(1)


def test_a_hidden_panel_asks_for_nothing(opened: Callable[..., Page], world: Served) -> None:
    page = opened(world, "about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{world.address}/#actor=RUS&panel=article")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/rivals" in url or "/dyads" in url]
    page.get_by_role("tab", name="Ties").click()
    expect(_names(page, "Stands against").first).to_have_text("Ukraine")


@pytest.mark.parametrize("width", [360, 1280])
def test_names_of_any_length_stay_inside(opened: Callable[..., Page], world: Served, width: int) -> None:
    def rename(route: Route) -> None:
        answer = route.fetch().json()
        for entry in answer.get("results", ()):
            entry["actor"]["name"] = LONG
        for node in answer.get("nodes", ()):
            node["name"] = LONG
        route.fulfill(json=answer)

    page = opened(world, "about:blank", viewport={"width": width, "height": 800})
    page.route("**/v1/countries/RUS/alliances?*", rename)
    page.route("**/v1/actors/RUS/subgraph?*", rename)
    page.goto(f"{world.address}/#actor=RUS")
    expect(_names(page, "Stands with").first).to_contain_text("very long names")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.evaluate("(() => { const p = document.getElementById('panel-ties'); return p.scrollWidth - p.clientWidth })()") <= 0
    )
    box = _names(page, "Stands with").first.bounding_box()
    assert box is not None
    assert box["height"] < 100
