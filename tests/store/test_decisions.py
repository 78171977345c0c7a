"""What decisions that stand say of an actor, in whatever order they came; which ones cannot stand together."""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import DecisionRefused
from app.store.decisions import Standing, folded
from app.store.rows import DecisionRow, EvidenceRow

NOON = datetime(2024, 5, 10, 12, tzinfo=UTC)


def merge(number: int, actor: str, into: str) -> DecisionRow:
    return DecisionRow(number, "merge", actor, None, into, "me", "why not", NOON, None, 1)


def split(number: int, actor: str, name: str, into: str) -> DecisionRow:
    return DecisionRow(number, "split", actor, name, into, "me", "why not", NOON, None, 1)


def piece(source: str, relation: str, target: str, source_name: str = "", target_name: str = "") -> EvidenceRow:
    return EvidenceRow(
        id="art-1.0", article_id="art-1", relation_id=f"{source}~{relation}~{target}", source=source, relation=relation,
        target=target, source_role=None, target_role=None, source_name=source_name, target_name=target_name,
        status="occurred", day=NOON.date(), day_source="article", event_day=None, event_precision=None, sentence_index=0,
        sentence="", char_start=0, char_end=0, trigger=(0, 0), source_span=None, target_span=None, confidence=1.0,
        weight=1.0, why="", recorded_at=NOON, retracted_at=None, publisher=0,
    )  # fmt: skip


def test_without_decisions_everything_stays() -> None:
    nothing = Standing()
    assert not nothing
    assert nothing.end("A", "Alpha") == "A"
    place = nothing.place(piece("B", "attacks", "A"))
    assert (place.id, place.turned) == ("B~attacks~A", False)


def test_merges_follow_one_another() -> None:
    for rows in ([merge(1, "A", "B"), merge(2, "B", "C")], [merge(1, "B", "C"), merge(2, "A", "B")]):
        standing = Standing().with_(rows[0]).with_(rows[1])
        assert standing.merges() == {"A": "C", "B": "C"}
        assert standing.without(rows[0].id).merges() == {rows[1].actor: rows[1].into}


def test_a_split_takes_one_name_and_goes_before_the_merge() -> None:
    standing = Standing([merge(1, "A", "B"), split(2, "A", "The Alphas", "C"), split(3, "B", "Beta", "D")])
    assert standing.end("A", "the alphas.") == "C"
    assert standing.end("A", "Älphas") == "B"
    assert standing.end("A", "BETA") == "D"  # by way of B
    assert standing.end("B", "The Alphas") == "B"
    assert standing.merges() == {"A": "B"}
    assert standing.coded_as("B") == {"A", "B"}
    assert standing.ends_of("A") == {"B", "C", "D"}


def test_names_without_latin_letters_are_told_apart() -> None:
    standing = Standing([split(1, "A", "Россия", "B")])
    assert standing.end("A", "россия ") == "B"
    assert standing.end("A", "Китай") == "A"


def test_a_symmetric_relation_is_turned_where_its_ends_change_places() -> None:
    standing = Standing([merge(1, "A", "X")])
    place = standing.place(piece("A", "meets_with", "B"))
    assert (place.id, place.source, place.target, place.turned) == ("B~meets_with~X", "B", "X", True)
    assert standing.place(piece("A", "attacks", "B")).id == "X~attacks~B"
    assert not standing.place(piece("A", "meets_with", "Z")).turned
    assert not standing.place(piece("A", "meets_with", "X")).turned


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (merge(9, "A", "A"), "itself"),
        (split(9, "C", "n", "C"), "itself"),
        (split(9, "C", "  ", "D"), "empty"),
        (merge(9, "A", "D"), "A is merged into B already, by decision 1"),
        (split(9, "B", "NICK", "D"), "'Nick' of B is split off into C already, by decision 2"),
        (merge(9, "B", "A"), "A goes into B by what was decided"),
        (merge(9, "C", "A"), "A goes into C under the name 'nick'"),
        (split(9, "C", "nick", "A"), "A goes into C under the name 'nick'"),
    ],
)
def test_what_cannot_stand_is_refused(new: DecisionRow, says: str) -> None:
    standing = Standing([merge(1, "A", "B"), split(2, "B", "Nick", "C")])
    with pytest.raises(DecisionRefused, match=says) as caught:
        standing.with_(new)
    assert "\n" not in caught.value.detail


def test_a_circle_that_undoing_would_close_is_refused() -> None:
    standing = Standing([merge(1, "A", "B"), split(2, "A", "Nick", "C")])
    with pytest.raises(DecisionRefused, match="A goes into B under the name 'nick'"):
        standing.with_(split(3, "B", "Nick", "A"))  # without decision 2, A's Nick would go to B, and back
    standing.with_(split(3, "B", "Mick", "C"))


def test_a_circle_through_different_names_is_none() -> None:
    standing = Standing([split(1, "A", "Nick", "B")]).with_(split(2, "B", "Mick", "A"))
    assert (standing.end("A", "Nick"), standing.end("B", "Mick"), standing.end("B", "Nick")) == ("B", "A", "B")


ACTORS, NAMES = "ABCDE", ("Nick", "Mick")
TRIED = st.lists(st.tuples(st.sampled_from(ACTORS), st.sampled_from((None, *NAMES)), st.sampled_from(ACTORS)), max_size=9)


@given(TRIED)
@settings(max_examples=300, deadline=None)
def test_no_circle_whatever_is_undone(tried: list[tuple[str, str | None, str]]) -> None:
    standing, taken = Standing(), list[DecisionRow]()
    ways: dict[str | None, nx.DiGraph[str]] = defaultdict(nx.DiGraph)
    for number, (actor, name, into) in enumerate(tried):
        new = merge(number, actor, into) if name is None else split(number, actor, name, into)
        would: dict[str | None, nx.DiGraph[str]] = {
            key: nx.DiGraph([*ways[key].edges, (actor, into)]) for key in ([name] if name else [None, *NAMES])
        }
        again = any((row.actor, row.name) == (actor, name) for row in taken)
        if again or not all(nx.is_directed_acyclic_graph(graph) for graph in would.values()):
            with pytest.raises(DecisionRefused):
                standing.with_(new)
            continue
        standing = standing.with_(new)
        taken.append(new)
        ways |= would
    for size in range(min(len(taken), 3) + 1):
        for undone in combinations(taken, size):
            rows = [row for row in taken if row not in undone]
            left = Standing(reversed(rows))  # the order says nothing
            for actor in ACTORS:
                for name in ("", *NAMES):
                    assert left.end(actor, name) == end(rows, actor, name)
                    assert left.end(actor, name) in left.ends_of(actor)
                    assert actor in left.coded_as(left.end(actor, name))


def end(rows: list[DecisionRow], actor: str, name: str) -> str:
    """Where decisions lead, step by step."""
    for row in rows:
        if row.actor == actor and row.name is not None and folded(row.name) == folded(name):
            return end(rows, row.into, name)
    for row in rows:
        if row.actor == actor and row.name is None:
            return end(rows, row.into, name)
    return actor
