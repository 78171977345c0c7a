"""Answers of the service as a model is given them: without addresses to follow, sentences named as the quotations they are."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

#: Of use to a client that follows addresses, not to one that calls tools.
_DROPPED = frozenset({"link", "links", "next_url"})
_RENAMED = {"sentence": "quote"}
_LONGEST = 2_000
#: What a tool adds to the service's answer.
_ADDED: Mapping[str, Any] = {
    "truncated": {"type": "boolean", "description": "Whether something was left out to keep the answer small."},
    "omitted": {"type": "integer", "description": "How many results of those asked for were left out so."},
    "more": {"type": ["string", "null"], "description": "How to get what is not here; null where nothing is missing."},
}


def lean(content: Any) -> Any:
    """The same answer, lean; texts that are very long are cut, and say by how much."""
    if isinstance(content, dict):
        return {_RENAMED.get(name, name): lean(value) for name, value in content.items() if not _dropped(name, value)}
    if isinstance(content, list):
        return [lean(item) for item in content]
    if isinstance(content, str) and len(content) > _LONGEST:
        return f"{content[:_LONGEST]}… [{len(content) - _LONGEST} more characters]"
    return content


def _dropped(name: str, value: Any) -> bool:
    # In answers about coding, `sentence` is the number of a sentence; no tool gives those.
    return name in _DROPPED or (name in _RENAMED and not isinstance(value, str))


def lean_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a tool's answer, made from that of the service's."""
    schema = answer.model_json_schema(by_alias=True)
    shape: dict[str, Any] = _schema(schema)
    for name, added in _ADDED.items():
        shape["properties"].setdefault(name, added)
        if name not in shape["required"]:
            shape["required"].append(name)
    return shape


def _schema(schema: Any, *, named: bool = False) -> Any:
    """A part of a schema without what is dropped; ``named`` where its keys are names of members, not keywords."""
    if isinstance(schema, list):
        return [_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if named:
        return {_RENAMED.get(name, name): _schema(value) for name, value in schema.items() if name not in _DROPPED}
    parts = {
        name: _schema(value, named=name in ("properties", "$defs"))
        for name, value in schema.items()
        if name not in ("examples", "title")
    }
    if "required" in parts:
        parts["required"] = [_RENAMED.get(name, name) for name in parts["required"] if name not in _DROPPED]
    return parts
