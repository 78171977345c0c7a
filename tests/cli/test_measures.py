"""What lies behind the scores: each number was worked out on paper."""

import pytest

from app.evaluation import (
    Claim,
    Demand,
    EndScore,
    Record,
    Score,
    Verdict,
    calibrate,
    gold_of,
    judge,
    lowest_for,
    score_ends,
    score_statuses,
    setting,
)


def edge(source: str, relation: str, target: str, sentence: int = 0, **more: object) -> Record:
    return {"source": source, "relation": relation, "target": target, "sentence": sentence, **more}


GOLD = gold_of(
    [
        {"aliases": {"NSA:REBELS": ["the rebels"]}},
        {
            "id": "a",
            "edges": [
                edge("FRA", "meets_with", "DEU"),
                {**edge("USA", "criticises", "RUS"), "or": ["opposes"]},
                edge("CHN", "supports", "PAK", optional=True),
                edge("NSA:REBELS", "attacks", "SYR", 1, status="planned"),
                edge("IRN", "attacks", "IRQ", 1, status="negated"),
                edge("SYR", "coerces", "SYR", 2),
            ],
        },
    ]
)
SAID = {
    "a": [
        edge("DEU", "meets_with", "FRA", confidence=0.4),
        edge("DEU", "meets_with", "FRA", 1, confidence=0.9),  # the same, in a sentence that does not say so
        edge("USA", "opposes", "RUS", confidence=0.8),  # accepted instead
        edge("USA", "accuses", "RUS", confidence=0.7),  # wrong, but of the class that is demanded
        edge("CHN", "supports", "PAK", confidence=0.6),  # neither demanded nor wrong
        edge("NSA:X", "attacks", "SYR", 1, source_name="The Rebels", confidence=0.5),
        edge("IRN", "attacks", "IRQ", 1, status="negated", confidence=0.9),
    ]
}


def test_what_was_said_is_judged_with_its_highest_confidence() -> None:
    verdict = judge(GOLD, SAID, "relation")
    assert sorted(verdict.claims, key=lambda claim: claim.label) == [
        Claim("accuses", 0.7, False),
        Claim("attacks", 0.5, True),
        Claim("meets_with", 0.9, True),
        Claim("opposes", 0.8, True),
    ]
    assert set(verdict.demands) == {
        Demand("meets_with", 0.9),
        Demand("criticises", 0.8),  # found by the other relation that it accepts
        Demand("attacks", 0.5),
        Demand("coerces", None),
    }
    sentence = judge(GOLD, SAID, "sentence")
    assert Demand("meets_with", 0.4) in sentence.demands
    assert Claim("meets_with", 0.9, False) in sentence.claims


def test_scores_by_relation_and_by_class_add_up() -> None:
    relation, group = judge(GOLD, SAID, "relation"), judge(GOLD, SAID, "class")
    assert relation.score(label="criticises") == Score("relation", 0, 0, 1, 1)
    assert relation.score(label="opposes") == Score("relation", 1, 1, 0, 0)
    assert relation.score(label="accuses") == Score("relation", 0, 1, 0, 0)
    assert group.score(label="ACCUSE") == Score("class", 1, 1, 1, 1)  # "accuses" is of the class of "criticises"
    for verdict in (relation, group):
        parts = [verdict.score(label=label) for label in verdict.labels()]
        whole = verdict.score()
        assert (whole.right, whole.said) == (sum(p.right for p in parts), sum(p.said for p in parts))
        assert (whole.found, whole.demanded) == (sum(p.found for p in parts), sum(p.demanded for p in parts))


def test_verdicts_of_two_files_add_up_and_those_of_two_levels_do_not() -> None:
    verdict = judge(GOLD, SAID, "relation")
    assert (verdict + verdict).score() == Score("relation", 6, 8, 6, 8)
    with pytest.raises(ValueError, match="do not add up"):
        _ = verdict + judge(GOLD, SAID, "pair")


def test_statuses_are_those_of_edges_that_are_right_in_all_else() -> None:
    score = score_statuses([(GOLD, SAID)])
    assert score.confusion == {
        ("occurred", "occurred"): 2,  # the meeting in its sentence, the accepted relation
        ("planned", "occurred"): 1,  # the rebels, by their name
        ("negated", "negated"): 1,
    }
    assert list(score.confusion) == [("occurred", "occurred"), ("planned", "occurred"), ("negated", "negated")]
    assert (score.edges, score.right, score.accuracy) == (4, 3, 0.75)


def test_an_edge_with_two_statuses_in_the_gold_may_have_either() -> None:
    gold = gold_of([{"id": "a", "edges": [edge("FRA", "supports", "MLI"), edge("FRA", "supports", "MLI", status="planned")]}])
    said = [edge("FRA", "supports", "MLI", status=status) for status in ("planned", "alleged")]
    assert score_statuses([(gold, {"a": said})]).confusion == {("planned", "planned"): 1, ("occurred", "alleged"): 1}
    assert score_statuses([]).accuracy == 0


def party(actor: str, name: str = "", role: str | None = None) -> Record:
    return {"actor": actor, "name": name, "role": role}


def test_ends_are_looked_for_in_the_sentence_of_the_edge() -> None:
    named = {
        "a": [
            [party("FRA"), party("DEU"), party("USA")],  # the meeting has both ends, the criticism one
            [party("NSA:X", "The Rebels"), party("SYR")],
            [party("SYR", role="GOV"), party("SYR", role="REB")],  # one state in two roles
        ]
    }
    assert score_ends([(GOLD, named)]) == EndScore(demanded=4, both=3, one=1)
    named["a"][2] = [party("SYR", role="GOV"), party("SYR", role="GOV")]
    assert score_ends([(GOLD, named)]) == EndScore(demanded=4, both=2, one=2)
    assert score_ends([(GOLD, {"a": named["a"][:1]})]) == EndScore(demanded=4, both=1, one=1)
    assert score_ends([(GOLD, named)]).share == 0.5


def claims(*pairs: tuple[float, bool]) -> tuple[Claim, ...]:
    return tuple(Claim("attacks", confidence, right) for confidence, right in pairs)


def test_calibration_weighs_each_bins_distance_by_its_claims() -> None:
    found = calibrate(claims((0.3, True), (0.38, False), (0.9, True), (1.0, True)))
    third, last = found.bins[3], found.bins[9]
    assert len(found.bins) == 10
    assert (third.low, third.high, third.count, third.right) == (0.3, 0.4, 2, 0.5)
    assert third.confidence == pytest.approx(0.34)
    assert (last.count, last.right) == (2, 1.0)
    assert last.confidence == pytest.approx(0.95)
    assert found.bins[0].right is None
    assert found.error == pytest.approx((2 * 0.16 + 2 * 0.05) / 4)
    assert calibrate(()).error == 0


def test_the_precise_setting_is_the_lowest_confidence_that_reaches_it() -> None:
    said = claims((0.3, False), (0.5, True), (0.6, True), (0.8, False), (0.9, True))
    demands = tuple(Demand("attacks", found) for found in (0.5, 0.6, 0.9, None))
    verdict = Verdict("relation", said, demands)
    assert setting(verdict, 0.6).said == 3
    at = lowest_for(verdict, 0.75)
    assert at is not None
    assert (at.least, at.precision, at.recall) == (0.5, 0.75, 0.75)
    sure = lowest_for(verdict, 0.9)
    assert sure is not None
    assert (sure.least, sure.precision, sure.recall, sure.said) == (0.9, 1.0, 0.25, 1)
    assert lowest_for(Verdict("relation", claims((0.9, False)), demands), 0.1) is None
