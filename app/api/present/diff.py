"""What changed between two days, as JSON."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from app.api.present import about, brief, dyad_path
from app.api.present.analytics import method
from app.api.present.stances import numbers, seen, within
from graph.analytics import Diff, State
from graph.analytics.diff import CHANGES, METHOD, TURNS, Changed, Turned
from graph.ontology import relation_type


def diff(found: Diff, before: State, after: State, parameters: dict[str, Any], *, wanted: Collection[str]) -> dict[str, Any]:
    """The answer of /v1/analytics/diff."""
    changes: dict[str, Any] = {}
    for name, some in found.found.items():
        if name in wanted:
            shown = [_changed(name, one, before, after) for one in some.changed]
            shown += [_turned(name, one, before, after) for one in some.turned]
            changes[name] = {"results": shown, "total": some.total, "truncated": some.total > len(shown)}
    return {
        **method(METHOD),
        "exact": True,
        "parameters": parameters,
        "before": _state(before, found.relations[0]),
        "after": _state(after, found.relations[1]),
        "counts": {name: found.found[name].total for name in (*CHANGES, *TURNS)},
        "changes": changes,
        "graph": about(after.version, after.window),
    }


def _state(state: State, relations: int) -> dict[str, Any]:
    return {
        "day": state.day,
        "from": state.window.start,
        "relations": relations,
        "version": state.version.version,
        "known_at": state.version.known_at,
    }


def _changed(change: str, one: Changed, before: State, after: State) -> dict[str, Any]:
    view, state = (one.after, after) if one.after is not None else (one.before, before)
    assert view is not None  # noqa: S101 - one of the two states shows it
    kind, nodes = relation_type(view.relation), state.version.nodes
    shown = {
        name: None if its is None else seen(its_state.version, its, its_state.window)
        for name, its, its_state in (("before", one.before, before), ("after", one.after, after))
    }
    return {
        "change": change,
        "id": view.id,
        "source": brief(nodes[view.source]),
        "relation": view.relation,
        "target": brief(nodes[view.target]),
        "label": kind.label,
        "sign": kind.sign,
        "by": round(one.by, 4),
        "first_ever": one.first_ever,
        "returned": one.returned,
        **shown,
    }


def _turned(change: str, one: Turned, before: State, after: State) -> dict[str, Any]:
    a, b = one.after.a, one.after.b
    states = {end: after if end in after.version.nodes else before for end in (a, b)}
    asked = within("/v1/alliances/check", after.version, after.window)
    return {
        "change": change,
        **{name: brief(states[end].version.nodes[end]) for name, end in (("a", a), ("b", b))},
        "by": round(one.after.score - one.before.score, 4),
        "before": numbers(before.version, one.before, before.window),
        "after": numbers(after.version, one.after, after.window),
        "links": {
            "dyad": within(dyad_path(a, b), after.version, after.window),
            "check": f"{asked}{'&' if '?' in asked else '?'}{urlencode({'a': a, 'b': b})}",
        },
    }
