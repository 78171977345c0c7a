"""Edges in columns are written as their records are, byte by byte."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.formats import JSON, EdgeRecord, GraphRecord, ShownEdges
from graph.formats.columnar import Form, _rounded
from graph.formats.nodelink import edge_of
from graph.network import GraphVersion, NodeInfo, Shown
from graph.network.history import KINDS
from tests.network.builders import fold
from tests.network.chance import a_graph, a_window, dice, layered

#: Ids that JSON or an address has to escape; the marks are among them.
ODD = ('"', "\\", "a b", "é%C3", "\n", "~", "‹s›", "‹t›", "x" * 40)


def same(shown: Shown) -> None:
    edges = ShownEdges((shown,))
    plain, columns = (b"".join(JSON.write(GraphRecord("g", {}, [], one, more={"end": 1}))) for one in (list(edges), edges))
    assert columns == plain


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_any_graph_of_one_layer_or_two_through_any_window(seed: int) -> None:
    chance = dice(seed)
    version = layered(chance, a_graph(chance))
    window = a_window(chance)
    rows = version.rows()
    rows = rows[version.present(rows, window)]
    chance.shuffle(order := list(range(len(rows))))
    rows = rows[np.array(order, np.int64)]
    same(Shown(version, rows, version.measure(rows, window)))


def test_every_relation_and_ids_to_be_escaped() -> None:
    nodes = [NodeInfo(name, "", "") for name in ODD if "~" not in name]
    ids = [node.id for node in nodes]
    relations = [fold(ids[at % len(ids)], kind, ids[at * 7 % len(ids)]) for at, kind in enumerate(KINDS)]
    version = GraphVersion.build(1, nodes, relations)
    assert len(version) == len(KINDS)
    same(Shown(version, version.rows(), version.measure(version.rows())))


def test_lots_are_one_array() -> None:
    version = GraphVersion.build(1, [NodeInfo("A", "", ""), NodeInfo("B", "", "")], [fold("A", kind, "B") for kind in KINDS[:4]])
    rows = version.rows()
    lots = [Shown(version, part, version.measure(part)) for part in (rows[:2], rows[:0], rows[2:])]
    whole = Shown(version, rows, version.measure(rows))
    told = [b"".join(JSON.write(GraphRecord("g", {}, [], ShownEdges(one)))) for one in (lots, [whole], [])]
    assert told[0] == told[1]
    assert told[2].endswith(b'"edges":[]}')


@given(st.lists(st.floats(0, 1e9, width=32), min_size=1))
def test_strength_is_rounded_as_python_rounds(strengths: list[float]) -> None:
    assert _rounded(np.array(strengths, np.float32)).tolist() == [round(one, 4) for one in strengths]
    assert _rounded(np.array(strengths)).tolist() == [round(one, 4) for one in strengths]


def test_an_edge_has_the_same_members_whatever_its_relation() -> None:
    nobody = NodeInfo("", "", "")
    form = Form.of(lambda view: edge_of(EdgeRecord(view, nobody, nobody), 0))
    assert form.between.shape == (len(KINDS), len(form.members) + 1)
    with pytest.raises(ValueError, match="different members"):
        Form.of(lambda view: [view.source] if view.relation == KINDS[0] else [view.target])


def test_what_is_shown_is_a_sequence_of_relations() -> None:
    version = GraphVersion.build(1, [NodeInfo("A", "", ""), NodeInfo("B", "", "")], [fold("A", kind, "B") for kind in KINDS[:4]])
    rows = version.rows()
    shown = Shown(version, rows, version.measure(rows))
    views = version.views(rows, version.measure(rows))
    assert (len(shown), tuple(shown), shown[1], shown[1:]) == (4, views, views[1], views[1:])
    assert shown == views == shown.views
    assert hash(shown) == hash(views)
    assert shown != Shown(version, rows[:2], version.measure(rows[:2]))
    assert shown.days == (min(view.first_day for view in views), max(view.last_day for view in views))
    assert Shown(version, rows[:0], version.measure(rows[:0])).days == (None, None)
