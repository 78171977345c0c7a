"""Correlates of War: Formal Alliances, 1816 to 2012.

Files are parted by commas below a line of names (Formal Alliances v4.1, Gibler 2009, "Formal Interstate Alliance Dataset
Codebook v4.1", sections "by_dyad", "by_dyad_yearly", "by_directed_yearly", "by_member" and "by_member_yearly"). An
alliance without an end was in force on 31 December 2012, where the data end, and is told up to that day. ``entente`` is
the promise to consult. What the same alliance says in several layouts has the same keys.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.ingestion.importers import dates
from app.ingestion.importers.headed import Layout, Row, read
from app.ingestion.importers.imported import Outcome, RefusedRow
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.parties import Parties
from app.ingestion.importers.treaties import Bond, Member, Treaties, obligations, unreadable

END: Final = date(2012, 12, 31)
_TYPES: Final = {"defense": "defense", "neutrality": "neutrality", "nonaggression": "nonaggression", "entente": "consultation"}
_DYAD: Final = ("version4id", "ccode1", "ccode2", "dyad_st_year", "dyad_end_year", *_TYPES)
_MEMBER: Final = ("version4id", "ccode", "mem_st_year", "mem_end_year", *_TYPES)
DYAD: Final = Layout("by_dyad", _DYAD, comma=True)
MEMBER: Final = Layout("by_member", _MEMBER, comma=True)


def alliances(parties: Parties, rows: Rows) -> Iterator[Outcome]:
    """What the rows of the alliance files say. Files by members are read whole (some 6,000 rows, 2 MB) before they say
    anything. Raises :class:`app.errors.BadDataSet`."""
    treaties = Treaties(parties, "COW Formal Alliances 4.1, alliance", "Correlates of War")
    members: dict[tuple[str, str], list[Member]] = {}
    for row in read(rows, (DYAD, MEMBER), "an alliance file of the Correlates of War"):
        if isinstance(row, RefusedRow):
            yield row
            continue
        try:
            if row.layout is DYAD:
                first, last = _days(row, "dyad")
                codes = (row["ccode1"], row["ccode2"])
                bond = Bond(row.file, row.line, row["version4id"], codes, first, last, _obligations(row))
            else:
                first, last = _days(row, "mem")
                member = Member(row.file, row.line, row["version4id"], row["ccode"], first, last, _obligations(row))
                members.setdefault((row["version4id"], row["year"]), []).append(member)
                continue
        except ValueError as error:
            yield unreadable(row, error)
            continue
        yield from treaties.bond(bond)
    for group in members.values():
        yield from treaties.members(group)


def _days(row: Row, who: str) -> tuple[date, date]:
    """From when to when, or the part of that in the row's own year."""
    first = dates.parts(row[f"{who}_st_year"], row[f"{who}_st_month"], row[f"{who}_st_day"])
    if first is None:
        raise ValueError("there is no year in which it begins")
    last = dates.last(row[f"{who}_end_year"], row[f"{who}_end_month"], row[f"{who}_end_day"]) or END
    if row["year"]:
        year = dates.whole(row["year"])
        first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    if last < first:
        raise ValueError(f"from {first} to {last}")
    return first, last


def _obligations(row: Row) -> frozenset[str]:
    return obligations({name: row[column] for column, name in _TYPES.items()})
