"""The page as a whole: its address is its state."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_tabs_are_steps_of_the_history(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()
    assert page.url.endswith("#show=map")
    page.get_by_role("tab", name="Map").press("ArrowRight")
    expect(page.get_by_role("tab", name="Table")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="Table")).to_be_focused()
    expect(page.locator("#map")).to_be_hidden()
    page.go_back()
    expect(page.locator("#map")).to_be_visible()


def test_the_skip_link_leaves_the_address_alone(page: Page) -> None:
    page.goto("/#show=table")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_be_focused()
    assert page.url.endswith("#show=table")


def test_a_part_that_errs_keeps_no_other_from_hearing(page: Page) -> None:
    heard = page.evaluate("""async () => {
      const { App } = await import("/explorer/core/app.js");
      addEventListener("error", (event) => event.preventDefault(), { once: true });
      const app = new App();
      const heard = [];
      app.on("news", () => { throw new Error("a part errs"); });
      app.on("news", (what) => heard.push(what));
      app.emit("news", "something");
      return heard;
    }""")
    assert heard == ["something"]
