"""Relations in SQL: folded from evidence, onto what was folded before where it is new, else whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from app.store.bulk import insert_rows, read_all, read_lots, update_rows
from app.store.changes import Shift
from app.store.dialect import among
from app.store.folding import FOLDED, SUMS, Folded, Loose, heads
from app.store.pieces import KIND, heads_of, lots, standing
from app.store.rows import RelationRow
from app.store.tables import relations
from graph.network.history import Histories
from graph.origins import CODER, Origin

#: A relation's id in SQL, what it is made of, and its origin: (id, source, relation, target, origin).
Key = tuple[str, str, str, str, Origin]

_EVIDENCE = FOLDED.index("evidence")
_WITHOUT_HISTORY = [column for column in relations.columns if column.name != "history"]


class RelationRepository:
    """The relations table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, relation_id: str) -> RelationRow | None:
        """The relation with this id, without its history; or None."""
        if "\0" in relation_id:
            return None  # PostgreSQL refuses to look for it
        row = self._connection.execute(select(*_WITHOUT_HISTORY).where(relations.c.id == relation_id)).one_or_none()
        return None if row is None else RelationRow(**row._mapping)

    def some(self, ids: Collection[str]) -> dict[str, RelationRow]:
        """The relations with these ids that are there, without their histories."""
        query = select(*_WITHOUT_HISTORY).where(among(self._connection, relations.c.id, ids))
        return {row.id: RelationRow(**row._mapping) for row in self._connection.execute(query)}

    def all(self, since_version: int | None = None) -> list[RelationRow]:
        """Every relation by id, or those changed after a version, with their histories; the ones that nothing backs any
        more included."""
        query = select(relations).order_by(relations.c.id)
        if since_version is not None:
            query = query.where(relations.c.version > since_version)
        return [RelationRow(**row._mapping) for row in self._connection.execute(query)]

    def histories(self, since_version: int | None = None, lot: int = 10_000, origin: Origin = CODER) -> Iterator[Histories]:
        """The histories of all relations of an origin that something backs, up to ``lot`` at a time, in no particular order;
        or of those changed after a version, then the ones that nothing backs any more included, which have no pieces."""
        query = select(relations.c.history)
        if since_version is None:
            query = query.where(relations.c.origin == origin, relations.c.evidence > 0)
        else:
            # Put so that no index of the origin is taken: SQLite, without statistics, would go through all of it.
            query = query.where(relations.c.version > since_version, relations.c.origin.concat("") == origin)
        for rows in read_lots(self._connection, query, lot):
            yield Histories.parse([row[0] for row in rows])

    def grow(self, keys: Sequence[Key], numbers: Mapping[str, int], more: Loose, version: int) -> list[Shift]:
        """Fold new evidence, whose owners are places in ``keys``, onto relations, and stamp them with ``version``; what
        that changed. Relations that are not there are made; ``numbers`` are those of their actors."""
        if not keys:
            return []
        columns = relations.c.id, relations.c.history, *(relations.c[name] for name in SUMS)
        wanted = among(self._connection, relations.c.id, [key[0] for key in keys])
        stored = {row[0]: row for row in read_all(self._connection, select(*columns).where(wanted))}
        new = [key for key in keys if key[0] not in stored]
        bare = heads([(numbers[source], numbers[target], KIND[name]) for _, source, name, target, _ in new])
        packed = {key[0]: head.tobytes() for key, head in zip(new, bare, strict=True)}
        before = Folded(
            Histories.parse([stored[key[0]][1] if key[0] in stored else packed[key[0]] for key in keys]),
            np.array([stored[key[0]][2:] if key[0] in stored else (0,) * len(SUMS) for key in keys], np.int64).T,
        )
        rows = list(zip(keys, before.plus(more).rows(), strict=True))
        made = [(*key, version, *row) for key, row in rows if key[0] not in stored]
        insert_rows(self._connection, relations, ("id", "source", "relation", "target", "origin", "version", *FOLDED), made)
        self._write([(key[0], version, *row) for key, row in rows if key[0] in stored])
        counted = np.diff(before.histories.starts).tolist()
        return [(key[0], number, row[_EVIDENCE]) for number, (key, row) in zip(counted, rows, strict=True)]

    def refold(self, ids: Collection[str], version: int) -> list[Shift]:
        """Fold these relations anew from their evidence, and stamp them with ``version``; what that changed."""
        shifts: list[Shift] = []
        for lot in lots(ids):
            query = select(relations.c.id, relations.c.evidence).where(among(self._connection, relations.c.id, lot))
            counted = dict(read_all(self._connection, query))
            rows = list(zip(lot, self._folded(lot).rows(), strict=True))
            self._write([(key, version, *row) for key, row in rows])
            shifts += [(key, counted[key], row[_EVIDENCE]) for key, row in rows]
        return shifts

    def recount(self) -> list[RelationRow]:
        """Every relation as its evidence says: what :meth:`all` must equal, histories byte for byte (versions aside)."""
        stored = self.all()
        folded = chain.from_iterable(self._folded(lot).rows() for lot in lots([row.id for row in stored]))
        return [
            RelationRow(
                row.id,
                row.source,
                row.relation,
                row.target,
                version=row.version,
                origin=row.origin,
                **dict(zip(FOLDED, fresh, strict=True)),
            )
            for row, fresh in zip(stored, folded, strict=True)
        ]

    def _write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        update_rows(self._connection, relations, ("id", "version", *FOLDED), rows)

    def _folded(self, ids: Sequence[str]) -> Folded:
        return Folded.nothing(heads_of(self._connection, ids)).plus(standing(self._connection, ids))
