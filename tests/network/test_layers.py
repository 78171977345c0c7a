"""Whatever happens to a graph, its columns say what loose pieces say: changed, settled, written and read back."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from graph.network import ALL_TIME, GraphVersion, Histories, settled, snapshot
from tests.network.chance import IDS, a_graph, a_key, a_window, built, change, dice
from tests.network.naive import Naive, assert_same, exact

seeds = st.integers(0, 2**32 - 1)


class Life(RuleBasedStateMachine):
    """A graph and its double, step by step."""

    @initialize(seed=seeds)
    def begin(self, seed: int) -> None:
        self.chance = dice(seed)
        self.naive = a_graph(self.chance)
        self.version = built(self.naive)
        self.before: tuple[Naive, GraphVersion] | None = None

    @rule()
    def change(self) -> None:
        self.before = self.naive.copy(), self.version
        self.version = change(self.chance, self.naive, self.version)

    @rule()
    def settle(self) -> None:
        self.before = self.naive.copy(), self.version
        self.version = settled(self.version)
        assert self.version.settled
        assert settled(self.version) is self.version

    @rule()
    def write_and_read(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "graph"
            snapshot.write(path, settled(self.version), "here")
            self.version = snapshot.read(path, "here")

    @rule()
    def pack_and_parse(self) -> None:
        packed = self.naive.histories().pack()
        self.chance.shuffle(packed)
        cut = self.chance.randrange(len(packed) + 1)
        lots = [Histories.parse(packed[:cut]), Histories.parse(packed[cut:])]
        self.version = GraphVersion.of(self.version.version, self.naive.table(), lots)

    @invariant()
    def nothing_is_lost_or_made_up(self) -> None:
        same(self.chance, self.naive, self.version)

    @invariant()
    def the_version_before_stays_as_it_was(self) -> None:
        if self.before:
            same(self.chance, *self.before)


def same(chance: Random, naive: Naive, version: GraphVersion) -> None:
    """Every answer of the version is that of the loose pieces, for all of time and one random window."""
    keys = naive.known()
    assert len(version) == len(keys)
    assert dict(version.nodes) == naive.nodes
    assert list(version.nodes) == sorted(naive.nodes)
    days = [piece.day for pieces in naive.pieces.values() for piece in pieces]
    assert (version.first_day, version.last_day) == (min(days, default=None), max(days, default=None))
    whole = naive.through(ALL_TIME)
    assert {exact(seen) for seen in version} == {exact(seen) for seen in whole}
    for actor in IDS:
        assert (actor in version.nodes) == (actor in naive.nodes)
        assert version.degree(actor) == len(naive.at(actor))
    for window in (ALL_TIME, a_window(chance)):
        assert_same(version.strongest(version.rows(), window), naive.through(window))
        actor, other = chance.choice(IDS), chance.choice(IDS)
        assert_same(version.relations_at(actor, window), naive.through(window, naive.at(actor)))
        assert_same(version.between(actor, other, window), naive.through(window, naive.between(actor, other)))
        for key in [*chance.sample(keys, min(3, len(keys))), a_key(chance, IDS)]:
            found, wanted = version.relation("~".join(key), window), naive.seen(key, window)
            assert_same([found] if found else [], [wanted] if wanted else [])
        some = np.array(sorted(chance.sample(range(len(version.nodes)), chance.randrange(len(version.nodes) + 1))), np.int64)
        ids = version.nodes.ids(some)
        assert_same(version.strongest(version.at(some), window), naive.through(window, naive.at(*ids)))
        assert_same(version.strongest(version.among(some), window), naive.through(window, naive.among(ids)))
    tops, bound = version.tops(some, chance.randrange(4))
    rest = np.setdiff1d(version.at(some), tops)
    assert (version.strength(rest) <= bound).all()
    assert len(np.setdiff1d(tops, version.at(some))) == 0


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=6, deadline=None)


def test_a_long_history_uses_far_references() -> None:
    """The histories above are long enough to be a test of them."""
    naive = a_graph(dice(1), heavy=1.0)
    version = built(naive)
    assert version.base.far.shape[1] > 5
    same(dice(2), naive, version)
