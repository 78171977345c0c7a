"""JSON as pages show it: on one line where it fits, else a line for each part, with what is left out told."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

#: Of a list this many are shown (one where they are long), of a text this much, of a line this much.
ITEMS, TEXT, WIDTH = 2, 200, 140


@dataclass(frozen=True, slots=True)
class _More:
    """What stands for the rest of a list."""

    number: int


class _Rest:
    """What stands for fields that are not shown."""


_REST = _Rest()


def shortened(value: Any) -> Any:
    """The same with few items of each list, and the beginning of long texts."""
    if isinstance(value, dict):
        return {name: shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        few = [shortened(part) for part in value[:ITEMS]]
        if len(flat(few)) > TEXT:  # one of them shows what the others are like
            few = few[:1]
        return [*few, _More(len(value) - len(few))] if len(value) > len(few) else few
    if isinstance(value, str) and len(value) > TEXT:
        return value[:TEXT] + "…"
    return value


def kept(value: Any, fields: Collection[str], within: str = "") -> Any:
    """The same with these fields alone: ``state``, all of ``counts``, or ``counts.read`` of it. Lists are looked into."""
    if isinstance(value, list):
        return [kept(part, fields, within) for part in value]
    if not isinstance(value, dict):
        return value
    found: dict[Any, Any] = {}
    for name, part in value.items():
        place = f"{within}{name}"
        if place in fields:
            found[name] = part
        elif any(field.startswith(f"{place}.") for field in fields):
            found[name] = kept(part, fields, f"{place}.")
    return found if len(found) == len(value) else {**found, _REST: None}


def laid(value: Any, indent: int = 0) -> str:
    """JSON on one line where it fits, else a line for each part."""
    line = flat(value)
    if len(line) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{inner}{_named(name, laid(part, indent + 2))}" for name, part in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    parts = [f"{inner}{laid(part, indent + 2)}" for part in value]
    return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"


def flat(value: Any) -> str:
    """JSON on one line."""
    if isinstance(value, _More):
        return f"… {value.number} more"
    if isinstance(value, dict):
        return "{" + ", ".join(_named(name, flat(part)) for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flat, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _named(name: Any, part: str) -> str:
    return "…" if name is _REST else f"{json.dumps(name)}: {part}"
