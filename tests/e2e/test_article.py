"""Pasting an article: what it says is shown in place, and nothing is stored unless somebody asks for it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]

_TEXT = "Nobody was told. Russia bombed Ukraine overnight.\n\nIn Paris there was a stir. France sends weapons to Ukraine.\n"


@pytest.fixture
def reader(opened: Opened, world: Served) -> Page:
    """The panel, open, over the world; for what stores nothing."""
    return opened(world, "/#actor=UKR&panel=article")


@pytest.fixture
def adder(opened: Opened, fresh: Served) -> Page:
    """The panel, open, over an empty service of its own."""
    return opened(fresh, "/#actor=UKR&panel=article")


def _text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="An article, in English")


def _read(page: Page, text: str) -> Locator:
    """Pastes a text and has it read; the text as it is shown then."""
    _text(page).fill(text)
    page.get_by_role("button", name="Show its relations").click()
    return page.get_by_role("group", name="The text")


def _stored(page: Page) -> int:
    return int(page.request.get("/v1/status").json()["articles"])


def _answer(**body: Any) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**body)


def test_the_text_is_shown_with_its_marks_and_nothing_is_stored(reader: Page) -> None:
    before = _stored(reader)
    shown = _read(reader, _TEXT)
    expect(shown.locator("p")).to_have_text(
        ["Nobody was told. Russia bombed Ukraine overnight.", "In Paris there was a stir. France sends weapons to Ukraine."]
    )
    expect(shown.locator("mark")).to_have_text(["Russia", "bombed", "Ukraine", "France", "sends weapons to", "Ukraine"])
    expect(reader.get_by_role("heading", name="2 relations in 2 of 4 sentences")).to_be_visible()
    found = reader.get_by_role("group", name="Its relations").get_by_role("listitem")
    expect(found.first).to_contain_text("Russia attacks Ukraine")
    expect(found.first).to_contain_text("occurred · 90 %")
    assert _stored(reader) == before


def test_choosing_a_relation_lights_its_words(reader: Page) -> None:
    shown = _read(reader, _TEXT)
    choice = reader.get_by_role("button", name="France arms Ukraine: show where")
    choice.press("Enter")
    expect(choice).to_have_attribute("aria-pressed", "true")
    expect(shown.locator("mark.lit")).to_have_text(["France", "sends weapons to", "Ukraine"])
    shown.locator("mark", has_text="bombed").click()
    expect(reader.get_by_role("button", name="Russia attacks Ukraine: show where")).to_have_attribute("aria-pressed", "true")
    expect(choice).to_have_attribute("aria-pressed", "false")


def test_marks_of_two_relations_merge(reader: Page) -> None:
    sentence = "\U0001f600 Iran and Syria criticised Israel."
    party = {"role": None}
    edge = {"relation": "criticises", "status": "occurred", "counted": True, "confidence": 0.8, "why": "", "sentence": 0}
    israel = party | {"actor": "ISR", "name": "Israel", "span": [28, 34]}
    edges = [
        edge | {"source": party | {"actor": "IRN", "name": "Iran", "span": [2, 16]}, "target": israel, "trigger": [17, 27]},
        edge | {"source": party | {"actor": "SYR", "name": "Syria", "span": [11, 16]}, "target": israel, "trigger": [17, 27]},
    ]
    reader.route("**/v1/extract", _answer(json={"sentences": [sentence], "edges": edges}))
    shown = _read(reader, sentence)
    expect(shown.locator("mark")).to_have_text(["Iran and ", "Syria", "criticised", "Israel"])
    reader.get_by_role("button", name="Syria criticises Israel: show where").click()
    expect(shown.locator("mark.lit")).to_have_text(["Syria", "criticised", "Israel"])
    reader.get_by_role("button", name="Iran criticises Israel: show where").click()
    expect(shown.locator("mark.lit")).to_have_text(["Iran and ", "Syria", "criticised", "Israel"])


def test_markup_in_a_text_is_text(reader: Page) -> None:
    shown = _read(reader, "<img src=x onerror=alert(1)> Russia bombed Ukraine.")
    expect(shown).to_contain_text("<img src=x onerror=alert(1)>")
    expect(shown.locator("img")).to_have_count(0)


def test_a_text_without_relations_is_shown_all_the_same(reader: Page) -> None:
    expect(_read(reader, "The weather was fair. Nobody came.")).to_contain_text("The weather was fair.")
    expect(reader.get_by_role("heading", name="No relation between actors in these 2 sentences")).to_be_visible()


def test_adding_it_makes_the_view_follow(adder: Page) -> None:
    expect(adder.locator("#standfirst")).to_have_text("Country: no news yet")
    adder.get_by_role("textbox", name="Title").fill("A night of fire.")
    adder.get_by_role("textbox", name="Publisher").fill("The Harbour Post")
    adder.get_by_label("Day written").fill("2024-06-01")
    _read(adder, _TEXT)
    adder.get_by_role("button", name="Add it to the graph").click()
    expect(adder.get_by_text("Added to the graph, with 2 relations.")).to_be_visible()
    expect(adder.locator("#standfirst")).to_have_text("Country: 2 sentences on 2 partners, June 2024")
    expect(adder.get_by_role("group", name="The text")).to_contain_text("A night of fire.")
    assert _stored(adder) == 1
    adder.get_by_role("button", name="Add it to the graph").click()
    expect(adder.get_by_text("The graph has this article already.")).to_be_visible()
    assert _stored(adder) == 1


def test_two_presses_add_it_once(adder: Page) -> None:
    sent: list[str] = []
    adder.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    _text(adder).fill(_TEXT)
    adder.get_by_role("button", name="Add it to the graph").dblclick()
    expect(adder.get_by_text("Added to the graph")).to_be_visible()
    assert len(sent) == 1


def test_an_actor_leads_to_its_graph_and_the_text_stays(reader: Page) -> None:
    _read(reader, _TEXT)
    reader.get_by_role("link", name="France").click()
    expect(reader.get_by_role("heading", name="France")).to_be_visible()
    reader.get_by_role("tab", name="Read an article").click()
    expect(reader.get_by_role("group", name="The text")).to_contain_text("Russia bombed Ukraine")
    reader.get_by_role("button", name="Change the text").click()
    expect(_text(reader)).to_have_value(_TEXT)
    expect(_text(reader)).to_be_focused()


def test_an_empty_text_is_not_sent(reader: Page) -> None:
    _read(reader, "  \n ")
    expect(reader.get_by_text("Paste a text first.")).to_be_visible()
    expect(_text(reader)).to_be_focused()


def test_a_french_text_is_refused_in_words(reader: Page) -> None:
    _read(
        reader,
        "La France a condamné la Russie lundi pour les attaques contre les villes. Le pays ne restera pas silencieux.",
    )
    expect(reader.get_by_text("This is not in English.")).to_be_visible()


def test_a_text_over_the_limit_is_refused_in_words(reader: Page) -> None:
    _read(reader, "Russia met Iran. " * 60_000)
    expect(reader.get_by_text("This text is too long. At most 1,000,000 bytes")).to_be_visible()


def test_a_service_with_keys_says_so(reader: Page) -> None:
    reader.route("**/v1/articles", _answer(status=401, json={"detail": "a key is needed"}))
    _text(reader).fill(_TEXT)
    reader.get_by_role("button", name="Add it to the graph").click()
    expect(reader.get_by_text("This service takes articles only with a key")).to_be_visible()


def test_what_is_kept_aside_says_why(reader: Page) -> None:
    aside = {"id": "a1", "outcome": "aside", "status": "aside", "edges": [], "version": 1, "error": "the text is in Dutch"}
    reader.route("**/v1/articles", _answer(status=201, json=aside))
    reader.route("**/v1/articles/a1", _answer(json={"sentences": [], "edges": []}))
    _text(reader).fill(_TEXT)
    reader.get_by_role("button", name="Add it to the graph").click()
    expect(reader.get_by_text("Kept aside, and not read: the text is in Dutch.")).to_be_visible()


def test_a_service_that_went_away_is_no_end(adder: Page, fresh: Served) -> None:
    fresh.stop()
    _read(adder, _TEXT)
    expect(adder.get_by_role("tabpanel", name="Read an article").get_by_text("The service cannot be reached.")).to_be_visible()
    expect(adder.get_by_role("button", name="Show its relations")).to_be_enabled()
    expect(_text(adder)).to_have_value(_TEXT)
