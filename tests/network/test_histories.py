"""Histories as bytes: what is packed comes back, what is damaged is refused, and the order of arrival means nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.network import ALL_TIME, GraphVersion, Histories, Window
from graph.network.history import HEAD, KINDS, PIECE, ROLE_NAMES, joined
from tests.network.chance import a_graph, dice, some_pieces
from tests.network.naive import Loose, Naive, most_frequent, packed

seeds = st.integers(0, 2**32 - 1)


def histories(seed: int, *, heavy: float = 0.1) -> tuple[Naive, Histories]:
    naive = a_graph(dice(seed), heavy=heavy, relations=15)
    for key in list(naive.pieces)[::5]:
        naive.pieces[key] = []  # SQL keeps the row of a relation that nothing backs any more
    return naive, naive.histories()


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_what_is_packed_comes_back(seed: int) -> None:
    _, before = histories(seed)
    packed = before.pack()
    after = Histories.parse(packed)
    assert after.pack() == packed
    assert len(after) == len(before) == len(packed)
    for one, other in ((before.heads, after.heads), (before.starts, after.starts), (before.pieces, after.pieces)):
        assert one.dtype == other.dtype
        assert (one == other).all()


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_pieces_that_come_later_and_in_any_order_make_the_same(seed: int) -> None:
    naive, whole = histories(seed)
    chance = dice(seed)
    loose = [(place, piece) for place, key in enumerate(naive.pieces) for piece in naive.pieces[key]]
    chance.shuffle(loose)
    heads = whole.heads.copy()
    heads["source_role"] = heads["target_role"] = 0
    growing = Histories.of(heads, np.zeros(0, np.int64), np.zeros(0, PIECE))
    while loose:
        some, loose = loose[: len(loose) // 2 + 1], loose[len(loose) // 2 + 1 :]
        owner = np.array([place for place, _ in some], np.int64)
        growing = growing.with_pieces(owner, np.array([packed(piece) for _, piece in some], PIECE))
    assert growing.pack() == whole.pack()


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_a_history_says_what_its_pieces_say(seed: int) -> None:
    naive, whole = histories(seed)
    for place, (head, pieces) in enumerate(zip(whole.heads, naive.pieces.values(), strict=True)):
        rows = whole.pieces[whole.starts[place] : whole.starts[place + 1]]
        assert sorted(map(packed, pieces)) == sorted((*row[:3], 0, 0, *row[5:]) for row in rows.tolist())
        assert ROLE_NAMES[head["source_role"]] == most_frequent(piece.source_role for piece in pieces)
        assert ROLE_NAMES[head["target_role"]] == most_frequent(piece.target_role for piece in pieces)
        for name in ("report", "publisher"):
            last: dict[int, int] = {}
            for at, (identity, prior) in enumerate(zip(rows[name].tolist(), rows[f"prior_{name}"].tolist(), strict=True)):
                assert prior == (at - last[identity] if identity in last else 0)
                last[identity] = at


def test_lots_side_by_side_are_one_lot() -> None:
    naive, whole = histories(3)
    keys = list(naive.pieces)
    lots = [naive.histories(keys[:4]), naive.histories([]), naive.histories(keys[4:])]
    assert joined(lots).pack() == whole.pack()
    assert joined(lots[:1]) is lots[0]
    assert joined([]).pack() == []


def test_a_history_of_nothing_is_a_head() -> None:
    (packed,) = Naive(numbers={"RUS": 5, "SYR": 8}, pieces={("RUS", "arms", "SYR"): []}).histories().pack()
    assert packed == np.array([(5, 8, KINDS.index("arms"), 0, 0, 0)], HEAD).tobytes()
    assert Histories.parse([packed, packed]).pack() == [packed, packed]
    assert len(Histories.parse([])) == 0


def test_the_callers_arrays_stay_as_they_are() -> None:
    heads, pieces = np.zeros(1, HEAD), np.array([packed(piece) for piece in some_pieces(dice(2), odd=True, heavy=True)], PIECE)
    before = heads.tobytes(), pieces.tobytes()
    Histories.of(heads, np.zeros(len(pieces), np.int64), pieces)
    assert (heads.tobytes(), pieces.tobytes()) == before


@pytest.mark.parametrize("size", [0, 1, 11, 13, 24, 35, 37, 48])
def test_bytes_of_another_length_are_refused(size: int) -> None:
    good = histories(5)[1].pack()
    with pytest.raises(ValueError, match="a history is damaged"):
        Histories.parse([good[0], bytes(size), good[1]])


def one(piece: Loose, **changes: int) -> bytes:
    """A history of three pieces a day apart, one field of the second changed behind its back."""
    made = Naive(numbers={"RUS": 5, "SYR": 8}, pieces={("RUS", "arms", "SYR"): [piece] * 3}).histories()
    pieces = made.pieces.copy()
    pieces["day"] += np.arange(3)
    for name, value in changes.items():
        pieces[name][1] = value
    return Histories(made.heads, made.starts, pieces).pack()[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"day": 0},
        {"day": -1},
        {"day": 2**31 - 1},
        {"day": 1},  # not in order
        {"source_role": len(ROLE_NAMES)},
        {"target_role": 255},
        {"prior_report": 2},
        {"prior_publisher": 2**32 - 1},
    ],
)
def test_pieces_that_cannot_be_are_refused(changes: dict[str, int]) -> None:
    piece = some_pieces(dice(1), odd=False, heavy=False)[0]
    assert len(Histories.parse([one(piece)]).pieces) == 3
    with pytest.raises(ValueError, match="a history is damaged"):
        Histories.parse([one(piece), one(piece, **changes)])


@pytest.mark.parametrize("changes", [{"kind": len(KINDS)}, {"source_role": 200}, {"target_role": len(ROLE_NAMES)}])
def test_heads_that_cannot_be_are_refused(changes: dict[str, int]) -> None:
    heads = np.zeros(1, HEAD)
    for name, value in changes.items():
        heads[name] = value
    with pytest.raises(ValueError, match="a history is damaged"):
        Histories.parse([heads.tobytes()])


@settings(max_examples=150, deadline=None)
@given(seed=seeds, data=st.data())
def test_any_bytes_are_refused_or_make_columns_that_answer(seed: int, data: st.DataObject) -> None:
    """A flipped bit is refused, or makes another history: never one on which the columns stumble."""
    naive, whole = histories(seed, heavy=0.0)
    packed = [bytearray(one) for one in whole.pack()]
    if not packed:
        return
    victim = packed[data.draw(st.integers(0, len(packed) - 1))]
    at = data.draw(st.integers(8, len(victim) - 1))  # behind the two actors, whose numbers SQL vouches for
    victim[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = Histories.parse(list(map(bytes, packed)))
    except ValueError:
        return
    graph = GraphVersion.of(1, naive.table(), [found])
    for window in (ALL_TIME, Window(graph.first_day, graph.last_day)):
        assert len(graph.strongest(graph.rows(), window)) == len(graph)
