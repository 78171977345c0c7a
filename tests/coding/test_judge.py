"""What becomes an edge when the rules say one thing and the learned model another: a model that says what a test wants, and
weights that a test can add up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp
from pathlib import Path

import numpy as np
import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding.candidates import Candidate, different_ends
from graph.coding.judge import Judge, Judged, shipped
from graph.coding.mentions import People, Reading, Ref
from graph.coding.pairmodel import Encoded, Pieces
from graph.coding.pairs import PairModel, PairScore
from graph.coding.proposals import FLOOR, Proposal, proposals, scored
from graph.coding.syntax import Tree
from graph.errors import LanguageError
from graph.language import Parser
from graph.model import Span
from graph.ontology import Status, relation_types

NAMES = tuple(relation_types())
#: Chances of relations, by the words of source and target; every other chance is nothing.
Opinion = Mapping[tuple[str, str], Mapping[str, float]]
ENCODED = Encoded(Pieces((), (), ()), np.zeros((1, 0, 0), np.float32))
#: Rules count two, the model its odds.
WEIGHTS = {"rule": 2.0, "model: odds": 5.0, "rule: odds": 5.0}


class Opinionated(PairModel):
    """A model that holds what it is told and takes the trigger from it."""

    def __init__(self, text: str, opinion: Opinion, trigger: str, status: Status = "occurred") -> None:
        self._text, self._opinion, self._trigger, self._status = text, opinion, trigger, status

    def score(
        self, encoded: Encoded, mentions: Sequence[Span], pairs: Iterable[tuple[int, int]] | None = None
    ) -> dict[tuple[int, int], PairScore]:
        start = self._text.index(self._trigger)
        assert pairs is not None
        return {
            (i, j): PairScore(
                i,
                j,
                chances := self._chances(self._text[slice(*mentions[i])], self._text[slice(*mentions[j])]),
                chances,
                self._status,
                0.0,
                (start, start + len(self._trigger)),
            )
            for i, j in pairs
        }

    def _chances(self, source: str, target: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        given = self._opinion.get((source, target), {})
        return np.array([given.get(name, 0.0) for name in NAMES])


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


def judge(model: PairModel, least: float = 0.3) -> Judge:
    return Judge(model, least, WEIGHTS)


def said(judged: Iterable[Judged]) -> set[str]:
    """Edges as text; the status is written unless it is "occurred"."""
    found = set()
    for one in judged:
        c = one.candidate
        status = "" if one.status == "occurred" else f" {one.status}"
        found.add(f"{c.source.actor} {c.relation} {c.target.actor}{status}")
    return found


def offered(reading: Reading, candidates: Sequence[Candidate], opinion: Opinion, trigger: str = "met") -> dict[str, Proposal]:
    """What is proposed, by "SOURCE relation TARGET"."""
    model = Opinionated(reading.tree.sentence.text, opinion, trigger)
    found = proposals(reading, candidates, scored(model, reading, ENCODED))
    return {f"{p.candidate.source.actor} {p.candidate.relation} {p.candidate.target.actor}": p for p in found}


MET = "Kenya met Chad near Oslo."
PAIR = ("Kenya", "Chad")


# -- what is proposed ------------------------------------------------------------------------------------------------------


def test_the_model_proposes_from_a_floor_on(read: Read) -> None:
    assert set(offered(read(MET), [], {PAIR: {"supports": FLOOR - 0.01}})) == set()
    found = offered(read(MET), [], {PAIR: {"supports": FLOOR}})
    assert set(found) == {"KEN supports TCD"}
    assert found["KEN supports TCD"].rule is None
    assert found["KEN supports TCD"].candidate.trigger == 1


def test_a_rule_and_the_model_propose_the_same_once(read: Read) -> None:
    reading = read(MET)
    found = offered(reading, [rule(reading, "KEN", "accuses", "TCD", "met", doubt=0.1)], {PAIR: {"accuses": 0.5}})
    (one,) = found.values()
    assert (one.rule, one.chance) == ("rule", 0.5)
    assert one.features["rule"] == 1
    assert one.features["doubt"] == 0.1
    assert one.features["same trigger"] == 1
    assert "rule: odds" not in one.features  # even odds count nothing
    assert "model" not in one.features


def test_of_two_rules_for_the_same_the_surer_is_taken(read: Read) -> None:
    reading = read(MET)
    rules = [rule(reading, "KEN", "accuses", "TCD", "met", doubt) for doubt in (0.2, 0.05, 0.1)]
    (one,) = offered(reading, rules, {}).values()
    assert one.features["doubt"] == 0.05


def test_what_speaks_for_and_against_a_second_relation(read: Read) -> None:
    reading = read(MET)
    candidates = [rule(reading, "KEN", "accuses", "TCD", "met")]
    opinion = {PAIR: {"criticises": 0.6, "threatens": 0.3, "supports": 0.9}, ("Chad", "Kenya"): {"criticises": 0.2}}
    found = offered(reading, candidates, opinion)
    second = found["KEN criticises TCD"].features
    assert second["another of its class"] == 1
    assert second["other way"] == pytest.approx(0.2)
    assert "likeliest" not in second
    assert found["KEN threatens TCD"].features["another of its sign"] == 1
    assert found["KEN supports TCD"].features["another sign"] == 1
    assert found["KEN supports TCD"].features["likeliest"] == 1


def test_companions_in_a_deed_are_known(read: Read) -> None:
    reading = read("Kenya and Chad met Norway.")
    candidates = [rule(reading, "KEN", "accuses", "NOR", "met"), rule(reading, "TCD", "accuses", "NOR", "met")]
    found = offered(reading, candidates, {PAIR: {"supports": 0.9}, ("Norway", "Chad"): {"supports": 0.9}})
    assert found["KEN supports TCD"].features["companions"] == 1
    assert "companions" not in found["NOR supports TCD"].features


def test_a_pair_that_the_model_does_not_see_is_unseen(read: Read) -> None:
    unseen = Candidate(ref("KEN"), "accuses", ref("FRA"), 1, "rule", 0.5)
    (one,) = offered(read(MET), [unseen], {}).values()
    assert one.chance is None
    assert one.features["unseen"] == 1


def test_one_mention_of_two_actors_ties_them_once_where_both_ways_are_the_same(read: Read) -> None:
    for relation, expected in (
        ("meets_with", {"KEN meets_with TCD"}),
        ("accuses", {"KEN accuses TCD", "TCD accuses KEN"}),
    ):
        reading = read("Both met in Oslo.")
        reading.resolved[0] = tuple(Ref(actor, None, 0, 4, "name") for actor in ("KEN", "TCD"))
        assert set(offered(reading, [], {("Both", "Both"): {relation: 0.95}})) == expected


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


# -- what is decided -------------------------------------------------------------------------------------------------------


def test_the_confidence_is_the_logistic_of_what_speaks_for_an_edge(read: Read) -> None:
    reading = read(MET)
    model = Opinionated(MET, {PAIR: {"accuses": 0.9, "supports": 0.8}}, "met")
    found = {
        one.candidate.relation: one
        for one in judge(model).decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met")], ENCODED)
    }
    # odds are a fifth of the logarithm: 5 times that is the logarithm of 9 to 1, or of 4 to 1
    assert found["accuses"].confidence == pytest.approx(1 / (1 + exp(-2) / 9))
    assert found["accuses"].why == "rule; model 0.90"
    assert found["supports"].confidence == pytest.approx(0.8)
    assert found["supports"].why == "model 0.80 by “met”"


def test_without_a_model_a_rule_stands_by_itself_less_what_it_doubts(read: Read) -> None:
    reading = read(MET)
    (sure,) = Judge(None).decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met")])
    (unsure,) = Judge(None).decide(reading, [rule(reading, "KEN", "accuses", "TCD", "met", doubt=0.1)])
    assert sure.why == "rule"
    assert sure.confidence == pytest.approx(0.8)
    assert 0 < unsure.confidence < 0.75


def test_a_candidate_of_one_state_with_itself_is_none(read: Read) -> None:
    reading = read(MET)
    own = Candidate(ref("KEN"), "accuses", ref("KEN", "GOV"), 1, "rule", 0.0)
    rebels = Candidate(ref("KEN", "GOV"), "attacks", ref("KEN", "REB"), 1, "rule", 0.0)
    assert said(Judge(None).decide(reading, [own, rebels])) == {"KEN attacks KEN"}


URGED = "Norway urged Kenya to attack Chad."


def test_what_a_request_asks_for_is_no_deed_for_rule_or_model(read: Read) -> None:
    reading = read(URGED)
    inner = rule(reading, "KEN", "attacks", "TCD", "attack")
    assert said(Judge(None).decide(reading, [inner])) == set()
    sure = Opinionated(URGED, {("Kenya", "Chad"): {"attacks": 0.99}}, "attack")
    assert said(judge(sure).decide(reading, [], ENCODED)) == set()
    assert said(judge(sure).decide(reading, [inner], ENCODED)) == set()


def test_the_model_s_own_status_weighs_where_it_is_weaker(read: Read) -> None:
    statuses: tuple[tuple[Status, str], ...] = (
        ("negated", " negated"), ("hypothetical", " hypothetical"), ("alleged", ""), ("planned", ""),
    )  # fmt: skip
    for status, expected in statuses:
        model = Opinionated(MET, {PAIR: {"supports": 0.9}}, "met", status)
        assert said(judge(model).decide(read(MET), [], ENCODED)) == {f"KEN supports TCD{expected}"}


def test_nothing_is_coded_below_the_least_confidence(read: Read) -> None:
    reading = read(MET)
    candidates = [rule(reading, "KEN", "accuses", "TCD", "met")]
    assert said(Judge(None, least=0.8).decide(reading, candidates)) == {"KEN accuses TCD"}
    assert said(Judge(None, least=0.81).decide(reading, candidates)) == set()
    model = Opinionated(MET, {PAIR: {"supports": 0.7}}, "met")
    assert said(judge(model, least=0.69).decide(reading, [], ENCODED)) == {"KEN supports TCD"}
    assert said(judge(model, least=0.71).decide(reading, [], ENCODED)) == set()


def test_the_weights_that_ship_are_read_and_a_damaged_file_is_named(tmp_path: Path) -> None:
    shipped.cache_clear()
    weights = shipped()
    assert weights["rule: odds"] > 0
    assert weights["model: odds"] > 0
    for content in ("{", "[1]", '{"rule": "much"}'):
        (tmp_path / "relations.judge.json").write_text(content, encoding="utf-8")
        shipped.cache_clear()
        with pytest.raises(LanguageError, match=r"relations\.judge\.json"):
            shipped(tmp_path)


def test_other_relations_of_the_same_two_are_named_beside_an_edge(read: Read) -> None:
    opinion = {PAIR: {"supports": 0.9, "requests": 0.3, "arms": 0.07, "threatens": 0.2, "accuses": 0.1}}
    opinion |= {("Chad", "Kenya"): {"attacks": 0.4}}
    found = {
        j.candidate.relation: j.alternatives
        for j in judge(Opinionated(MET, opinion, "met"), least=0.35).decide(read(MET), [], ENCODED)
    }
    assert found == {"supports": (("requests", 0.3), ("threatens", 0.2), ("accuses", 0.1)), "attacks": ()}


def test_what_several_do_to_another_they_do_not_do_to_each_other(read: Read) -> None:
    reading = read("Norway opposes both.")
    reading.resolved[2] = tuple(Ref(actor, None, 15, 19, "name") for actor in ("KEN", "TCD"))
    both = {("both", "both"): {"opposes": 0.9}}
    assert set(offered(reading, [], both, "opposes")) == {"KEN opposes TCD", "TCD opposes KEN"}
    third = {**both, ("Norway", "both"): {"opposes": 0.8}}
    assert set(offered(reading, [], third, "opposes")) == {"NOR opposes KEN", "NOR opposes TCD"}
    unlikely = {**both, ("Norway", "both"): {"opposes": 0.4}}
    assert {"KEN opposes TCD", "TCD opposes KEN"} < set(offered(reading, [], unlikely, "opposes"))


def test_alternatives_run_the_way_in_which_the_edge_is_told(read: Read) -> None:
    text = "Togo met Chad near Oslo."
    opinion = {("Togo", "Chad"): {"meets_with": 0.9, "accuses": 0.8}, ("Chad", "Togo"): {"meets_with": 0.9, "threatens": 0.7}}
    found = {j.candidate.relation: j for j in judge(Opinionated(text, opinion, "met")).decide(read(text), [], ENCODED)}
    # a meeting is told with its ends in the order of their identifiers: of Chad's deeds, not of Togo's
    assert found["meets_with"].alternatives == (("threatens", 0.7),)
    assert found["accuses"].alternatives == ()
    assert found["threatens"].alternatives == (("meets_with", 0.9),)
