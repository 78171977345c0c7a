"""Structural balance as JSON."""

from typing import Any

from app.api.present import about, brief
from app.api.present.stances import rounded, share, stance
from graph.analytics import Balance, Polarisation, Theory
from graph.analytics.balance import UNBALANCED, Triad, shares
from graph.analytics.polarisation import Stretch
from graph.analytics.triads import PATTERNS
from graph.network import GraphVersion, Window

#: What the answer says of itself.
DEFINITION: dict[str, str] = {
    "tie": "Positive between two who are bound by more than talk with a score of at least 0, negative where the score is "
    "below 0; its strength is the size of the score (strength of cooperation less that of conflict).",
    "triad": "Three actors of whom each two have a tie; it weighs as much as its weakest tie.",
    "strong": "In balance with an even number of negative ties: +++ and +-- (Heider; Cartwright and Harary).",
    "weak": "In balance unless exactly one tie is negative: --- too (Davis).",
    "frustration": "Ties that resist the best division into two factions that was found (positive between, negative inside), "
    "by switching one actor at a time from several first divisions; no less than the least there is (Harary).",
    "polarisation": "Each step by the evidence inside it alone; camps are the two largest coalitions of the whole window "
    "(Leiden). E-I index of cooperation: what runs between the camps less what runs inside them, as a share of both; -1 where "
    "all stays inside (Krackhardt and Stern).",
}
SOURCES = [
    "Heider (1946), Attitudes and cognitive organization, The Journal of Psychology 21",
    "Cartwright and Harary (1956), Structural balance: a generalization of Heider's theory, Psychological Review 63",
    "Davis (1967), Clustering and structural balance in graphs, Human Relations 20",
    "Harary (1959), On the measurement of structural balance, Behavioral Science 4",
    "Krackhardt and Stern (1988), Informal networks and organizational crises, Social Psychology Quarterly 51",
    "Traag, Waltman and van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities, Sci. Rep. 9",
]
_METHOD = "steepest descent by switching, from the forest of the strongest ties, one faction, and random divisions"
_THEORIES: tuple[Theory, ...] = ("strong", "weak")
#: So many members of a camp are named.
_NAMED = 50


def balance(
    version: GraphVersion,
    found: Balance,
    course: Polarisation,
    window: Window,
    *,
    theory: Theory,
    seed: int,
    step: str,
    kind: str | None,
) -> dict[str, Any]:
    """The answer of /v1/analytics/balance."""
    split = found.frustration
    return {
        "kind": kind,
        "theory": theory,
        "pairs": {
            "positive": found.positive,
            "negative": found.negative,
            "talk": found.talk,
            "left_out": found.left,
            "weakest": rounded(found.weakest),
        },
        "complete": not found.left,
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
            "ties": split.ties,
            "weight": round(split.weight, 4),
            "share": rounded(split.share),
            "exact": split.exact,
            "method": _METHOD,
            "seed": seed,
            "factions": [_group(version, one.members, one.size) for one in split.factions],
        },
        "polarisation": {
            "step": step,
            "camps": [_group(version, members[:_NAMED], len(members)) for members in course.camps],
            "periods": [_stretch(one) for one in course.stretches],
        },
        "definition": DEFINITION,
        "sources": SOURCES,
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
