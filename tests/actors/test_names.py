"""Names found in sentences: longest first, by date for people, and nothing where a name only looks like a country's."""

from datetime import date

import pytest

from graph.actors import Register
from graph.actors.names import Match, NameFinder, cues, fold, tokens

DAY = date(2015, 9, 27)


@pytest.fixture(scope="module")
def names() -> NameFinder:
    return NameFinder(Register.load())


def found(names: NameFinder, text: str, day: date | None = DAY, known: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(m.text, m.best.actor) for m in names.find(text, day, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Papua New Guinea met Guinea and Guinea-Bissau",
         [("Papua New Guinea", "PNG"), ("Guinea", "GIN"), ("Guinea-Bissau", "GNB")]),
        ("Niger and Nigeria", [("Niger", "NER"), ("Nigeria", "NGA")]),
        ("the Democratic Republic of the Congo", [("Democratic Republic of the Congo", "COD")]),
        ("South Sudan left Sudan", [("South Sudan", "SSD"), ("Sudan", "SDN")]),
        ("North Korea", [("North Korea", "PRK")]),
        ("the Republic of Korea", [("Republic of Korea", "KOR")]),
        ("Islamic State of Iraq and Syria fighters in Syria",
         [("Islamic State of Iraq and Syria", "NSA:ISIS"), ("Syria", "SYR")]),
        ("the UN Security Council", [("UN Security Council", "IGO:UN")]),
        ("New Zealand and New Delhi", [("New Zealand", "NZL"), ("New Delhi", "IND")]),
        ("al-Qaeda, Al Qaeda", [("al-Qaeda", "NSA:AL_QAEDA"), ("Al Qaeda", "NSA:AL_QAEDA")]),
    ],
)  # fmt: skip
def test_the_longest_name_counts(names: NameFinder, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(names, text) == expected


def test_offsets_are_those_of_the_text(names: NameFinder) -> None:
    text = "“Côte d’Ivoire’s army,” the U.S. said"
    first, second = names.find(text, DAY)
    assert text[first.start : first.end] == first.text == "Côte d’Ivoire"
    assert text[second.start : second.end] == second.text == "U.S."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. attacked", ["U.S."]),
        ("The US attacked", ["US"]),
        ("the U.S.-led coalition", ["U.S.-led coalition"]),
        ("He told us that", []),
        ("Let us go", []),
        ("THE SOLDIERS TOLD US", ["US"]),
    ],
)
def test_us_and_us(names: NameFinder, text: str, expected: list[str]) -> None:
    assert [t for t, _ in found(names, text)] == expected


@pytest.mark.parametrize(
    "text",
    ["Indian Ocean", "the Washington Post reported", "South China Sea", "Strait of Hormuz", "Persian Gulf",
     "Vietnam War", "Panama Papers", "turkey and chad", "a china plate", "march", "poles apart", "polish the table"],
)  # fmt: skip
def test_what_only_looks_like_an_actor(names: NameFinder, text: str) -> None:
    assert found(names, text) == []


def test_not_an_actor_hides_no_neighbour(names: NameFinder) -> None:
    assert found(names, "Iran and the Persian Gulf and Iraq") == [("Iran", "IRN"), ("Iraq", "IRQ")]


@pytest.mark.parametrize(
    ("text", "actor", "role", "kind"),
    [
        ("the Kremlin", "RUS", "GOV", "seat"),
        ("the White House", "USA", "GOV", "seat"),
        ("Downing Street", "GBR", "GOV", "seat"),
        ("the Pentagon", "USA", "MIL", "forces"),
        ("the CIA", "USA", "SPY", "agency"),
        ("Mossad", "ISR", "SPY", "agency"),
        ("the Knesset", "ISR", "LEG", "legislature"),
        ("the State Department", "USA", "GOV", "ministry"),
        ("Moscow", "RUS", None, "capital"),
        ("Aleppo", "SYR", None, "city"),
        ("Russians", "RUS", None, "demonym"),
        ("Jordanian", "JOR", None, "adjective"),
        ("E.U.", "IGO:EU", None, "name"),
    ],
)
def test_kinds_of_names(names: NameFinder, text: str, actor: str, role: str | None, kind: str) -> None:
    (match,) = names.find(text, DAY)
    assert (match.best.actor, match.best.role, match.best.kind) == (actor, role, kind)


@pytest.mark.parametrize(
    ("text", "day", "person"),
    [
        ("Obama spoke", date(2015, 9, 27), "Barack Obama"),
        ("Barack Obama spoke", date(2015, 9, 27), "Barack Obama"),
        ("Barack Obama spoke", date(2026, 3, 1), "Barack Obama"),
        ("Obama spoke", None, "Barack Obama"),
        ("Obama spoke", date(2019, 1, 1), "Barack Obama"),  # two years out of office, still in the news
        ("Obama spoke", date(2026, 3, 1), None),
        ("Merkel spoke", date(2022, 1, 1), "Angela Merkel"),
        ("Merkel spoke", date(2026, 1, 1), None),
        ("Bush spoke", date(1990, 1, 1), "George H. W. Bush"),
        ("Bush spoke", date(2005, 1, 1), "George W. Bush"),
        ("Clinton spoke", date(1996, 1, 1), "Bill Clinton"),
        ("Clinton spoke", date(2010, 1, 1), "Hillary Clinton"),
        ("Khamenei spoke", date(2020, 5, 1), "Ali Khamenei"),
        ("Putin spoke", date(1995, 1, 1), None),
    ],
)
def test_people_by_date(names: NameFinder, text: str, day: date | None, person: str | None) -> None:
    assert [m.best.person for m in names.find(text, day)] == ([person] if person else [])


def test_a_surname_of_the_past_needs_its_full_name_first(names: NameFinder) -> None:
    day = date(2026, 3, 1)
    assert found(names, "Obama spoke", day) == []
    assert found(names, "Obama spoke", day, ("Barack Obama",)) == [("Obama", "USA")]
    assert found(names, "Obama spoke", day, ("Angela Merkel",)) == []


def test_headlines_in_capitals(names: NameFinder) -> None:
    assert found(names, "OBAMA MEETS PUTIN IN MOSCOW") == [("OBAMA", "USA"), ("PUTIN", "RUS"), ("MOSCOW", "RUS")]
    assert found(names, "U.S. BOMBS SYRIA AGAIN") == [("U.S.", "USA"), ("SYRIA", "SYR")]
    assert found(names, "SHIP SINKS IN INDIAN OCEAN") == []
    # one word in capitals is no headline
    assert found(names, "The CHAD files were long and dull") == []


def test_possessives_and_dashes_end_a_name(names: NameFinder) -> None:
    assert found(names, "Iran’s army, Iran's navy and Iranian-backed men") == [
        ("Iran", "IRN"),
        ("Iran", "IRN"),
        ("Iranian", "IRN"),
    ]


def test_states_that_are_gone_live_on_in_their_heirs(names: NameFinder) -> None:
    assert found(names, "the Soviet Union", date(1980, 1, 1)) == [("Soviet Union", "RUS")]


def test_nothing_in_nothing(names: NameFinder) -> None:
    assert names.find("") == []
    assert names.find("… !? 123") == []


def test_folding() -> None:
    assert fold("São U.S.") == "Sao US"
    assert tokens("U.S.-led al-Qaeda's 3 São") == [
        ("US", 0, 4), ("led", 5, 8), ("al", 9, 11), ("Qaeda", 12, 17), ("s", 18, 19), ("3", 20, 21), ("Sao", 22, 25),
    ]  # fmt: skip


def test_the_same_every_time(names: NameFinder) -> None:
    text = "Congo, Georgia and Obama met Khan in Tripoli"
    again = NameFinder(Register.load())
    first: list[Match] = names.find(text, DAY)
    assert first == names.find(text, DAY) == again.find(text, DAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brussels warned Moscow.", ["IGO:EU"]),
        ("Brussels warned Moscow. The Belgian government agreed.", ["BEL"]),
        ("Georgia held an election near Tbilisi.", ["GEO"]),
        ("Georgia held an election; in Atlanta it rained.", ["USA"]),
        ("Georgia fears Russia, said a man from Atlanta.", ["GEO"]),  # the first row that fits decides
        ("Korea tested a rocket, Pyongyang said.", ["PRK"]),
        ("Korea tested a rocket, Seoul said.", ["KOR"]),
        ("Turkey spoke to Ankara's allies.", ["TUR"]),
        ("Turkey is eaten on Thanksgiving.", []),
        ("Turkey celebrated, Ankara said, though not Thanksgiving.", ["TUR"]),
        ("Thanksgivings and Turkey", ["TUR"]),  # a cue is a whole word
    ],
)
def test_the_article_decides_what_an_ambiguous_name_means(names: NameFinder, text: str, expected: list[str]) -> None:
    first = tokens(text)[0][0] if not text.startswith("Thanks") else "Turkey"
    found = [m.best.actor for m in names.find(text, DAY, decided=cues(text)) if m.text == first]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Kim inspected a shipyard.", date(2012, 6, 1), "PRK"),  # no minister of the South takes the bare name
        ("Lee Jae-myung flew home. Then Lee spoke.", date(2025, 9, 1), "KOR"),
        ("John Lee flew home. Then Lee spoke.", date(2025, 9, 1), "HKG"),
        ("Delcy Rodríguez flew home. Then Rodríguez spoke.", date(2026, 2, 1), "VEN"),
        ("Bruno Rodríguez flew home. Then Rodríguez spoke.", date(2026, 2, 1), "CUB"),
        ("Kamala Harris flew home. Then Harris spoke.", date(2024, 9, 1), "USA"),
        ("Simon Harris flew home. Then Harris spoke.", date(2024, 9, 1), "IRL"),
    ],
)
def test_a_bare_name_that_two_share_follows_the_full_name(names: NameFinder, text: str, day: date, expected: str) -> None:
    assert names.find(text, day, decided=cues(text))[-1].best.actor == expected


def test_words_without_a_cue_decide_nothing() -> None:
    decided = cues("It rained.")
    assert decided[("Brussels",)] == "IGO:EU"  # the row without cues
    assert decided[("Hague",)] == ""
    assert ("Georgia",) not in decided
    assert ("Korea",) not in decided
