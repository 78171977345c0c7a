"""Columns answer as a walk over all rows would."""

from random import Random
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.network import Columns, NodeInfo, NodeTable
from graph.network.columns import FAR, Array, narrow, ragged
from graph.network.history import KINDS
from graph.network.nodes import Nodes
from tests.network.chance import IDS, a_graph, an_actor, built, dice

seeds = st.integers(0, 2**32 - 1)


def columns(seed: int) -> Columns:
    return built(a_graph(dice(seed), relations=80, heavy=0.02)).base


def places(chance: Random, base: Columns) -> Array:
    """Some actors, each once, some beyond those that the columns know (they came later)."""
    return np.array(sorted(chance.sample(range(base.actors + 3), chance.randrange(base.actors + 3))), np.int64)


@settings(max_examples=100, deadline=None)
@given(seed=seeds)
def test_rows_at_among_and_between_actors(seed: int) -> None:
    base, chance = columns(seed), dice(seed)
    ends = list(zip(base.source.tolist(), base.target.tolist(), strict=True))
    some = places(chance, base)
    chosen = set(some.tolist())
    at = base.at(some).tolist()
    with patch("graph.network.columns._GLANCES", chance.choice((0, 1, 20))):  # each actor's rows are bisected, some, none
        among = base.among(some).tolist()
    assert sorted(at) == [row for row, (a, b) in enumerate(ends) if {a, b} & chosen]
    assert among == [row for row, (a, b) in enumerate(ends) if {a, b} <= chosen]
    for actor in range(base.actors + 2):
        assert base.out_rows(actor).tolist() == [row for row, (a, _) in enumerate(ends) if a == actor]
        assert sorted(base.in_rows(actor).tolist()) == [row for row, (_, b) in enumerate(ends) if b == actor]
        assert sorted(base.at(np.array([actor])).tolist()) == [row for row, pair in enumerate(ends) if actor in pair]
        if actor < base.actors:
            assert base.degree[actor] == sum(actor in pair for pair in ends)
        for other in range(base.actors + 2):
            rows = base.between(actor, other)
            assert rows.dtype == np.int64
            assert rows.tolist() == [row for row, pair in enumerate(ends) if pair == (actor, other)]


@settings(max_examples=100, deadline=None)
@given(seed=seeds)
def test_find_finds_each_row_and_nothing_else(seed: int) -> None:
    base, chance = columns(seed), dice(seed)
    known = list(zip(base.source.tolist(), base.target.tolist(), base.kind.tolist(), strict=True))
    size = base.actors + 3
    asked = known + [(chance.randrange(size), chance.randrange(size), chance.randrange(len(KINDS))) for _ in range(60)]
    chance.shuffle(asked)
    row_of = {key: row for row, key in enumerate(known)}
    found = base.find(*np.array(asked, np.int64).T)
    assert found.tolist() == [row_of.get(key, -1) for key in asked]
    assert base.find(*np.zeros((3, 0), np.int64)).tolist() == []


@settings(max_examples=100, deadline=None)
@given(seed=seeds, most=st.integers(0, 12))
def test_no_row_that_tops_leaves_out_is_stronger_than_its_bound(seed: int, most: int) -> None:
    base, chance = columns(seed), dice(seed)
    some = places(chance, base)
    rows, bound = base.tops(some, most)
    assert len(set(rows.tolist())) == len(rows) <= most * len(some)
    rest = np.setdiff1d(base.at(some), rows)
    assert len(np.setdiff1d(rows, base.at(some))) == 0
    assert (base.strength[rest] <= bound).all()
    if bound < 0:
        assert len(rest) == 0
    ends = [*zip(base.source.tolist(), base.target.tolist(), strict=True)]
    for actor in some.tolist():
        mine = [row for row, pair in enumerate(ends) if actor in pair]
        best = sorted(mine, key=lambda row: (-base.strength[row], row))[:most]
        assert set(best) <= set(rows.tolist())
        assert base.tops(np.array([actor]), most)[0].tolist() == best


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_distances_to_the_same_report_and_publisher_are_kept(seed: int) -> None:
    naive = a_graph(dice(seed), relations=10, heavy=0.5)
    whole = naive.histories()
    base = built(naive).base
    order = np.lexsort(
        (whole.heads["kind"], _place(naive.table(), whole.heads["target"]), _place(naive.table(), whole.heads["source"]))
    )
    counts = np.diff(whole.starts)
    pieces = ragged(whole.starts[:-1][order], counts[order])
    some = np.array(dice(seed).sample(range(len(pieces)), min(len(pieces), 300)), np.int64)
    report, publisher = base.back(some)
    assert report.tolist() == whole.pieces["prior_report"][pieces][some].tolist()
    assert publisher.tolist() == whole.pieces["prior_publisher"][pieces][some].tolist()
    far = (whole.pieces["prior_report"] >= FAR) | (whole.pieces["prior_publisher"] >= FAR)
    assert base.far.shape == (3, far.sum())


def _place(table: NodeTable, numbers: Array) -> Array:
    places: Array = table.index_of[numbers]
    return places


@given(lots=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=8))
def test_ragged_counts_on_from_each_start(lots: list[tuple[int, int]]) -> None:
    starts, counts = (np.array([lot[end] for lot in lots], np.uint32) for end in (0, 1))
    found = ragged(starts, counts)
    assert found.dtype == np.int64
    assert found.tolist() == [start + step for start, count in lots for step in range(count)]


@given(numbers=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=5))
def test_numbers_are_as_narrow_as_they_can_be(numbers: list[int]) -> None:
    narrowed = narrow(np.array(numbers, np.int64), np.int32)
    assert narrowed.tolist() == numbers
    assert (narrowed.dtype == np.uint16) == all(0 <= number < 2**16 for number in numbers)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_actors_are_found_and_ranked_by_id_whenever_they_came(seed: int) -> None:
    chance = dice(seed)
    shuffled = chance.sample(IDS, len(IDS))
    old, new, never = shuffled[:9], shuffled[9:15], shuffled[15:]
    numbered = {identifier: 2 * number for number, identifier in enumerate(shuffled)}
    infos = {identifier: an_actor(identifier, chance) for identifier in old + new}
    nodes = Nodes(NodeTable.build((numbered[identifier], infos[identifier]) for identifier in old))
    nodes = nodes.with_changes([(numbered[identifier], infos[identifier]) for identifier in new])
    renamed = NodeInfo(old[0], "Another", "nsa")
    again = nodes.with_changes([(numbered[old[0]], infos[old[1]]), (numbered[old[0]], renamed)])
    assert again[old[0]] == renamed
    assert nodes[old[0]] == infos[old[0]]
    assert dict(nodes) == {identifier: infos[identifier] for identifier in sorted(infos)}
    assert list(nodes) == sorted(infos)
    assert len(nodes) == len(infos)
    at = {identifier: nodes.index(identifier) for identifier in infos}
    assert sorted(at.values(), key=lambda place: place or 0) == list(range(len(infos)))
    ranks = dict(zip(infos, nodes.ranks(np.array(list(at.values()))).tolist(), strict=True))
    assert sorted(infos, key=ranks.__getitem__) == sorted(infos)
    assert {identifier: int(nodes.index_of()[numbered[identifier]]) for identifier in infos} == at
    for identifier in (*never, "", "\U0010ffff"):
        assert nodes.index(identifier) is None
        assert identifier not in nodes
    assert 5 not in nodes  # type: ignore[comparison-overlap]  # NetworkX asks for anything
    assert nodes.get(5) is None  # type: ignore[call-overload]
