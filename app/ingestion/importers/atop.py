"""ATOP: alliance treaty obligations and provisions, 1815 to 2018.

Files are parted by commas below a line of names (ATOP 5.1, Leeds, Ritter, Mitchell and Long 2002, "Alliance Treaty
Obligations and Provisions Project Codebook", version 5.1: dyad-year ``atop5_1dy`` and ``atop5_1ddyr``, members
``atop5_1m``). States go by the codes of the Correlates of War. A member without an exit (0) was in the treaty at the end
of 2018, where the data end, and is told up to that day. ``consul`` is the promise to consult.
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

END: Final = date(2018, 12, 31)
_TYPES: Final = {
    "defense": "defense", "offense": "offense", "neutral": "neutrality", "nonagg": "nonaggression", "consul": "consultation",
}  # fmt: skip
_OTHERS: Final = {"consult": "consul", "statea": "mem1", "stateb": "mem2"}
DYAD: Final = Layout("dyad-year", ("mem1", "mem2", "year", *_TYPES), comma=True, others=_OTHERS)
MEMBER: Final = Layout("members", ("atopid", "member", "yrent", "yrexit", *_TYPES), comma=True, others=_OTHERS)


def alliances(parties: Parties, rows: Rows) -> Iterator[Outcome]:
    """What the rows of ATOP's files say. A file of members is read whole (some 3,000 rows, 1 MB) before it says anything.
    Raises :class:`app.errors.BadDataSet`."""
    treaties = Treaties(parties, "ATOP 5.1", "ATOP")
    members: dict[str, list[Member]] = {}
    for row in read(rows, (DYAD, MEMBER), "a dyad-year or member file of ATOP"):
        if isinstance(row, RefusedRow):
            yield row
            continue
        try:
            if row.layout is MEMBER:
                members.setdefault(row["atopid"], []).append(_member(row))
                continue
            bond = _bond(row)
        except ValueError as error:
            yield unreadable(row, error)
            continue
        yield from treaties.bond(bond)
    for group in members.values():
        yield from treaties.members(group)


def _bond(row: Row) -> Bond:
    year = dates.whole(row["year"])
    if not date.min.year <= year <= END.year:
        raise ValueError(f"the year is {year}, and the data end with {END.year}")
    return Bond(
        row.file, row.line, "", (row["mem1"], row["mem2"]), date(year, 1, 1), date(year, 12, 31), _obligations(row)
    )  # fmt: skip


def _member(row: Row) -> Member:
    first = dates.parts(row["yrent"], row["moent"], row["dayent"])
    if first is None:
        raise ValueError("there is no year of entry")
    last = dates.last(row["yrexit"], row["moexit"], row["dayexit"]) or END
    return Member(row.file, row.line, row["atopid"].removesuffix(".0"), row["member"], first, last, _obligations(row))


def _obligations(row: Row) -> frozenset[str]:
    return obligations({name: row[column] for column, name in _TYPES.items()})
