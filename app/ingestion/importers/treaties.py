"""Treaties: what binds two states, told once for each calendar year in which it does.

A treaty in force is one piece of evidence for each of its years, dated by its first day and then by each 1 January, so
that windows of time and ``as_of`` see it as long as it holds and no longer.

What binds decides the relation, the strongest first, and our confidence in it: a pact of defence or offence is
``allied_with`` (0.95); neutrality or non-aggression ``signs_agreement_with`` (0.95); the promise to consult alone, an
entente, ``allied_with`` (0.6).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import combinations
from typing import Final

from app.ingestion.importers.dates import Malformed
from app.ingestion.importers.headed import Row
from app.ingestion.importers.imported import LONGEST_KEY, Imported, Outcome, Reason, RefusedRow, ordered, self_dyad, told
from app.ingestion.importers.parties import Nobody, Parties
from graph.model import Party

#: Obligations by the strength in which they bind: relation, confidence and how a line says it.
_BINDING: Final = (
    (frozenset({"defense", "offense"}), "allied_with", 0.95, "is allied by treaty with"),
    (frozenset({"neutrality", "nonaggression"}), "signs_agreement_with", 0.95, "has a treaty of restraint with"),
    (frozenset({"consultation"}), "allied_with", 0.6, "has a treaty of consultation with"),
)
#: No treaty of the data sets is older.
_FIRST_YEAR: Final = 1648


@dataclass(frozen=True, slots=True)
class Bond:
    """A treaty between two states: ``number`` in its data set, the states' codes there, the days on which it binds
    (inclusive), and to what."""

    file: str
    line: int
    number: str
    codes: tuple[str, str]
    first: date
    last: date
    obligations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Member:
    """A state in a treaty of several, from its first day to its last."""

    file: str
    line: int
    number: str
    code: str
    first: date
    last: date
    obligations: frozenset[str]


class Treaties:
    """Turns bonds into relations. ``named`` is how a line calls a treaty, ``publisher`` who compiled the data."""

    def __init__(self, parties: Parties, named: str, publisher: str) -> None:
        self._parties = parties
        self._named = named
        self._publisher = publisher

    def bond(self, bond: Bond, rows: int = 1) -> Iterator[Outcome]:
        """A relation for each year of a bond; the first bears its ``rows``. A refusal where there is none, and one of a part
        where the states were gone before the bond was."""
        refusal = self._refusal(bond)
        if refusal is not None:
            yield RefusedRow(bond.file, bond.line, refusal.reason, refusal.detail, rows=min(rows, 1))
            return
        for year in range(bond.first.year, bond.last.year + 1):
            ends = self._ends(bond.codes, year)
            if isinstance(ends, Nobody):
                yield RefusedRow(bond.file, bond.line, ends.reason, ends.detail, rows=0)
                return
            yield self._year(bond, ends, year, rows if year == bond.first.year else 0)

    def _refusal(self, bond: Bond) -> Nobody | None:
        ends = self._ends(bond.codes, bond.first.year)
        if isinstance(ends, Nobody):
            return ends
        if _binding(bond.obligations) is None:
            return Nobody("no-obligation", f"the treaty{_number(bond)} has no obligation that is known here")
        if bond.first.year < _FIRST_YEAR or bond.last < bond.first:
            return Nobody("impossible-date", f"from {bond.first} to {bond.last}")
        return None

    def _ends(self, codes: tuple[str, str], year: int) -> tuple[Party, Party] | Nobody:
        source, target = (self._parties.cow(code, year) for code in codes)
        if isinstance(source, Nobody):
            return source
        if isinstance(target, Nobody):
            return target
        if self_dyad(source, target):
            return Nobody("self-dyad", f"{' and '.join(codes)} are both {source.actor} in the register")
        return source, target

    def members(self, members: Sequence[Member]) -> Iterator[Outcome]:
        """A relation for each two members of one treaty and each year in which both are in it."""
        counted = [False] * len(members)
        fit = []
        for place, member in enumerate(members):
            found = self._parties.cow(member.code, member.first.year)
            if isinstance(found, Nobody) or member.last < member.first:
                counted[place] = True
                late = Nobody("impossible-date", f"from {member.first} to {member.last}")
                refusal = found if isinstance(found, Nobody) else late
                yield RefusedRow(member.file, member.line, refusal.reason, refusal.detail)
            else:
                fit.append(place)
        for one, other in combinations(fit, 2):
            first, second = members[one], members[other]
            since, until = max(first.first, second.first), min(first.last, second.last)
            if since > until or first.code == second.code:
                continue
            new = (not counted[one]) + (not counted[other])
            both = first.obligations | second.obligations
            bond = Bond(first.file, first.line, first.number, (first.code, second.code), since, until, both)
            for outcome in self.bond(bond, rows=new):
                if isinstance(outcome, Imported):
                    counted[one] = counted[other] = True
                    yield outcome
                else:  # the members may yet be taken with others
                    yield RefusedRow(outcome.file, outcome.line, outcome.reason, outcome.detail, rows=0)
        for place in fit:
            if not counted[place]:
                member = members[place]
                yield RefusedRow(member.file, member.line, "no-partner", f"treaty {member.number}, state {member.code}")

    def _year(self, bond: Bond, ends: tuple[Party, Party], year: int, rows: int) -> Imported:
        _, relation, confidence, says = _binding(bond.obligations) or _BINDING[-1]
        first = max(bond.first, date(year, 1, 1))
        last = min(bond.last, date(year, 12, 31))
        tail = f" ({', '.join(sorted(bond.obligations))}; {self._named}{_number(bond)}, from {bond.first} to {bond.last})"
        text, source, target, trigger = told(f"In {year} ", ends[0], says, ends[1], tail)
        source, target = ordered(source, relation, target)
        low, high = sorted(bond.codes)
        key = _key(bond.number, low, high, first.strftime("%Y%m%d"))
        return Imported(
            key, key, first, last, source, relation, target, "occurred", confidence, self._publisher, None, None, text, trigger,
            bond.line, rows,
        )  # fmt: skip


def obligations(values: Mapping[str, str]) -> frozenset[str]:
    """The obligations whose cells are 1 (in some files 1.0). Raises :class:`Malformed` for a cell that is neither that, 0 nor
    empty."""
    found = set()
    for name, cell in values.items():
        number = cell.strip().removesuffix(".0")
        if number == "1":
            found.add(name)
        elif number not in ("", "0", ".", "-9"):
            raise Malformed(f"{name} is {cell[:20]!r} and not 0 or 1")
    return frozenset(found)


def unreadable(row: Row, error: ValueError) -> RefusedRow:
    """The refusal of a row whose numbers are none, or make up no day."""
    reason: Reason = "malformed" if isinstance(error, Malformed) else "impossible-date"
    return RefusedRow(row.file, row.line, reason, str(error))


def _binding(obligations: frozenset[str]) -> tuple[frozenset[str], str, float, str] | None:
    return next((found for found in _BINDING if found[0] & obligations), None)


def _number(bond: Bond) -> str:
    return f" {bond.number}" if bond.number else ""


def _key(*parts: str) -> str:
    """The parts as a key, or what stands for them where they are none."""
    key = "-".join(part for part in parts if part)
    if len(key) <= LONGEST_KEY and key.replace("-", "").isalnum() and key.isascii():
        return key
    return blake2b(key.encode(), digest_size=12).hexdigest()
