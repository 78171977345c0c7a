"""Decisions about actors: that one is another (a merge), or that a name means another one (a split). Each can be undone.

Evidence keeps its actors as they were coded. What stands of the decisions says for which relation it counts:
:class:`Standing` is that mapping, a pure function of the decisions, whatever order they came in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, func, insert, select, update

from app.errors import DecisionRefused
from app.store.ids import stored_id
from app.store.rows import DecisionRow
from app.store.tables import decisions
from graph.actors.register import plain
from graph.ontology import relation_type
from graph.origins import CODER, Origin


class Coded(Protocol):
    """What of a piece of evidence says for which relation it counts."""

    @property
    def source(self) -> str: ...
    @property
    def source_name(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def target_name(self) -> str: ...
    @property
    def origin(self) -> Origin: ...


@dataclass(frozen=True, slots=True)
class Place:
    """The relation that a piece of evidence counts for; ``turned`` where that is symmetric and has as its target whom
    the evidence has as its source."""

    source: str
    relation: str
    target: str
    turned: bool
    origin: Origin = CODER

    @property
    def id(self) -> str:
        """The relation's id in SQL."""
        return stored_id(f"{self.source}~{self.relation}~{self.target}", self.origin)

    @property
    def key(self) -> tuple[str, str, str, str, Origin]:
        """The relation's id, what it is made of, and its origin."""
        return self.id, self.source, self.relation, self.target, self.origin


class Standing:
    """The decisions that stand, as a mapping of coded actors to those that they count for.

    An end of evidence goes from actor to actor, until nothing more is decided: where its name was split off, there, else
    where the actor was merged. Decisions lead in no circle, under no name and whichever of them are undone
    (:meth:`check` sees to it), so every way ends.
    """

    def __init__(self, standing: Iterable[DecisionRow] = ()) -> None:
        self._merges: dict[str, DecisionRow] = {}
        self._splits: dict[tuple[str, str], DecisionRow] = {}
        for row in standing:
            if row.name is None:
                self._merges[row.actor] = row
            else:
                self._splits[row.actor, folded(row.name)] = row

    def __bool__(self) -> bool:
        return bool(self._merges or self._splits)

    def end(self, actor: str, name: str) -> str:
        """The actor that counts where texts have ``name`` and it was coded as ``actor``."""
        return self._end(actor, folded(name) if self._splits else None)

    def place(self, coded: Coded) -> Place:
        """The relation that a piece of evidence counts for."""
        source, target = self.end(coded.source, coded.source_name), self.end(coded.target, coded.target_name)
        if target < source and relation_type(coded.relation).symmetric:
            return Place(target, coded.relation, source, True, coded.origin)
        return Place(source, coded.relation, target, False, coded.origin)

    def merges(self) -> dict[str, str]:
        """Each actor that was given up, with the one that answers for it in the end."""
        return {actor: self._end(actor, None) for actor in sorted(self._merges)}

    def check(self, new: DecisionRow) -> None:
        """Raise :class:`app.errors.DecisionRefused` for a decision that cannot stand beside these: of an actor into
        itself, in a circle, or where one stands already."""
        if new.actor == new.into:
            raise DecisionRefused(f"{new.actor} cannot go into itself; name two different actors")
        if new.name is not None and not folded(new.name):
            raise DecisionRefused("the name to split off is empty; give it as texts have it")
        stands = self._merges.get(new.actor) if new.name is None else self._splits.get((new.actor, folded(new.name)))
        if stands is not None:
            raise DecisionRefused(f"{told(stands)} already, by decision {stands.id}; undo that first to decide otherwise")
        names = self._names() if new.name is None else [folded(new.name)]
        for name in names:
            if new.actor in self._reached(new.into, name):
                called = f" under the name {name!r}" if name else ""
                raise DecisionRefused(f"{new.into} goes into {new.actor}{called} by what was decided; undo that first")

    def with_(self, new: DecisionRow) -> "Standing":
        """These decisions and one more. Raises :class:`app.errors.DecisionRefused`, as :meth:`check`."""
        self.check(new)
        return Standing([*self._rows(), new])

    def without(self, number: int) -> "Standing":
        """These decisions without the one of that number."""
        return Standing(row for row in self._rows() if row.id != number)

    def coded_as(self, actor: str) -> set[str]:
        """The actors whose evidence may pass through this one on its way, itself among them."""
        found, more = {actor}, True
        while more:
            before = {row.actor for row in self._rows() if row.into in found}
            more = not before <= found
            found |= before
        return found

    def ends_of(self, actor: str) -> set[str]:
        """The actors for which evidence that comes by this one may count."""
        return {self._end(actor, name) for name in self._names()}

    def _end(self, actor: str, name: str | None) -> str:
        while True:
            row = (self._splits.get((actor, name)) if name else None) or self._merges.get(actor)
            if row is None:
                return actor
            actor = row.into

    def _reached(self, actor: str, name: str | None) -> set[str]:
        """All that decisions lead to under a name, those that a split keeps from mattering included: it may be undone."""
        found, ahead = {actor}, [actor]
        while ahead:
            last = ahead.pop()
            rows = self._merges.get(last), self._splits.get((last, name)) if name else None
            new = {row.into for row in rows if row is not None} - found
            found |= new
            ahead += new
        return found

    def _names(self) -> list[str | None]:
        """Every name that was split off somewhere, and None for all others."""
        return [None, *sorted({name for _, name in self._splits})]

    def _rows(self) -> Iterator[DecisionRow]:
        yield from self._merges.values()
        yield from self._splits.values()


def folded(name: str) -> str:
    """A name as it is compared: without case, accents and punctuation, where it has letters that this leaves."""
    return plain(name) or " ".join(name.casefold().split())


def told(row: DecisionRow) -> str:
    """What a decision says, in a few words."""
    if row.name is None:
        return f"{row.actor} is merged into {row.into}"
    return f"{row.name!r} of {row.actor} is split off into {row.into}"


class DecisionRepository:
    """The decisions table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[DecisionRow]:
        """Every decision, the undone included, by number."""
        return [DecisionRow(**row._mapping) for row in self._connection.execute(select(decisions).order_by(decisions.c.id))]

    def get(self, number: int) -> DecisionRow | None:
        """The decision of that number, or None."""
        row = self._connection.execute(select(decisions).where(decisions.c.id == number)).one_or_none()
        return None if row is None else DecisionRow(**row._mapping)

    def standing(self) -> Standing:
        """The decisions that stand, as a mapping."""
        rows = self._connection.execute(select(decisions).where(decisions.c.undone_at.is_(None)).order_by(decisions.c.id))
        return Standing(DecisionRow(**row._mapping) for row in rows)

    def standing_merges(self) -> dict[str, str]:
        """Each actor that was given up, with the one that answers for it in the end."""
        return self.standing().merges()

    def next(self) -> int:
        """The number of the next decision. The caller holds the version row's lock."""
        return int(self._connection.execute(select(func.coalesce(func.max(decisions.c.id), 0))).scalar_one()) + 1

    def add(self, row: DecisionRow) -> None:
        """Insert a decision."""
        self._connection.execute(insert(decisions).values({name: getattr(row, name) for name in DecisionRow.__slots__}))

    def undo(self, row: DecisionRow, now: datetime, version: int) -> DecisionRow:
        """Mark a decision as undone; the row as it is now."""
        change = update(decisions).where(decisions.c.id == row.id).values(undone_at=now, version=version)
        self._connection.execute(change)
        return replace(row, undone_at=now, version=version)
