"""The band of years: which days are looked at, by pointer, by keys, by hand, and by play."""

import re
import time
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]

_HOLD = "Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange'))"


def _window(page: Page, words: str) -> None:
    """The chosen days are told so."""
    told = page.get_by_role("region", name="Time", exact=True).get_by_role("paragraph")
    expect(told.filter(has_text=re.compile(f"^{words}$"))).to_be_visible()


def _months(page: Page, first: str, last: str) -> None:
    expect(page.get_by_role("slider", name="First month")).to_have_attribute("aria-valuetext", first)
    expect(page.get_by_role("slider", name="Last month")).to_have_attribute("aria-valuetext", last)


def _at(page: Page, year: int, month: int = 1) -> float:
    """Where a month begins on the band, in pixels; the sliders stand at its two ends while nothing is chosen."""
    first, last = page.get_by_role("slider", name="First month"), page.get_by_role("slider", name="Last month")
    begin, end = int(first.get_attribute("aria-valuenow") or 0), int(last.get_attribute("aria-valuenow") or 0) + 1
    one, other = first.bounding_box(), last.bounding_box()
    assert one
    assert other
    left, right = one["x"] + one["width"], other["x"]
    return round(left + (right - left) * (year * 12 + month - 1 - begin) / (end - begin))


def _height(page: Page) -> float:
    box = page.get_by_role("slider", name="First month").bounding_box()
    assert box
    return box["y"] + 12


def _drag(page: Page, begin: float, end: float) -> None:
    page.mouse.move(begin, _height(page))
    page.mouse.down()
    page.mouse.move(end, _height(page) + 8, steps=8)
    page.mouse.up()


def _ready(opened: Opened, world: Served, path: str, **options: object) -> Page:
    page = opened(world, path, **options)
    expect(page.get_by_role("img", name=re.compile("^By (quarter|year): cooperation in"))).to_be_visible()
    return page


def test_a_drag_chooses_whole_months_and_is_one_step(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    _months(page, "January 1990", f"{date.today():%B %Y}")
    _drag(page, _at(page, 2011, 3), _at(page, 2014, 6))
    _window(page, "March 2011 to May 2014")
    _months(page, "March 2011", "May 2014")
    expect(page.get_by_label("From", exact=True)).to_have_value("2011-03-01")
    expect(page.get_by_label("To", exact=True)).to_have_value("2014-05-31")
    expect(page).to_have_url(re.compile("#actor=RUS&from=2011-03-01&to=2014-05-31$"))
    page.go_back()
    _window(page, "All years")
    expect(page).to_have_url(re.compile("#actor=RUS$"))
    page.go_forward()
    _window(page, "March 2011 to May 2014")


def test_the_graph_moves_along_while_the_brush_is_dragged(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/subgraph" in request.url else None)
    begun = time.monotonic()
    page.mouse.move(_at(page, 2000), _height(page))
    page.mouse.down()
    for year in range(2001, 2021):
        page.mouse.move(_at_kept(page, year), _height(page))
    expect(page).to_have_url(re.compile("from=2000-01-01&to=2019-12-31"))  # before it is let go
    page.mouse.up()
    took = time.monotonic() - begun
    _window(page, "2000 to 2019")
    assert 1 < len(asked) <= 2 + 8 * took, f"{len(asked)} questions in {took:.1f} s"
    assert "from=2000-01-01&to=2019-12-31" in asked[-1]


def _at_kept(page: Page, year: int) -> float:
    """As `_at`, of the band as it was before the sliders moved."""
    box = page.locator(".band").bounding_box()
    assert box
    begin = 1990 * 12
    end = date.today().year * 12 + date.today().month
    return round(box["x"] + 12 + (box["width"] - 24) * (year * 12 - begin) / (end - begin))


def test_the_ends_of_the_band_are_open(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    _drag(page, _at(page, 2014), _at(page, 2060))
    _window(page, "Since January 2014")
    expect(page).to_have_url(re.compile("#actor=RUS&from=2014-01-01$"))


def test_the_window_is_moved_and_widened(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS&from=2010-01-01&to=2012-12-31")
    _drag(page, _at_kept(page, 2011), _at_kept(page, 2016))
    _window(page, "2015 to 2017")
    _drag(page, _at_kept(page, 2018), _at_kept(page, 2020))
    _window(page, "2015 to 2019")


def test_a_click_beside_the_window_clears_it_and_so_does_all_years(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS&from=2010-01-01&to=2012-12-31")
    page.mouse.click(_at_kept(page, 2020), _height(page))
    _window(page, "All years")
    page.go_back()
    _window(page, "2010 to 2012")
    page.get_by_role("button", name="All years").click()
    expect(page).to_have_url(re.compile("#actor=RUS$"))
    expect(page.get_by_role("button", name="All years")).to_be_hidden()
    expect(page.get_by_role("slider", name="First month")).to_be_focused()


def test_the_handles_obey_the_keyboard(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    first, last = page.get_by_role("slider", name="First month"), page.get_by_role("slider", name="Last month")
    for key, told in (
        ("ArrowRight", "February 1990"),
        ("PageUp", "February 1991"),
        ("PageUp", "February 1992"),
        ("PageDown", "February 1991"),
        ("ArrowLeft", "January 1991"),
    ):
        first.press(key)
        expect(first).to_have_attribute("aria-valuetext", told)
    last.press("Home")  # not before the first
    expect(last).to_have_attribute("aria-valuetext", "January 1991")
    expect(page).to_have_url(re.compile("from=1991-01-01&to=1991-01-31$"))
    first.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "January 1991")
    last.press("End")
    expect(page).to_have_url(re.compile("#actor=RUS&from=1991-01-01$"))
    first.press("Home")
    expect(page).to_have_url(re.compile("#actor=RUS$"))


def test_days_are_typed(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    page.get_by_label("From", exact=True).fill("2014-03-05")
    page.get_by_label("To", exact=True).fill("2015-10-01")
    page.get_by_label("To", exact=True).press("Enter")
    _window(page, "5 March 2014 to 1 October 2015")
    expect(page).to_have_url(re.compile("from=2014-03-05&to=2015-10-01$"))
    page.reload()
    _window(page, "5 March 2014 to 1 October 2015")
    _months(page, "March 2014", "October 2015")


def test_days_in_the_wrong_order_are_told_and_nothing_is_lost(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS&from=2014-03-05")
    page.get_by_label("To", exact=True).fill("2013-01-01")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="“From” lies after “To”.")).to_be_visible()
    expect(page.get_by_label("To", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_role("tab", name="Map").click()  # something else of the view
    expect(page.get_by_label("To", exact=True)).to_have_value("2013-01-01")
    expect(page).to_have_url(re.compile("#actor=RUS&show=map&from=2014-03-05$"))
    page.get_by_label("To", exact=True).fill("2016-01-01")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("from=2014-03-05&to=2016-01-01$"))
    expect(page.get_by_label("To", exact=True)).not_to_have_attribute("aria-invalid", "true")


def test_a_day_that_is_none_is_told(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    page.get_by_label("From", exact=True).press_sequentially("02312015")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="“From” is not a whole day")).to_be_visible()
    expect(page).to_have_url(re.compile("#actor=RUS$"))


def test_an_address_with_days_in_the_wrong_order_says_so(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS&from=2014-01-01&to=2011-01-01")
    expect(page.get_by_role("alert").filter(has_text="“From” lies after “To”.")).to_be_visible()


def test_steps_go_on_and_back(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    step, back = page.get_by_role("button", name="Step", exact=True), page.get_by_role("button", name="Step back")
    step.click()
    _window(page, "1990")
    step.click()
    _window(page, "1991")
    back.click()
    _window(page, "1990")
    back.click()
    expect(page.get_by_text("There are no further years.")).to_be_attached()
    _window(page, "1990")


def test_a_step_is_as_wide_as_the_window_and_passes_nothing_over(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS&from=2010-01-01&to=2010-03-31")
    page.get_by_role("button", name="Step", exact=True).click()
    _window(page, "April 2010 to June 2010")
    page.goto("/#actor=RUS&from=2010-01-01&to=2014-12-31")
    _window(page, "2010 to 2014")
    page.get_by_role("button", name="Step", exact=True).click()
    _window(page, "2011 to 2015")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_it_plays_from_the_first_year_until_a_key_and_is_one_step(opened: Opened, world: Served, motion: str) -> None:
    page = _ready(opened, world, "/#actor=RUS", reduced_motion=motion)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status").filter(has_text="Playing.")).to_be_attached()
    for year in ("1990", "1991", "1992"):
        _window(page, year)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Paused. 199")).to_be_attached()
    page.go_back()
    _window(page, "All years")
    expect(page).to_have_url(re.compile("#actor=RUS$"))


def test_it_ends_by_itself_at_the_last_month_and_begins_anew(opened: Opened, world: Served) -> None:
    today = date.today()
    page = _ready(opened, world, f"/#actor=RUS&from=2001-01-01&to={today.year - 1}-12-31")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status").filter(has_text="The end.")).to_be_attached()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("slider", name="Last month")).to_have_attribute("aria-valuetext", f"{today:%B %Y}")
    page.get_by_role("button", name="Play").click()
    _window(page, f"1990 to {1990 + today.year - 2001 - 1}")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_it_waits_for_the_answer(opened: Opened, world: Served) -> None:
    page = opened(world, "about:blank")
    page.clock.install()
    page.goto("/#actor=RUS&from=2010-01-01&to=2010-12-31")
    expect(page.get_by_role("img", name=re.compile("^By quarter: cooperation in"))).to_be_visible()
    held: list[Route] = []
    page.route("**/subgraph?*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/subgraph?*from=2011*"):
        page.get_by_role("button", name="Play").click()
    page.clock.run_for(10_000)
    _window(page, "2011")
    with page.expect_response("**/subgraph?*from=2011*"):
        held[0].continue_()
    page.clock.run_for(1_500)
    page.clock.resume()
    _window(page, "2012")


def test_it_pauses_when_the_page_is_hidden_or_somebody_chooses(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS")
    page.get_by_role("button", name="Play").click()
    _drag(page, _at_kept(page, 2011), _at_kept(page, 2013))
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    _window(page, "2011 to 2012")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.evaluate(_HOLD)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_bars_are_those_of_the_actor_and_the_filter_but_of_all_days(opened: Opened, world: Served) -> None:
    asked: list[Request] = []
    page = opened(world, "about:blank")
    page.on("request", lambda request: asked.append(request) if "/timeline" in request.url else None)
    page.goto("/#actor=RUS&from=2022-01-01&sign=conflict")
    expect(page.get_by_role("img", name=re.compile("^By quarter: conflict in .*2015"))).to_be_visible()
    assert len(asked) == 1
    assert "/v1/actors/RUS/timeline?sign=conflict&step=quarter" in asked[0].url
    page.goto("/#")
    expect(page.get_by_role("img", name=re.compile("^By quarter: .*conflict in .*1991"))).to_be_visible()


def test_a_narrow_screen_has_years_and_no_sideways_scrolling(opened: Opened, world: Served) -> None:
    page = _ready(opened, world, "/#actor=RUS", viewport={"width": 360, "height": 740}, has_touch=True)
    expect(page.get_by_role("img", name=re.compile("^By year: "))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for button in page.get_by_role("group", name="Play the years").get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


def test_nothing_yet_then_a_sentence_of_long_ago(opened: Opened, fresh: Served) -> None:
    page = opened(fresh, "/")
    expect(page.get_by_text("No sentence with a day yet.")).to_be_visible()
    _months(page, "January 1990", f"{date.today():%B %Y}")
    fresh.add("Russia bombed Ukraine.", "1952-05-05")
    page.reload()
    expect(page.get_by_role("img", name="By year: conflict in 1952")).to_be_visible()
    _months(page, "January 1952", f"{date.today():%B %Y}")


def test_a_few_sentences_of_a_wrong_century_do_not_crowd_out_the_rest(opened: Opened, world: Served) -> None:
    page = opened(world, "about:blank")

    def answer(route: Route) -> None:
        years = [("0001", 1), *((str(year), 5) for year in range(2000, 2020))]
        weights = {"cooperation_weight": 1.0, "conflict_weight": 0.0, "goldstein": 1.0}
        route.fulfill(json={"periods": [{"start": f"{year}-01-01", "evidence": count} | weights for year, count in years]})

    page.route("**/timeline?*", answer)
    page.goto("/#actor=RUS")
    expect(page.get_by_text("1 sentence before 1800 left out")).to_be_visible()
    _months(page, "January 1990", f"{date.today():%B %Y}")


def test_a_server_gone_away_leaves_the_years_as_they_were(opened: Opened, fresh: Served) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-05-05")
    page = opened(fresh, "/")
    bars = page.get_by_role("img", name="By quarter: conflict in 2022")
    expect(bars).to_be_visible()
    fresh.stop()
    page.goto("/#sign=conflict")
    expect(page.get_by_text("The years cannot be read just now.")).to_be_visible()
    expect(bars).to_be_visible()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status").filter(has_text="Paused: the service gave no answer.")).to_be_attached()
