"""The network: what is drawn can be met with the mouse and with keys, and what is done to it is in the address."""

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def actors(page: Page) -> Locator:
    """The list that is the network for keyboards and screen readers."""
    return page.get_by_role("listbox", name=re.compile("^Network of "))


def actor(page: Page, name: str) -> Locator:
    return actors(page).get_by_role("option", name=re.compile(f"^{name},"))


def at(page: Page, name: str) -> tuple[float, float]:
    """Where an actor is drawn, once the picture is at rest."""
    expect(actor(page, name)).to_have_count(1)
    place, still = None, 0
    while still < 3:  # frames in which it did not move
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
        box = actor(page, name).bounding_box()
        assert box is not None
        now = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        still = still + 1 if now == place else 0
        place = now
    assert place is not None
    return place


def card(page: Page, name: str) -> Locator:
    """The open card of an actor."""
    return page.get_by_role("group", name=name, exact=True)


def says(page: Page, part: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(part)))


def test_it_lists_every_actor_with_its_ties(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    expect(actors(page)).to_have_attribute("aria-label", re.compile(r"^Network of \d+ actors; arrows move, Enter opens"))
    expect(actors(page).get_by_role("option").first).to_have_accessible_name(re.compile("^Russia, country"))
    expect(actor(page, "Belarus")).to_have_accessible_name(re.compile(r"with Russia: cooperation [\d.]+ \(\d sentences\)$"))
    expect(actor(page, "Ukraine")).to_have_accessible_name(re.compile(r"conflict [\d.]+"))


def test_hovering_an_actor_tells_what_it_has_with_the_root(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    page.mouse.move(*at(page, "Belarus"))
    seen = page.locator("#network").get_by_text("With Russia: cooperation")
    expect(seen).to_be_visible()
    page.mouse.move(2, 2)
    expect(seen).to_be_hidden()


def test_a_click_opens_a_card_from_which_one_goes_on(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    page.mouse.click(*at(page, "Belarus"))
    expect(card(page, "Belarus")).to_contain_text("country · ")
    card(page, "Belarus").get_by_role("button", name="Russia").click()
    says(page, "panel=pair&pair=BLR~RUS")
    card(page, "Belarus").get_by_role("button", name="Its graph").click()
    says(page, "#actor=BLR")
    expect(card(page, "Belarus")).to_be_hidden()
    expect(actors(page).get_by_role("option").first).to_have_accessible_name(re.compile("^Belarus"))


def test_a_click_on_a_line_reads_its_sentences(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=BLR&sign=cooperation&nodes=2")
    (ax, ay), (bx, by) = at(page, "Belarus"), at(page, "Russia")
    middle = ((ax + bx) / 2, (ay + by) / 2)
    page.mouse.move(*middle)
    told = page.locator("#network").get_by_text(re.compile(r"^Belarus – Russia: cooperation [\d.]+ \(\d sentences\)$"))
    expect(told).to_be_visible()
    page.mouse.click(*middle)
    says(page, "pair=BLR~RUS")
    expect(page.get_by_role("tab", name="Sentences")).to_have_attribute("aria-selected", "true")


def test_partners_are_opened_and_closed_and_back_undoes_it(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=SYR")
    before = actors(page).get_by_role("option")
    expect(actor(page, "Iran")).to_have_count(1)
    count = before.count()
    page.mouse.dblclick(*at(page, "Iran"))
    says(page, "expand=IRN")
    expect(actor(page, "Iran")).to_have_accessible_name(re.compile("partners open"))
    expect(actor(page, "Hezbollah")).to_have_count(1)  # no tie with Syria: Iran brought it along
    page.go_back()
    expect(actor(page, "Hezbollah")).to_have_count(0)
    expect(before).to_have_count(count)
    actors(page).press("e")  # the keyboard is at Iran still
    says(page, "expand=IRN")
    card(page, "Iran").get_by_role("button", name="Close partners").click()
    expect(actor(page, "Hezbollah")).to_have_count(0)


def test_dragging_pins_and_the_address_holds_it(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    x, y = at(page, "Belarus")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 24, steps=3)
    page.mouse.up()
    says(page, "pins=BLR@")
    moved = at(page, "Belarus")
    assert moved != (x, y)
    expect(actor(page, "Belarus")).to_have_accessible_name(re.compile("pinned"))
    page.reload()
    assert at(page, "Belarus") == pytest.approx(at(page, "Belarus"))
    expect(page.locator("#legend").get_by_text("pinned")).to_be_visible()
    page.mouse.click(*at(page, "Belarus"))
    card(page, "Belarus").get_by_role("button", name="Let go").click()
    expect(page).not_to_have_url(re.compile("pins"))
    expect(actor(page, "Belarus")).not_to_have_accessible_name(re.compile("pinned"))


def test_the_same_address_gives_the_same_picture(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    x, y = at(page, "Belarus")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -200)
    says(page, "camera=")
    zoomed = {name: at(page, name) for name in ("Russia", "Ukraine")}
    again = opened(world, page.url.removeprefix(world.address))
    for name, place in zoomed.items():
        assert at(again, name) == pytest.approx(place, abs=1.5)
    again.get_by_role("button", name="Fit to view").click()
    expect(again).not_to_have_url(re.compile("camera"))
    assert at(again, "Russia") != pytest.approx(zoomed["Russia"], abs=1.5)


def test_keys_go_from_actor_to_actor_open_pin_and_zoom(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    x, y = at(page, "Russia")
    here = {name: at(page, name) for name in ("Ukraine", "Belarus", "China", "Germany", "Iran", "Britain|United Kingdom")}
    actors(page).focus()
    page.keyboard.press("Home")
    said = actors(page).locator("[aria-selected=true]")
    expect(said).to_have_accessible_name(re.compile("^Russia"))
    name, key = next(
        (name, "ArrowRight" if px > x else "ArrowLeft") for name, (px, py) in here.items() if abs(px - x) > abs(py - y)
    )
    page.keyboard.press(key)
    expect(said).not_to_have_accessible_name(re.compile("^Russia"))
    option = said.get_attribute("id")
    assert option is not None
    expect(actors(page)).to_have_attribute("aria-activedescendant", option)
    box = said.bounding_box()
    assert box is not None
    assert (box["x"] + box["width"] / 2 > x) == (key == "ArrowRight"), name
    page.keyboard.press("p")
    says(page, "pins=")
    expect(said).to_have_accessible_name(re.compile(", pinned"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Its graph")).to_be_focused()
    page.keyboard.press("Escape")
    expect(actors(page)).to_be_focused()
    expect(page.get_by_role("button", name="Its graph")).to_be_hidden()
    page.keyboard.press("+")
    says(page, "camera=")
    page.keyboard.press("0")
    expect(page).not_to_have_url(re.compile("camera"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zoom in")).to_be_focused()


def test_more_and_fewer_actors(opened: Open, world: Served) -> None:
    page = opened(world, "/#nodes=8")
    expect(page.locator("#omitted")).to_have_text(re.compile(r"^(at least )?\d+ more actors left out$"))
    expect(actors(page)).to_have_attribute("aria-label", re.compile(r"^Network of \d actors;"))
    expect(page.get_by_role("button", name="Fewer actors")).to_be_hidden()
    page.get_by_role("button", name="More actors").click()
    says(page, "#")
    expect(page).not_to_have_url(re.compile("nodes"))
    expect(actor(page, "Belarus")).to_have_count(1)
    expect(page.locator("#omitted")).to_have_text("")
    expect(page.get_by_role("button", name="More actors")).to_be_hidden()


def test_the_legend_tells_the_shapes_only_of_the_network(page: Page) -> None:
    group = page.locator("#legend").get_by_text("group", exact=True)
    expect(group).to_be_visible()
    page.get_by_role("tab", name="Table").click()
    expect(group).to_be_hidden()


def test_pictures_are_what_is_seen(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS")
    at(page, "Belarus")
    svg, png = page.evaluate(
        """async () => {
        const { App } = await import("/explorer/core/app.js");
        const { network } = await import("/explorer/views/network.js");
        const app = new App();
        const host = document.createElement("div");
        host.className = "view";
        document.querySelector(".views").append(host);
        network(host, app);
        await app.refresh();
        while (!host.querySelector("[role=option]")) await new Promise(requestAnimationFrame);
        const bytes = new Uint8Array(await (await app.exporters.network.png()).arrayBuffer());
        return [app.exporters.network.svg(), [...bytes.slice(0, 24)]];
    }"""
    )
    drawn = ElementTree.fromstring(svg)  # noqa: S314 - our own
    names = {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Russia", "Belarus", "Ukraine"} <= names
    dashed = [path for path in drawn.iter("{http://www.w3.org/2000/svg}path") if path.get("stroke-dasharray")]
    assert dashed  # conflict
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}path"))) > len(dashed)
    width, height = (int.from_bytes(bytes(png[place : place + 4]), "big") for place in (16, 20))
    stage = page.locator("#network").bounding_box()
    assert stage is not None
    assert bytes(png[1:4]) == b"PNG"
    assert (width, height) == pytest.approx((2 * stage["width"], 2 * stage["height"]), abs=2)


def answering(page: Page, change: Callable[[dict[str, Any]], None]) -> None:
    """Has the graph of the view changed on its way."""

    def answer(route: Route) -> None:
        response = route.fetch()
        found = response.json()
        change(found)
        route.fulfill(status=200, content_type="application/json", body=json.dumps(found))

    page.route("**/subgraph*", answer)


@pytest.mark.parametrize("ties", [0, 1])
def test_long_names_missing_places_and_no_ties_break_nothing(opened: Open, world: Served, ties: int) -> None:
    page = opened(world, "/#show=table", viewport={"width": 360, "height": 700})

    def odd(found: dict[str, Any]) -> None:
        for number, node in enumerate(found["nodes"]):
            node["country"] = None
            del node["x"]
            if number == 1:
                node["name"] = "Ω<img src=x onerror=alert(1)>" * 700
        found["edges"] = found["edges"][:ties]

    answering(page, odd)
    page.goto("/#actor=RUS")
    expect(actors(page).get_by_role("option").first).to_have_accessible_name(re.compile(f"^Russia, country; {ties} ties? here$"))
    expect(actors(page).get_by_role("option", name=re.compile("^Ω<img src=x"))).to_have_count(1)
    if ties:  # where there are none, the page says so over the network
        actors(page).press("Home")
        actors(page).press("Enter")
        expect(card(page, "Russia")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#network img").count() == 0


def test_a_finger_opens_a_card_that_fits_a_small_screen(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.touchscreen.tap(*at(page, "Belarus"))
    expect(card(page, "Belarus")).to_be_visible()
    inside = card(page, "Belarus").bounding_box()
    assert inside is not None
    assert inside["x"] >= 0
    assert inside["x"] + inside["width"] <= 360
    for button in card(page, "Belarus").get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_news_moves_nothing_that_is_pinned(opened: Open, fresh: Served) -> None:
    fresh.add("Russia bombed Ukraine. Belarus stands by Russia.", "2022-03-01")
    page = opened(fresh, "/#actor=RUS&camera=0,0,1&pins=UKR@100,50;RUS@-50,0;BLR@0,-80", reduced_motion="reduce")
    before = at(page, "Ukraine")
    fresh.add("China trades with Russia. Iran sends weapons to Russia.", "2022-03-02")
    page.reload()
    expect(actor(page, "China")).to_have_count(1)
    assert at(page, "Ukraine") == before


def test_one_finger_scrolls_the_page_until_there_is_something_to_move(opened: Open, world: Served) -> None:
    page = opened(world, "/#actor=RUS", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    _swipe(page, *at(page, "Russia"), -150)
    page.wait_for_function("() => scrollY > 50")
    assert page.url.endswith("#actor=RUS")
    page.reload()
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile("camera="))
    before = page.url
    x, y = at(page, "Russia")
    _swipe(page, x + 40, y - 60, -60)
    page.wait_for_function("before => location.href !== before", arg=before)
    assert page.evaluate("scrollY") == 0


def _swipe(page: Page, x: float, y: float, by: float) -> None:
    """One finger, up or down."""
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + by * step / 10}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_page_down_and_end_go_through_all_actors(page: Page) -> None:
    page.goto("/#actor=RUS")
    actors(page).focus()
    met = []
    for _ in range(actors(page).get_by_role("option").count()):
        met.append(page.locator("#network [aria-selected=true]").get_attribute("id"))
        page.keyboard.press("PageDown")
    assert len(set(met)) == len(met) > 3
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert page.locator("#network [aria-selected=true]").get_attribute("id") == met[-1]


@pytest.mark.parametrize("viewport", [(1280, 800), (1280, 640), (390, 844), (768, 1024)])
def test_the_first_picture_fills_its_place(opened: Open, world: Served, viewport: tuple[int, int]) -> None:
    page = opened(world, "/#actor=RUS", viewport={"width": viewport[0], "height": viewport[1]})
    at(page, "Russia")
    place = page.locator("#network").bounding_box()
    boxes = [option.bounding_box() for option in actors(page).get_by_role("option").all()]
    assert place is not None
    tops = [box["y"] for box in boxes if box]
    assert max(tops) - min(tops) > 0.6 * place["height"]


def test_the_last_press_of_more_keeps_the_keyboard(opened: Open, world: Served) -> None:
    page = opened(world, "/#nodes=2")
    page.get_by_role("button", name="More actors").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="More actors")).to_be_hidden()
    expect(actors(page)).to_be_focused()
    expect(page.locator("#announce")).to_have_text(re.compile(r"^\d+ actors, \d+ ties$"))
