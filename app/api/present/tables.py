"""Lists as tables: each column by what it makes of a result of the JSON answer."""

from collections.abc import Callable, Mapping
from typing import Any

Columns = Mapping[str, Callable[[dict[str, Any]], Any]]


def _at(*path: str) -> Callable[[dict[str, Any]], Any]:
    """What lies there; None where the way to it is."""

    def found(result: dict[str, Any]) -> Any:
        value: Any = result
        for name in path:
            value = None if value is None else value[name]
        return value

    return found


def _ids(name: str) -> Callable[[dict[str, Any]], str]:
    """The ids of a list's members, with bars between them."""
    return lambda result: "|".join(one["id"] for one in result[name])


def _edge_of(name: str, at: int) -> Callable[[dict[str, Any]], Any]:
    """One end of a span that may be none."""

    def found(result: dict[str, Any]) -> Any:
        span = result[name]["span"] if isinstance(result[name], dict) else result[name]
        return None if span is None else span[at]

    return found


#: An ally or a rival a row.
RANKED: Columns = {
    "rank": _at("rank"),
    **{name: _at("actor", field) for name, field in (("actor", "id"), ("name", "name"), ("kind", "kind"))},
    **{name: _at(name) for name in ("score", "cooperation", "conflict", "contested", "since", "last", "evidence")},
    "basis": lambda result: "|".join(result["basis"]),
    "declared": _ids("declared"),
    "relations": _ids("relations"),
    "against": _ids("against"),
    "dyad": _at("links", "dyad"),
}
#: A piece of evidence a row.
CITED: Columns = {
    **{name: _at(name) for name in ("id", "relation_id", "relation", "status", "counted", "day", "day_source")},
    **{name: _at(name) for name in ("event_day", "event_precision", "sentence")},
    **{
        f"{end}_{field}" if field != "actor" else end: _at(end, field)
        for end in ("source", "target")
        for field in ("actor", "name", "role")
    },
    **{
        f"{part}_{edge}": _edge_of(part, at)
        for part in ("source", "target", "trigger")
        for at, edge in enumerate(("start", "end"))
    },
    **{name: _at(name) for name in ("confidence", "why", "in_title")},
    **{
        name: _at("article", field)
        for name, field in (
            ("article", "id"),
            ("title", "title"),
            ("publisher", "publisher"),
            ("published_day", "published_day"),
            ("url", "url"),
        )
    },
}
