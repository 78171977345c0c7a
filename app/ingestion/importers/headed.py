"""Rows below a line of column names, read by name."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from app.errors import BadDataSet
from app.ingestion.importers.imported import RefusedRow
from app.ingestion.importers.lines import Rows

#: What stands in a cell for nothing.
_NOTHING: Final = frozenset({"", "none", "null", "na", "nan", "n/a", "---"})


class Layout:
    """A layout of a data set: what its file is called, the columns that it cannot do without, and how cells are parted.

    ``others`` are names that a column goes by in some files. ``usual`` is the whole list of columns, for files whose first
    line names others than the rows below it have.
    """

    def __init__(
        self,
        what: str,
        needed: Sequence[str],
        *,
        comma: bool = False,
        others: Mapping[str, str] | None = None,
        usual: Sequence[str] = (),
    ) -> None:
        self.what, self.needed, self.usual = what, tuple(needed), tuple(usual)
        self.others = dict(others or {})
        self.split: Callable[[str], list[str]] = _commas if comma else _tabs

    def places(self, line: str) -> dict[str, int] | None:
        """Where each column is by a line of names; None where it is not such a line."""
        found: dict[str, int] = {}
        for place, name in enumerate(self.split(line)):
            plain = name.strip().strip('"').strip().casefold()
            found.setdefault(self.others.get(plain, plain), place)
        return found if all(name in found for name in self.needed) else None


class Row:
    """A row whose cells are asked for by their column's name, in small letters. A cell for nothing is empty."""

    __slots__ = ("_cells", "_places", "file", "layout", "line")

    def __init__(self, file: str, line: int, layout: Layout, places: Mapping[str, int], cells: Sequence[str]) -> None:
        self.file, self.line, self.layout = file, line, layout
        self._places, self._cells = places, cells

    def __getitem__(self, name: str) -> str:
        place = self._places.get(name)
        text = self._cells[place].strip() if place is not None else ""
        return "" if text.casefold() in _NOTHING else text

    def several(self, name: str) -> list[str]:
        """The values of a cell that holds several, parted by ``;``."""
        values = (part.strip() for part in self[name].split(";"))
        return [value for value in values if value.casefold() not in _NOTHING]


def read(rows: Rows, layouts: Sequence[Layout], expected: str) -> Iterator[Row | RefusedRow]:
    """The rows of files, each file of the first of the layouts that its first line fits; those with other columns are
    refused. Raises :class:`BadDataSet` for a file of none of the layouts."""
    for file, lines in rows.files():
        head: tuple[Layout, dict[str, int]] | None = None
        width = 0
        for line, text in lines:
            if head is None:
                head = next(((layout, found) for layout in layouts if (found := layout.places(text)) is not None), None)
                if head is None:
                    raise BadDataSet(f"{file}: {_seen(text)}, and {expected} was expected; {_wanted(layouts)}")
                width = len(head[0].split(text))
                continue
            rows.read += 1
            layout, places = head
            cells = layout.split(text)
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) == width:
                yield Row(file, line, layout, places, cells)
            elif layout.usual and len(cells) == len(layout.usual):
                yield Row(file, line, layout, {name: place for place, name in enumerate(layout.usual)}, cells)
            else:
                yield RefusedRow(file, line, "malformed", f"{len(cells)} columns where there are {width}")


def _seen(line: str) -> str:
    names = _tabs(line) if "\t" in line else _commas(line)
    return f"its first line has {len(names)} columns and begins with {', '.join(repr(name[:30]) for name in names[:3])}"


def _wanted(layouts: Sequence[Layout]) -> str:
    return " or ".join(f"{layout.what} has the columns {', '.join(layout.needed)}" for layout in layouts)


def _tabs(line: str) -> list[str]:
    return [cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in line.split("\t")]


def _commas(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []
