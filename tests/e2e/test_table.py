"""The relations of the view as a table."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


def _table(page: Page) -> Locator:
    return page.locator("#table").get_by_role("table")


def _column(page: Page, name: str) -> list[str]:
    return _table(page).locator(f"tbody .{name}").all_inner_texts()


def _sort(page: Page, name: str) -> Locator:
    return _table(page).get_by_role("columnheader", name=name, exact=True)


def test_the_table_shows_what_the_service_answers(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=SYR&show=table")
    answer = page.request.get("/v1/actors/SYR/subgraph?limit_nodes=60&limit_edges=400").json()
    rows = _table(page).get_by_role("row")
    expect(rows).to_have_count(len(answer["edges"]) + 1)
    expect(_table(page).locator("caption")).to_contain_text(f"{len(answer['edges'])} relations of {len(answer['nodes'])} actors")
    edge = next(edge for edge in answer["edges"] if edge["id"] == "USA~sanctions~SYR")
    row = rows.filter(has=page.get_by_role("button", name="United States sanctions Syria"))
    expect(row.get_by_role("rowheader")).to_have_text("United States")
    expect(row).to_contain_text("conflict")
    expect(row).to_contain_text(f"{edge['strength']:.2f}")
    expect(row).to_contain_text(f"{round(edge['confidence'] * 100)} %")
    expect(row).to_contain_text("1 Sept 2011")


def test_headers_sort_and_say_so(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table")
    expect(_sort(page, "Strength")).to_have_attribute("aria-sort", "descending")
    strengths = [float(text) for text in _column(page, "strength")]
    assert strengths == sorted(strengths, reverse=True)
    _sort(page, "Strength").get_by_role("button").click()
    expect(_sort(page, "Strength")).to_have_attribute("aria-sort", "ascending")
    assert [float(text) for text in _column(page, "strength")] == strengths[::-1]

    _sort(page, "Target").get_by_role("button").press("Enter")
    expect(_sort(page, "Target")).to_have_attribute("aria-sort", "ascending")
    expect(_sort(page, "Strength")).not_to_have_attribute("aria-sort", "ascending")
    names = [name.casefold() for name in _column(page, "target")]
    assert names == sorted(names)
    assert page.url.endswith("#actor=RUS&show=table")

    _sort(page, "Last day").get_by_role("button").click()
    days = _table(page).locator("tbody .last time").evaluate_all("times => times.map((time) => time.dateTime)")
    assert days == sorted(days, reverse=True)


def test_arrows_move_from_row_to_row_and_tab_leaves(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table")
    rows = _table(page).locator("tbody tr")
    _table(page).get_by_role("columnheader", name="Last day").get_by_role("button").focus()
    page.keyboard.press("Tab")
    expect(rows.first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).get_by_role("button")).to_be_focused()
    page.keyboard.press("End")
    expect(rows.last.get_by_role("button")).to_be_focused()
    expect(rows.last).to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    expect(rows.last.get_by_role("button")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(_table(page).locator("tbody :focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(rows.last.get_by_role("link").last).to_be_focused()


def test_a_row_reads_its_sentences_and_stays_marked(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table")
    _table(page).get_by_role("button", name="Russia attacks Ukraine").click()
    expect(page.get_by_role("tab", name="Sentences")).to_have_attribute("aria-selected", "true")
    assert "edge=RUS~attacks~UKR" in page.url.replace("%7E", "~")
    expect(_table(page).locator("tr[aria-current]")).to_contain_text("attacks")
    page.reload()
    expect(_table(page).locator("tr[aria-current]")).to_have_count(1)


def test_an_actor_of_the_table_leads_to_its_graph(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table&from=2000-01-01")
    _table(page).get_by_role("link", name="Belarus").first.click()
    assert "actor=BLR" in page.url
    assert "show=table&from=2000-01-01" in page.url
    expect(_table(page).get_by_role("link", name="Belarus").first).to_be_visible()


def test_the_table_follows_the_days(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table")
    attacks = _table(page).get_by_role("button", name="Russia attacks Ukraine")
    expect(attacks).to_have_count(1)
    page.evaluate("location.hash = '#actor=RUS&show=table&to=2016-01-01'")
    expect(attacks).to_have_count(0)
    page.go_back()
    expect(attacks).to_have_count(1)


def test_many_rows_come_by_two_hundred(opened: Opened, world: Served) -> None:
    page = opened(world, "/#show=map")
    _answer(page, "/v1/overview", _many(450))
    page.evaluate("location.hash = '#show=table&nodes=250'")
    rows = _table(page).locator("tbody tr")
    expect(rows).to_have_count(200)
    page.get_by_role("button", name="200 more of 450").click()
    expect(rows).to_have_count(400)
    expect(rows.nth(200).get_by_role("button")).to_be_focused()
    page.get_by_role("button", name="50 more of 450").click()
    expect(rows).to_have_count(450)
    expect(page.get_by_role("button", name="more of 450")).to_be_hidden()


def test_a_very_long_name_stays_in_its_place(opened: Opened, world: Served) -> None:
    page = opened(world, "/#show=map", viewport={"width": 1280, "height": 800})
    many = _many(30, "<b>Long</b>" + "x" * 20_000)
    _answer(page, "/v1/overview", many)
    page.evaluate("location.hash = '#show=table&nodes=250'")
    row = _table(page).locator("tbody tr").first
    expect(row).to_contain_text("<b>Long</b>")
    assert _width(page) <= 1280
    assert row.evaluate("row => row.offsetHeight") < 120
    for width in (900, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("#stage").evaluate("stage => stage.scrollWidth - stage.clientWidth") <= 0
    assert row.evaluate("row => row.offsetHeight") < 300


def test_on_a_phone_a_row_reads_as_a_sentence_with_its_numbers(opened: Opened, world: Served) -> None:
    page = opened(world, "/#actor=RUS&show=table", viewport={"width": 360, "height": 740})
    row = _table(page).get_by_role("row").filter(has=page.get_by_role("button", name="Russia attacks Ukraine"))
    expect(row).to_be_visible()
    said = " ".join(row.inner_text().split())
    assert said.startswith("Russia attacks Ukraine")
    assert "conflict" in said
    assert "sentences" in said
    assert _width(page) <= 360
    box = page.get_by_role("region", name="The relations as a table")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0


def _width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def _answer(page: Page, path: str, answer: dict[str, object]) -> None:
    def give(route: Route) -> None:
        route.fulfill(content_type="application/json", body=json.dumps(answer))

    page.route(lambda url: path in url, give)


def _many(number: int, name: str = "Actor 1") -> dict[str, object]:
    nodes: list[dict[str, object]] = [
        {"id": f"X:{n}", "name": f"Actor {n}", "kind": "group", "country": None, "x": n, "y": 0} for n in range(number + 1)
    ]
    nodes[1]["name"] = name
    edges = [
        {
            "source": "X:0", "target": f"X:{n + 1}", "id": f"X:0~attacks~X:{n + 1}", "relation": "attacks", "sign": "conflict",
            "strength": 2 - n / number, "confidence": 0.8, "evidence": 1, "reports": 1, "publishers": 1,
            "first_day": "2020-01-01", "last_day": "2020-01-01", "source_role": None, "target_role": None, "symmetric": False,
        }
        for n in range(number)
    ]  # fmt: skip
    omitted = {"nodes": 0, "edges": 0, "at_least": False}
    return {"nodes": nodes, "edges": edges, "root": None, "omitted": omitted, "graph": {"version": 99}}
