"""GDELT: events and their mentions.

Events of GDELT 2.0 have 61 columns without a head (GDELT Event Codebook V2.0, 19 February 2015, "Event table"), those of
GDELT 1.0 have 58, or 57 without the address in the files that end with March 2013 (GDELT Data Format Codebook V1.03,
25 August 2013). All are parted by tabs, though the names end in ``.CSV``.

**Ends.** Actor1 does it to Actor2. Who they are is told by CountryCode and KnownGroupCode, the role by the Type codes.

**Confidence.** Where there are mentions, the highest Confidence of a publisher's mentions in hundredths (codebook V2.0,
"Mentions table": how sure GDELT is that this article tells this event); else 0.6. An event that is no root event
(IsRootEvent: told in an article's lead paragraph) has four fifths of that. Both numbers are ours.

**Days.** SQLDATE. GDELT dates what an article calls a decade ago by ten years (codebook V2.0, "EventTimeDate"); what lies
longer before DATEADDED, or after it, is impossible.

**Reports.** One for each publisher. The one of the event's own address bears the event's number as its key, so that a
later import with mentions finds it again.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from app.errors import BadDataSet
from app.ingestion.importers.dates import compact, plausible
from app.ingestion.importers.imported import Imported, Outcome, RefusedRow, ordered, self_dyad, told
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.mentions import COLUMNS as MENTION_COLUMNS
from app.ingestion.importers.mentions import Mentions, Telling, digest
from app.ingestion.importers.parties import Nobody, Parties
from app.ingestion.importers.tables import Deed, cameo, fips
from app.ingestion.importers.urls import address, domain
from graph.model import Party

#: Columns of an event, with the places of DATEADDED, of the address (-1: none) and of the country where it was.
LAYOUTS: Final = {61: (59, 60, 53), 58: (56, 57, 51), 57: (56, -1, 51)}
_WITHOUT_MENTIONS, _NO_ROOT = 0.6, 0.8


def events(parties: Parties, rows: Rows, mentions: Mentions | None = None) -> Iterator[Outcome]:
    """What the events of files say, with what their mentions add. ``rows`` and ``mentions.rows`` count what was read.

    The mentions are read first. Raises :class:`BadDataSet` for a file of another layout, or that cannot be read.
    """
    if mentions is not None:
        yield from mentions.read()
    for file, lines in rows.files():
        reader: _Reader | None = None
        for line, text in lines:
            cells = text.split("\t")
            if reader is None:
                reader = _Reader(parties, file, cells, rows.today)
            rows.read += 1
            if len(cells) != reader.width:
                yield RefusedRow(file, line, "malformed", f"{len(cells)} columns where there are {reader.width}")
                continue
            event = reader.event(line, cells)
            if isinstance(event, Nobody):
                yield RefusedRow(file, line, event.reason, event.detail)
                if mentions is not None:
                    yield from mentions.refused(cells[0])
            else:
                yield from event.reports(mentions.of(cells[0]) if mentions is not None else [])
    if mentions is not None:
        yield from mentions.left()


class _Event:
    """An event that can be told: its cells and what they mean."""

    def __init__(
        self,
        line: int,
        number: str,
        deed: Deed,
        days: tuple[date, date],
        ends: tuple[Party, Party],
        root: bool,
        tail: str,
        url: str,
    ) -> None:
        self._line, self._number, self._deed = line, number, deed
        self._day, self._added = days
        self._ends, self._factor, self._tail, self._url = ends, 1.0 if root else _NO_ROOT, tail, url

    def reports(self, tellings: Sequence[Telling]) -> Iterator[Imported]:
        """One for each publisher, that of the event's own address first."""
        own = domain(self._url)
        mine = next((telling for telling in tellings if telling.publisher == own), None)
        rows = 1 + (mine.mentions if mine else 0)
        sure = mine.confidence if mine else _WITHOUT_MENTIONS
        day = date.fromordinal(mine.day) if mine else self._added
        yield self._report(self._number, own, self._url, day, sure, rows)
        for telling in tellings:
            if telling is not mine:
                key = f"{self._number}-{digest(telling.publisher)}"
                day = date.fromordinal(telling.day)
                yield self._report(key, telling.publisher, telling.url, day, telling.confidence, telling.mentions)

    def _report(self, key: str, publisher: str | None, url: str, day: date, sure: float, rows: int) -> Imported:
        tail = f"{self._tail}; told by {publisher}" if publisher else self._tail
        head = f"GDELT event {self._number}, {self._day}: "
        text, source, target, trigger = told(head, self._ends[0], self._deed.says, self._ends[1], tail)
        source, target = ordered(source, self._deed.relation, target)
        return Imported(
            key=key,
            event=self._number,
            first=self._day,
            last=self._day,
            source=source,
            relation=self._deed.relation,
            target=target,
            status=self._deed.status,
            confidence=round(sure * self._factor, 4),
            publisher=publisher,
            url=address(url),
            article_day=day,
            text=text,
            trigger=trigger,
            line=self._line,
            rows=rows,
        )


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, parties: Parties, file: str, cells: Sequence[str], today: date) -> None:
        self._today = today
        self.width = len(cells)
        self._parties = parties
        if self.width not in LAYOUTS:
            if self.width == MENTION_COLUMNS:
                raise BadDataSet(f"{file} holds mentions (16 columns), and events were expected; give it after --mentions")
            raise BadDataSet(
                f"{file} has {self.width} columns, and GDELT's events have 61 (2.0), 58 or 57 (1.0); give a *.export.CSV"
            )
        self._added, self._address, self._country = LAYOUTS[self.width]

    def event(self, line: int, cells: Sequence[str]) -> "_Event | Nobody":
        """The event of a row, or why it is refused."""
        number = cells[0]
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            return Nobody("malformed", f"GLOBALEVENTID is {number[:40]!r}")
        deed = cameo().get(cells[26])
        if deed is None:
            return Nobody("unknown-code", f"{cells[26][:20]!r} is no CAMEO code")
        if not deed.relation:
            return Nobody("no-relation", f"{deed.code}: {deed.reason}")
        day, added = compact(cells[1]), compact(cells[self._added][:8])
        if day is None or added is None or not plausible(day, added, self._today):
            return Nobody("impossible-date", f"SQLDATE {cells[1][:20]!r}, DATEADDED {cells[self._added][:20]!r}")
        source = self._parties.cameo(cells[7], cells[8], (cells[12], cells[13], cells[14]))
        if isinstance(source, Nobody):
            return Nobody(source.reason, f"Actor1: {source.detail}")
        target = self._parties.cameo(cells[17], cells[18], (cells[22], cells[23], cells[24]))
        if isinstance(target, Nobody):
            return Nobody(target.reason, f"Actor2: {target.detail}")
        ends = self._parties.on(source, day), self._parties.on(target, day)
        if self_dyad(*ends):
            return Nobody("self-dyad", f"{source.actor} and itself")
        url = cells[self._address].strip() if self._address >= 0 else ""
        heard = f"{_number(cells[31])} mentions in {_number(cells[33])} articles"
        tail = f" (CAMEO {deed.code}{self._place(cells[self._country])}); {heard}"
        return _Event(line, number, deed, (day, added), ends, cells[25] == "1", tail, url)

    def _place(self, code: str) -> str:
        country = fips().get(code)
        found = self._parties.country(country, None) if country else None
        return f", in {found.name}" if isinstance(found, Party) else ""


def _number(cell: str) -> str:
    return cell if cell.isascii() and cell.isdigit() else "?"
