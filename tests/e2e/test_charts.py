"""The charts of a tie over time, on a page of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]

_DRAWN = """async ([name, ...given]) => {
  const chart = (await import(`/explorer/charts/${name}.js`))[name];
  document.body.replaceChildren(chart(...given));
}"""


def _period(start: str, cooperation: float, conflict: float, **more: Any) -> dict[str, Any]:
    return {"start": start, "evidence": 2, "cooperation_weight": cooperation, "conflict_weight": conflict} | more


_YEARS = [
    _period("2015-01-01", 2.0, 0.0, goldstein=5.0),
    _period("2016-01-01", 0.0, 1.5, goldstein=-8.25),
    _period("2022-01-01", 0.5, 0.0, goldstein=4.0),
]


def _draw(page: Page, *given: Any) -> None:
    page.evaluate(_DRAWN, list(given))


def _boxes(page: Page) -> tuple[dict[str, float], dict[str, float]]:
    """Where cooperation and conflict are drawn."""
    script = """name => {
      const {x, y, width, height} = document.querySelector(`path.bar.${name}`).getBBox();
      return {x, y, width, height};
    }"""
    return page.evaluate(script, "cooperation"), page.evaluate(script, "conflict")


def test_a_small_multiple_says_itself_in_words(page: Page) -> None:
    _draw(page, "multiple", _YEARS, "1990-01-01", "2026-01-01")
    picture = page.get_by_role("img", name="cooperation in 2015 and 2022, conflict in 2016", exact=True)
    box = picture.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (96, 20)
    up, down = _boxes(page)
    assert up["y"] + up["height"] <= 10 <= down["y"]


def test_many_years_are_summed_up(page: Page) -> None:
    years = [_period(f"{year}-01-01", 1.0 + (year == 2008), 0.0) for year in (1990, 1992, 1995, 1999, 2004, 2008)]
    _draw(page, "multiple", years, "1990-01-01", "2026-01-01")
    expect(page.get_by_role("img", name="cooperation in 6 years from 1990 to 2008, most in 2008")).to_be_visible()
    _draw(page, "multiple", [_period(f"{year}-01-01", 0.0, 1.0) for year in range(2001, 2005)], "", "")
    expect(page.get_by_role("img", name="conflict in 2001 to 2004")).to_be_visible()


@pytest.mark.parametrize(
    ("periods", "name"),
    [
        ([], "nothing in these years"),
        ([_period("0001-01-01", 1.0, 2.0)], "cooperation in 1, conflict in 1"),
        ([_period("0001-01-01", 1.0, 0.0), _period("2024-01-01", 0.0, 1.0)], "cooperation in 1, conflict in 2024"),
    ],
)
def test_odd_periods_stay_within_the_picture(page: Page, periods: list[dict[str, Any]], name: str) -> None:
    for first, last in (("", ""), ("1990-01-01", "2026-01-01")):
        _draw(page, "multiple", periods, first, last)
        if not first:
            expect(page.get_by_role("img", name=name, exact=True)).to_be_visible()
        for side in _boxes(page):
            assert 0 <= side["x"] <= side["x"] + side["width"] <= 96


def test_a_timeline_tells_a_period_by_pointer_and_by_keys(page: Page) -> None:
    _draw(page, "timeline", _YEARS, "2010-01-01", "2024-12-31", "year")
    chart = page.get_by_role("slider", name="Period told")
    expect(page.get_by_text("6 sentences by year: cooperation above the line, conflict below")).to_be_visible()
    chart.focus()
    expect(page.get_by_text("2022: 2 sentences, cooperation 0.5, conflict 0; mean tone 4 of ±10")).to_be_visible()
    chart.press("ArrowLeft")
    expect(chart).to_have_attribute("aria-valuetext", "2016: 2 sentences, cooperation 0, conflict 1.5; mean tone −8.3 of ±10")
    chart.press("Home")
    chart.press("ArrowLeft")  # no further
    expect(chart).to_have_attribute("aria-valuenow", "1")
    chart.blur()
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 6.5 / 15, box["y"] + 20)
    expect(page.get_by_text("2016: 2 sentences", exact=False).first).to_be_visible()


def test_a_timeline_has_a_table_for_those_who_cannot_see_it(page: Page) -> None:
    _draw(page, "timeline", [_period("2015-07-01", 2.0, 0.25, goldstein=5.0)], "2010-01-01", "2024-12-31", "quarter")
    row = page.get_by_role("table", name="Cooperation and conflict by quarter").get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").inner_text() == "Jul to Sept 2015"
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()] == ["2", "2", "0.3", "5"]


def test_a_timeline_is_as_wide_as_its_place(page: Page) -> None:
    _draw(page, "timeline", _YEARS, "2010-01-01", "2024-12-31", "year")
    picture = page.get_by_role("img", name="Over time: cooperation in 2015 and 2022, conflict in 2016")
    for width in (900, 360):
        page.set_viewport_size({"width": width, "height": 700})
        plot = page.get_by_role("slider").bounding_box()
        assert plot
        expect(picture).to_have_attribute("width", str(int(plot["width"])))
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_timeline_of_nothing_says_so(page: Page) -> None:
    _draw(page, "timeline", [], "", "", "year")
    expect(page.get_by_text("No sentence with a day in this time.")).to_be_visible()
    _draw(page, "timeline", _YEARS, "1990-01-01", "1999-12-31", "year")
    expect(page.get_by_text("No sentence with a day in this time.")).to_be_visible()


def test_a_timeline_before_everything(opened: Opened, world: Served) -> None:
    page = opened(world, "/")
    _draw(page, "timeline", [_period("0001-01-01", 1.0, 0.0)], "", "", "year")
    expect(page.get_by_role("img", name="Over time: cooperation in 1")).to_be_visible()
