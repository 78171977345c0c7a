"""What an article has told, and whom "both sides", "the three", "the attack" and "the kingdom" mean by it; by hand."""

import pytest

from graph.coding.candidates import Candidate
from graph.coding.history import FAR, REACH, History, Mentioned
from graph.coding.mentions import Ref

NOBODY: frozenset[str] = frozenset()


def ref(actor: str, role: str | None = None, *, place: bool = False) -> Ref:
    return Ref(actor, role, 0, 1, "name", None, place)


def told(*sentences: tuple[Ref, ...] | list[tuple[Ref, ...]]) -> History:
    """A history of sentences, each with one mention of some actors, or with several."""
    history = History()
    for sentence in sentences:
        history.sentence += 1
        for word, refs in enumerate(sentence if isinstance(sentence, list) else [sentence] if sentence else []):
            history.mentions.append(Mentioned(refs, history.sentence, word, not word, len(refs) > 1, False, 0, "x"))
    return history


def did(history: History, source: str, relation: str, target: str) -> History:
    """The history, which goes on with a deed told in its last sentence."""
    history.tell([Candidate(ref(source), relation, ref(target), 0, "rule", 0.0)])
    return history


def actors(refs: tuple[Ref, ...]) -> list[str]:
    return [r.actor for r in refs]


RAIN: tuple[Ref, ...] = ()
ARM, AZE, CHN, IRN, RUS, SAU = (ref(a) for a in ("ARM", "AZE", "CHN", "IRN", "RUS", "SAU"))


# -- both sides ------------------------------------------------------------------------------------------------------------


def test_both_are_the_two_that_were_named_together() -> None:
    history = told([(RUS,), (ARM, AZE)], RAIN)
    assert set(actors(history.pair(NOBODY, states=True))) == {"ARM", "AZE"}


def test_both_are_not_the_clause_s_own_actors() -> None:
    history = told([(RUS,), (ARM, AZE)], RAIN)
    assert set(actors(history.pair(frozenset({"ARM"}), states=True))) == {"RUS", "AZE"}


def test_both_countries_are_countries() -> None:
    hamas = ref("NSA:HAMAS")
    history = told([(RUS,), (IRN,), (hamas,), (hamas,)])
    assert "NSA:HAMAS" in actors(history.pair(NOBODY, states=False))
    assert set(actors(history.pair(NOBODY, states=True))) == {"IRN", "RUS"}


def test_both_are_rather_two_that_had_to_do_with_each_other() -> None:
    plain = told([(ARM,), (AZE,), (CHN,)])
    assert actors(plain.pair(NOBODY, states=True)) == ["ARM", "AZE"]  # a tie: by name
    dealt = did(told([(ARM,), (AZE,), (CHN,)]), "CHN", "attacks", "AZE")
    assert set(actors(dealt.pair(NOBODY, states=True))) == {"AZE", "CHN"}


def test_a_place_is_less_likely_meant_than_an_actor() -> None:
    history = told([(ref("ARM", place=True),), (CHN,), (RUS,)])
    assert set(actors(history.pair(NOBODY, states=True))) == {"CHN", "RUS"}


def test_one_alone_is_left_to_the_caller_and_nobody_is_remembered_for_long() -> None:
    assert actors(told((ARM,)).pair(NOBODY, states=True)) == ["ARM"]  # "its neighbour" wants the other one only
    assert told((ARM, AZE), *[RAIN] * (REACH + 2)).pair(NOBODY, states=True) != ()
    assert told((ARM, AZE), *[RAIN] * (REACH + 3)).pair(NOBODY, states=True) == ()


# -- all three -------------------------------------------------------------------------------------------------------------


def test_a_group_is_the_latest_of_its_size() -> None:
    history = told((ARM, AZE), (CHN, IRN, RUS), (SAU,))
    assert actors(history.group(3)) == ["CHN", "IRN", "RUS"]
    assert actors(history.group(2)) == ["ARM", "AZE"]
    assert actors(history.group(0)) == ["CHN", "IRN", "RUS"]  # any number over one


def test_actors_named_one_by_one_make_a_group_of_just_so_many() -> None:
    history = told((CHN,), (IRN,), (RUS,))
    assert set(actors(history.group(3))) == {"CHN", "IRN", "RUS"}
    assert history.group(4) == ()
    assert history.group(0) == ()
    assert told((CHN,), (IRN,), (ref("RUS", place=True),), (ref("NSA:ISIS"),)).group(3) == ()


def test_a_group_of_one_actor_in_two_roles_is_none() -> None:
    assert told((ref("SYR", "GOV"), ref("SYR", "REB"))).group(2) == ()


# -- the attack ------------------------------------------------------------------------------------------------------------


def test_the_attack_is_the_attacker_s() -> None:
    history = did(told((RUS,)), "RUS", "attacks", "ARM")
    assert actors(history.doer("attack", NOBODY)) == ["RUS"]
    assert history.doer("attack", frozenset({"RUS"})) == ()
    assert history.doer("demand", NOBODY) == ()
    assert history.doer("umbrella", NOBODY) == ()


def test_the_latest_deed_that_fits_counts() -> None:
    history = did(told((RUS,)), "RUS", "attacks", "ARM")
    history.sentence += 1
    did(history, "CHN", "attacks", "ARM")
    did(history, "IRN", "meets_with", "SAU")
    assert actors(history.doer("attack", NOBODY)) == ["CHN"]
    assert actors(history.doer("attack", frozenset({"CHN"}))) == ["RUS"]


def test_a_raid_may_have_been_coded_as_a_seizure() -> None:
    assert actors(did(told((RUS,)), "RUS", "coerces", "ARM").doer("raid", NOBODY)) == ["RUS"]
    assert did(told((RUS,)), "RUS", "gives_aid_to", "ARM").doer("raid", NOBODY) == ()


def test_an_accord_has_two_doers_and_a_move_may_be_any_deed() -> None:
    history = did(told((RUS,)), "IRN", "signs_agreement_with", "SAU")
    assert actors(history.doer("agreement", NOBODY)) == ["IRN", "SAU"]
    assert actors(history.doer("agreement", frozenset({"IRN"}))) == ["SAU"]
    assert actors(did(told((RUS,)), "RUS", "sanctions", "ARM").doer("move", NOBODY)) == ["RUS"]


def test_deeds_of_long_ago_are_forgotten() -> None:
    history = did(told((RUS,)), "RUS", "attacks", "ARM")
    history.sentence += REACH
    assert actors(history.doer("attack", NOBODY)) == ["RUS"]
    history.sentence += 1
    assert history.doer("attack", NOBODY) == ()


# -- the kingdom, the government -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lemma", "expected"), [("kingdom", ["SAU"]), ("island", ["TWN"]), ("republic", []), ("emirate", [])])
def test_a_kind_of_country_is_the_latest_of_its_kind(lemma: str, expected: list[str]) -> None:
    history = told((ref("TWN"),), (ref("JOR"),), (SAU,), (RUS,))
    assert actors(history.kind(lemma)) == expected


def test_a_kind_is_forgotten_too() -> None:
    assert told((SAU,), *[RAIN] * FAR).kind("kingdom") != ()
    assert told((SAU,), *[RAIN] * (FAR + 1)).kind("kingdom") == ()


def test_home_is_what_is_much_spoken_of_lately() -> None:
    def anybody(_: Ref) -> bool:
        return True

    assert actors(told((IRN,), (IRN,), (SAU,)).home(anybody)) == ["SAU"]  # 1/3 + 1/2 against 1
    assert actors(told((IRN,), (IRN,), (IRN,), (SAU,)).home(anybody)) == ["IRN"]  # 1/4 + 1/3 + 1/2 against 1
    assert actors(told((IRN,), (IRN,), (SAU,)).home(lambda r: r.actor != "SAU")) == ["IRN"]
    assert actors(told((IRN,), (IRN,), (SAU,)).home(anybody, decay=0.0)) == ["IRN"]
    assert told(RAIN).home(anybody) == ()
