"""Allies and rivals: who ranks where, and why."""

from datetime import date

import pytest

from graph.actors import Register
from graph.network import GraphVersion, Window
from graph.queries import Filter, alliances, check, rivals, shared
from tests.network.builders import fold, version


@pytest.fixture
def pact() -> GraphVersion:
    """Russia shares intelligence with three; with two of them it forms a coalition; one is called an ally."""
    return version(
        *(fold("RUS", "shares_intelligence_with", other) for other in ("IRN", "IRQ", "SYR")),
        *(fold("RUS", "cooperates_militarily_with", other) for other in ("IRN", "SYR")),
        fold("RUS", "allied_with", "SYR"),
        fold("USA", "criticises", "RUS"),
    )


def test_more_and_stronger_ties_rank_first(pact: GraphVersion, register: Register) -> None:
    ranked = alliances(pact, register, "RUS")
    assert [tie.partner for tie in ranked] == ["SYR", "IRN", "IRQ"]
    assert ranked[0].score == pytest.approx(0.7 + 0.74 + 0.8)
    assert ranked[0].basis == ("observed",)
    assert ranked[1].basis == ("declared", "observed")  # they share the club
    assert [tie.partner for tie in rivals(pact, register, "RUS")] == ["USA"]


def test_a_bloc_in_common_makes_no_ally_by_itself_and_an_alliance_does(pact: GraphVersion, register: Register) -> None:
    assert "USA" not in [tie.partner for tie in alliances(pact, register, "RUS")]
    declared = alliances(pact, register, "USA")
    assert [(tie.partner, tie.score, tie.basis) for tie in declared] == [
        ("GBR", 0.0, ("declared",)),
        ("IGO:PACT", 0.0, ("declared",)),
    ]
    assert declared[0].since(friendly=True) == date(1952, 2, 18)


def test_declared_bonds_are_those_of_the_day(register: Register) -> None:
    assert "IRQ" in shared(register, "GBR", date(1956, 1, 1))
    assert "IRQ" not in shared(register, "GBR", date(1959, 3, 24))
    assert "IRN" not in shared(register, "RUS", date(2015, 9, 27))
    assert "SYR" not in shared(register, "RUS", None)  # an observer is no member


def test_an_organisation_is_bound_to_its_members_and_to_the_club_that_it_joined(register: Register) -> None:
    bonds = shared(register, "IGO:PACT", None)
    assert {partner: [bond.id for bond in found] for partner, found in bonds.items()} == {
        "USA": ["IGO:PACT", "IGO:CLUB"],
        "GBR": ["IGO:PACT"],
        "RUS": ["IGO:CLUB"],
        "IRN": ["IGO:CLUB"],
        "IGO:CLUB": ["IGO:CLUB"],
    }
    assert bonds["USA"][1].since == date(2001, 1, 1)  # the later of the two entries


def test_clubs_declare_nothing_and_alliances_come_before_blocs() -> None:
    known = Register.load()
    bonds = shared(known, "FRA", date(2015, 12, 31))
    assert [(bond.id, bond.kind) for bond in bonds["DEU"]] == [
        ("IGO:NATO", "alliance"),  # 1949; Germany entered in 1955
        ("IGO:US_LED_COALITION", "alliance"),
        ("IGO:EU", "bloc"),
        ("IGO:WEIMAR_TRIANGLE", "bloc"),
        ("IGO:E3", "bloc"),
    ]
    assert {bond.on for bond in bonds["DEU"]} == {date(2015, 12, 31)}
    clubs = shared(known, "RUS", None)
    assert not {"USA", "CHN", "IND", "SAU", "BRA", "IRN"} & clubs.keys()  # BRICS, G20 and OPEC+ are all theirs
    assert [bond.id for bond in clubs["BLR"]] == ["IGO:CSTO", "IGO:UNION_STATE"]


def test_conflict_is_subtracted_and_the_pair_is_contested(register: Register) -> None:
    graph = version(fold("RUS", "allied_with", "SYR"), fold("SYR", "criticises", "RUS"))
    (ally,) = alliances(graph, register, "RUS")
    assert ally.score == pytest.approx(0.8 - 0.2)
    assert ally.contested
    assert rivals(graph, register, "RUS") == ()


def test_where_conflict_prevails_the_pair_are_rivals_only(register: Register) -> None:
    graph = version(fold("RUS", "supports", "SYR"), fold("SYR", "attacks", "RUS"))
    assert alliances(graph, register, "RUS") == ()
    (rival,) = rivals(graph, register, "SYR")
    assert (rival.partner, rival.contested) == ("RUS", True)
    assert rival.score == pytest.approx(0.35 - 1.0)


def test_talk_and_requests_make_no_ally(register: Register) -> None:
    graph = version(fold("RUS", "meets_with", "IRQ"), fold("RUS", "requests", "IRQ"))
    assert alliances(graph, register, "RUS") == ()
    assert check(graph, register, "RUS", "IRQ").verdict == "unknown"


def test_arming_rebels_is_no_friendship_with_their_state(register: Register) -> None:
    graph = version(fold("USA", "arms", "SYR", target_role="REB"), fold("RUS", "attacks", "SYR", target_role="REB"))
    assert "SYR" not in [tie.partner for tie in alliances(graph, register, "USA")]
    assert rivals(graph, register, "RUS") == ()


def test_bombing_civilians_is_hostile_and_feeding_them_is_no_alliance(register: Register) -> None:
    graph = version(fold("RUS", "attacks", "SYR", target_role="CVL"), fold("GBR", "gives_aid_to", "SYR", target_role="CVL"))
    assert [tie.partner for tie in rivals(graph, register, "RUS")] == ["SYR"]
    assert "SYR" not in [tie.partner for tie in alliances(graph, register, "GBR")]


def test_as_of_counts_nothing_later(register: Register) -> None:
    graph = version(
        fold("RUS", "allied_with", "SYR", ("2015-09-27", 1.0), ("2020-01-01", 1.0)),
        fold("RUS", "attacks", "SYR", ("2024-12-08", 1.0)),
    )
    (then,) = alliances(graph, register, "RUS", Filter(window=Window(as_of=date(2015, 12, 31))))
    assert then.score == pytest.approx(0.8)
    assert (then.since(friendly=True), then.last(friendly=True)) == (date(2015, 9, 27), date(2015, 9, 27))
    assert not then.contested
    assert alliances(graph, register, "RUS", Filter(window=Window(as_of=date(2015, 9, 26)))) == ()


def test_equal_scores_rank_by_identifier(register: Register) -> None:
    graph = version(fold("RUS", "supports", "SYR"), fold("RUS", "supports", "IRQ"))
    assert [tie.partner for tie in alliances(graph, register, "RUS")] == ["IRQ", "SYR"]


@pytest.mark.parametrize(
    ("relations", "pair", "verdict"),
    [
        ([("RUS", "allied_with", "SYR")], ("RUS", "SYR"), "allied"),
        ([("RUS", "shares_intelligence_with", "SYR")], ("SYR", "RUS"), "aligned"),
        ([("RUS", "attacks", "SYR")], ("RUS", "SYR"), "opposed"),
        ([("RUS", "attacks", "SYR"), ("RUS", "allied_with", "SYR")], ("RUS", "SYR"), "mixed"),
        ([("GBR", "attacks", "USA")], ("USA", "GBR"), "mixed"),  # conflict inside an alliance
        ([("GBR", "supports", "SYR")], ("USA", "GBR"), "allied"),  # declared, no news
        ([("GBR", "supports", "SYR")], ("USA", "IRN"), "unknown"),
    ],
)
def test_the_verdict_on_a_pair(
    relations: list[tuple[str, str, str]], pair: tuple[str, str], verdict: str, register: Register
) -> None:
    answer = check(version(*(fold(*relation) for relation in relations)), register, *pair)
    assert answer.verdict == verdict
    assert answer.allied is (verdict == "allied")
