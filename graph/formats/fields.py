"""The attributes of nodes and edges as columns, for formats that know neither objects nor lists."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

from graph.formats.nodelink import edge_of
from graph.formats.records import EdgeRecord

Kind = Literal["text", "whole", "number", "flag", "day"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, and what its values are (None where one is unknown)."""

    name: str
    kind: Kind


NODE = (
    Field("name", "text"),
    Field("kind", "text"),
    Field("country", "text"),
    Field("region", "text"),
    Field("relations", "whole"),
    Field("hops", "whole"),
)
#: Where a node is to be drawn, in graphs whose nodes have places.
PLACE = (Field("x", "number"), Field("y", "number"))
EDGE = (
    Field("relation", "text"),
    Field("label", "text"),
    Field("sign", "text"),
    Field("plover", "text"),
    Field("symmetric", "flag"),
    Field("goldstein", "number"),
    Field("strength", "number"),
    Field("confidence", "number"),
    Field("evidence", "whole"),
    Field("reports", "whole"),
    Field("publishers", "whole"),
    Field("first_day", "day"),
    Field("last_day", "day"),
    Field("source_role", "text"),
    Field("target_role", "text"),
    Field("link", "text"),
)
#: What is told of a quote, after its sentence: ``quote_day``, ``quote_2_day`` and so on.
_QUOTE = (
    Field("day", "day"),
    Field("publisher", "text"),
    Field("url", "text"),
    Field("title", "text"),
    Field("article", "text"),
    Field("status", "text"),
    Field("confidence", "number"),
    Field("why", "text"),
)
_ENDS = tuple(Field(f"{end}{part}", "text") for end in ("source", "target") for part in ("", "_name", "_kind", "_country"))
_edge = itemgetter(*(field.name for field in EDGE))


def node_fields(*, placed: bool) -> tuple[Field, ...]:
    """The columns of nodes."""
    return (*NODE, *PLACE) if placed else NODE


def edge_fields(quotes: int) -> tuple[Field, ...]:
    """The columns of edges that carry up to ``quotes`` quotes: ``quote``, ``quote_day`` …, ``quote_2``, …"""
    stems = [f"quote_{number}" if number > 1 else "quote" for number in range(1, quotes + 1)]
    told = (one for stem in stems for one in (Field(stem, "text"), *(Field(f"{stem}_{f.name}", f.kind) for f in _QUOTE)))
    return (*EDGE, *told)


def edge_values(record: EdgeRecord, quotes: int) -> tuple[Any, ...]:
    """The values of an edge, in the order of :func:`edge_fields`."""
    values: tuple[Any, ...] = _edge(edge_of(record, 0))
    if not quotes:
        return values
    told = [(one.sentence, *(getattr(one, field.name) for field in _QUOTE)) for one in record.quotes[:quotes]]
    told += [(None,) * (1 + len(_QUOTE))] * (quotes - len(told))
    return (*values, *(value for one in told for value in one))


def row_fields(quotes: int) -> tuple[Field, ...]:
    """The columns of a table with a row an edge: its id, its ends, then as above."""
    return (Field("id", "text"), *_ENDS, *edge_fields(quotes))


def row_values(record: EdgeRecord, quotes: int) -> tuple[Any, ...]:
    """The values of such a row."""
    ends = (value for end in (record.source, record.target) for value in (end.id, end.name, end.kind, end.country))
    return (record.view.id, *ends, *edge_values(record, quotes))
