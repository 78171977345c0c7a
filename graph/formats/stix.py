"""STIX 2.1 (OASIS 2021): a bundle of identities, relationships, and a note for each sentence that is carried along.

Ids are UUIDv5 of our own ids, so that the same actor or relation is the same object in every bundle; a relation seen through
a window, as it was known at a moment, or of another origin, is another object than the whole. ``created`` and ``modified``
of a relationship are the first and the last day of its evidence; an identity, of which the news tell nothing, has one fixed
moment for both. What STIX has no property for lies in one property extension. No group is called a threat actor: that is not
for us to say.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from graph.formats import addresses
from graph.formats.chunks import array, dump, without_none
from graph.formats.nodelink import edge_of, node_of
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord, Quote
from graph.origins import CODER

_NAMESPACE = UUID("6f1d8a52-4c0e-5b7a-9d43-2e7c51b0a9f6")
_FIXED = "1970-01-01T00:00:00.000Z"
_IDENTITY_CLASS = {"country": "organization", "igo": "organization", "org": "organization"}


def stix_id(kind: str, name: str) -> str:
    """The id of a STIX object for what we call ``name``."""
    return f"{kind}--{uuid5(_NAMESPACE, f'{kind}:{name}'.encode('utf-8', 'replace').decode())}"


_OURSELVES = stix_id("identity", "Entente")
_EXTENSION = stix_id("extension-definition", "Entente")


def stix(graph: GraphRecord) -> Iterator[bytes]:
    """A graph as a bundle; what is unknown is left out."""
    window = "".join(f"|{name}={graph.about[name]}" for name in ("as_of", "from", "to", "known_at") if graph.about.get(name))
    if (origin := graph.about.get("origin", CODER)) != CODER:
        window += f"|origin={origin}"
    name = f"{graph.name} {dump(graph.about).decode()}"
    yield b'{"type":"bundle","id":' + dump(stix_id("bundle", name)) + b',"objects":[' + dump(_head(graph))[1:-1]
    objects = map(_identity, graph.nodes), (one for edge in graph.edges for one in _relationship(edge, window))
    for part in objects:
        separator = b","
        for chunk in array(part):
            yield separator + chunk
            separator = b""
    yield b"]}"


def _head(graph: GraphRecord) -> list[dict[str, Any]]:
    ourselves = _common("identity", _OURSELVES, _FIXED, _FIXED) | {"name": "Entente", "identity_class": "system"}
    del ourselves["created_by_ref"]
    extension = _common("extension-definition", _EXTENSION, _FIXED, _FIXED) | {
        "name": "Entente relations",
        "description": "What Entente knows of actors and of the relations between them; docs/formats.md says what each means.",
        "schema": "urn:entente:stix:1",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }
    return [ourselves, extension]


def _identity(record: NodeRecord) -> dict[str, Any]:
    shape = node_of(record)
    identifier, name = shape.pop("id"), shape.pop("name")
    return _common("identity", stix_id("identity", identifier), _FIXED, _FIXED) | {
        "name": name or identifier,
        "identity_class": _IDENTITY_CLASS.get(record.info.kind, "group"),
        "external_references": [_reference(identifier, addresses.actor(identifier))],
        "extensions": _extended({"actor": identifier, **shape}),
    }


def _relationship(record: EdgeRecord, window: str) -> Iterator[dict[str, Any]]:
    view, shape = record.view, edge_of(record, 0)
    for name in ("source", "target", "key", "id", "link"):
        del shape[name]
    begun, ended = _morning(view.first_day), _night(view.last_day)
    relationship = stix_id("relationship", view.id + window)
    yield _common("relationship", relationship, begun, _morning(view.last_day)) | {
        "relationship_type": view.relation.replace("_", "-"),
        "description": view.type.label,
        "source_ref": stix_id("identity", view.source),
        "target_ref": stix_id("identity", view.target),
        "start_time": begun,
        "stop_time": ended,
        "external_references": [_reference(view.id, addresses.evidence(view.id, record.origin))],
        "extensions": _extended({"relation_id": view.id, **shape}),
    }
    for quote in record.quotes:
        yield _note(quote, addresses.evidence(view.id, record.origin), relationship)


def _note(quote: Quote, address: str, relationship: str) -> dict[str, Any]:
    day = _morning(quote.day)
    return _common("note", stix_id("note", f"{quote.id}|{relationship}"), day, day) | without_none({
        "abstract": quote.title or None,
        "content": quote.sentence,
        "authors": [quote.publisher] if quote.publisher else None,
        "object_refs": [relationship],
        "confidence": round(quote.confidence * 100),
        "external_references": [_reference(quote.id, address), _source(quote)],
        "extensions": _extended({
            "status": quote.status,
            "day": quote.day,
            "why": quote.why,
            "trigger": quote.trigger,
            "source_span": quote.source_span,
            "target_span": quote.target_span,
        }),
    })  # fmt: skip


def _source(quote: Quote) -> dict[str, Any]:
    """The article; what is no address of the web is told in words."""
    web = quote.url is not None and quote.url.startswith(("http://", "https://"))
    words = [text for text in (quote.title, None if web else quote.url) if text]
    return without_none({
        "source_name": quote.publisher or "unnamed publisher",
        "external_id": quote.article,
        "description": " | ".join(words) or None,
        "url": quote.url if web else None,
    })  # fmt: skip


def _common(kind: str, identifier: str, created: str, modified: str) -> dict[str, Any]:
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": identifier,
        "created_by_ref": _OURSELVES,
        "created": created,
        "modified": modified,
    }


def _reference(identifier: str, path: str) -> dict[str, str]:
    return {"source_name": "Entente", "external_id": identifier, "description": f"{path} of the service"}


def _extended(properties: dict[str, Any]) -> dict[str, Any]:
    return {_EXTENSION: {"extension_type": "property-extension", **without_none(properties)}}


def _morning(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000Z"


def _night(day: date) -> str:
    return f"{day.isoformat()}T23:59:59.999Z"
