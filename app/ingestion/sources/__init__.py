"""Articles from files, folders and streams: text, Markdown, web pages, JSON, tables, WARC and archives, packed or not.

One bad file or record is reported and passed by; the rest is read. Everything streams: memory does not grow with a file.
"""

from app.ingestion.sources.items import MOST, Item, Passed, ReadProblem, Source
from app.ingestion.sources.kinds import KINDS, SUFFIXES, Kind, ending_of
from app.ingestion.sources.reading import files, read_path, read_source, read_stream
from app.ingestion.sources.records import parse_record
from app.ingestion.sources.shards import Shard, read_shard, split
from app.ingestion.sources.texts import parse_text

__all__ = [
    "KINDS", "MOST", "SUFFIXES", "Item", "Kind", "Passed", "ReadProblem", "Shard", "Source",
    "ending_of", "files", "parse_record", "parse_text", "read_path", "read_shard", "read_source", "read_stream", "split",
]  # fmt: skip
