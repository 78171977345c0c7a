"""The formats that there are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph.formats.cytoscape import cytoscape
from graph.formats.gexf import gexf
from graph.formats.graphml import graphml
from graph.formats.jsonld import jsonld
from graph.formats.nodelink import node_link
from graph.formats.records import GraphRecord
from graph.formats.stix import stix
from graph.formats.table import csv_edges, parquet_edges

#: Bytes in chunks; the same graph gives the same bytes.
Writer = Callable[[GraphRecord], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name where it is asked for, its media type (RFC 6838) and file ending, who writes it, and whether it is
    to be kept as a file rather than looked at."""

    name: str
    media_type: str
    ending: str
    write: Writer
    download: bool = True

    @property
    def essence(self) -> str:
        """The media type without its parameters."""
        return self.media_type.partition(";")[0]


JSON = Format("json", "application/json", "json", node_link, download=False)
#: The same where an answer is a graph; a graph instead of a list where it is none.
NODE_LINK = Format("node-link", "application/vnd.entente.node-link+json", "json", node_link, download=False)
FORMATS: Mapping[str, Format] = MappingProxyType({
    one.name: one
    for one in (
        JSON,
        NODE_LINK,
        Format("cytoscape", "application/vnd.cytoscape+json", "cyjs", cytoscape),
        Format("graphml", "application/graphml+xml", "graphml", graphml),
        Format("gexf", "application/gexf+xml", "gexf", gexf),
        Format("csv", "text/csv; charset=utf-8; header=present", "csv", csv_edges),
        Format("parquet", "application/vnd.apache.parquet", "parquet", parquet_edges),
        Format("jsonld", "application/ld+json", "jsonld", jsonld),
        Format("stix", "application/stix+json;version=2.1", "stix.json", stix),
    )
})  # fmt: skip
