"""Who stands in the middle: centrality of actors in the network of cooperation, or of conflict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np

from graph.analytics.adjacency import Adjacency
from graph.analytics.betweenness import betweenness
from graph.analytics.method import Method
from graph.analytics.projection import Projection
from graph.deadline import NEVER, Deadline
from graph.errors import QueryError
from graph.network import GraphVersion
from graph.network.columns import Array
from graph.ontology import Sign
from graph.queries import Filter

Measure = Literal["degree", "strength", "pagerank", "eigenvector", "betweenness"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

#: The network that all of them are of, as answers say it.
NETWORK: Mapping[Sign, str] = {
    "cooperation": "Two actors are linked where more than talk binds them and conflict does not outweigh cooperation, as in "
    "lists of allies; the link is as strong as what is more than talk.",
    "conflict": "Two actors are linked where conflict outweighs cooperation, as in lists of rivals; the link is as strong as "
    "the conflict.",
}
METHODS: Mapping[Measure, Method] = {
    "degree": Method(
        "How many actors it is linked to.",
        "Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks 1(3), 215–239.",
    ),
    "strength": Method(
        "The strengths of its links together.",
        "Barrat, A., Barthélemy, M., Pastor-Satorras, R. and Vespignani, A. (2004). The architecture of complex weighted "
        "networks. PNAS 101(11), 3747–3752.",
    ),
    "pagerank": Method(
        "The share of time that a walker is with the actor who follows links by their strength, and at each step starts anew "
        "anywhere with the chance of 1 − damping. All shares sum to 1.",
        "Page, L., Brin, S., Motwani, R. and Winograd, T. (1998). The PageRank citation ranking: bringing order to the web. "
        "Stanford Digital Library Technologies Project.",
    ),
    "eigenvector": Method(
        "Who is linked to the central is central: the entry of the leading eigenvector of the links' strengths, of length 1. "
        "Where the network falls apart, parts that are less tightly linked have 0.",
        "Bonacich, P. (1987). Power and centrality: a family of measures. American Journal of Sociology 92(5), 1170–1182.",
    ),
    "betweenness": Method(
        "The share of the pairs of other actors that it lies between, on the ways of the fewest links; a pair with several "
        "such ways counts by the share that lead through it. Over a certain size it is estimated from the ways out of some "
        "actors, drawn with the seed.",
        "Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2), 163–177; "
        "sampled as in Brandes, U. and Pich, C. (2007). Centrality estimation in large networks. International Journal of "
        "Bifurcation and Chaos 17(7), 2303–2318.",
    ),
}

#: A power iteration ends when a step changes less than this by all entries together, or after so many steps.
TOLERANCE, STEPS = 1e-10, 1000
#: Of the leading eigenvalue, as far as it is known yet.
_OWN = 0.25
#: Values are rounded to so many decimals, so that actors who stand alike are equal, and in the order of their ids.
_DECIMALS = 12


class Found(NamedTuple):
    """Values [n]; whether they are what the definition says up to rounding; and by how many pivots, or steps, where any."""

    values: Array
    exact: bool = True
    samples: int | None = None
    steps: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Centrality:
    """The n actors of a network of ``pairs`` links, most central first, those of equal value by their ids.

    ``places`` [n] tells where each stands in the version, ``values`` [n] the measure, ``degree`` and ``strength`` [n] its
    links. ``exact`` is False for what was estimated from ``samples`` actors, or did not settle in ``steps`` steps.
    """

    places: Array
    values: Array
    degree: Array
    strength: Array
    pairs: int
    exact: bool
    samples: int | None
    steps: int | None

    def __len__(self) -> int:
        return len(self.places)


def centrality(
    version: GraphVersion,
    which: Filter = Filter(),
    *,
    measure: Measure = "pagerank",
    sign: Sign = "cooperation",
    kind: str | None = None,
    damping: float = 0.85,
    samples: int | None = None,
    seed: int = 0,
    deadline: Deadline = NEVER,
) -> Centrality:
    """The centrality of every actor in the projection (:class:`graph.analytics.projection.Projection`) of one sign.

    The same for the same relations, seed and parameters, whatever layers the version has; :data:`METHODS` defines the
    measures. ``damping`` is PageRank's; ``samples`` and ``seed`` are those of :func:`graph.analytics.betweenness.betweenness`.
    Raises :class:`QueryError` for a damping outside 0 to 1, and for less than one sample.
    """
    if not 0 <= damping < 1:
        raise QueryError(f"a damping of {damping} leads nowhere; give one from 0 to less than 1, 0.85 as a rule")
    if samples is not None and samples < 1:
        raise QueryError(f"{samples} samples show nothing; give 1 or more")
    projection = Projection.of(version, which, sign, kind=kind, deadline=deadline)
    links = Adjacency.of(projection)
    degree, strength = links.degree, links.strength
    ways: Mapping[Measure, Callable[[], Found]] = {
        "degree": lambda: Found(degree),
        "strength": lambda: Found(strength),
        "pagerank": lambda: pagerank(links, damping, deadline=deadline),
        "eigenvector": lambda: eigenvector(links, deadline=deadline),
        "betweenness": lambda: Found(*betweenness(links, samples=samples, seed=seed, deadline=deadline)),
    }
    found = ways[measure]()
    values = np.round(found.values, _DECIMALS)
    order = np.argsort(-values, kind="stable")
    return Centrality(
        places=projection.places[order],
        values=values[order],
        degree=degree[order],
        strength=strength[order],
        pairs=len(projection.weight),
        exact=found.exact,
        samples=found.samples,
        steps=found.steps,
    )


def pagerank(links: Adjacency, damping: float = 0.85, *, steps: int = STEPS, deadline: Deadline = NEVER) -> Found:
    """PageRank of a weighted undirected network (Page et al. 1998) by power iteration, ``steps`` at most. O(m) a step."""
    size, strength = len(links), links.strength

    def step(rank: Array) -> Array:
        share = rank / strength
        walked: Array = links.sums(links.weights * share[links.ends])
        return damping * walked + (1 - damping) / size

    return _settled(np.full(size, 1 / max(1, size)), step, steps, deadline)


def eigenvector(links: Adjacency, *, deadline: Deadline = NEVER) -> Found:
    """Eigenvector centrality (Bonacich 1987) by power iteration, of euclidean length 1. O(m) a step.

    Part of each actor's own value is kept at each step: that changes no eigenvector, and a network of two sides does not
    swing between them.
    """
    size = len(links)

    def step(entry: Array) -> Array:
        moved = links.sums(links.weights * entry[links.ends])
        moved += _OWN * (entry @ moved) * entry
        length: Array = moved / np.sqrt(moved @ moved)
        return length

    return _settled(np.full(size, 1 / np.sqrt(max(1, size))), step, STEPS, deadline)


def _settled(start: Array, step: Callable[[Array], Array], most: int, deadline: Deadline) -> Found:
    """Steps until hardly anything changes."""
    if not len(start):
        return Found(start, steps=0)
    values = start
    for taken in range(1, most + 1):
        deadline.check()
        following = step(values)
        moved = float(np.abs(following - values).sum())
        values = following
        if moved < TOLERANCE:
            return Found(values, steps=taken)
    return Found(values, exact=False, steps=most)
