"""How answers about the whole graph look."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from app.api.present import about, bond, brief, dyad_path, path_of
from app.api.present import period as period_of
from graph.analytics.centrality import METHODS, NETWORK, Centrality, Measure
from graph.analytics.coalitions import METHOD, Coalition, Coalitions
from graph.analytics.method import Method
from graph.analytics.trends import METHOD as TRENDS
from graph.analytics.trends import TURN, Point, Trend, Turn
from graph.network import GraphVersion, NodeInfo
from graph.ontology import Sign
from graph.queries import Filter


def asked(which: Filter) -> dict[str, Any]:
    """A filter without its window, which is told beside the graph."""
    return {
        "relation": sorted(which.relations),
        "plover": sorted(which.plover),
        "sign": which.sign,
        "min_sources": which.min_sources,
        "min_confidence": which.min_confidence,
    }


def method(taken: Method, *more: str) -> dict[str, str]:
    """What a measure means, and where it comes from."""
    return {"definition": " ".join((taken.definition, *more)), "source": taken.source}


def coalitions(
    version: GraphVersion, found: Coalitions, which: Filter, parameters: dict[str, Any], limit: int, most: int
) -> dict[str, Any]:
    """Coalitions, the largest first, up to ``most`` members of each."""
    return {
        **method(METHOD),
        "exact": False,
        "parameters": {**parameters, **asked(which)},
        "modularity": _number(found.modularity),
        "actors": found.actors,
        "results": [_coalition(version, one, rank, most) for rank, one in enumerate(found.coalitions, 1)],
        "total": found.total,
        "limit": limit,
        "truncated": found.total > len(found.coalitions),
        "graph": about(version, which.window),
    }


def _coalition(version: GraphVersion, one: Coalition, rank: int, most: int) -> dict[str, Any]:
    members = sorted(zip(one.members, one.ties, strict=True), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {
        "rank": rank,
        "size": len(one),
        "members": [
            {**brief(info := version.nodes[actor]), "strength": _number(tie), "link": path_of(info)} for actor, tie in members
        ],
        "truncated": len(one) > len(members),
        "inside": _number(one.inside),
        "outside": _number(one.outside),
        "stability": _number(one.stability),
        "relations": [bond(view) for view in one.binding],
    }


def centrality(
    version: GraphVersion,
    found: Centrality,
    which: Filter,
    parameters: dict[str, Any],
    *,
    measure: Measure,
    sign: Sign,
    limit: int,
) -> dict[str, Any]:
    """Actors, the most central first."""
    columns = (found.places, found.values, found.degree, found.strength)
    results = [
        _central(version.nodes.at(place), rank, *numbers)
        for rank, (place, *numbers) in enumerate(zip(*(column[:limit].tolist() for column in columns), strict=True), 1)
    ]
    return {
        "measure": measure,
        **method(METHODS[measure], NETWORK[sign]),
        "exact": found.exact,
        "samples": found.samples,
        "steps": found.steps,
        "parameters": {"measure": measure, **parameters, **asked(which), "sign": sign},
        "actors": len(found),
        "pairs": found.pairs,
        "results": results,
        "total": len(found),
        "limit": limit,
        "truncated": len(found) > len(results),
        "graph": about(version, which.window),
    }


def _central(info: NodeInfo, rank: int, value: float, degree: int, strength: float) -> dict[str, Any]:
    return {
        "actor": brief(info),
        "rank": rank,
        "value": value,
        "degree": degree,
        "strength": _number(strength),
        "link": path_of(info),
    }


def trend(
    version: GraphVersion, of: Sequence[NodeInfo], found: Trend, which: Filter, parameters: dict[str, Any], limit: int
) -> dict[str, Any]:
    """A trend of one actor, or between two."""
    ends = [info.id for info in of]
    relations = dyad_path(*ends) if len(ends) == 2 else f"/v1/relations?{urlencode({'actor': ends[0]})}"
    return {
        "of": [brief(info) for info in of],
        **method(TRENDS),
        "exact": True,
        "parameters": {**parameters, **asked(which)},
        "results": [_point(one) for one in found.points],
        "total": found.total,
        "limit": limit,
        "truncated": found.total > len(found.points),
        "changes": [
            {"start": one.start, "before": _number(one.before), "after": _number(one.after), "change": _number(one.change)}
            for one in found.changes
        ],
        "change_point": _turn(found.turn) if found.turn else None,
        "links": {"relations": relations, **{info.id: path_of(info) for info in of}},
        "graph": about(version, which.window),
    }


def _point(one: Point) -> dict[str, Any]:
    shown = period_of(one.period)
    if not one.period.evidence:
        shown["goldstein"] = None
    return {**shown, "net": _number(one.net), "moving": _number(one.moving)}


def _turn(one: Turn) -> dict[str, Any]:
    return {
        **method(TURN),
        "start": one.start,
        "before": _number(one.before),
        "after": _number(one.after),
        "p": float(f"{one.p:.3g}"),
    }


def _number(value: float) -> float:
    return round(value, 4) + 0.0  # no −0.0
