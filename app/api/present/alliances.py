"""Alliances, declared and observed, as JSON."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from app.api.present import about, evidence_path
from app.api.present.analytics import method
from app.api.present.stances import named, seen, share, stance, within
from graph.actors import Register
from graph.analytics import Cohesion, Observed
from graph.analytics.coalitions import METHOD as COALITIONS
from graph.analytics.cohesion import METHOD as COHESION
from graph.analytics.observed import OVERLAP
from graph.formats import Quote, nodelink
from graph.network import GraphVersion, Window
from graph.queries import Bloc, Entry

#: What is meant by either basis, and who says so.
_DECLARED, _OBSERVED = method(COHESION), method(COALITIONS, OVERLAP.definition, COHESION.definition)
_OBSERVED["source"] += f" {OVERLAP.source}"


def explained(basis: str) -> dict[str, Any]:
    """What the alliances of a basis are, where that comes from, and whether it is the one true answer."""
    return {**(_DECLARED if basis == "declared" else _OBSERVED), "exact": basis == "declared"}


def alliance_path(identifier: str) -> str:
    """Where an alliance is."""
    return f"/v1/alliances/{quote(identifier, safe=':')}"


def bloc(version: GraphVersion, found: Bloc, holds: Cohesion, window: Window) -> dict[str, Any]:
    """A declared alliance in a list."""
    actor, home = found.actor, alliance_path(found.actor.id)
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.sort,
        "basis": "declared",
        "founded": actor.founded or None,
        "dissolved": actor.dissolved or None,
        "on": found.on,
        "stands": actor.stands(found.on),
        "size": len(found.members),
        "members": list(found.members),
        **_held(version, holds, window),
        "strength": None,
        "outside": None,
        "stability": None,
        "overlaps": [],
        "links": {
            "self": within(home, version, window),
            "actor": f"/v1/actors/{quote(actor.id, safe=':')}",
            "subgraph": f"/v1/actors/{quote(actor.id, safe=':')}/subgraph",
        },
    }


def coalition(
    version: GraphVersion, found: Observed, holds: Cohesion, window: Window, *, asked: dict[str, Any]
) -> dict[str, Any]:
    """An observed coalition in a list; ``asked`` are the parameters that its id depends on besides version and window."""
    group, home = found.coalition, within(alliance_path(found.id), version, window)
    more = urlencode({name: value for name, value in asked.items() if value is not None})
    return {
        "id": found.id,
        "name": _called(version, found),
        "kind": "coalition",
        "basis": "observed",
        "founded": None,
        "dissolved": None,
        "on": window.last,
        "stands": True,
        "size": len(group.members),
        "members": list(group.members),
        **_held(version, holds, window),
        "binding": [seen(version, view, window) for view in group.binding],
        "strength": round(group.inside, 4),
        "outside": round(group.outside, 4),
        "stability": round(group.stability, 4),
        "overlaps": [
            {
                "id": one.bloc.actor.id,
                "name": one.bloc.actor.name,
                "kind": one.bloc.actor.sort,
                "shared": one.shared,
                "jaccard": round(one.jaccard, 4),
                "link": alliance_path(one.bloc.actor.id),
            }
            for one in found.overlaps
        ],
        "links": {"self": f"{home}{'&' if '?' in home else '?'}{more}" if more else home},
    }


def detail(
    version: GraphVersion,
    register: Register,
    shape: dict[str, Any],
    entries: Sequence[Entry],
    suspended: Collection[str],
    holds: Cohesion,
    window: Window,
) -> dict[str, Any]:
    """An alliance on its own: the shape of a list, with entries and the pairs at odds."""
    return {
        **explained(shape["basis"]),
        **shape,
        "members": [_entry(version, register, one, suspended) for one in entries],
        "odds": {
            "results": [stance(version, pair, window) for pair in holds.odds],
            "total": holds.at_odds,
            "truncated": holds.at_odds > len(holds.odds),
        },
        "graph": about(version, window),
    }


def quotes(found: Sequence[tuple[str, Quote]], version: GraphVersion, window: Window) -> list[dict[str, Any]]:
    """Sentences that state a relation, each with who says so and when."""
    return [
        {
            "relation_id": relation,
            **nodelink.quote(one),
            "links": {"article": f"/v1/articles/{one.article}", "evidence": within(evidence_path(relation), version, window)},
        }
        for relation, one in found
    ]


def _held(version: GraphVersion, holds: Cohesion, window: Window) -> dict[str, Any]:
    return {
        "cohesion": {
            "pairs": holds.pairs,
            "bound": holds.bound,
            "opposed": holds.opposed,
            "talk": holds.talk,
            "silent": holds.silent,
            "contested": holds.contested,
            "bound_share": share(holds.bound, holds.pairs),
            "opposed_share": share(holds.opposed, holds.pairs),
            "at_odds": holds.at_odds,
        },
        "binding": [seen(version, view, window) for view in holds.binding],
    }


def _entry(version: GraphVersion, register: Register, one: Entry, suspended: Collection[str]) -> dict[str, Any]:
    return {
        "actor": named(version, register, one.member),
        "since": one.since,
        "until": one.until,
        "kind": one.kind,
        "standing": one.standing,
        "suspended": one.standing and one.member in suspended,
    }


def _called(version: GraphVersion, found: Observed) -> str:
    """The ends of the strongest relations inside, three at most, and how many more there are."""
    ends = dict.fromkeys(end for view in found.coalition.binding for end in (view.source, view.target))
    first = list(ends or found.coalition.members)[:3]
    more = len(found.coalition.members) - len(first)
    return ", ".join(version.nodes[end].name for end in first) + (f" and {more} more" if more else "")
