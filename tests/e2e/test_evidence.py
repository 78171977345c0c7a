"""Two actors: whether they are allied, and every sentence behind it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Served

pytestmark = pytest.mark.browser

SYRIA = "/#actor=RUS&panel=pair&pair=RUS~SYR"
TURKEY = "/#actor=RUS&panel=pair&pair=RUS~TUR"


def _panel(page: Page) -> Locator:
    return page.get_by_role("tabpanel", name="Sentences")


def _quotes(page: Page) -> Locator:
    return _panel(page).get_by_role("article")


def _chips(page: Page) -> Locator:
    return page.get_by_role("group", name="Which relation").get_by_role("button")


def _answered(page: Page, change: Callable[[Any], None], pattern: str = "**/evidence?*") -> None:
    def tell(route: Route) -> None:
        answer = route.fetch().json()
        change(answer)
        route.fulfill(json=answer)

    page.route(pattern, tell)


def test_a_pair_in_short(page: Page) -> None:
    page.goto(SYRIA)
    expect(page.get_by_role("heading", name="Russia and Syria")).to_be_visible()
    expect(_panel(page)).to_contain_text("Allied since September 2011, by what the news tells.")
    expect(_panel(page)).to_contain_text("4 sentences · 1 independent source")
    expect(page.get_by_role("button", name="All", exact=True)).to_have_attribute("aria-pressed", "false")
    page.goto(TURKEY)
    expect(_panel(page)).to_contain_text("Rivals since December 2015, by what the news tells; contested.")
    page.goto("/#panel=pair&pair=ARM~BLR")
    expect(_panel(page)).to_contain_text("Allied by treaty since December 1993: Collective Security Treaty Organization.")
    page.goto("/#panel=pair&pair=CHN~SYR")
    expect(_panel(page)).to_contain_text("The news does not say.")
    expect(_panel(page)).to_contain_text("No news of these two yet.")


def test_a_sentence_with_its_telling_words_and_its_source(page: Page) -> None:
    page.goto(f"{SYRIA}&edge=RUS~allied_with~SYR")
    quote = _quotes(page).first
    expect(quote.get_by_role("blockquote")).to_have_text("For decades Russia is an ally of Syria.")
    expect(quote.locator("mark.actor")).to_have_text(["Russia", "Syria"])
    expect(quote.locator("mark.act")).to_have_text("is an ally of")
    expect(quote).to_contain_text("The Evening Courier, 27 September 2015")
    expect(quote).to_contain_text("occurred 90 % sure · coded by the phrase 'is an ally of'; meant: Russia (government)")
    link = quote.get_by_role("link", name="Four capitals pool their secrets")
    expect(link).to_have_attribute("href", "https://courier.example/four-capitals")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_the_strongest_relation_is_read_first_and_others_by_choice(page: Page, world: Served) -> None:
    page.goto(TURKEY)
    expect(_chips(page).filter(has_text="attacks")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("blockquote")).to_have_text(
        ["Russia never bombed Turkey, the ministry said.", "In the north Russia bombed Turkey, said nobody who was there."]
    )
    page.get_by_role("button", name="Turkey accuses Russia, 1 sentence").click()
    expect(page.get_by_role("blockquote")).to_have_text(["Today Turkey accused Russia of it."])
    expect(page.get_by_role("button", name="Turkey accuses Russia, 1 sentence")).to_be_focused()
    expect(page).to_have_url(f"{world.address}{TURKEY}&edge=TUR~accuses~RUS")
    page.reload()
    expect(page.get_by_role("blockquote")).to_have_text(["Today Turkey accused Russia of it."])


def test_what_was_denied_is_shown_and_not_counted(page: Page) -> None:
    page.goto(f"{TURKEY}&edge=RUS~attacks~TUR")
    denied = _quotes(page).filter(has_text="Russia never bombed Turkey")
    expect(denied).to_contain_text("negated")
    expect(denied).to_contain_text("not counted")


def test_all_at_once_by_relation(page: Page) -> None:
    page.goto(TURKEY)
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.get_by_role("heading", level=4)).to_have_text(
        ["Russia attacks Turkey", "Turkey accuses Russia", "Russia meets with Turkey"]
    )
    expect(_quotes(page)).to_have_count(3)


def test_marks_may_overlap_and_count_code_points(page: Page) -> None:
    def tell(answer: Any) -> None:
        piece = answer["results"][0]
        piece["sentence"] = "🕊🕊 leaders of Russia and Syria met <b>.</b>"
        piece["source"]["span"], piece["target"]["span"], piece["trigger"] = [3, 20], [3, 30], [31, 34]

    _answered(page, tell)
    page.goto(f"{SYRIA}&edge=RUS~allied_with~SYR")
    expect(page.get_by_role("blockquote").first).to_have_text("🕊🕊 leaders of Russia and Syria met <b>.</b>")
    expect(_quotes(page).first.locator("mark.actor")).to_have_text(["leaders of Russia", " and Syria"])
    expect(_quotes(page).first.locator("mark.act")).to_have_text("met")


def test_a_sentence_says_of_when_it_tells(page: Page) -> None:
    told = (
        ("2011-03-01", "month", "27 September 2015, of March 2011"),
        ("2011-01-01", "year", "27 September 2015, of 2011"),
        ("1990-01-01", "decade", "27 September 2015, of the 1990s"),
        ("2015-09-26", "day", "27 September 2015, of 26 September 2015"),
        ("2015-09-27", "day", "27 September 2015In"),
        (None, None, "27 September 2015In"),
    )

    def tell(answer: Any) -> None:
        piece = answer["results"][0]
        answer["results"] = [piece | {"event_day": day, "event_precision": precision} for day, precision, _ in told]
        answer |= {"total": len(told), "next_url": None}

    _answered(page, tell)
    page.goto(f"{SYRIA}&edge=RUS~allied_with~SYR")
    expect(_quotes(page)).to_contain_text([shown for _, _, shown in told])


def test_only_web_addresses_are_links(page: Page) -> None:
    _answered(page, lambda answer: answer["results"][0]["article"].update(url="javascript:alert(1)", title="<i>Here</i>"))
    page.goto(f"{SYRIA}&edge=RUS~allied_with~SYR")
    expect(_quotes(page).first).to_contain_text("In <i>Here</i>")
    expect(_quotes(page).first.get_by_role("link")).to_have_count(0)


def test_moving_the_days_keeps_the_relation_and_the_focus(page: Page) -> None:
    page.goto(f"{TURKEY}&edge=TUR~accuses~RUS")
    expect(page.get_by_role("heading", name="Russia and Turkey")).not_to_be_focused()
    chip = page.get_by_role("button", name="Turkey accuses Russia, 1 sentence")
    chip.focus()
    page.evaluate("location.hash += '&from=2015-01-01&to=2015-12-31'")
    expect(_chips(page)).to_have_count(3)
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    page.evaluate("location.hash = location.hash.replace(/&from.*/, '&from=2023-01-01')")
    expect(_panel(page)).to_contain_text("“Turkey accuses Russia” has no sentence here in these days.")
    expect(_chips(page)).to_have_text(["Russia meets with Turkey, 1 sentence"])
    expect(page.get_by_role("blockquote")).to_have_text(["Later Russia met Turkey in the south."])
    page.evaluate("location.hash = location.hash.replace(/&from.*/, '')")
    expect(page.get_by_role("blockquote")).to_have_text(["Today Turkey accused Russia of it."])


def test_the_filter_of_the_view_applies(page: Page) -> None:
    page.goto(f"{TURKEY}&sign=cooperation")
    expect(_chips(page)).to_have_text(["Russia meets with Turkey, 1 sentence"])
    expect(_panel(page)).to_contain_text("2 relations of theirs do not pass the filter.")
    page.goto(f"{TURKEY}&relation=arms")
    expect(_panel(page)).to_contain_text("No relation of theirs passes the filter.")


def test_the_timeline_has_steps(page: Page) -> None:
    page.goto(TURKEY)
    with page.expect_response("**/v1/dyads/RUS/TUR?step=month"):
        page.get_by_label("Step of the timeline").select_option("by month")
    expect(_panel(page).get_by_role("table")).to_contain_text("December 2015")


def test_nothing_chosen_says_what_to_do(page: Page) -> None:
    page.get_by_role("tab", name="Sentences").click()
    expect(_panel(page)).to_contain_text("Choose a line of the picture")


def test_more_sentences_and_a_failure_on_the_way(fresh: Served, opened: Callable[..., Page]) -> None:
    for day in range(1, 13):
        fresh.add(f"On day {day} it went on. Russia bombed Ukraine for the {day}th time.", f"2022-03-{day:02}")
    page = opened(fresh, "/#panel=pair&pair=RUS~UKR")
    expect(_quotes(page)).to_have_count(10)
    expect(_panel(page)).to_contain_text("12 sentences, 12 independent reports by 1 source.")
    page.route("**/evidence?*cursor=*", lambda route: route.fulfill(status=503, json={"detail": "Come back later."}))
    page.get_by_role("button", name="2 more").click()
    expect(_panel(page)).to_contain_text("Come back later.")
    page.unroute("**/evidence?*cursor=*")
    page.get_by_role("button", name="Try again").click()
    expect(_quotes(page)).to_have_count(12)
    expect(_quotes(page).nth(10)).to_be_focused()


def test_the_step_chosen_last_is_drawn(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/dyads/*/*?*step=quarter*", hold)
    page.goto(SYRIA)
    steps = page.get_by_role("combobox", name="Step of the timeline")
    with page.expect_request("**step=quarter**"):
        steps.select_option("quarter")
    with page.expect_response("**step=month**"):
        steps.select_option("month")
    drawn = _panel(page).locator(".pair-time caption")
    expect(drawn).to_have_text("Cooperation and conflict by month")
    rows = _panel(page).locator(".pair-time tbody tr")
    before = rows.all_inner_texts()
    held[0].continue_()
    page.get_by_role("tab", name="Table").click()  # whatever came has been heard by now
    expect(page.locator("#table").get_by_role("table")).to_be_visible()
    assert rows.all_inner_texts() == before


def test_what_was_retracted_meanwhile_is_said(fresh: Served, opened: Callable[..., Page]) -> None:
    fresh.add("Russia bombed Ukraine.", "2022-03-01")
    met = fresh.add("Russia met Ukraine.", "2022-03-02")
    page = opened(fresh, "/#panel=pair&pair=RUS~UKR")
    expect(page.get_by_role("blockquote")).to_have_text("Russia bombed Ukraine.")
    assert page.request.delete(f"/v1/articles/{met}").ok
    fresh.container.graph.refresh()
    page.get_by_role("button", name="Russia meets with Ukraine").click()
    expect(_panel(page)).to_contain_text("No sentence stands behind this any more.")


def test_a_service_that_is_gone_and_comes_back(page: Page) -> None:
    page.goto(SYRIA)
    expect(_quotes(page)).not_to_have_count(0)
    page.route("**/v1/**", lambda route: route.abort())
    _chips(page).filter(has_text="allied").click()
    expect(_panel(page)).to_contain_text("cannot be reached")
    page.unroute("**/v1/**")
    _panel(page).get_by_role("button", name="Try again").click()
    expect(page.get_by_role("blockquote")).to_have_text("For decades Russia is an ally of Syria.")


def test_a_pair_of_nobodies_says_who_may_be_meant(page: Page, world: Served) -> None:
    page.goto("/#panel=pair&pair=RUS~Siria")
    _panel(page).get_by_role("link", name="Syria", exact=True).click()
    expect(page).to_have_url(f"{world.address}/#actor=SYR")


@pytest.mark.parametrize("width", [360, 1280])
def test_words_of_any_length_stay_inside(opened: Callable[..., Page], world: Served, width: int) -> None:
    page = opened(world, "about:blank", viewport={"width": width, "height": 800})
    _answered(page, lambda answer: answer["results"][0].update(sentence="x" * 20_000, why="y" * 5_000))
    _answered(page, lambda answer: answer["a"].update(name="z" * 20_000), "**/v1/alliances/check?*")
    page.goto(f"{world.address}{SYRIA}")
    expect(page.get_by_role("blockquote").first).to_contain_text("xxx")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.evaluate("(() => { const p = document.getElementById('panel-pair'); return p.scrollWidth - p.clientWidth })()") <= 0
    )
