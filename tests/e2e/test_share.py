"""The tools of the masthead: undo, share, light and dark, keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]


def _share(page: Page) -> None:
    page.get_by_role("button", name="Share", exact=True).click()


def test_undo_and_redo_follow_the_history(page: Page) -> None:
    undo, redo = page.get_by_role("button", name="Undo"), page.get_by_role("button", name="Redo")
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
    page.get_by_role("tab", name="Map").click()
    undo.click()
    expect(page.get_by_role("tab", name="Network")).to_have_attribute("aria-selected", "true")
    expect(undo).to_be_disabled()
    expect(undo).to_be_focused()
    redo.click()
    expect(page.get_by_role("tab", name="Map")).to_have_attribute("aria-selected", "true")


def test_the_keys_of_undo_leave_fields_alone(page: Page) -> None:
    page.get_by_role("tab", name="Read an article").click()
    text = page.get_by_role("textbox", name="An article, in English")
    text.press_sequentially("Russia")
    text.press("Control+z")
    expect(page.get_by_role("tabpanel", name="Read an article")).to_be_visible()
    page.get_by_role("tab", name="Read an article").press("Control+z")
    expect(page.get_by_role("tabpanel", name="Ties")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_role("tabpanel", name="Read an article")).to_be_visible()


def test_the_address_is_copied(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&sign=conflict", permissions=["clipboard-read", "clipboard-write"])
    _share(page)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_where_the_clipboard_is_closed_a_field_has_the_address(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    _share(page)
    page.get_by_role("button", name="Copy the address").click()
    field = page.get_by_role("textbox", name="The address of this view")
    expect(field).to_be_focused()
    expect(field).to_have_value(page.url)


def test_the_table_is_the_very_view(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&sign=conflict&from=2022-01-01&to=2022-12-31")
    _share(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Table (CSV)").click()
    assert saved.value.suggested_filename == "entente-RUS-conflict-2022-01-01-2022-12-31.csv"
    rows = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) > 1
    assert all("2022" in row and "conflict" in row for row in rows[1:])


def test_the_graph_goes_along_with_its_places(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=IGO:NATO")
    _share(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Graph (GEXF").click()
    assert saved.value.suggested_filename == "entente-IGO-NATO.gexf"
    assert "viz:position" in Path(saved.value.path()).read_text(encoding="utf-8")


def test_a_file_that_is_refused_says_so(page: Page) -> None:
    page.route("**/v1/overview?*format=parquet", lambda route: route.fulfill(status=501, json={"detail": "It needs pyarrow."}))
    _share(page)
    page.get_by_text("All formats").click()
    page.get_by_role("link", name="Parquet").click()
    expect(page.get_by_text("It needs pyarrow.")).to_be_visible()


@pytest.mark.parametrize(("show", "name"), [("network", "entente-RUS"), ("map", "entente-RUS-map")])
def test_a_picture_of_what_is_shown_is_saved(opened: Opened, world: Served, show: str, name: str) -> None:
    page = opened(world, f"/#actor=RUS&show={show}")
    expect(page.locator("#standfirst")).to_contain_text("sentences on")
    page.wait_for_function("document.querySelector('#" + show + "').querySelector('canvas, svg')")
    _share(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Picture (PNG)").click()
    assert saved.value.suggested_filename == f"{name}.png"
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Drawing (SVG)").click()
    assert saved.value.suggested_filename == f"{name}.svg"
    assert "Russia" in Path(saved.value.path()).read_text(encoding="utf-8")


def test_a_table_has_no_picture(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table")
    _share(page)
    picture = page.get_by_role("button", name="Picture (PNG)")
    expect(picture).to_be_disabled()
    expect(picture).to_have_accessible_description("A table has no picture; take it as CSV.")


def test_share_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    _share(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy the address")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_focused()


def test_dark_paper_stays_dark(page: Page) -> None:
    page.get_by_role("button", name="Dark paper").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Light paper").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_question_mark_shows_the_keys_unless_somebody_writes(page: Page) -> None:
    dialogue = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(dialogue).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    page.get_by_role("tab", name="Read an article").click()
    text = page.get_by_role("textbox", name="An article, in English")
    text.press("?")
    expect(text).to_have_value("?")
    expect(dialogue).to_be_hidden()
