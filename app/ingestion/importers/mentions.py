"""Mentions of GDELT events, kept small: which publisher tells of which event, how surely, since when.

A mention has 16 columns without a head (GDELT Event Codebook V2.0, 19 February 2015, "Mentions table"). About 29 bytes of
each are held in memory, and as many again while they are sorted; the addresses lie in a file without a name that goes
with the process. So :data:`MOST` mentions need about 1.2 GB, those of a day (some 300,000) 20 MB.
"""

import mmap
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import IO, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.errors import BadDataSet
from app.ingestion.importers.dates import compact
from app.ingestion.importers.imported import Reason, RefusedRow
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.urls import domain, plain

COLUMNS: Final = 16
#: Mentions that one import takes; those of two months or so.
MOST: Final = 20_000_000
_WAITING, _USED = 0, 1
_LARGEST_ID = 2**63


class Telling(NamedTuple):
    """What the mentions of one publisher tell of an event: the first of them, the surest, and how many there are.
    ``day`` is an ordinal."""

    publisher: str
    url: str
    day: int
    confidence: float
    mentions: int


class Mentions:
    """The mentions of files. :meth:`read` them first; then ask for those of each event; then for those :meth:`left`."""

    def __init__(self, files: Sequence[Path], most: int = MOST) -> None:
        self.rows = Rows(files)
        self._most = most
        self._files: list[str] = []
        self._publishers: list[str] = []
        self._columns = [array(code) for code in "QIIBIHQ"]
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._order: NDArray[np.int64] = np.empty(0, np.int64)
        self._state = bytearray()
        self._urls: mmap.mmap | bytes = b""

    def read(self) -> Iterator[RefusedRow]:
        """Read all of them; what is refused is yielded at once. Raises :class:`BadDataSet`."""
        with tempfile.TemporaryFile() as store:
            yield from self._read(store)
            self._sort()
            store.flush()
            if size := self._columns[6][-1]:
                self._urls = mmap.mmap(store.fileno(), size, access=mmap.ACCESS_READ)  # stays when the file is closed

    def _read(self, store: IO[bytes]) -> Iterator[RefusedRow]:
        known: dict[str, int] = {}
        at = 0
        ids, publishers, days, sure, numbers, places, starts = self._columns
        for file, lines in self.rows.files():
            self._files.append(file)
            first = True
            for line, text in lines:
                cells = text.split("\t")
                if first and len(cells) != COLUMNS:
                    raise BadDataSet(
                        f"{file} has {len(cells)} columns and mentions of GDELT 2.0 have {COLUMNS}; give a *.mentions.CSV"
                    )
                first = False
                self.rows.read += 1
                refusal = _refusal(cells)
                if refusal is not None:
                    yield RefusedRow(file, line, *refusal)
                    continue
                if len(ids) >= self._most:
                    raise BadDataSet(f"there are over {self._most:,} mentions; give the events of fewer days with their mentions")
                url = cells[5].strip()
                name = (domain(url) if cells[3] == "1" else None) or plain(cells[4]).lower() or "unknown"
                packed = url.encode()
                day = compact(cells[2][:8])
                ids.append(int(cells[0]))
                publishers.append(known.setdefault(name, len(known)))
                days.append(day.toordinal() if day else 0)
                sure.append(int(cells[11]))
                numbers.append(line)
                places.append(len(self._files) - 1)
                starts.append(at)
                at += store.write(packed)
        starts.append(at)
        self._publishers = list(known)

    def of(self, event: str) -> list[Telling]:
        """What each publisher tells of an event, by when and where it is read first. Each mention is given once."""
        tellings: dict[int, Telling] = {}
        _, publishers, days, sure, *_ = self._columns
        for place in self._places(event):
            self._state[place] = _USED
            publisher, day, confidence = publishers[place], days[place], sure[place] / 100
            before = tellings.get(publisher)
            if before is None:
                tellings[publisher] = Telling(self._publishers[publisher], self._url(place), day, confidence, 1)
            else:
                earlier = (before.url, before.day) if before.day <= day else (self._url(place), day)
                surest = max(before.confidence, confidence)
                tellings[publisher] = Telling(before.publisher, *earlier, surest, before.mentions + 1)
        return list(tellings.values())

    def refused(self, event: str) -> Iterator[RefusedRow]:
        """The mentions of an event that was refused, each refused with it."""
        for place in self._places(event):
            self._state[place] = _USED
            yield self._row(place, "event-refused", f"event {event} was refused")

    def left(self) -> Iterator[RefusedRow]:
        """The mentions of events that nobody asked for."""
        place = self._state.find(_WAITING)
        while place >= 0:
            yield self._row(place, "no-event", f"event {self._columns[0][place]} is in none of the files")
            place = self._state.find(_WAITING, place + 1)

    def _sort(self) -> None:
        ids = np.frombuffer(self._columns[0], np.uint64).astype(np.int64)
        self._order = np.argsort(ids, kind="stable")
        self._ids = ids[self._order]
        self._state = bytearray(len(ids))

    def _places(self, event: str) -> list[int]:
        number = int(event) if event.isascii() and event.isdigit() else _LARGEST_ID
        if number >= _LARGEST_ID:
            return []
        first = int(self._ids.searchsorted(number))
        last = first
        while last < len(self._ids) and self._ids[last] == number:
            last += 1
        return [place for place in self._order[first:last].tolist() if self._state[place] == _WAITING]

    def _url(self, place: int) -> str:
        starts = self._columns[6]
        return self._urls[starts[place] : starts[place + 1]].decode()

    def _row(self, place: int, reason: Reason, detail: str) -> RefusedRow:
        return RefusedRow(self._files[self._columns[5][place]], self._columns[4][place], reason, detail)


def digest(name: str) -> str:
    """Ten characters that stand for a name."""
    return blake2b(name.encode(), digest_size=5).hexdigest()


def _refusal(cells: list[str]) -> tuple[Reason, str] | None:
    if len(cells) != COLUMNS:
        return "malformed", f"{len(cells)} columns where there are {COLUMNS}"
    if not (cells[0].isascii() and cells[0].isdigit()) or int(cells[0][:30]) >= _LARGEST_ID:
        return "malformed", f"GLOBALEVENTID is {cells[0][:40]!r}"
    if not (cells[11].isascii() and cells[11].isdigit()) or len(cells[11]) > 3 or int(cells[11]) > 100:
        return "malformed", f"Confidence is {cells[11][:40]!r}"
    if compact(cells[2][:8]) is None:
        return "impossible-date", f"MentionTimeDate is {cells[2][:40]!r}"
    return None
