"""The search box: names, and questions in words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

READ = "async (text) => (await import('/explorer/tools/questions.js')).readings(text)"


def _box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search, or ask a question")


def _answers(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Answers").get_by_role("option")


def test_a_name_is_suggested_and_opened_by_keyboard(page: Page) -> None:
    page.keyboard.press("/")
    expect(_box(page)).to_be_focused()
    page.keyboard.type("sy")
    options = _answers(page)
    expect(options.filter(has_text="Syria").first).to_be_visible()
    expect(options.first).to_contain_text("country")
    expect(_box(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(_answers(page).and_(page.get_by_role("option", selected=True))).to_have_count(1)
    expect(_box(page)).to_have_attribute("aria-activedescendant", "answer-0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox", name="Answers")).to_be_hidden()
    assert page.url.endswith("#actor=SYR")


def test_arrows_go_round_and_escape_closes_then_empties(page: Page) -> None:
    _box(page).fill("ira")
    expect(_answers(page).nth(1)).to_be_visible()
    last = _answers(page).count() - 1
    page.keyboard.press("ArrowUp")
    expect(_answers(page).nth(last)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(_answers(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Answers")).to_be_hidden()
    expect(_box(page)).to_have_value("ira")
    page.keyboard.press("Escape")
    expect(_box(page)).to_have_value("")


@pytest.mark.parametrize(
    ("text", "row", "address"),
    [
        ("Moscow", "RussiaMoscow · country", "#actor=RUS"),
        ("Kremlin vs Washington", "Are Russia and the United States allied?question", "pair=RUS~USA"),
    ],
)
def test_a_capital_or_a_seat_of_government_is_its_country(page: Page, text: str, row: str, address: str) -> None:
    _box(page).fill(text)
    expect(_answers(page).first).to_have_text(row)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Russia").first).to_be_visible()
    assert address in page.url


def test_enter_does_what_the_first_row_says_even_before_it_is_there(page: Page) -> None:
    _box(page).fill("Russian Federation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stands with")).to_be_visible()
    assert page.url.endswith("#actor=RUS")


def test_the_last_answer_wins(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/suggest?q=fr&*", hold)
    with page.expect_request("**/v1/suggest?q=fr&*"):
        _box(page).fill("fr")
    _box(page).fill("egy")
    expect(_answers(page).first).to_contain_text("Egypt")
    held[0].fulfill(json={"results": [{"id": "FRA", "name": "France", "kind": "country"}]})  # too late
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(_answers(page).first).to_contain_text("Egypt")


QUESTIONS = (
    ("are Russia and Syria allied?", "Are Russia and Syria allied?", "#actor=RUS&panel=pair&pair=RUS~SYR"),
    ("Russia vs Turkey", "Are Russia and Turkey allied?", "#actor=RUS&panel=pair&pair=RUS~TUR"),
    ("is Iran an ally of Syria", "Are Iran and Syria allied?", "#actor=IRN&panel=pair&pair=IRN~SYR"),
    ("Russian Federation and USA", "Are Russia and the United States allied?", "#actor=RUS&panel=pair&pair=RUS~USA"),
    ("allies of France", "Who stands with France?", "#actor=FRA"),
    ("who stands with Iran", "Who stands with Iran?", "#actor=IRN"),
    ("rivals of France", "Who stands against France?", "#actor=FRA"),
    ("what changed since 2015", "What changed since 1 January 2015?", "#panel=changes&before=2015-01-01"),
    (
        "what changed in Syria since March 2015",
        "What changed around Syria since 1 March 2015?",
        "#actor=SYR&panel=changes&before=2015-03-01",
    ),
    ("coalitions", "Which coalitions are there?", "#panel=coalitions"),
)


def test_a_question_says_what_it_will_do_and_does_it(page: Page, world: Served) -> None:
    for asked, first, where in QUESTIONS:
        page.goto("/#")
        _box(page).fill(asked)
        expect(_answers(page).first).to_contain_text(first)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{world.address}/{where}")


def test_who_reads_a_pair_is_taken_to_its_heading_and_who_asks_for_rivals_to_them(page: Page) -> None:
    _box(page).fill("Russia and Syria")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Russia and Syria")).to_be_focused()
    _box(page).fill("rivals of Russia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stands against")).to_be_focused()


def test_a_pair_of_the_actor_in_view_keeps_the_picture(page: Page, world: Served) -> None:
    page.goto("/#actor=SYR&expand=IRN")
    _box(page).fill("Russia and Syria")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{world.address}/#actor=SYR&expand=IRN&panel=pair&pair=RUS~SYR")


def test_a_name_with_and_in_it_is_a_name(page: Page) -> None:
    _box(page).fill("Bosnia and Herz")
    expect(_answers(page).first).to_contain_text("Bosnia and Herzegovina")
    _box(page).fill("Bosnia and Herzegovina and Serbia")
    expect(_answers(page).first).to_contain_text("Are Bosnia and Herzegovina and Serbia allied?")


def test_a_name_that_nobody_has_is_answered_with_the_nearest(page: Page, world: Served) -> None:
    _box(page).fill("Rusia")
    page.keyboard.press("Enter")
    told = page.get_by_role("alert").filter(has_text="Nobody is called “Rusia”.")
    expect(told).to_be_visible()
    told.get_by_role("link", name="Russia", exact=True).click()
    expect(page).to_have_url(f"{world.address}/#actor=RUS")
    expect(told).to_be_hidden()


def test_a_question_with_a_wrong_name_offers_the_right_one(page: Page, world: Served) -> None:
    _box(page).fill("are Rusia and Syria allied")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Nobody is called “Rusia”.")).to_be_visible()
    page.get_by_role("button", name="Are Russia and Syria allied?").click()
    expect(page).to_have_url(f"{world.address}/#actor=RUS&panel=pair&pair=RUS~SYR")


def test_an_empty_box_shows_what_can_be_asked(page: Page) -> None:
    _box(page).focus()
    page.keyboard.press("ArrowDown")
    expect(_answers(page).filter(has_text="allied?")).to_have_count(1)
    _answers(page).filter(has_text="Which coalitions are there?").click()
    expect(page.get_by_role("tab", name="Coalitions")).to_have_attribute("aria-selected", "true")


def test_a_slash_in_a_field_is_a_slash(page: Page) -> None:
    _box(page).fill("a")
    page.keyboard.press("/")
    expect(_box(page)).to_have_value("a/")


def test_a_service_that_is_gone_says_so(fresh: Served, opened: Callable[..., Page]) -> None:
    page = opened(fresh)
    expect(page.get_by_role("heading", name="The strongest relations")).to_be_visible()
    fresh.stop()
    _box(page).fill("Russia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()


READINGS: tuple[tuple[str, list[tuple[str, list[str], str]]], ...] = (
    ("Russia", []),
    ("", []),
    ("?", []),
    ("Is the United States allied with Iran?", [("pair", ["United States", "Iran"], "")]),
    ("Are France and Germany still friends?", [("pair", ["France", "Germany"], "")]),
    ("does Iran support Hezbollah", [("pair", ["Iran", "Hezbollah"], "")]),
    ("Russia v. Turkey", [("pair", ["Russia", "Turkey"], "")]),
    ("Russia – Turkey", [("pair", ["Russia", "Turkey"], "")]),
    ("Guinea-Bissau", []),
    ("ties between Egypt & Israel", [("pair", ["Egypt", "Israel"], "")]),
    ("X and Y and Z", [("pair", ["X", "Y and Z"], ""), ("pair", ["X and Y", "Z"], "")]),
    ("Syria’s allies", [("allies", ["Syria"], "")]),
    ("who are the enemies of the United States?", [("rivals", ["United States"], "")]),
    ("who opposes NATO", [("rivals", ["NATO"], "")]),
    ("What changed?", [("changes", [], "")]),
    ("what's new in Iran since 27 March 2015", [("changes", ["Iran"], "2015-03-27")]),
    ("changes since March 27, 2015", [("changes", [], "2015-03-27")]),
    ("what changed since 2015-02", [("changes", [], "2015-02-01")]),
    ("what coalitions are there?", [("coalitions", [], "")]),
    ("what changed since 31 February 2015", []),
    ("x" * 300, []),
)


def test_how_a_text_is_read(page: Page) -> None:
    for text, read in READINGS:
        assert [(one["does"], one["names"], one["since"]) for one in page.evaluate(READ, text)] == read, text
