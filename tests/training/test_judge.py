"""What the judge is fitted to and what its fit is worth, where torch is installed (it is no part of the service)."""

from math import log
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch", reason="THE JUDGE'S FIT WAS NOT TESTED: no torch here; pip install -e .[train]")


def edge(source: str, relation: str, target: str, *, sentence: int = 0, status: str = "occurred", **more: Any) -> dict[str, Any]:
    return {"source": source, "relation": relation, "target": target, "sentence": sentence, "status": status, **more}


def right(*edges: dict[str, Any]) -> tuple[set[str], set[str]]:
    from training.relations.judge import right_edges  # noqa: PLC0415  (needs torch)

    demanded, allowed = right_edges({"edges": list(edges)}, 0)
    return {" ".join(e) for e in demanded}, {" ".join(e) for e in allowed}


def test_directed_edges_are_right_one_way_symmetric_ones_both() -> None:
    one = {"RUS attacks UKR"}
    assert right(edge("RUS", "attacks", "UKR")) == (one, one)
    both = {"KEN meets_with TCD", "TCD meets_with KEN"}
    assert right(edge("KEN", "meets_with", "TCD")) == (both, both)


def test_alternatives_are_right_too_each_in_its_directions() -> None:
    demanded, allowed = right({**edge("KEN", "meets_with", "TCD"), "or": ["supports"]})
    assert demanded == allowed == {"KEN meets_with TCD", "TCD meets_with KEN", "KEN supports TCD"}


def test_what_is_optional_is_allowed_and_not_demanded() -> None:
    assert right(edge("RUS", "attacks", "UKR", optional=True)) == (set(), {"RUS attacks UKR"})
    twice = right(edge("RUS", "attacks", "UKR", optional=True), edge("RUS", "attacks", "UKR"))
    assert twice == ({"RUS attacks UKR"}, {"RUS attacks UKR"})


@pytest.mark.parametrize(
    ("status", "counts"), [("occurred", True), ("planned", True), ("alleged", True), ("negated", False), ("hypothetical", False)]
)
def test_only_what_is_counted_is_right(status: str, counts: bool) -> None:
    assert bool(right(edge("RUS", "attacks", "UKR", status=status))[1]) == counts


def test_other_sentences_say_nothing() -> None:
    assert right(edge("RUS", "attacks", "UKR", sentence=1)) == (set(), set())


def proposals(*chances: tuple[float, bool]) -> list[tuple[int, dict[str, float], bool]]:
    """Proposals that a single weight of one gives these chances."""
    return [(0, {"x": log(p / (1 - p))}, y) for p, y in chances]


def worth(*chances: tuple[float, bool]) -> tuple[float, float, float]:
    from training.relations import judge  # noqa: PLC0415

    return judge.worth(torch.ones(1, dtype=torch.float64), proposals(*chances), ["x"])


def test_log_loss_calibration_error_and_best_f1() -> None:
    loss, error, best = worth((0.82, True), (0.84, False), (0.62, True))
    assert loss == pytest.approx(-(log(0.82) + log(0.16) + log(0.62)) / 3)
    assert error == pytest.approx((abs(0.82 + 0.84 - 1) + abs(0.62 - 1)) / 3)  # in tenths
    assert best == pytest.approx(2 * 2 / (3 + 2))


def test_what_is_unlikely_counts_for_the_loss_and_f1_alone() -> None:
    loss, error, best = worth((0.82, True), (0.22, True), (0.22, False), (0.01, False))
    assert loss == pytest.approx(-(log(0.82) + log(0.22) + log(0.78) + log(0.99)) / 4)
    assert error == pytest.approx(0.18)
    assert best == pytest.approx(2 * 2 / (3 + 2))  # from 0.2 on; from 0.25 on it is 2 of 3
    assert worth((0.01, True))[1:] == (0, 0)


def test_certainty_falls_into_the_last_tenth() -> None:
    assert worth((1 - 1e-15, True), (0.95, False))[1] == pytest.approx(0.95 / 2)


def test_constants_are_not_penalised_and_other_weights_are() -> None:
    from training.relations.judge import PENALTY, fitted  # noqa: PLC0415

    def fit(name: str) -> float:
        return float(fitted([(0, {name: 1.0}, y) for y in (True, True, True, False)], [name])[0])

    assert fit("rule") == pytest.approx(log(3), abs=1e-4)  # three of four
    assert fit("model") == pytest.approx(log(3), abs=1e-4)
    w = fit("verb")
    assert 0 < w < log(3)
    assert 4 / (1 + torch.exp(torch.tensor(-w)).item()) - 3 + 2 * PENALTY * w == pytest.approx(0, abs=1e-5)  # the slope is nought


def test_what_a_proposal_lacks_is_nought() -> None:
    from training.relations.judge import matrix  # noqa: PLC0415

    assert matrix([(0, {"b": 2.0}, True), (1, {"a": 3.0, "c": 9.0}, False)], ["a", "b"]).tolist() == [[0, 2], [3, 0]]
