"""Where to draw actors: a force layout that knows friend from foe.

Cooperation attracts, all repel, those in conflict more so; actors are drawn towards the side of the root that they are on:
its friends to the left, its foes to the right, those who are both in between. After Fruchterman & Reingold, "Graph drawing by
force-directed placement", Software: Practice and Experience 21 (1991), with signs as in Kunegis et al., "Spectral analysis of
signed graphs", SDM 2010. Units are CSS pixels at scale 1; x grows to the right, y downwards.

Nothing is computed but sums, products, quotients and square roots, which every processor rounds alike: the same actors and
ties have the same places everywhere. Where an actor begins is a hash of its id.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np

from graph.analytics.projection import Pairs, bits_of, keyed, weighed
from graph.analytics.spacing import apart, widths
from graph.network import GraphVersion, NodeInfo
from graph.network.columns import Array
from graph.queries import Subgraph
from graph.queries.sides import sides

Point = tuple[float, float]

#: How far from its neighbours an actor likes to be.
_SPACE = 92.0
#: What draws everybody to the middle, with and without a root, and what a side of the root does beyond that; parts of the way.
_MIDDLE, _ALONE, _SIDE = 0.35, 1.3, 2.0
#: How far out a side lies: times the half of the drawing.
_OUT = 1.2
#: How much harder two in conflict repel, times what neighbours do at a normal distance.
_APART = 0.8
#: How far anybody may go in the first turn, and in a large drawing: a part of half of it. Whoever may go farther ends elsewhere
#: for a little more or less in a tie between two others.
_LEAP, _LARGE = 32.0, 1 / 16
#: How many times as wide as high a drawing is.
_WIDE = 1.7
#: Up to so many pairs of a moving actor and another each pair repels on its own; beyond, cells of a grid do.
_EXACT = 200_000
_CELLS = 18
#: Work that is given to an exact layout: turns times actors; and the least and most turns.
_TURNS, _LEAST, _MOST = 6_000, 60, 90


def laid_out(version: GraphVersion, found: Subgraph, usual: Subgraph) -> tuple[Point, ...]:
    """A place for each node of an answer, parallel to ``found.nodes``.

    ``usual`` is the answer to the same question without filter, window and expansions: who is in it has its place there,
    shown or not, so that nobody moves when these change. The others are put beside them; those of each expansion beside
    those who were there before, who stay.
    """
    at = placed(version, usual.nodes, found.root)
    for end in found.expanded or (len(found.nodes),):
        more = [node for node in found.nodes[:end] if node.id not in at]
        if more:
            there = {node.id: node for node in (*usual.nodes, *found.nodes[:end])}
            at = placed(version, list(there.values()), found.root, at)
    return tuple(at[node.id] for node in found.nodes)


def placed(
    version: GraphVersion, nodes: Sequence[NodeInfo], root: str | None, held: Mapping[str, Point] | None = None
) -> dict[str, Point]:
    """A place for each actor, to a tenth of a unit: the root's is (0, 0), those ``held`` keep theirs.

    All relations of the version between them count, over all time, whatever else is asked. No two lie closer than a label is
    high, and labels seldom touch. Up to about 450 actors O(n²) a turn, beyond O(n) and O(m).
    """
    held = dict(held or {})
    if root is not None:
        held.setdefault(root, (0.0, 0.0))
    nodes = sorted(nodes, key=lambda node: node.id)
    ids = [node.id for node in nodes]
    free = np.array([one not in held for one in ids], np.bool_)
    at = np.array([held.get(one, (0.0, 0.0)) for one in ids], np.float32).reshape(-1, 2)
    if free.any():
        ties = _Ties.between(version, ids)
        centre = ids.index(root) if root is not None and root in ids else None
        x, y = _Forces(ties, free, centre, ids).settled(at[:, 0].copy(), at[:, 1].copy())
        if centre is None and free.all():
            x -= x.mean()
            y -= y.mean()
        x, y = apart(x, y, widths([node.name for node in nodes]), free)
        at[:, 0], at[:, 1] = x, y
    tenths = np.rint(at.astype(np.float64) * 10.0).astype(np.int64)
    return {one: held.get(one, (x / 10.0, y / 10.0)) for one, (x, y) in zip(ids, tenths.tolist(), strict=True)}


class _Ties:
    """Pairs among n actors, numbered: what binds each and what sets it apart, 0 to 1, and both as net, −1 to 1; in quarters, so
    that one more report of what is known already seldom moves anybody."""

    def __init__(self, first: Array, second: Array, cooperation: Array, conflict: Array) -> None:
        self.first, self.second = first, second
        whole = np.maximum(0.5, cooperation + conflict)
        self.net, self.binds, self.opposes = (
            (np.rint(share / whole * 4) / 4).astype(np.float32) for share in (cooperation - conflict, cooperation, conflict)
        )

    @classmethod
    def between(cls, version: GraphVersion, ids: Sequence[str]) -> "_Ties":
        """Of actors in the order of their ids; those who are not in the version have none."""
        places = np.array([-1 if (place := version.nodes.index(one)) is None else place for one in ids], np.int64)
        order = np.argsort(places, kind="stable")
        there = order[places[order] >= 0]
        among = places[there]
        rows = version.among(among)
        one, other = (there[np.searchsorted(among, end(rows))] for end in (version.source, version.target))
        bits = bits_of(places)
        side = np.maximum(1, sides(version.kind(rows), version.roles(rows)))  # what counts on neither side is as talk
        sums = weighed(np.arange(len(rows)), len(rows), side, version.strength(rows))
        pairs = Pairs.summed(places, keyed(one, other, bits), *sums)
        return cls(pairs.first, pairs.second, pairs.cooperation, pairs.conflict)

    def with_one(self, actor: int, size: int) -> Array:
        """The net of each actor with one of them, 0 where they have no tie."""
        net = np.zeros(size, np.float32)
        for mine, theirs in ((self.first, self.second), (self.second, self.first)):
            at = mine == actor
            net[theirs[at]] = self.net[at]
        return net


class _Forces:
    """Actors that move and actors that are held, and what acts between them."""

    def __init__(self, ties: _Ties, free: Array, centre: int | None, ids: Sequence[str]) -> None:
        size = len(free)
        self.ties, self.centre, self.size = ties, centre, size
        self.moving = np.flatnonzero(free)
        self.reach = np.float32(_SPACE * np.sqrt(size) / 2)
        net = np.zeros(size, np.float32) if centre is None else ties.with_one(centre, size)
        self.net = 2 * net / (1 + abs(net))  # a slight lean shows, too
        self.chance = np.array([_hashed(one) for one in ids], np.float32).reshape(-1, 2)
        degree = np.bincount(np.concatenate((ties.first, ties.second)), minlength=size).astype(np.float32)
        self.ease = 1 / np.sqrt(np.maximum(1, degree))  # whoever has many ties is not torn by them

    def settled(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Places after all turns, each allowing less movement than the one before."""
        self._begin(x, y)
        exact = len(self.moving) * self.size <= _EXACT
        turns = max(_LEAST, min(_MOST, _TURNS // self.size))
        most = np.float32(max(_LEAP, float(self.reach) * _LARGE))
        for turn in range(turns):
            rest = 1 - turn / turns
            heat = np.float32(most * rest * rest + 1)
            push_x, push_y = (self._each if exact else self._by_cells)(x, y)
            self._pull(x, y, push_x, push_y)
            push_x, push_y = push_x[self.moving], push_y[self.moving]
            ease = heat / np.maximum(heat, np.sqrt(push_x * push_x + push_y * push_y))
            x[self.moving] += push_x * ease
            y[self.moving] += push_y * ease
        return x, y

    def _begin(self, x: Array, y: Array) -> None:
        """Where each begins: on its side, else by chance; beside its partners where these are held."""
        moving, reach = self.moving, self.reach
        x[moving] = -self.net[moving] * reach + (self.chance[moving, 0] - np.float32(0.5)) * reach
        y[moving] = (self.chance[moving, 1] - np.float32(0.5)) * 2 * reach / np.float32(_WIDE)
        still = np.ones(self.size, np.bool_)
        still[moving] = False
        if self.centre is not None:
            still[self.centre] = False
        if not still.any():
            return
        weight, sum_x, sum_y = np.zeros((3, self.size))
        for mine, theirs in ((self.ties.first, self.ties.second), (self.ties.second, self.ties.first)):
            at = still[theirs]
            bind = self.ties.binds[at].astype(np.float64) + 0.1
            weight += np.bincount(mine[at], bind, self.size)
            sum_x += np.bincount(mine[at], bind * x[theirs[at]], self.size)
            sum_y += np.bincount(mine[at], bind * y[theirs[at]], self.size)
        known = moving[weight[moving] > 0]
        x[known] = sum_x[known] / weight[known] + (self.chance[known, 0] - np.float32(0.5)) * 2 * _SPACE
        y[known] = sum_y[known] / weight[known] + (self.chance[known, 1] - np.float32(0.5)) * 2 * _SPACE

    def _each(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Repulsion by each other actor."""
        moving, wide = self.moving, np.float32(_WIDE)
        dx = x[moving, None] - x
        dy = (y[moving, None] - y) * wide
        near = dx * dx
        near += dy * dy
        near += np.float32(25)
        np.divide(np.float32(_SPACE * _SPACE), near, out=near)
        dx *= near
        dy *= near
        push_x, push_y = np.zeros((2, self.size), np.float32)
        push_x[moving], push_y[moving] = dx.sum(axis=1), dy.sum(axis=1) / wide
        return push_x, push_y

    def _by_cells(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Repulsion by the middle of all actors in each cell of a grid."""
        wide = np.float32(_WIDE)
        cell = _step(x) * _CELLS + _step(y)
        count = np.bincount(cell, minlength=_CELLS * _CELLS)
        full = np.flatnonzero(count)
        sum_x, sum_y = (np.bincount(cell, axis, _CELLS * _CELLS)[full].astype(np.float32) for axis in (x, y))
        mass = count[full].astype(np.float32)
        moving = self.moving
        own = np.searchsorted(full, cell[moving])
        dx = x[moving, None] - sum_x / mass
        dy = (y[moving, None] - sum_y / mass) * wide
        mine = np.arange(len(moving))
        rest = np.maximum(1, mass[own] - 1)  # nobody repels itself
        dx[mine, own] = x[moving] - (sum_x[own] - x[moving]) / rest
        dy[mine, own] = (y[moving] - (sum_y[own] - y[moving]) / rest) * wide
        near = dx * dx
        near += dy * dy
        near += np.float32(25)
        np.divide(np.float32(_SPACE * _SPACE) * mass, near, out=near)
        near[mine, own] *= (mass[own] - 1) / mass[own]
        dx *= near
        dy *= near
        push_x, push_y = np.zeros((2, self.size), np.float32)
        push_x[moving], push_y[moving] = dx.sum(axis=1), dy.sum(axis=1) / wide
        return push_x, push_y

    def _pull(self, x: Array, y: Array, push_x: Array, push_y: Array) -> None:
        """Ties, the side of the root, and the middle, added to what repels."""
        first, second, wide = self.ties.first, self.ties.second, np.float32(_WIDE)
        dx, dy = x[second] - x[first], y[second] - y[first]
        far = np.sqrt(dx * dx + dy * dy * wide * wide) + 1
        # Cooperation as a spring; conflict repels once more.
        force = self.ties.binds * far / np.float32(_SPACE) + np.float32(0.1) * far / np.float32(_SPACE)
        force -= self.ties.opposes * np.float32(_APART * _SPACE) / far
        for mine, sign in ((first, 1), (second, -1)):
            share = force * self.ease[mine] * sign
            push_x += np.bincount(mine, share * dx, self.size)
            push_y += np.bincount(mine, share * dy, self.size)
        middle = np.float32(_ALONE if self.centre is None else _MIDDLE)
        push_x -= (middle + np.float32(_SIDE) * abs(self.net)) * (x + self.net * self.reach * np.float32(_OUT))
        push_y -= middle * y


def _step(axis: Array) -> Array:
    """The cell of each along an axis."""
    low, high = axis.min(), axis.max()
    cells: Array = np.minimum(_CELLS - 1, (axis - low) * np.float32(_CELLS) / (high - low + 1)).astype(np.int64)
    return cells


def _hashed(identifier: str) -> tuple[float, float]:
    """Two numbers from 0 to 1 that an id always has."""
    digest = blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest[:2]) / 65535, int.from_bytes(digest[2:]) / 65535
