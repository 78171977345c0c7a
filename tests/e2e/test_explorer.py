"""The page in a real browser: search a country, choose a line, read the sentence."""

import os
import shutil
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Page, Route, expect, sync_playwright

from app.main import create_app
from tests.api.conftest import NOON, make_container, seed

pytestmark = pytest.mark.browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 20


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium: that of ``ENTENTE_CHROMIUM``, or the first on PATH."""
    path = os.environ.get("ENTENTE_CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = "NO BROWSER TEST WAS RUN: no chromium on PATH; install one (Debian: apt-get install chromium)"
        if os.environ.get("ENTENTE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with the three articles, on a free port."""
    with make_container(tmp_path_factory.mktemp("e2e")) as container:
        seed(container)
        app = create_app(container=container, now=lambda: NOON)
        server = _Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        assert server.up.wait(_SECONDS), "the server did not start"
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(_SECONDS)


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Page]:
    """A page that fails the test when its script errs or its policy is broken."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page: Page = context.new_page()
    page.set_default_timeout(_SECONDS * 1000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert wrong == []


def test_from_a_name_to_the_sentence(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Country, organisation or group").fill("rus")
    page.get_by_role("option", name="Russia", exact=False).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Russia", exact=True)).to_be_visible()
    assert page.url.endswith("#actor=RUS")
    line = page.locator(".tie[data-pair='SYR'][data-sign='cooperation']")
    expect(line).to_have_attribute("aria-label", "Russia and Syria: cooperation, 3 sentences")
    line.focus()
    page.keyboard.press("Enter")  # the keyboard does what the mouse does
    quote = page.locator(".quote blockquote").first
    expect(quote).to_have_text("For decades Russia is an ally of Syria.")
    expect(quote.locator("mark.actor")).to_have_text(["Russia", "Syria"])
    expect(quote.locator("mark.act")).to_have_text("is an ally of")
    expect(page.locator("#evidence")).to_contain_text("The Evening Courier, 27 September 2015")


def test_a_line_can_be_clicked_and_its_relations_chosen(page: Page) -> None:
    page.goto("/#actor=RUS")
    hit = page.locator(".tie[data-pair='TUR'][data-sign='conflict'] .hit")
    box = hit.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.7)
    expect(page.locator("#evidence-title")).to_have_text("Russia and Turkey")
    page.get_by_role("button", name="Turkey accuses Russia").click()
    expect(page.locator(".quote blockquote").first).to_have_text("Today Turkey accused Russia of it.")


@pytest.mark.parametrize(
    ("first", "precision", "shown"),
    [
        ("2011-03-01", "month", ", of March 2011"),
        ("2011-01-01", "year", ", of 2011"),
        ("1990-01-01", "decade", ", of the 1990s"),
        ("2015-09-21", "week", ", of the week from 21 September 2015"),
        ("2015-09-26", "day", ", of 26 September 2015"),
        ("2015-09-27", "day", " occurred"),
        (None, None, " occurred"),
    ],
)
def test_a_sentence_says_of_when_it_tells(page: Page, first: str | None, precision: str | None, shown: str) -> None:
    def tell(route: Route) -> None:
        answer = route.fetch().json()
        for piece in answer["results"]:
            piece |= {"event_day": first, "event_precision": precision}
        route.fulfill(json=answer)

    page.route("**/evidence?*", tell)
    page.goto("/#actor=RUS")
    page.locator(".tie[data-pair='SYR'][data-sign='cooperation']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".quote .meta").first).to_contain_text(f"The Evening Courier, 27 September 2015{shown}")


def test_the_lists_and_the_day(page: Page) -> None:
    page.goto("/#actor=RUS")
    expect(page.locator("#allies .name").first).to_have_text("Syria")
    expect(page.locator("#rivals .name")).to_have_text(["Turkey", "United Kingdom", "Ukraine", "France"])
    page.get_by_label("As of").fill("2015-12-31")
    expect(page.locator("#rivals .name")).to_have_text(["Turkey", "United Kingdom"])
    assert page.url.endswith("#actor=RUS&as_of=2015-12-31")
    page.get_by_role("button", name="All time").click()
    expect(page.locator("#rivals .name")).to_have_count(4)


def test_a_pasted_text_is_shown_as_text(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Paste a paragraph").fill("Mind the <img src=x onerror=alert(1)> here: Iran trains beside Russia.")
    page.get_by_role("button", name="Show its relations").click()
    expect(page.locator("#coded blockquote")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#coded img")).to_have_count(0)
    expect(page.locator("#coded .stated")).to_contain_text("IRN cooperates militarily with RUS occurred")


def test_a_name_that_nobody_has_is_answered_with_the_nearest(page: Page) -> None:
    page.goto("/#actor=Rusia")
    expect(page.locator("#message")).to_contain_text("did you mean Russia (RUS)?")
    page.locator("#message").get_by_role("link", name="Russia", exact=True).click()
    expect(page.get_by_role("heading", name="Russia", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows(browser: Any, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto("/#actor=RUS")
    expect(page.locator("#rivals .name")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


class _Server(uvicorn.Server):
    """Says when it listens, so that nobody has to poll."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()
