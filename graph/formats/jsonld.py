"""JSON-LD 1.1 with its context inside: actors, relations between them, and the statements that make each up.

A relation is twice there: as a property (``urn:entente:attacks``) from one actor to the other, both ways where it is
symmetric, and as an ``rdf:Statement`` with its numbers, which cites quotations (schema.org), each quoted from an article
(PROV-O). The relations themselves are SKOS concepts below their PLOVER classes. Resources are named by paths of the service,
relative to the address that the document comes from.
"""

from collections.abc import Iterator
from typing import Any

from graph.formats import addresses
from graph.formats.chunks import array, dump, without_none
from graph.formats.nodelink import edge_of, node_of
from graph.formats.records import EdgeRecord, GraphRecord, NodeRecord, Quote
from graph.ontology import relation_types
from graph.origins import Origin


def _day(name: str) -> dict[str, str]:
    return {"@id": f"entente:{name}", "@type": "xsd:date"}


def _number(name: str) -> dict[str, str]:
    return {"@id": f"entente:{name}", "@type": "xsd:double"}


def _resource(name: str) -> dict[str, str]:
    return {"@id": name, "@type": "@id"}


CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": "urn:entente:",
    "entente": "urn:entente:",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "name": "schema:name",
    "identifier": "schema:identifier",
    "country": _resource("entente:country"),
    "source": _resource("rdf:subject"),
    "predicate": _resource("rdf:predicate"),
    "target": _resource("rdf:object"),
    "label": "rdfs:label",
    "prefLabel": "skos:prefLabel",
    "notation": "skos:notation",
    "broader": _resource("skos:broader"),
    "link": _resource("rdfs:seeAlso"),
    "plover": _resource("entente:plover"),
    "goldstein": _number("goldstein"),
    "strength": _number("strength"),
    "confidence": _number("confidence"),
    "first_day": _day("first_day"),
    "last_day": _day("last_day"),
    "day": _day("day"),
    "as_of": _day("as_of"),
    "from": _day("from"),
    "to": _day("to"),
    "known_at": {"@id": "entente:known_at", "@type": "xsd:dateTime"},
    "version": "schema:version",
    "citation": _resource("schema:citation"),
    "text": "schema:text",
    "article": _resource("prov:wasQuotedFrom"),
    "headline": "schema:headline",
    "publisher": _resource("schema:publisher"),
    "url": "schema:url",
}
_KINDS = {"country": ["schema:Country"], "igo": ["schema:Organization"], "org": ["schema:Organization"]}
_OTHER = ["Group", "schema:Organization"]


def jsonld(graph: GraphRecord) -> Iterator[bytes]:
    """A graph as JSON-LD; what is unknown is left out."""
    yield b'{"@context":' + dump(CONTEXT) + b',"@graph":['
    about = {"@type": "schema:Dataset", "name": graph.name, **graph.about}
    yield dump(without_none(about)) + b"," + dump(list(_concepts()))[1:-1]
    for part in (map(_node, graph.nodes), (shape for record in graph.edges for shape in _edge(record))):
        separator = b","
        for chunk in array(part):
            yield separator + chunk
            separator = b""
    yield b"]}"


def _concepts() -> Iterator[dict[str, Any]]:
    types = relation_types().values()
    for plover in sorted({kind.plover for kind in types}):
        yield {"@id": f"entente:{plover}", "@type": "skos:Concept", "prefLabel": plover}
    for kind in types:
        yield {
            "@id": f"entente:{kind.name}",
            "@type": ["rdf:Property", "skos:Concept", *(["entente:Symmetric"] if kind.symmetric else [])],
            "prefLabel": kind.label,
            "notation": list(kind.cameo),
            "broader": f"entente:{kind.plover}",
            "goldstein": kind.goldstein,
        }


def _node(record: NodeRecord) -> dict[str, Any]:
    shape = node_of(record)
    identifier, country = shape.pop("id"), shape.pop("country")
    return without_none({
        "@id": addresses.actor(identifier),
        "@type": [*_KINDS.get(record.info.kind, _OTHER), "prov:Agent"],
        "identifier": identifier,
        **shape,
        "country": country and addresses.actor(country),
    })  # fmt: skip


def _edge(record: EdgeRecord) -> Iterator[dict[str, Any]]:
    shape, kind = edge_of(record, 0), record.view.type
    source, target = addresses.actor(shape.pop("source")), addresses.actor(shape.pop("target"))
    for name in ("key", "relation", "symmetric"):
        del shape[name]
    identifier = shape.pop("id")
    yield {"@id": source, kind.name: {"@id": target}}
    if kind.symmetric:
        yield {"@id": target, kind.name: {"@id": source}}
    yield without_none({
        "@id": addresses.relation(identifier, record.origin),
        "@type": ["Relation", "rdf:Statement", "prov:Entity"],
        "identifier": identifier,
        "source": source,
        "predicate": f"entente:{kind.name}",
        "target": target,
        **shape,
        "plover": f"entente:{kind.plover}",
        "citation": [_quotation(identifier, quote, record.origin) for quote in record.quotes] or None,
    })  # fmt: skip


def _quotation(relation: str, quote: Quote, origin: Origin) -> dict[str, Any]:
    article = {
        "@id": addresses.article(quote.article),
        "@type": ["schema:NewsArticle", "prov:Entity"],
        "headline": quote.title,
        "publisher": {"@type": "schema:Organization", "name": quote.publisher} if quote.publisher is not None else None,
        "url": quote.url,
    }
    return {
        "@id": f"{addresses.evidence(relation, origin)}#{quote.id}",
        "@type": ["schema:Quotation", "prov:Entity"],
        "identifier": quote.id,
        "text": quote.sentence,
        "status": quote.status,
        "confidence": round(quote.confidence, 4),
        "day": quote.day,
        "why": quote.why,
        "article": without_none(article),
    }
