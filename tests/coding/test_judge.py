"""What becomes an edge when the rules say one thing and the learned model another: a model that says what a test wants."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding.candidates import Candidate
from graph.coding.judge import CONTRADICTED, IN_DOUBT, MORE, NEW_PAIR, Judge, Judged, different_ends
from graph.coding.mentions import People, Reading, Ref
from graph.coding.pairs import PairModel, PairScore
from graph.coding.syntax import Tree
from graph.language import Parser
from graph.model import Span
from graph.ontology import Status, relation_types

NAMES = tuple(relation_types())
#: Chances of relations, by the words of source and target; every other chance is 0.01.
Opinion = Mapping[tuple[str, str], Mapping[str, float]]


class Opinionated(PairModel):
    """A model that holds what it is told and takes the trigger from it."""

    def __init__(self, opinion: Opinion, trigger: str, status: Status = "occurred") -> None:
        self._opinion, self._trigger, self._status = opinion, trigger, status

    def score(
        self, text: str, mentions: Sequence[Span], pairs: Iterable[tuple[int, int]] | None = None
    ) -> dict[tuple[int, int], PairScore]:
        start = text.index(self._trigger)
        assert pairs is not None
        return {
            (i, j): PairScore(
                i,
                j,
                chances := self._chances(text[slice(*mentions[i])], text[slice(*mentions[j])]),
                chances / chances.sum(),
                self._status,
                0.0,
                (start, start + len(self._trigger)),
            )
            for i, j in pairs
        }

    def _chances(self, source: str, target: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        given = self._opinion.get((source, target), {})
        return np.array([given.get(name, 0.01) for name in NAMES])


Read = Callable[[str], Reading]


@pytest.fixture(scope="module")
def read(parser: Parser, register: Register, names: NameFinder) -> Read:
    def reader(sentence: str) -> Reading:
        (parsed,) = parser.parse_sentences([sentence]).sentences
        return Reading(Tree(parsed), register, names, People(), None)

    return reader


def ref(actor: str, role: str | None = None) -> Ref:
    return Ref(actor, role, 0, 1, "name")


def rule(reading: Reading, source: str, relation: str, target: str, trigger: str, doubt: float = 0.0) -> Candidate:
    """A rule's candidate between two actors that the sentence names."""
    refs = {r.actor: r for word in reading.tree.words for r in reading.own(word.index)}
    at = next(w.index for w in reading.tree.words if w.text == trigger)
    return Candidate(refs[source], relation, refs[target], at, "rule", doubt)


def said(judged: Iterable[Judged]) -> set[str]:
    """Edges as text; the status is written unless it is "occurred"."""
    found = set()
    for one in judged:
        c = one.candidate
        status = "" if one.status == "occurred" else f" {one.status}"
        found.add(f"{c.source.actor} {c.relation} {c.target.actor}{status}")
    return found


MET = "Kenya met Chad near Oslo."
PAIR = ("Kenya", "Chad")


def test_a_pair_that_no_rule_found_is_coded_from_the_threshold_on(read: Read) -> None:
    for chance, expected in ((NEW_PAIR - 0.01, set()), (NEW_PAIR, {"KEN supports TCD"})):
        judge = Judge(Opinionated({PAIR: {"supports": chance}}, "met"))
        assert said(judge.decide(read(MET), [])) == expected


def test_what_the_model_adds_says_so(read: Read) -> None:
    (found,) = Judge(Opinionated({PAIR: {"supports": 0.75}}, "met")).decide(read(MET), [])
    assert found.why == "model 0.75 by “met”"
    assert found.candidate.trigger == 1
    (surer,) = Judge(Opinionated({PAIR: {"supports": 0.95}}, "met")).decide(read(MET), [])
    assert 0 < found.confidence < surer.confidence < 0.95


def test_a_second_relation_of_a_pair_must_be_surer_than_a_first(read: Read) -> None:
    for chance, more in ((NEW_PAIR, set()), (MORE - 0.01, set()), (MORE, {"KEN criticises TCD"})):
        reading = read(MET)
        judge = Judge(Opinionated({PAIR: {"criticises": chance}}, "met"))
        found = said(judge.decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met")]))
        assert found == {"KEN accuses TCD"} | more


def test_a_second_relation_does_not_turn_the_first_round(read: Read) -> None:
    judge = Judge(Opinionated({PAIR: {"supports": 0.99}}, "met"))
    assert said(judge.decide(read(MET), [rule(read(MET), "KEN", "accuses", "TCD", "met")])) == {"KEN accuses TCD"}


def test_the_same_relation_is_not_said_twice(read: Read) -> None:
    reading = read(MET)
    judge = Judge(Opinionated({PAIR: {"accuses": 0.99}}, "met"))
    (found,) = judge.decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met")])
    assert found.why.startswith("rule")


def test_the_model_raises_and_lowers_the_confidence_of_a_rule(read: Read) -> None:
    found = {}
    for chance in (0.1, 0.5, 0.9):
        reading = read(MET)
        judge = Judge(Opinionated({PAIR: {"accuses": chance}}, "met"))
        (one,) = judge.decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met")])
        found[chance] = one.confidence
        assert one.why == f"rule; model {chance:.2f}"
    assert 0.5 < found[0.1] < found[0.5] < found[0.9] < 1


def test_without_a_model_a_rule_stands_by_itself_less_what_it_doubts(read: Read) -> None:
    reading = read(MET)
    (sure,) = Judge(None).decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met")])
    (unsure,) = Judge(None).decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met", doubt=0.1)])
    assert sure.why == "rule"
    assert sure.confidence == pytest.approx(0.8)
    assert 0 < unsure.confidence < 0.75


@pytest.mark.parametrize(
    ("doubt", "chance", "kept"),
    [
        (IN_DOUBT, CONTRADICTED / 2, False),
        (IN_DOUBT, CONTRADICTED, True),
        (IN_DOUBT / 2, CONTRADICTED / 2, True),
    ],
)
def test_a_rule_in_doubt_falls_where_the_model_sees_nothing_of_the_kind(
    read: Read, doubt: float, chance: float, kept: bool
) -> None:
    reading = read(MET)
    judge = Judge(Opinionated({PAIR: {"accuses": chance}}, "met"))
    found = said(judge.decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met", doubt)]))
    assert found == ({"KEN accuses TCD"} if kept else set())


def test_a_pair_that_the_model_does_not_see_contradicts_nothing(read: Read) -> None:
    reading = read(MET)
    unseen = Candidate(ref("KEN"), "accuses", ref("FRA"), 1, "rule", 0.5)
    assert said(Judge(Opinionated({}, "met")).decide(reading, [unseen])) == {"KEN accuses FRA"}


def test_a_candidate_of_one_state_with_itself_is_none(read: Read) -> None:
    reading = read(MET)
    own = Candidate(ref("KEN"), "accuses", ref("KEN", "GOV"), 1, "rule", 0.0)
    rebels = Candidate(ref("KEN", "GOV"), "attacks", ref("KEN", "REB"), 1, "rule", 0.0)
    assert said(Judge(None).decide(reading, [own, rebels])) == {"KEN attacks KEN"}


@pytest.mark.parametrize(
    ("source", "target", "different"),
    [
        (ref("KEN"), ref("TCD"), True),
        (ref("KEN", "GOV"), ref("KEN", "REB"), True),
        (ref("KEN", "COP"), ref("KEN", "CVL"), True),
        (ref("KEN"), ref("KEN"), False),
        (ref("KEN"), ref("KEN", "REB"), False),
        (ref("KEN", "GOV"), ref("KEN", "GOV"), False),
        (ref("KEN", "GOV"), ref("KEN", "MIL"), False),
    ],
)
def test_who_can_be_tied_to_whom(source: Ref, target: Ref, different: bool) -> None:
    assert different_ends(source, target) is different
    assert different_ends(target, source) is different


def test_one_mention_of_two_actors_ties_them_once_where_both_ways_are_the_same(read: Read) -> None:
    for relation, expected in (
        ("meets_with", {"KEN meets_with TCD"}),
        ("accuses", {"KEN accuses TCD", "TCD accuses KEN"}),
    ):
        reading = read("Both met in Oslo.")
        reading.resolved[0] = tuple(Ref(actor, None, 0, 4, "name") for actor in ("KEN", "TCD"))
        model = Opinionated({("Both", "Both"): {relation: 0.95}}, "met")
        assert said(Judge(model).decide(reading, [])) == expected


URGED = "Norway urged Kenya to attack Chad."


def test_what_a_request_asks_for_is_no_deed_for_rule_or_model(read: Read) -> None:
    reading = read(URGED)
    inner = rule(reading, "KEN", "attacks", "TCD", "attack")
    assert said(Judge(None).decide(reading, [inner])) == set()
    sure = Opinionated({("Kenya", "Chad"): {"attacks": 0.99}}, "attack")
    assert said(Judge(sure).decide(reading, [])) == set()
    assert said(Judge(sure).decide(reading, [inner])) == set()


def test_the_model_s_own_status_weighs_where_it_is_weaker(read: Read) -> None:
    for status, expected in (("negated", " negated"), ("hypothetical", " hypothetical"), ("alleged", ""), ("planned", "")):
        model = Opinionated({PAIR: {"supports": 0.9}}, "met", status)  # type: ignore[arg-type]
        assert said(Judge(model).decide(read(MET), [])) == {f"KEN supports TCD{expected}"}


def test_companions_in_a_deed_are_not_its_two_sides(read: Read) -> None:
    reading = read("Kenya and Chad met Norway.")
    candidates = [rule(reading, "KEN", "accuses", "NOR", "met"), rule(reading, "TCD", "accuses", "NOR", "met")]
    for chance, more in ((MORE - 0.01, set()), (MORE, {"KEN supports TCD"})):
        judge = Judge(Opinionated({PAIR: {"supports": chance}}, "met"))
        assert said(judge.decide(reading, candidates)) == {"KEN accuses NOR", "TCD accuses NOR"} | more


def test_nothing_is_coded_below_the_least_confidence(read: Read) -> None:
    reading = read(MET)
    candidates = [rule(reading, "KEN", "accuses", "TCD", "met")]
    assert said(Judge(None, least=0.8).decide(reading, candidates)) == {"KEN accuses TCD"}
    assert said(Judge(None, least=0.81).decide(reading, candidates)) == set()
    sure = Opinionated({PAIR: {"supports": 0.99}}, "met")
    assert said(Judge(sure, least=0.6).decide(reading, [])) == {"KEN supports TCD"}
    assert said(Judge(sure, least=0.7).decide(reading, [])) == set()
