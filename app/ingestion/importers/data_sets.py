"""Which parser reads which data set."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from app.errors import BadDataSet
from app.ingestion.importers import atop, cow, gdelt, icews, polecat
from app.ingestion.importers.imported import DataSet, Outcome
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.mentions import Mentions
from app.ingestion.importers.parties import Parties

_READERS = {"polecat": polecat.events, "icews": icews.events, "cow": cow.alliances, "atop": atop.alliances}


class Reading:
    """The files of a data set, to be read once: an iterator of outcomes.

    ``mentions`` are files of GDELT's mentions; no other data set has any. ``today`` is the day of the import: what tells of
    later days is refused. Raises :class:`BadDataSet` for files that are
    none of this data set, some of them not before they are reached.
    """

    def __init__(
        self, data_set: DataSet, parties: Parties, files: Sequence[Path], mentions: Sequence[Path] = (), today: date = date.max
    ) -> None:
        if mentions and data_set != "gdelt":
            raise BadDataSet(f"{data_set} has no mentions; leave --mentions out")
        self._data_set, self._parties = data_set, parties
        self._rows = Rows(files, today)
        self._mentions = Mentions(mentions) if mentions else None

    def __iter__(self) -> Iterator[Outcome]:
        if self._data_set == "gdelt":
            return gdelt.events(self._parties, self._rows, self._mentions)
        return _READERS[self._data_set](self._parties, self._rows)

    @property
    def read(self) -> int:
        """Rows read so far, counted as they came from the files."""
        return self._rows.read + (self._mentions.rows.read if self._mentions else 0)
