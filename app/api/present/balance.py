"""Structural balance as JSON."""

from typing import Any

from app.api.present import about, brief
from app.api.present.analytics import method
from app.api.present.stances import rounded, share, stance
from graph.analytics import Balance, Polarisation, Theory
from graph.analytics.balance import METHOD, UNBALANCED, Triad, shares
from graph.analytics.factions import METHOD as FRUSTRATION
from graph.analytics.polarisation import METHOD as POLARISATION
from graph.analytics.polarisation import Stretch
from graph.analytics.triads import PATTERNS
from graph.network import GraphVersion, Window

_THEORIES: tuple[Theory, ...] = ("strong", "weak")
#: So many members of a camp are named.
_NAMED = 50


def balance(
    version: GraphVersion,
    found: Balance,
    course: Polarisation,
    window: Window,
    parameters: dict[str, Any],
) -> dict[str, Any]:
    """The answer of /v1/analytics/balance."""
    split = found.frustration
    return {
        **method(METHOD),
        "exact": not found.left,
        "parameters": parameters,
        "pairs": {
            "positive": found.positive,
            "negative": found.negative,
            "talk": found.talk,
            "left_out": found.left,
            "weakest": rounded(found.weakest),
        },
        "triads": found.triads,
        "patterns": [
            {
                "pattern": pattern,
                "triads": found.counts[place],
                "weight": round(found.weights[place], 4),
                "balanced": [name for name in _THEORIES if place not in UNBALANCED[name]],
            }
            for place, pattern in enumerate(PATTERNS)
        ],
        "balanced": _balanced(found.counts, found.weights),
        "unstable": {
            "results": [_triad(version, one, window) for one in found.unstable],
            "total": found.out_of_balance,
            "truncated": found.out_of_balance > len(found.unstable),
        },
        "frustration": {
            **method(FRUSTRATION),
            "exact": split.exact,
            "ties": split.ties,
            "weight": round(split.weight, 4),
            "share": rounded(split.share),
            "factions": [_group(version, one.members, one.size) for one in split.factions],
        },
        "polarisation": {
            **method(POLARISATION),
            "exact": not any(one.left for one in course.stretches),
            "camps": [_group(version, members[:_NAMED], len(members)) for members in course.camps],
            "periods": [_stretch(one) for one in course.stretches],
        },
        "graph": about(version, window),
    }


def _balanced(counts: tuple[int, ...], weights: tuple[float, ...]) -> dict[str, Any]:
    found = {theory: shares(counts, weights, theory) for theory in _THEORIES}
    return {theory: {"share": rounded(one.share), "weighted": rounded(one.weighted)} for theory, one in found.items()}


def _triad(version: GraphVersion, one: Triad, window: Window) -> dict[str, Any]:
    return {
        "actors": [brief(version.nodes[actor]) for actor in one.actors],
        "pattern": one.pattern,
        "weakest": round(one.weakest, 4),
        "ties": [stance(version, tie, window) for tie in one.ties],
    }


def _group(version: GraphVersion, members: tuple[str, ...], size: int) -> dict[str, Any]:
    return {
        "size": size,
        "members": [brief(version.nodes[member]) for member in members],
        "truncated": size > len(members),
    }


def _stretch(one: Stretch) -> dict[str, Any]:
    cooperation = one.cooperation_between + one.cooperation_inside
    conflict = one.conflict_between + one.conflict_inside
    return {
        "start": one.start,
        "positive": one.positive,
        "negative": one.negative,
        "left_out": one.left,
        "triads": sum(one.counts),
        "patterns": dict(zip(PATTERNS, one.counts, strict=True)),
        "balanced": _balanced(one.counts, one.weights),
        "conflict": {
            "between": round(one.conflict_between, 4),
            "inside": round(one.conflict_inside, 4),
            "share_between": share(one.conflict_between, conflict),
        },
        "cooperation": {
            "between": round(one.cooperation_between, 4),
            "inside": round(one.cooperation_inside, 4),
            "ei_index": share(one.cooperation_between - one.cooperation_inside, cooperation),
        },
    }
