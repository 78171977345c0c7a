"""Evidence by the calendar."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.deadline import Deadline
from graph.errors import TimeExceeded, UnknownActor
from graph.network import Piece, Window
from graph.ontology import relation_type
from graph.queries import Filter, Period, timeline, timeline_between, timelines, whole_timeline
from graph.queries.timelines import StepName
from tests.network.builders import fold, version
from tests.queries.drawn import IDS, Drawn, filters, graphs


def test_months_with_evidence_and_no_others() -> None:
    graph = version(
        fold("RUS", "attacks", "UKR", ("2022-02-24", 1.0), ("2022-02-28", 0.5), ("2023-05-01", 1.0)),
        fold("UKR", "signs_agreement_with", "RUS", ("2022-02-01", 0.5)),
        fold("USA", "arms", "UKR", ("2022-02-10", 1.0)),
    )
    assert timeline(graph, "RUS", Filter()) == (
        Period(date(2022, 2, 1), 3, 1, 2, 0.5, 1.5, (0.5 * 8 - 1.5 * 10) / 2),
        Period(date(2023, 5, 1), 1, 0, 1, 0.0, 1.0, -10.0),
    )
    until = Filter(sign="conflict", window=Window(as_of=date(2022, 2, 24)))
    assert timeline(graph, "RUS", until) == (Period(date(2022, 2, 1), 1, 0, 1, 0.0, 1.0, -10.0),)
    assert timeline(graph, "RUS", Filter(sign="conflict", window=Window(end=date(2000, 1, 1)))) == ()
    with pytest.raises(UnknownActor):
        timeline(graph, "FRA", Filter())
    assert whole_timeline(graph, Filter()) == (
        Period(date(2022, 2, 1), 4, 2, 2, 1.5, 1.5, -0.9),  # 0.5 times 8, 1 times 8.3, 1.5 times -10
        Period(date(2023, 5, 1), 1, 0, 1, 0.0, 1.0, -10.0),
    )
    assert timeline_between(graph, "UKR", "RUS", Filter()) == timeline_between(graph, "RUS", "UKR", Filter())
    assert timeline_between(graph, "UKR", "RUS", Filter()) == timeline(graph, "RUS", Filter())
    assert timeline_between(graph, "UKR", "RUS", Filter(min_confidence=0.6), "year") == (
        Period(date(2022, 1, 1), 2, 0, 2, 0.0, 1.5, -10.0),
        Period(date(2023, 1, 1), 1, 0, 1, 0.0, 1.0, -10.0),
    )
    assert timeline_between(graph, "UKR", "FRA", Filter()) == whole_timeline(graph, Filter(min_sources=4)) == ()
    with pytest.raises(TimeExceeded):
        whole_timeline(graph, Filter(), deadline=Deadline(0.0, lambda: 1.0))


@pytest.mark.parametrize(
    ("step", "starts"),
    [
        ("day", ["1899-12-31", "1900-01-01", "1969-12-31", "2023-01-01", "2024-02-29"]),
        ("week", ["1899-12-25", "1900-01-01", "1969-12-29", "2022-12-26", "2024-02-26"]),
        ("month", ["1899-12-01", "1900-01-01", "1969-12-01", "2023-01-01", "2024-02-01"]),
        ("year", ["1899-01-01", "1900-01-01", "1969-01-01", "2023-01-01", "2024-01-01"]),
    ],
)
def test_steps_begin_where_the_calendar_says(step: StepName, starts: list[str]) -> None:
    days = ("1899-12-31", "1900-01-01", "1969-12-31", "2023-01-01", "2024-02-29")
    graph = version(fold("RUS", "attacks", "UKR", *((day, 1.0) for day in days)))
    assert [period.start.isoformat() for period in timeline(graph, "UKR", Filter(), step)] == starts


def first_of(day: date, step: StepName) -> date:
    """The same by the calendar of the standard library."""
    week = day - timedelta(days=day.weekday())
    return {"day": day, "week": week, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[step]


#: All at once, or row by row; in a table, or sorted.
ways = st.tuples(st.sampled_from([1, 2, 1 << 16]), st.sampled_from([0, 4, 10**6]))


@given(graphs(), filters, st.sampled_from(["day", "week", "month", "year"]), ways, st.booleans())
@settings(max_examples=300, deadline=None)
def test_they_are_what_counting_piece_by_piece_gives(
    drawn: Drawn, which: Filter, step: StepName, way: tuple[int, int], whole: bool
) -> None:
    start, end = which.window.start or date.min, which.window.last or date.max
    rows = drawn.version.rows()
    passing = {view.id for view in (which.views(drawn.version, rows) if whole else which.at(drawn.version, IDS[0]))}
    told: dict[date, list[tuple[Piece, float, bool]]] = defaultdict(list)
    for identity in passing:
        kind = relation_type(identity.split("~")[1])
        once: set[tuple[date, int]] = set()  # what one report tells of one day weighs once, as the heaviest piece does
        for piece in sorted(drawn.relations[identity].pieces, key=lambda piece: -piece.weight):
            again = (piece.day, piece.report) in once
            once.add((piece.day, piece.report))
            if start <= piece.day <= end:
                weighed = replace(piece, weight=0.0) if again else piece
                told[first_of(piece.day, step)].append((weighed, kind.goldstein, kind.sign == "conflict"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timelines, "_LOT", way[0])
        patched.setattr(timelines, "_ROOMY", way[1])
        found = whole_timeline(drawn.version, which, step) if whole else timeline(drawn.version, IDS[0], which, step)
    assert [period.start for period in found] == sorted(told)
    for period in found:
        pieces = told[period.start]
        total = sum(piece.weight for piece, _, _ in pieces)
        weights = [piece.weight if total else 1.0 for piece, _, _ in pieces]
        mean = sum(weight * score for weight, (_, score, _) in zip(weights, pieces, strict=True)) / sum(weights)
        assert (period.evidence, period.conflict) == (len(pieces), sum(against for _, _, against in pieces))
        assert period.evidence == period.cooperation + period.conflict
        assert period.conflict_weight == pytest.approx(sum(piece.weight for piece, _, against in pieces if against))
        assert period.cooperation_weight + period.conflict_weight == pytest.approx(total)
        assert period.goldstein == pytest.approx(mean)
