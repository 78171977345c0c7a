"""The desk as a whole: nothing overflows, the keyboard reaches everything, and axe-core finds nothing."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessible import violations
from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]

#: Addresses that together show each view and each panel.
_SHOWN = {
    "front": "/",
    "network and ties": "/#actor=RUS",
    "map and sentences": "/#actor=RUS&show=map&panel=pair&pair=RUS~SYR",
    "table and coalitions": "/#actor=RUS&show=table&panel=coalitions",
    "changes": "/#actor=RUS&panel=changes&before=2015-01-01",
    "article": "/#actor=RUS&panel=article",
}
_EACH = pytest.mark.parametrize("address", _SHOWN.values(), ids=_SHOWN)
_WIDTHS = (360, 390, 768, 1280)
_HEIGHT = 800
_SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
_REGIONS = ("masthead", "stage", "side", "time", "foot")
_WHERE = f"{list(_REGIONS)}.find((name) => document.activeElement.closest(`.${{name}}`)) ?? ''"


def _settled(page: Page) -> None:
    """The graph is there, and the panel beside it has something to say."""
    expect(page.locator("#standfirst")).to_contain_text("sentences on" if "actor=" in page.url else "between them")
    expect(page.locator(".side .panel:visible")).not_to_be_empty()
    expect(page.locator("#state")).to_be_hidden()


@_EACH
def test_nothing_overflows(opened: Opened, world: Served, address: str) -> None:
    page = opened(world, address)
    _settled(page)
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        assert _extent(page, "scrollWidth", width) <= width, f"too wide for {width} pixels"
    assert _extent(page, "scrollHeight", _HEIGHT) <= _HEIGHT, "a desk is one screen"


def _extent(page: Page, way: str, most: int) -> int:
    """How far the page reaches, once it has had a second's frames to fit into its new window."""
    script = """([way, most]) => new Promise((done) => {
        let frames = 60;
        const look = () => {
            const reach = document.documentElement[way];
            if (reach <= most || !frames--) done(reach);
            else requestAnimationFrame(look);
        };
        look();
    })"""
    return int(page.evaluate(script, [way, most]))


@_EACH
def test_axe_finds_nothing(opened: Opened, world: Served, address: str) -> None:
    page = opened(world, address, reduced_motion="reduce")
    _settled(page)
    found: list[str] = []
    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": _HEIGHT})
            found += [f"{scheme}, {width} pixels wide: {finding}" for finding in violations(page)]
    assert found == []


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_axe_finds_nothing_in_what_opens(opened: Opened, world: Served, scheme: str) -> None:
    page = opened(world, "/#actor=RUS&sign=conflict&show=table&panel=article", color_scheme=scheme, reduced_motion="reduce")
    _settled(page)
    page.get_by_role("button", name="Share").click()
    page.get_by_text("All formats").click()
    assert violations(page, ".menu") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="All relations").click()
    expect(page.get_by_role("checkbox", name="attacks")).to_be_visible()
    assert violations(page, ".relations") == []
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="An article, in English").fill("Russia bombed Ukraine. France sends weapons to Ukraine.")
    page.get_by_role("button", name="Show its relations").click()
    page.get_by_role("button", name="France arms Ukraine: show where").click()
    assert violations(page, "#panel-article") == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert violations(page, "dialog.keys") == []


def test_tab_goes_through_the_desk_as_it_is_read(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    _settled(page)
    met: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        region = page.evaluate(_WHERE)
        if region and region not in met[-1:]:
            met.append(region)
        if region == "foot":
            break
    assert met == [region for region in _REGIONS if region in met], "each region once, from the top to the foot"
    assert set(met) >= {"masthead", "stage", "side", "foot"}


def test_from_the_search_to_a_sentence_by_keyboard_alone(page: Page) -> None:
    _settled(page)
    page.keyboard.press("/")
    page.keyboard.type("Russ")
    expect(page.get_by_role("option").first).to_contain_text("Russia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Russia", exact=True)).to_be_visible()
    tie = page.get_by_role("tabpanel", name="Ties").get_by_role("button", name="sentences about Russia and").first
    expect(tie).to_be_visible()
    for _ in range(80):
        page.keyboard.press("Tab")
        if tie.evaluate("(tie) => tie === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("tabpanel", name="Sentences").locator("blockquote").first).to_be_visible()


def test_a_low_window_lays_nothing_over_anything(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS", viewport={"width": 1280, "height": 500})
    _settled(page)
    legend, years, foot = (page.locator(name).bounding_box() for name in ("#legend", "#time", ".foot"))
    assert legend is not None
    assert years is not None
    assert foot is not None
    assert legend["y"] + legend["height"] <= years["y"]
    assert years["y"] + years["height"] <= foot["y"]


def test_colours_chosen_for_the_whole_machine_still_tell(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS", forced_colors="active", color_scheme="dark")
    _settled(page)
    border = "tab => getComputedStyle(tab).borderBottomColor"
    chosen, other = (page.get_by_role("tab", name=name).evaluate(border) for name in ("Network", "Map"))
    assert chosen != other
    ground = "bar => getComputedStyle(bar).backgroundColor"
    bar = page.locator(".rank .bar:has(span)").first
    assert bar.evaluate(ground) != bar.locator("span").evaluate(ground)


def test_paper_has_what_is_read_and_no_buttons(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&panel=pair&pair=RUS~SYR", color_scheme="dark")
    _settled(page)
    page.emulate_media(media="print")
    for gone in ("#ask", "#tools", "#filters", "#shows"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#panel-pair blockquote").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    panel = "panel => panel.scrollHeight - panel.clientHeight"
    assert page.locator("#panel-pair").evaluate(panel) <= 0
