"""The rows of the table: which there are, and how one is measured."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from bench.graph.databases import NoServer
from bench.graph.measure import Differs, Line
from bench.graph.setting import Setting


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, the module of its ``package`` that measures it, and what it says."""

    number: int
    module: str
    what: str
    package: str = "bench.graph.rows"

    def lines(self, setting: Setting) -> Iterator[Line]:
        """Its figures. Without a value: what cannot be had, and, as failed, where answers differ."""
        measure: Callable[[Setting], Iterator[Line]] = import_module(f"{self.package}.{self.module}").lines
        try:
            yield from measure(setting)
        except NotImplementedError as error:
            yield Line(self.what, None, peer=f"{error}: not in the core yet")
        except NoServer as error:
            yield Line(self.what, None, peer=str(error))
        except (ChildProcessError, Differs) as error:
            yield Line(self.what, None, peer=str(error), failed=True)


HTTP = (
    Row(11, "cached", "remembered answers over HTTP", "bench.http.rows"),
    Row(12, "answers", "answers made anew over HTTP", "bench.http.rows"),
)
ROWS = (
    Row(1, "load", "from SQL to a queryable graph"),
    Row(2, "snapshot", "opening a snapshot"),
    Row(3, "memory", "main memory"),
    Row(4, "subgraph", "country subgraphs"),
    Row(5, "as_of", "country subgraphs as of a day"),
    Row(6, "paths", "shortest paths"),
    Row(7, "coalitions", "coalitions"),
    Row(8, "refresh", "refreshing the graph"),
    Row(9, "readers", "readers during a refresh"),
    Row(10, "changes", "changes seen by a poller"),
    *HTTP,
    Row(13, "evidence", "evidence written"),
    Row(14, "batch", "whole batches written"),
    Row(15, "growth", "growth from ten thousand to five million relations"),
)
