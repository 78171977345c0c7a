"""The day of an event: what its sentence tells, through the real parser, checked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.actors import Register
from graph.coding import Coder
from graph.coding.syntax import Tree
from graph.coding.when import date_edge, event_day
from graph.coding.when.expressions import _ANY, _PATTERNS
from graph.interval import PRECISIONS, Interval, around, months_on
from graph.language import Parser
from graph.language.model import Sentence, Word

#: A Wednesday; the articles below are of this day unless they say otherwise.
DAY = date(2015, 9, 30)

#: Sentence => trigger and when; "+" behind a trigger: it is planned; "-": the sentence does not tell.
CASES = """
Georgia shelled Ossetia Monday. => shelled 2015-09-28 day
Georgia shelled Ossetia on Monday. => shelled 2015-09-28 day
Georgia shelled Ossetia on Wednesday. => shelled 2015-09-30 day
Georgia shelled Ossetia on Thursday. => shelled 2015-09-24 day
Georgia shelled Ossetia last Wednesday. => shelled 2015-09-23 day
Georgia shelled Ossetia late on Friday. => shelled 2015-09-25 day
Georgia shelled Ossetia early Tuesday. => shelled 2015-09-29 day
On Saturday night Georgia shelled Ossetia. => shelled 2015-09-26 day
Georgia shelled Ossetia in the early hours of Sunday. => shelled 2015-09-27 day
Georgia shelled Ossetia on Tuesday last week. => shelled 2015-09-22 day
Last week, Georgia shelled Ossetia on Tuesday. => shelled 2015-09-22 day
Georgia shelled Ossetia on Monday and Tuesday. => shelled 2015-09-28 day
Norway will meet Finland on Sunday. => meet+ 2015-10-04 day
Norway will meet Finland Wednesday. => meet+ 2015-09-30 day
Norway will meet Finland next Wednesday. => meet+ 2015-10-07 day
Norway will meet Finland on Monday of next week. => meet+ 2015-10-05 day
Norway will meet Finland tomorrow. => meet+ 2015-10-01 day
Norway will meet Finland the day after tomorrow. => meet+ 2015-10-02 day
Norway will meet Finland in two weeks. => meet+ 2015-10-12 week
Norway will meet Finland later this year. => meet+ 2015-01-01 year
Norway will meet Finland next month. => meet+ 2015-10-01 month
Norway will meet Finland next year. => meet+ 2016-01-01 year
Norway will meet Finland in March. => meet+ 2016-03-01 month
Norway will meet Finland in December. => meet+ 2015-12-01 month
Norway will meet Finland on 2 October. => meet+ 2015-10-02 day
Norway will meet Finland on 2 September. => meet+ 2016-09-02 day
Norway will meet Finland in the spring. => meet+ 2016-03-01 quarter
Norway will meet Finland by Sunday. => meet+ -
Yesterday Peru expelled the Chilean ambassador. => expelled 2015-09-29 day
Peru expelled the Chilean ambassador the day before yesterday. => expelled 2015-09-28 day
Peru expelled the Chilean ambassador today. => expelled 2015-09-30 day
Peru expelled the Chilean ambassador last night. => expelled 2015-09-29 day
Peru expelled the Chilean ambassador overnight. => expelled 2015-09-30 day
Peru expelled the Chilean ambassador this week. => expelled 2015-09-28 week
Peru expelled the Chilean ambassador last week. => expelled 2015-09-21 week
Peru expelled the Chilean ambassador last month. => expelled 2015-08-01 month
Peru expelled the Chilean ambassador earlier this month. => expelled 2015-09-01 month
Peru expelled the Chilean ambassador earlier this year. => expelled 2015-01-01 year
Peru expelled the Chilean ambassador last year. => expelled 2014-01-01 year
Peru expelled the Chilean ambassador at the end of last year. => expelled 2014-01-01 year
Peru expelled the Chilean ambassador over the weekend. => expelled 2015-09-26 week
Peru expelled the Chilean ambassador last summer. => expelled 2015-06-01 quarter
Peru expelled the Chilean ambassador last quarter. => expelled 2015-04-01 quarter
Peru expelled the Chilean ambassador two weeks ago. => expelled 2015-09-14 week
Three days ago, Peru expelled the Chilean ambassador. => expelled 2015-09-27 day
Peru expelled the Chilean ambassador six months ago. => expelled 2015-03-01 month
Peru expelled the Chilean ambassador a decade ago. => expelled 2000-01-01 decade
Peru expelled the Chilean ambassador several years ago. => expelled 2010-01-01 decade
Peru expelled the Chilean ambassador hours ago. => expelled 2015-09-30 day
In the past week, Peru has expelled ten Chilean envoys. => expelled 2015-09-24 week
Peru expelled the Chilean ambassador two days earlier. => expelled -
Peru expelled the Chilean ambassador three days after the vote. => expelled -
Chad invaded Sudan in 1991. => invaded 1991-01-01 year
Chad invaded Sudan in early 2008. => invaded 2008-01-01 year
Chad invaded Sudan in the 1990s. => invaded 1990-01-01 decade
Chad invaded Sudan in the early 1980s. => invaded 1980-01-01 decade
Chad invaded Sudan in March. => invaded 2015-03-01 month
Chad invaded Sudan in November. => invaded 2014-11-01 month
Chad invaded Sudan in mid-June. => invaded 2015-06-01 month
Chad invaded Sudan in September 1980. => invaded 1980-09-01 month
Chad invaded Sudan in Sept. 2011. => invaded 2011-09-01 month
Chad invaded Sudan in February last year. => invaded 2014-02-01 month
Chad invaded Sudan in late February of last year. => invaded 2014-02-01 month
In March this year, Chad invaded Sudan. => invaded 2015-03-01 month
Chad invaded Sudan last March. => invaded 2015-03-01 month
Chad invaded Sudan on 28 September. => invaded 2015-09-28 day
Chad invaded Sudan on December 28. => invaded 2014-12-28 day
Chad invaded Sudan on Sept. 27, 2015. => invaded 2015-09-27 day
Chad invaded Sudan on Sunday, September 27, 2015. => invaded 2015-09-27 day
Chad invaded Sudan on the 22nd of September 1980. => invaded 1980-09-22 day
Chad invaded Sudan on 3 May last year. => invaded 2014-05-03 day
Chad invaded Sudan on 2014-05-03. => invaded 2014-05-03 day
Chad invaded Sudan on 22/09/1980. => invaded 1980-09-22 day
Chad invaded Sudan on 02/09/1980. => invaded 1980-01-01 year
Chad invaded Sudan on 30 February 1980. => invaded -
Chad invaded Sudan on the night of 13 June 2009. => invaded 2009-06-13 day
Chad invaded Sudan in the third quarter of 2008. => invaded 2008-07-01 quarter
Chad invaded Sudan in Q3 2008. => invaded 2008-07-01 quarter
Chad invaded Sudan in the summer of 2010. => invaded 2010-06-01 quarter
Chad fought Sudan from 1980 to 1988. => fought 1980-01-01 year
Chad has armed Sudanese rebels since 2014. => armed 2014-01-01 year
Chad extended its sanctions on Sudan until July 2016. => extended -
Chad shelled Sudan before 2011. => shelled -
Chad killed 2000 Sudanese soldiers. => killed -
Chad trades with Sudan every Monday. => trades -
Chad said on Tuesday that Niger bombed Mali on Sunday. => said 2015-09-29 day; bombed 2015-09-27 day
Chad said on Tuesday that Niger bombed Mali. => said 2015-09-29 day; bombed -
Chad said Monday it had shot down a Libyan drone. => said 2015-09-28 day; shot -
"We bombed Mali on Monday," Niger said on Tuesday. => bombed 2015-09-28 day; said 2015-09-29 day
Spain recognised Kosovo in May 2014, Ireland said on Monday. => recognised 2014-05-01 month; said 2015-09-28 day
Kenya said on Monday it would send troops to Haiti next week. => said 2015-09-28 day; send+ 2015-10-05 week
Japan agreed on Sunday to share intelligence with India. => agreed 2015-09-27 day; share+ -
Japan agreed to meet India next month. => agreed -; meet+ 2015-10-01 month
Japan agreed to meet India last month. => agreed 2015-08-01 month; meet+ -
Brazil urged Peru on Friday to free its envoy by Sunday. => urged 2015-09-25 day; free+ -
Britain on Tuesday accused Libya of poisoning a spy last year. => accused 2015-09-29 day; poisoning 2014-01-01 year
Germany, which recognised Kosovo in 2008, criticised Serbia on Friday. => recognised 2008-01-01 year; criticised 2015-09-25 day
After Iraq invaded Kuwait in 1990, Egypt attacked Iraq in 1991. => invaded 1990-01-01 year; attacked 1991-01-01 year
Iran struck Oman on Saturday, and Oman sanctioned Iran on Sunday. => struck 2015-09-26 day; sanctioned 2015-09-27 day
Iran struck Oman on Saturday, and Oman sanctioned Iran. => struck 2015-09-26 day; sanctioned -
Iran struck Oman and arrested an Omani envoy on Saturday. => struck 2015-09-26 day; arrested 2015-09-26 day
In 2008, Russia attacked Georgia and recognised Abkhazia. => attacked 2008-01-01 year; recognised 2008-01-01 year
Poland began to withdraw from Iraq in May. => began 2015-05-01 month; withdraw 2015-05-01 month
Israel launched airstrikes on Lebanon on Sunday. => launched 2015-09-27 day; airstrikes 2015-09-27 day
France condemned Israel's attack on Lebanon on Sunday. => condemned 2015-09-27 day; attack -
France condemned Sunday's attack on Lebanon by Israel. => condemned -; attack 2015-09-27 day
France condemned the attack that Israel carried out in August. => condemned -; attack 2015-08-01 month
The 2003 invasion of Iraq by Poland was criticised by Cuba on Friday. => invasion 2003-01-01 year; criticised 2015-09-25 day
The accord between Iran and Iraq, signed last week, was rejected by Oman. => accord 2015-09-21 week; rejected -
Talks between Iran and Oman on 12 April failed. => Talks 2015-04-12 day
Ten Yemenis were killed in Saudi airstrikes on Sanaa on Sunday. => airstrikes 2015-09-27 day; killed 2015-09-27 day
Talks between Iran and Oman are scheduled for Sunday. => Talks+ 2015-10-04 day; Talks -
Ukraine, attacked by Russia in 2014, met Poland on Monday. => attacked 2014-01-01 year; met 2015-09-28 day
Egypt signed a treaty with Israel on March 26, 1979 in Washington. => signed 1979-03-26 day; treaty 1979-03-26 day
In a speech on Monday, Putin threatened Finland. => threatened 2015-09-28 day
At a meeting in Moscow on Thursday, Russia and Iran signed a pact. => signed 2015-09-24 day
Iran struck Oman in the last 24 hours. => struck 2015-09-29 week
Iran struck Oman 48 hours ago. => struck 2015-09-28 day
Iran attacked Oman for two years. => attacked -
Iran attacked Oman on the anniversary of the 1979 revolution. => attacked -
Iran attacked Oman days after talks in March. => attacked -; talks 2015-03-01 month
Oman, which had bombed Yemen in May, attacked Iran. => bombed 2015-05-01 month; attacked -
The March 14 alliance attacked Syria. => attacked -
Britain and Ireland signed the Good Friday Agreement. => signed -
Britain backed UN Resolution 1973 on Libya. => backed -
The treaty, signed by Cuba and Peru in April 2010, expires next year. => treaty 2010-04-01 month; expires -
Theresa May met Angela Merkel in May. => met 2015-05-01 month
May criticised Russia. => criticised -
Cuban troops march in Angola. => march -
The 9/11 attacks by Al Qaeda on America shocked France. => attacks 2001-09-11 day
Iran attacked Oman on 3 October 2015. => attacked -
"""


def facts(text: str) -> list[tuple[str, str, bool, str]]:
    """Sentence, trigger, whether it is planned, and what is expected."""
    found = []
    for line in text.strip().splitlines():
        sentence, _, rest = line.partition(" => ")
        for fact in rest.split("; "):
            trigger, _, expected = fact.partition(" ")
            found.append((sentence, trigger.removesuffix("+"), trigger.endswith("+"), expected))
    return found


def told(tree: Tree, trigger: str, day: date | None, *, ahead: bool = False) -> str:
    """What the sentence tells of the trigger: "2015-09-27 day", or "-"."""
    at = next(word.index for word in tree.words if word.text == trigger)
    found = event_day(tree, at, day, ahead=ahead)
    return f"{found.first} {found.precision}" if found else "-"


def read(parser: Parser, sentence: str) -> Tree:
    return Tree(parser.parse_sentences([sentence]).sentences[0])


@pytest.mark.parametrize(("sentence", "trigger", "ahead", "expected"), facts(CASES))
def test_told_by_the_sentence(parser: Parser, sentence: str, trigger: str, ahead: bool, expected: str) -> None:
    assert told(read(parser, sentence), trigger, DAY, ahead=ahead) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Monday", "-"),
        ("last month", "-"),
        ("in March", "-"),
        ("in 1991", "1991-01-01 year"),
        ("on 3 May 1991", "1991-05-03 day"),
        ("in the 1990s", "1990-01-01 decade"),
    ],
)
def test_without_the_articles_day_only_whole_dates_are_known(parser: Parser, words: str, expected: str) -> None:
    assert told(read(parser, f"Chad invaded Sudan {words}."), "invaded", None) == expected


@pytest.mark.parametrize(
    ("day", "words", "expected"),
    [
        (date(2024, 1, 1), "on Sunday", "2023-12-31 day"),
        (date(2024, 1, 1), "in December", "2023-12-01 month"),
        (date(2024, 1, 1), "last month", "2023-12-01 month"),
        (date(2024, 3, 31), "one month ago", "2024-02-01 month"),
        (date(2023, 3, 1), "on 29 February", "2020-02-29 day"),
        (date(2024, 2, 1), "last winter", "2022-12-01 quarter"),
        (date(2024, 2, 1), "this winter", "2023-12-01 quarter"),
        (date(2024, 9, 1), "at the weekend", "2024-08-31 week"),
        (date(1, 1, 1), "last week", "-"),
        (date(1, 1, 1), "three years ago", "-"),
    ],
)
def test_at_the_edges_of_the_calendar(parser: Parser, day: date, words: str, expected: str) -> None:
    assert told(read(parser, f"Chad invaded Sudan {words}."), "invaded", day) == expected


@pytest.mark.parametrize(
    ("first", "precision", "last"),
    [
        ("2015-09-28", "day", "2015-09-28"),
        ("2015-09-28", "week", "2015-10-04"),
        ("2016-02-01", "month", "2016-02-29"),
        ("2015-12-01", "quarter", "2016-02-29"),
        ("2015-09-28", "year", "2016-09-27"),
        ("1990-01-01", "decade", "1999-12-31"),
        ("9999-12-31", "week", "9999-12-31"),
        ("9999-12-01", "month", "9999-12-31"),
    ],
)
def test_an_interval_ends(first: str, precision: str, last: str) -> None:
    known = next(p for p in PRECISIONS if p == precision)
    assert Interval(date.fromisoformat(first), known).last == date.fromisoformat(last)


@given(st.dates(), st.sampled_from(PRECISIONS))
def test_a_day_lies_in_what_is_around_it(day: date, precision: str) -> None:
    known = next(p for p in PRECISIONS if p == precision)
    found = around(day, known)
    assert found.first <= day <= found.last
    assert around(found.first, known) == found


@given(st.dates(), st.integers(-1200, 1200))
def test_months_on(day: date, months: int) -> None:
    try:
        found = months_on(day, months)
    except ValueError:
        assert not 1 <= day.year + (day.month - 1 + months) // 12 <= 9999
    else:
        assert (found.year - day.year) * 12 + found.month - day.month == months
        assert found.day == day.day or (found + timedelta(days=1)).day == 1


_PIECES = """on in last next this past the Monday Sunday March May Sept. 27 31 2015 1991 1990s week month year weeks ago
two several since until for of late early mid-June summer quarter third yesterday tomorrow overnight said
bombed to meet attack , 2015-02-30 9/11 0 0000-00-00 winter decade coming 's 99 weekend days from now 400
hundred hours""".split()
_LABELS = "obl nmod nsubj obj advmod case ccomp xcomp conj advcl acl acl:relcl amod nummod obl:unmarked mark compound".split()


@st.composite
def _trees(draw: st.DrawFn) -> Tree:
    """Any words in any tree: what the parser never gives, too."""
    texts = draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14))
    root = draw(st.integers(0, len(texts) - 1))
    order = draw(st.permutations(range(len(texts))))
    rank = {word: number for number, word in enumerate(order)}
    found, at = [], 0
    first = order[0] if root not in rank else root
    for index, text in enumerate(texts):
        earlier = [k for k in range(len(texts)) if k == first or (rank[k] < rank[index] and k != first)]
        head = -1 if index == first else draw(st.sampled_from([k for k in earlier if k != index]))
        upos = draw(st.sampled_from(["VERB", "NOUN", "PROPN", "NUM", "ADV"]))
        xpos = draw(st.sampled_from(["VB", "VBD", "VBN", "VBG", "NN", "NNS", "NNP", "CD"]))
        label = "root" if head < 0 else draw(st.sampled_from(_LABELS))
        found.append(Word(index, at, at + len(text), text, text.lower(), upos, xpos, "_", head, label, "O"))
        at += len(text) + 1
    return Tree(Sentence(" ".join(texts), 0, tuple(found)))


@given(_trees(), st.none() | st.dates(), st.booleans())
def test_nothing_raises_and_nothing_done_lies_ahead(tree: Tree, day: date | None, ahead: bool) -> None:
    for word in tree.words:
        found = event_day(tree, word.index, day, ahead=ahead)
        if found is not None and day is not None and not ahead:
            assert found.first <= day


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12), st.dates())
@example(["in", "400", "decade", "ago"], date(1900, 1, 1))
def test_nothing_raises_in_parsed_sentences(parser: Parser, texts: list[str], day: date) -> None:
    tree = read(parser, "Chad bombed Mali " + " ".join(texts) + ".")
    found = event_day(tree, 1, day)
    assert found is None or found.first <= day


def test_an_edge_says_how_its_day_is_known(parser: Parser) -> None:
    tree = read(parser, "Chad shelled Sudan on Monday and will attack Mali.")
    shelled, attack = (next(w.index for w in tree.words if w.text == text) for text in ("shelled", "attack"))
    assert [date_edge(tree, shelled, "occurred", day) for day in (DAY, None)] == [
        (date(2015, 9, 28), "day", "text"),
        (None, None, None),
    ]
    assert date_edge(tree, attack, "planned", DAY) == (DAY, "day", "article")


def test_the_coder_dates_each_edge_by_its_own_clause(coder: Coder, register: Register) -> None:
    edges = coder.code("Chad said on Tuesday that Niger attacked Mali on Sunday. Chad will meet Mali next month.", DAY).edges
    found = {edge.relation: (edge.day, edge.precision, edge.day_known) for edge in edges}
    assert found["attacks"] == (date(2015, 9, 27), "day", "text")
    assert found["meets_with"] == (date(2015, 10, 1), "month", "text")


def test_times_are_looked_for_wherever_one_may_stand() -> None:
    lines = [line.partition(" => ")[0].lower().replace(".", " .") for line in CASES.strip().splitlines()]
    places = [(line, place) for line in lines for place in range(len(line)) if not place or line[place - 1] == " "]
    found = [any(pattern.match(*at) for _, pattern, _ in _PATTERNS) for at in places]
    maybe = [_ANY.match(*at) is not None for at in places]
    assert all(may for may, does in zip(maybe, found, strict=True) if does)
    assert 0 < sum(found) <= sum(maybe) < len(places) / 3
