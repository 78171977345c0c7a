"""Every question gets the answer that a walk over loose pieces gives: on random graphs of one layer and of two, with long
histories, through random windows and filters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.network import GraphVersion, NodeInfo, Seen, Window, changed
from graph.ontology import Sign, relation_type
from graph.queries import Filter, alliances, check, overview, relations, rivals, shared, subgraph, tie
from tests.network.chance import IDS, KINDS, a_confidence, a_graph, a_window, built, dice, layered
from tests.network.naive import Loose, Naive, assert_same, exact, in_order
from tests.queries.conftest import small_register

seeds = st.integers(0, 2**32 - 1)
QUICK = settings(max_examples=150, deadline=None)


@dataclass
class Question:
    """A graph, its double, a filter and the relations of the double that pass it, strongest first."""

    chance: Random
    naive: Naive
    version: GraphVersion
    which: Filter
    passing: list[Seen]


def question(seed: int, *, most: int = 40) -> Question:
    """Random all through, up to so many relations; every third filter lets everything pass."""
    chance = dice(seed)
    naive = a_graph(chance, actors=18, relations=chance.choice((10, 40, 120, most)), heavy=0.005)
    version = layered(chance, naive)
    window = a_window(chance) if chance.random() < 0.7 else Window()
    signs: tuple[Sign | None, ...] = (None, None, "cooperation", "conflict")
    which = Filter(window=window)
    if chance.random() < 0.66:
        which = Filter(
            relations=frozenset(chance.sample(KINDS, 12)) if chance.random() < 0.3 else frozenset(),
            plover=frozenset({"CONSULT", "SUPPORT", "ASSAULT"}) if chance.random() < 0.2 else frozenset(),
            sign=chance.choice(signs),
            min_sources=chance.choice((1, 1, 2, 3)),
            min_confidence=a_confidence(chance),
            window=window,
        )
    return Question(chance, naive, version, which, [seen for seen in as_kept(naive, window) if passes(seen, which)])


def star(seed: int) -> Question:
    """Up to four relations of few strengths to each of many neighbours, and to one of them more and stronger ones than are
    looked at first; half of all came later."""
    chance, naive = dice(seed), Naive()
    for identifier in ["M", *(f"{letter}{number}" for letter in "AZ" for number in range(25))]:
        naive.put(NodeInfo(identifier, identifier, "country"))
    directed = [kind for kind in KINDS if not relation_type(kind).symmetric]
    alike = [kind for kind in directed if abs(relation_type(kind).goldstein) == 4.0]
    strong, ways = chance.choice(("A7", "Z7", None)), chance.choice(((True,), (False,), (True, False)))
    for other in list(naive.nodes)[1:]:
        for kind in directed if other == strong else chance.sample(alike, chance.randrange(len(alike) + 1)):
            piece = Loose(date(2000 + chance.choice((0, 1, 1, 1)), 1, 1), 10_000, 1, 1)
            for out in ways if other == strong else (chance.random() < 0.5,):
                naive.pieces[("M", kind, other) if out else (other, kind, "M")] = [piece] * (99 if other == strong else 1)
    keys = list(naive.pieces)
    chance.shuffle(keys)
    later = keys[: chance.choice((0, len(keys) // 2))]
    early = Naive(naive.nodes, naive.numbers, {key: naive.pieces[key] for key in keys if key not in later})
    version = changed(built(early), 2, [], [naive.histories(later)])
    window = chance.choice((Window(), Window(start=date(2001, 1, 1)), Window(as_of=date(2001, 1, 1), half_life=100.0)))
    return Question(chance, naive, version, Filter(window=window), as_kept(naive, window))


def as_kept(naive: Naive, window: Window) -> list[Seen]:
    """Relations through a window with strengths as the columns keep them, in four bytes: sums of them are the same then."""
    return [seen._replace(strength=float(np.float32(seen.strength))) for seen in naive.through(window)]


def passes(seen: Seen, which: Filter) -> bool:
    kind = relation_type(seen.relation)
    return (
        (not which.relations or seen.relation in which.relations)
        and (not which.plover or kind.plover in which.plover)
        and (which.sign is None or kind.sign == which.sign)
        and seen.publishers >= which.min_sources
        and seen.confidence >= which.min_confidence
    )


# Filters and lists ------------------------------------------------------------------------------------------------------


@QUICK
@given(seed=seeds)
def test_the_strongest_few_are_the_head_of_all(seed: int) -> None:
    ask = question(seed) if seed % 3 else star(seed)
    version, rows = ask.version, ask.version.rows()
    rows = rows[ask.chance.sample(range(len(rows)), len(rows))]
    whole = ask.which.pick(version, rows)
    assert whole.total == len(ask.passing)
    assert_same(version.views(whole.rows, whole.measures), ask.passing)
    for most in (0, 1, 2, 5, ask.chance.randrange(60), 1000):
        found = ask.which.pick(version, rows, most)
        assert found.total == whole.total
        assert found.rows.tolist() == whole.rows[:most].tolist()
        assert version.views(found.rows, found.measures) == version.views(whole.rows, whole.measures)[:most]


@QUICK
@given(seed=seeds)
def test_pages_of_a_list_are_the_whole_list(seed: int) -> None:
    ask = question(seed)
    ends = {end: ask.chance.choice(IDS) for end in ("source", "target", "actor") if ask.chance.random() < 0.3}
    ranked = relations(ask.version, ask.which, **ends)
    wanted = [seen for seen in ask.passing if all(has_end(seen, end, actor) for end, actor in ends.items())]
    whole = ranked[:]
    assert_same(whole, wanted)
    assert len(ranked) == len(wanted)
    assert tuple(ranked) == whole
    size = ask.chance.randrange(1, 9)
    pages = [ranked[start : start + size] for start in range(0, len(ranked) + size, size)]
    assert tuple(seen for page in pages for seen in page) == whole
    assert [ranked[at] for at in range(-len(whole), len(whole))] == [*whole, *whole]
    assert (ranked[::-2], ranked[5:1], ranked[-3:]) == (whole[::-2], (), whole[-3:])


def has_end(seen: Seen, end: str, actor: str) -> bool:
    if end == "actor" or relation_type(seen.relation).symmetric:
        return actor in {seen.source, seen.target}
    return actor == (seen.source if end == "source" else seen.target)


@QUICK
@given(seed=seeds)
def test_relations_at_an_actor_that_pass(seed: int) -> None:
    ask = question(seed)
    for actor in IDS:
        wanted = [seen for seen in ask.passing if actor in {seen.source, seen.target}]
        assert_same(ask.which.at(ask.version, actor), wanted)


# Subgraphs --------------------------------------------------------------------------------------------------------------


@dataclass
class Ego:
    """A subgraph by the book."""

    nodes: list[str]
    hops: list[int]
    edges: list[Seen]
    between: int
    cut: bool
    reach: list[set[str]]


def ego(passing: list[Seen], root: str, depth: int, limit_nodes: int, limit_edges: int) -> Ego:
    """Actors by hops, then by the strongest relation that links each to those before; every relation between them."""
    nodes, hops, links, cut = [root], [0], list[Seen](), False
    most = max(1, min(limit_nodes, limit_edges + 1))
    for hop in range(1, depth + 1):
        linked: dict[str, Seen] = {}
        for seen in passing:
            if (seen.source in nodes) != (seen.target in nodes):
                linked.setdefault(seen.target if seen.source in nodes else seen.source, seen)
        room = most - len(nodes)
        chosen = list(linked)[:room]
        nodes += chosen
        hops += [hop] * len(chosen)
        links += [linked[actor] for actor in chosen]
        cut = len(linked) > room
        if cut or not linked:
            break
    inside = [seen for seen in passing if {seen.source, seen.target} <= set(nodes)]
    others = [seen for seen in inside if seen not in links]
    edges = in_order([*links, *others[: max(0, limit_edges - len(links))]])
    return Ego(nodes, hops, edges, len(inside), cut, rings(passing, root, depth))


def rings(passing: list[Seen], root: str, depth: int) -> list[set[str]]:
    """The actors at each number of hops."""
    found = [{root}]
    while len(found) <= depth:
        known = set[str]().union(*found)
        next_to = [{seen.source, seen.target} for seen in passing if known & {seen.source, seen.target}]
        found.append(set[str]().union(*next_to) - known)
    return found


@settings(max_examples=300, deadline=None)
@given(seed=seeds, depth=st.integers(1, 4))
def test_a_subgraph_is_the_ego_graph_within_its_limits(seed: int, depth: int) -> None:
    ask = question(seed, most=800)  # more at an actor than are looked at first
    assert_ego(ask, ask.chance.choice(sorted(ask.naive.nodes)), depth)


@QUICK
@given(seed=seeds, depth=st.integers(1, 2))
def test_a_subgraph_around_an_actor_with_many_equals(seed: int, depth: int) -> None:
    assert_ego(star(seed), "M", depth)


def assert_ego(ask: Question, root: str, depth: int) -> None:
    limit_nodes, limit_edges = ask.chance.choice((1, 2, 4, 5, 6, 20, 100)), ask.chance.choice((0, 1, 2, 4, 8, 16, 500))
    wanted = ego(ask.passing, root, depth, limit_nodes, limit_edges)
    for effort in (250_000, ask.chance.randrange(30)):
        found = subgraph(
            ask.version, root, ask.which, depth=depth, limit_nodes=limit_nodes, limit_edges=limit_edges, effort=effort
        )
        assert [node.id for node in found.nodes] == wanted.nodes
        assert [ask.naive.nodes[node.id] for node in found.nodes] == list(found.nodes)
        assert list(found.hops) == wanted.hops
        assert [exact(seen) for seen in found.edges] == [exact(seen) for seen in wanted.edges]
        assert len(found.edges) <= limit_edges
        assert found.omitted_edges == wanted.between - len(wanted.edges)
        omitted = sum(map(len, wanted.reach)) - len(wanted.nodes)
        looked = [sum(len(ask.naive.at(actor)) for actor in ring) for ring in wanted.reach[1:depth]]
        assert found.at_least == (wanted.cut and max(looked, default=0) > effort)
        if found.at_least:
            assert 1 <= found.omitted_nodes <= omitted
        else:
            assert found.omitted_nodes == omitted
        assert found.truncated == (omitted > 0 or found.omitted_edges > 0)


@QUICK
@given(seed=seeds, depth=st.integers(1, 3))
def test_expanded_actors_bring_their_strongest_partners(seed: int, depth: int) -> None:
    ask = star(seed) if seed % 4 == 0 else question(seed, most=200)
    chance, root = ask.chance, ask.chance.choice(sorted(ask.naive.nodes))
    limit_nodes, limit_edges, most = chance.choice((1, 2, 5, 20)), chance.choice((0, 2, 8, 500)), chance.choice((1, 2, 12))
    limits = {"depth": depth, "limit_nodes": limit_nodes, "limit_edges": limit_edges}
    expand = [chance.choice([root, "nobody", *sorted(ask.naive.nodes)]) for _ in range(4)]
    found = subgraph(ask.version, root, ask.which, **limits, expand=expand, expand_nodes=most)
    base = ego(ask.passing, root, depth, limit_nodes, limit_edges)
    nodes, centres, counts = list(base.nodes), set[str](), [len(base.nodes)]
    for centre in [one for one in expand if one in ask.naive.nodes]:
        if centre not in nodes:
            continue
        partners = [seen.other(centre) for seen in ask.passing if centre in (seen.source, seen.target)]
        room = max(0, min(most, limit_edges - len(nodes) + 1))
        nodes += [one for one in dict.fromkeys(partners) if one not in nodes][:room]
        centres.add(centre)
        counts.append(len(nodes))
    assert [node.id for node in found.nodes] == nodes
    assert found.expanded == (tuple(counts) if centres else ())
    inside = [seen for seen in ask.passing if {seen.source, seen.target} <= set(nodes)]
    steps = nx.single_source_shortest_path_length(nx.Graph([(root, root), *((s.source, s.target) for s in inside)]), root)
    assert list(found.hops) == [steps[one] for one in nodes]
    edges = {seen.id for seen in found.edges}
    assert (len(edges), edges <= {seen.id for seen in inside}) == (min(limit_edges, len(inside)), True)
    shown = nx.Graph((seen.source, seen.target) for seen in found.edges)
    assert len(nodes) == 1 or (set(shown) == set(nodes) and nx.is_connected(shown))
    assert found.omitted_edges == len(inside) - len(edges)
    partners_of = {end for s in ask.passing if centres & {s.source, s.target} for end in (s.source, s.target)}
    assert found.omitted_nodes == len(set().union(*base.reach, partners_of) - set(nodes))


@QUICK
@given(seed=seeds)
def test_the_overview_is_the_strongest_of_all(seed: int) -> None:
    ask = star(seed) if seed % 4 == 0 else question(seed, most=200)
    limit_nodes, limit_edges = ask.chance.choice((1, 2, 3, 7, 60)), ask.chance.choice((1, 2, 5, 40, 500))
    found = overview(ask.version, ask.which, limit_nodes=limit_nodes, limit_edges=limit_edges)
    nodes = dict[str, None]()
    for seen in ask.passing[:limit_edges]:
        if len({*nodes, seen.source, seen.target}) > limit_nodes:
            break
        nodes |= {seen.source: None, seen.target: None}
    inside = [seen for seen in ask.passing if {seen.source, seen.target} <= set(nodes)]
    assert [node.id for node in found.nodes] == list(nodes)
    assert (found.root, found.hops, found.at_least) == (None, (), False)
    assert [exact(seen) for seen in found.edges] == [exact(seen) for seen in inside[:limit_edges]]
    assert found.omitted_edges == len(inside) - len(found.edges)
    named = {end for seen in ask.passing for end in (seen.source, seen.target)}
    assert found.omitted_nodes == len(named) - len(nodes)


# Pairs ------------------------------------------------------------------------------------------------------------------

REGISTER = small_register()
KNOWN = ("GBR", "IGO:CLUB", "IGO:PACT", "IRN", "IRQ", "RUS", "SYR", "USA")
APART = {"cooperation": {"OPP", "REB", "CVL", "REF"}, "conflict": {"OPP", "REB"}}


@dataclass
class Weighed:
    """A pair by the book."""

    cooperation: float
    conflict: float
    binding: list[Seen]
    opposing: list[Seen]

    @property
    def bound(self) -> bool:
        return any(relation_type(seen.relation).plover != "CONSULT" for seen in self.binding)


def weighed(passing: list[Seen], actor: str) -> dict[str, Weighed]:
    """Sums of strengths by partner."""
    found: dict[str, Weighed] = defaultdict(lambda: Weighed(0.0, 0.0, [], []))
    for seen in passing:
        kind = relation_type(seen.relation)
        if actor not in {seen.source, seen.target} or kind.plover == "REQUEST":
            continue
        if {seen.source_role, seen.target_role} & APART[kind.sign]:
            continue
        pair = found[seen.target if seen.source == actor else seen.source]
        if kind.sign == "cooperation":
            pair.cooperation += seen.strength
            pair.binding.append(seen)
        else:
            pair.conflict += seen.strength
            pair.opposing.append(seen)
    return found


@QUICK
@given(seed=seeds)
def test_allies_rivals_and_verdicts_are_sums_of_strengths(seed: int) -> None:
    chance = dice(seed)
    naive = a_graph(chance, ids=KNOWN, relations=60, heavy=0.01)
    version = layered(chance, naive)
    window, actor, sources, sure = a_window(chance), chance.choice(KNOWN), chance.choice((1, 2)), a_confidence(chance)
    which = Filter(min_sources=sources, min_confidence=sure, window=window)
    pairs = weighed([seen for seen in as_kept(naive, window) if passes(seen, which)], actor)
    bonds = shared(REGISTER, actor, window.last)
    formal = {partner for partner, found in bonds.items() if any(bond.kind == "alliance" for bond in found)}
    partners = (pairs.keys() | bonds.keys()) - {actor}
    score = {partner: pairs[partner].cooperation - pairs[partner].conflict for partner in partners}

    allies = [partner for partner in partners if partner in formal or (pairs[partner].bound and score[partner] >= 0)]
    found = alliances(version, REGISTER, actor, which)
    assert [one.partner for one in found] == sorted(allies, key=lambda partner: (-score[partner], partner not in formal, partner))
    hostile = rivals(version, REGISTER, actor, which)
    foes = [partner for partner in partners if score[partner] < 0]
    assert [one.partner for one in hostile] == sorted(foes, key=lambda partner: (score[partner], partner))

    both = [tie(version, REGISTER, actor, partner, which) for partner in partners]
    for one in [*found, *hostile, *both]:
        pair = pairs[one.partner]
        assert (one.actor, one.cooperation, one.conflict) == (actor, pair.cooperation, pair.conflict)
        assert [exact(seen) for seen in one.binding] == [exact(seen) for seen in pair.binding]
        assert [exact(seen) for seen in one.opposing] == [exact(seen) for seen in pair.opposing]
        assert one.declared == bonds.get(one.partner, ())
        assert one.contested == bool(pair.binding and pair.opposing)
        assert one.last(friendly=False) == max((seen.last_day for seen in pair.opposing), default=None)

    for partner in KNOWN:
        if partner != actor:
            answer = check(version, REGISTER, actor, partner, which)
            assert answer.verdict == verdict(pairs[partner], formal=partner in formal)
            days = [
                seen.first_day for seen in (pairs[partner].opposing if answer.verdict == "opposed" else pairs[partner].binding)
            ]
            if answer.verdict != "opposed":
                days += [bond.since for bond in bonds.get(partner, ()) if bond.since]
            assert answer.since == min(days, default=None)


def verdict(pair: Weighed, *, formal: bool) -> str:
    total = pair.cooperation + pair.conflict
    if total == 0:
        return "allied" if formal else "unknown"
    balance = (pair.cooperation - pair.conflict) / total
    if balance < 1 / 3:
        return "opposed" if balance <= -1 / 3 and not formal else "mixed"
    if formal or {seen.relation for seen in pair.binding} & {"allied_with", "member_of"}:
        return "allied"
    return "aligned" if pair.bound else "unknown"
