"""The filter bar, and the heading that says what it leaves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]


@pytest.fixture
def russia(opened: Opened, world: Served) -> Page:
    return opened(world, "/#actor=RUS")


def _partners(page: Page, query: str) -> int:
    """How many partners Russia has in the service's own answer."""
    edges = page.request.get(f"/v1/actors/RUS/subgraph?limit_nodes=60&limit_edges=400&{query}").json()["edges"]
    return len({edge["source"] for edge in edges} ^ {"RUS"} | {edge["target"] for edge in edges} - {"RUS"})


def test_the_heading_says_whose_graph_it_is(russia: Page) -> None:
    expect(russia.get_by_role("heading", name="Russia", exact=True)).to_be_visible()
    expect(russia.locator("#standfirst")).to_contain_text("sentences on")
    expect(russia).to_have_title("Russia – Entente")


def test_the_heading_keeps_to_the_days(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&from=2022-01-01&to=2022-12-31")
    about = page.request.get("/v1/actors/RUS?from=2022-01-01&to=2022-12-31").json()
    expect(page.locator("#standfirst")).to_have_text(
        f"Country: {about['evidence']} sentences on {about['partners']} partners in 2022"
    )
    expect(page).to_have_title("Russia in 2022 – Entente")


def test_the_whole_graph_says_what_is_shown(page: Page) -> None:
    expect(page.get_by_role("heading", name="The strongest ties")).to_be_visible()
    expect(page.locator("#standfirst")).to_contain_text("between them")


def test_a_name_without_end_breaks_nothing(opened: Opened, world: Served) -> None:
    page = opened(world)
    name = "Long " * 4000
    about = page.request.get("/v1/actors/RUS").json() | {"name": name}
    page.route("**/v1/actors/RUS", lambda route: route.fulfill(json=about))
    page.goto("/#actor=RUS")
    expect(page.locator("#name")).to_contain_text("Long Long")
    assert len(page.title()) < 120
    assert page.locator("#name").bounding_box()["height"] < 120  # type: ignore[index]


def test_a_sign_narrows_the_graph(russia: Page) -> None:
    russia.get_by_role("radio", name="Conflict").check(force=True)
    expect(russia.locator("#standfirst")).to_contain_text(f"{_partners(russia, 'sign=conflict')} pass the filter")
    assert russia.url.endswith("#actor=RUS&sign=conflict")
    russia.go_back()
    expect(russia.get_by_role("radio", name="All")).to_be_checked()
    expect(russia.locator("#standfirst")).not_to_contain_text("filter")


def test_the_signs_are_gone_through_by_arrows(russia: Page) -> None:
    russia.get_by_role("radio", name="All").focus()
    russia.keyboard.press("ArrowRight")
    expect(russia.get_by_role("radio", name="Cooperation")).to_be_checked()
    assert "sign=cooperation" in russia.url


def test_relations_are_ticked(russia: Page) -> None:
    button = russia.get_by_role("button", name="All relations")
    button.click()
    panel = russia.get_by_role("dialog", name="Relations that pass")
    expect(panel.get_by_role("group", name="Assault").get_by_role("checkbox")).to_be_checked()
    panel.get_by_role("button", name="None").click()
    expect(panel.get_by_text("Tick those that shall pass.")).to_be_visible()
    assert "relation" not in russia.url
    panel.get_by_role("checkbox", name="attacks").check()
    panel.get_by_role("checkbox", name="criticises").check()
    expect(russia.get_by_role("button", name="2 relations")).to_be_visible()
    assert russia.url.endswith("relation=criticises,attacks") or russia.url.endswith("relation=attacks,criticises")
    russia.reload()
    russia.get_by_role("button", name="2 relations").click()
    expect(panel.get_by_role("checkbox", name="attacks")).to_be_checked()
    expect(panel.get_by_role("checkbox", name="supports")).not_to_be_checked()
    panel.get_by_role("button", name="All").click()
    expect(russia.get_by_role("button", name="All relations")).to_be_visible()
    assert russia.url.endswith("#actor=RUS")


def test_the_relations_close_by_escape_and_by_a_click_elsewhere(russia: Page) -> None:
    button = russia.get_by_role("button", name="All relations")
    panel = russia.get_by_role("dialog", name="Relations that pass")
    button.press("Enter")
    panel.get_by_role("checkbox", name="attacks").focus()
    russia.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(panel).to_be_visible()
    russia.locator("#wordmark").hover()
    russia.mouse.click(5, 5)
    expect(panel).to_be_hidden()


def test_sources_take_a_number_and_nothing_else(russia: Page) -> None:
    field = russia.get_by_role("spinbutton", name="Sources at least")
    field.fill("2")
    russia.wait_for_url("**/#actor=RUS&sources=2")
    field.fill("0")
    field.blur()
    expect(field).to_have_value("2")
    assert russia.url.endswith("sources=2")


def test_confidence_is_one_step_however_many_keys(russia: Page) -> None:
    slider = russia.get_by_role("slider", name="Confidence at least")
    # In one go: a slow machine may pause between two presses, and a pause ends the step.
    slider.evaluate(
        "(it) => [1, 2, 3, 4].forEach(() => { it.stepUp(); it.dispatchEvent(new Event('input', { bubbles: true })); })"
    )
    expect(slider).to_have_attribute("aria-valuetext", "20 %")
    russia.wait_for_url("**/#actor=RUS&confidence=0.2")
    russia.go_back()
    assert russia.url.endswith("#actor=RUS")
    expect(slider).to_have_value("0")
    slider.press("ArrowRight")
    russia.wait_for_url("**/#actor=RUS&confidence=0.05")


def test_clear_lets_everything_pass(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&sign=conflict&relation=attacks&sources=2&confidence=0.5")
    expect(page.get_by_role("spinbutton", name="Sources")).to_have_value("2")
    expect(page.get_by_role("slider", name="Confidence")).to_have_value("50")
    clear = page.get_by_role("button", name="Clear", exact=True)
    clear.click()
    assert page.url.endswith("#actor=RUS")
    expect(clear).to_be_hidden()
    expect(page.get_by_role("radio", name="All")).to_be_focused()
    expect(page.get_by_role("button", name="All relations")).to_be_visible()


def test_on_a_phone_the_filter_is_folded_and_says_how_much_is_set(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&sign=conflict&sources=2", viewport={"width": 390, "height": 844})
    fold = page.get_by_role("button", name="Filter · 2 set")
    expect(page.get_by_role("spinbutton", name="Sources")).to_be_hidden()
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("spinbutton", name="Sources")).to_be_visible()
