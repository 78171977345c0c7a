"""The map: who stands where, with whom, and what one can do there with a pointer or without."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.accessible import violations
from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


def _view(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).fragment).items()}


def _actor(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Actors on the map").get_by_role("button", name=re.compile(f"^{name},"))


def _tie(page: Page, names: str) -> Locator:
    return page.get_by_role("list", name="Ties on the map").get_by_role("button", name=names)


def _middle(found: Locator) -> tuple[float, float]:
    expect(found).to_be_visible()
    box = found.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _globe(page: Page) -> Locator:
    return page.get_by_role("region", name="Map of the world")


def _until(page: Page, condition: str) -> None:
    """Waits for a condition on the address."""
    page.wait_for_function(f"() => {{ const hash = location.hash; return {condition}; }}")


@pytest.fixture
def russia(opened: Opened, world: Served) -> Page:
    page = opened(world, "/#actor=RUS&show=map", reduced_motion="reduce")
    expect(_globe(page)).to_be_visible()
    expect(_actor(page, "Russia")).to_be_attached()
    return page


def test_actors_and_ties_are_told_in_words(russia: Page) -> None:
    expect(_globe(russia)).to_have_accessible_name("Map of the world, around Russia")
    assert "with Russia cooperation" in (_actor(russia, "Syria").get_attribute("aria-label") or "")
    assert "with Russia conflict" in (_actor(russia, "Ukraine").get_attribute("aria-label") or "")
    assert "conflict" in (_tie(russia, "Russia and Ukraine").get_attribute("aria-label") or "")


def test_choosing_a_disc_visits_the_actor(russia: Page) -> None:
    _actor(russia, "United States").click()
    expect(_globe(russia)).to_have_accessible_name("Map of the world, around United States")
    assert _view(russia)["actor"] == "USA"


def test_choosing_the_land_visits_the_country(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=GBR&show=map")
    x, y = _middle(_actor(page, "Russia"))
    page.mouse.click(x + 90, y)
    _until(page, "hash.includes('actor=RUS')")


def test_choosing_a_line_opens_its_sentences(russia: Page) -> None:
    x, y = _middle(_tie(russia, "Russia and United States"))
    russia.mouse.click(x, y)
    _until(russia, "hash.includes('pair=RUS~USA') && hash.includes('panel=pair')")


def test_who_has_no_place_stands_below_and_can_be_opened(russia: Page) -> None:
    below = russia.get_by_role("list", name="Not on the map:")
    expect(below.get_by_role("listitem")).to_have_count(1)
    below.get_by_role("button", name="North Atlantic Treaty Organization").click()
    _until(russia, "hash.includes('actor=IGO:NATO')")


def test_groups_stand_beside_their_country(opened: Opened, world: Served) -> None:
    page = opened(world, "/#show=map")
    group = _actor(page, "Hezbollah")
    expect(group).to_be_attached()
    gx, gy = _middle(group)
    ix, iy = _middle(_actor(page, "Israel"))
    assert abs(gx - ix) + abs(gy - iy) < 60
    page.reload()
    expect(group).to_be_attached()
    assert _middle(group) == (gx, gy), "the same place at every look"


def test_the_card_says_what_is_under_the_pointer(russia: Page) -> None:
    card = russia.locator(".map-card")
    russia.mouse.move(*_middle(_actor(russia, "United States")))
    expect(card).to_be_visible()
    expect(card).to_contain_text("United States")
    expect(card).to_contain_text("with Russia")
    russia.mouse.move(*_middle(_tie(russia, "Russia and United States")))
    expect(card).to_contain_text("Russia – United States")
    russia.mouse.move(2, 2)
    expect(card).to_be_hidden()


def test_without_a_pointer(russia: Page) -> None:
    _globe(russia).focus()
    russia.keyboard.press("Tab")
    expect(_actor(russia, "Russia")).to_be_focused()
    russia.keyboard.press("ArrowLeft")
    west = russia.locator(":focus")
    assert _middle(west)[0] < _middle(_actor(russia, "Russia"))[0]
    expect(russia.locator(".map-card")).to_be_visible()
    russia.keyboard.press("Escape")
    expect(russia.locator(".map-card")).to_be_hidden()
    russia.keyboard.press("Tab")
    russia.keyboard.press("End")
    russia.keyboard.press("Home")
    pair = russia.locator(":focus").get_attribute("aria-label")
    assert pair
    assert " and " in pair
    russia.keyboard.press("Enter")
    _until(russia, "hash.includes('pair=')")
    _actor(russia, "Russia").focus()
    russia.keyboard.press("End")
    last = (russia.locator(":focus").get_attribute("aria-label") or "").split(",")[0]
    russia.keyboard.press("Enter")
    expect(_globe(russia)).to_have_accessible_name(f"Map of the world, around {last}")
    expect(_actor(russia, last)).to_be_focused()


def test_keys_zoom_and_move_and_the_address_keeps_it(russia: Page) -> None:
    turkey = _actor(russia, "Turkey")
    before = _middle(turkey)
    _globe(russia).focus()
    for key in ("+", "+", "ArrowLeft"):
        russia.keyboard.press(key)
    _until(russia, "hash.includes('globe=')")
    there = _middle(turkey)
    assert there != before
    steps = russia.evaluate("history.length")
    russia.reload()
    expect(turkey).to_be_attached()
    again = _middle(turkey)
    assert abs(again[0] - there[0]) <= 1
    assert abs(again[1] - there[1]) <= 1
    assert russia.evaluate("history.length") == steps
    _globe(russia).press("0")
    _until(russia, "!hash.includes('globe=')")
    assert _middle(turkey) == before


def test_discs_keep_their_place_on_earth_when_the_window_changes(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=map&globe=560,190,4")
    box = _globe(page).bounding_box()
    assert box
    share = (_middle(_actor(page, "Turkey"))[0] - box["x"]) / box["width"]
    page.set_viewport_size({"width": 1000, "height": 760})
    page.wait_for_function(
        """([before, share]) => {
          const globe = document.querySelector(".globe").getBoundingClientRect();
          const turkey = document.querySelector(".map-list [aria-label^='Turkey,']").getBoundingClientRect();
          return globe.width < before - 100 && Math.abs((turkey.x + turkey.width / 2 - globe.x) / globe.width - share) < 0.02;
        }""",
        arg=[box["width"], share],
    )


def test_wheel_and_drag(russia: Page) -> None:
    sea = _middle(_globe(russia))
    russia.mouse.move(sea[0], sea[1] + 60)
    russia.mouse.wheel(0, -400)
    _until(russia, "hash.includes('globe=')")
    zoomed = _view(russia)["globe"]
    where = _middle(_actor(russia, "Turkey"))
    russia.mouse.down()
    russia.mouse.move(sea[0] + 70, sea[1] + 100, steps=4)
    russia.mouse.up()
    _until(russia, f"!hash.includes('{zoomed}')")
    moved = _middle(_actor(russia, "Turkey"))
    assert moved[0] - where[0] == pytest.approx(70, abs=3)
    assert moved[1] - where[1] == pytest.approx(40, abs=3)
    assert "actor=RUS" in russia.url, "a drag is no choice"


def test_buttons_zoom(russia: Page) -> None:
    zoom = russia.get_by_role("group", name="Zoom")
    zoom.get_by_role("button", name="Nearer").click()
    _until(russia, "hash.includes('globe=')")
    zoom.get_by_role("button", name="Further away").click()
    _until(russia, "!hash.includes('globe=')")


def test_the_legend_is_the_maps_while_it_is_shown(russia: Page) -> None:
    legend = russia.locator("#legend")
    expect(legend.get_by_text("against Russia")).to_be_visible()
    russia.get_by_role("tab", name="Table").click()
    expect(legend.get_by_text("against Russia")).to_be_hidden()


def test_nothing_is_fetched_for_a_map_that_nobody_opened(opened: Opened, world: Served) -> None:
    page = opened(world, "about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{world.address}/#actor=RUS")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "world.json" in url or "stage.js" in url]
    page.get_by_role("tab", name="Map").click()
    expect(_actor(page, "Syria")).to_be_attached()
    assert [url for url in asked if "world.json" in url]


def test_outlines_that_do_not_come_can_be_asked_for_again(opened: Opened, world: Served) -> None:
    page = opened(world, "about:blank")
    page.route("**/world.json", lambda route: route.abort())
    page.goto(f"{world.address}/#actor=RUS&show=map")
    expect(page.locator("#map").get_by_role("alert")).to_be_visible()
    page.unroute("**/world.json")
    page.get_by_role("button", name="Try again").click()
    expect(_actor(page, "Syria")).to_be_attached()


def test_an_island_without_land_is_hit_beside_its_middle(opened: Opened, world: Served) -> None:
    node = {"kind": "country", "region": "oceania", "relations": 1, "x": 0, "y": 0}
    nodes = [node | {"id": id, "name": name, "country": id} for id, name in (("TUV", "Tuvalu"), ("AUS", "Australia"))]
    edge = {"source": "AUS", "target": "TUV", "relation": "supports", "sign": "cooperation", "strength": 1, "evidence": 1}
    answer = {
        "graph": {"version": 1}, "nodes": nodes, "edges": [edge | {"id": "AUS~supports~TUV", "confidence": 0.9}],
        "omitted": {"nodes": 0, "edges": 0, "at_least": False}, "root": None,
    }  # fmt: skip
    page = opened(world, "about:blank")
    page.route("**/v1/overview*", lambda route: _answer(route, answer))
    page.goto(f"{world.address}/#show=map")
    x, y = _middle(_actor(page, "Tuvalu"))
    page.mouse.click(x - 12, y - 12)
    assert "actor=" not in page.url
    page.mouse.click(x - 8, y - 8)
    _until(page, "hash.includes('actor=TUV')")


def test_it_goes_where_the_ties_are(russia: Page) -> None:
    wide = _middle(_actor(russia, "Iran"))[0] - _middle(_actor(russia, "United States"))[0]
    russia.get_by_role("button", name="Where the ties are").click()
    _until(russia, "hash.includes('globe=')")
    assert _middle(_actor(russia, "Iran"))[0] - _middle(_actor(russia, "United States"))[0] > 1.1 * wide
    box = _globe(russia).bounding_box()
    assert box
    for name in ("Iran", "United States", "Ukraine", "Russia"):
        x, y = _middle(_actor(russia, name))
        assert box["x"] < x < box["x"] + box["width"], name
        assert box["y"] < y < box["y"] + box["height"], name
    russia.get_by_role("button", name="The whole world").click()
    _until(russia, "!hash.includes('globe=')")


def test_news_leaves_a_drag_under_way_alone(opened: Opened, fresh: Served) -> None:
    fresh.add("Russia shares intelligence with Syria.", "2015-09-27")
    page = opened(fresh, "/#show=map&globe=560,190,4")
    where = _middle(_actor(page, "Syria"))
    page.mouse.move(where[0] - 100, where[1] + 60)
    page.mouse.down()
    page.mouse.move(where[0] - 50, where[1] + 60, steps=3)
    page.evaluate("history.replaceState(history.state, '', location.hash + '&sources=2')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    expect(_actor(page, "Syria")).to_have_count(0)
    page.mouse.move(where[0] - 40, where[1] + 60)
    page.mouse.up()
    _until(page, "!hash.includes('globe=560,190,4')")
    page.goto(page.url.replace("&sources=2", ""))
    expect(_actor(page, "Syria")).to_be_attached()
    assert _middle(_actor(page, "Syria"))[0] - where[0] == pytest.approx(60, abs=3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way_of_anybody(opened: Opened, world: Served, scheme: str) -> None:
    page = opened(world, "/#actor=SYR&show=map&globe=560,190,3", color_scheme=scheme, reduced_motion="reduce")
    _actor(page, "Syria").focus()
    assert violations(page) == []


@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
def test_long_names_actors_of_nowhere_and_no_ties(opened: Opened, world: Served, size: tuple[int, int]) -> None:
    long = "Nowhere " * 2500
    node = {"region": "asia", "relations": 1, "x": 0, "y": 0}
    nodes = [
        node | {"id": "RUS", "name": long, "kind": "country", "country": "RUS"},
        node | {"id": "NSA:X", "name": long, "kind": "group", "country": None},
        node | {"id": "NSA:Y", "name": long, "kind": "group", "country": "RUS"},
        node | {"id": "TUV", "name": "Tuvalu", "kind": "country", "country": "TUV"},
        node | {"id": "ZZZ", "name": "Atlantis", "kind": "country", "country": "ZZZ"},
    ]
    answer: dict[str, Any] = {
        "graph": {"version": 1}, "nodes": nodes, "root": "RUS", "truncated": False,
        "edges": [
            {"id": f"{one}~attacks~{other}", "source": one, "target": other, "relation": "attacks", "sign": "conflict",
             "strength": 1.5, "evidence": 1, "confidence": 0.9}
            for one, other in (("RUS", "NSA:X"), ("NSA:Y", "RUS"), ("RUS", "TUV"), ("RUS", "RUS"))
        ],
        "omitted": {"nodes": 0, "edges": 0, "at_least": False},
    }  # fmt: skip
    page = opened(world, "about:blank", viewport={"width": size[0], "height": size[1]})
    page.route("**/v1/actors/RUS/subgraph*", lambda route: _answer(route, answer))
    page.goto(f"{world.address}/#actor=RUS&show=map")
    expect(_actor(page, "Tuvalu")).to_be_attached()
    expect(page.get_by_role("list", name="Not on the map:").get_by_role("listitem")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.mouse.move(*_middle(_actor(page, "Tuvalu")))
    expect(page.locator(".map-card")).to_contain_text("Tuvalu")
    box = _actor(page, "Tuvalu").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    answer["edges"], answer["nodes"] = [], nodes[:1]
    page.goto(f"{world.address}/#actor=RUS&show=map&sources=2")
    expect(_actor(page, "Tuvalu")).to_have_count(0)
    expect(_globe(page)).to_be_visible()


def _answer(route: Route, answer: dict[str, Any]) -> None:
    route.fulfill(content_type="application/json", body=json.dumps(answer))


def test_ways_over_the_edge_of_the_map_are_cut_there(page: Page) -> None:
    for one, other, lines in (("JPN", "USA", 2), ("FJI", "WSM", 1), ("NZL", "PYF", 2), ("RUS", "USA", 1)):
        way = page.evaluate(
            "async ([one, other]) => (await (await import('/explorer/views/map/atlas.js')).atlas()).way(one, other)", [one, other]
        )
        assert len(way) == lines, (one, other)
        for line in way:
            for (ax, ay), (bx, by) in pairwise(line):
                assert abs(ax - bx) + abs(ay - by) < 120, "no line runs across the whole map"


def test_the_picture_follows_the_theme(russia: Page) -> None:
    canvas = russia.locator(".globe canvas")
    light = russia.evaluate("document.querySelector('.globe canvas').getContext('2d').getImageData(4, 4, 1, 1).data[0]")
    russia.emulate_media(color_scheme="dark")
    russia.wait_for_function(
        "() => document.querySelector('.globe canvas').getContext('2d').getImageData(4, 4, 1, 1).data[0] < 60", timeout=5000
    )
    assert light > 200
    expect(canvas).to_be_visible()


def test_pictures_to_keep(page: Page) -> None:
    """The map of an app of its own, as the page's tools ask for it."""
    page.goto("/#actor=RUS")
    svg, size, kind = page.evaluate(
        """async () => {
          const { App } = await import("/explorer/core/app.js");
          const { map } = await import("/explorer/views/map.js");
          const app = new App();
          const host = document.createElement("div");
          host.className = "view";
          document.body.append(host);
          await app.refresh();
          app.change({ show: "map" });
          map(host, app);
          while (!app.exporters.map || !host.querySelector(".map-list li")) await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
          const png = await app.exporters.map.png();
          return [app.exporters.map.svg(), png.size, png.type];
        }"""
    )
    assert svg.startswith("<svg")
    assert ">Russia</text>" in svg
    cooperation, conflict = (
        re.findall(f'<path [^>]*stroke="{colour}"[^>]*stroke-opacity[^>]*>', svg) for colour in ("#1f5a93", "#a5311d")
    )
    assert cooperation
    assert conflict
    assert all("stroke-dasharray" in path for path in conflict), "conflict is dashed"
    assert not any("stroke-dasharray" in path for path in cooperation)
    assert "class=" not in svg
    assert "style=" not in svg
    assert kind == "image/png"
    assert size > 10_000
