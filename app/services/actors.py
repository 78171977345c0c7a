"""Merging and splitting actors, and undoing either."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.errors import ActorNotFound, DecisionNotFound, DecisionRefused
from app.store.actors import ActorRepository
from app.store.deciding import Moved, decide, undo
from app.store.decisions import DecisionRepository, told
from app.store.engine import reading, writing
from app.store.rows import DecisionRow
from app.store.versions import VersionRepository


class ActorService:
    """Decides about actors, one transaction a decision. What evidence was coded as never changes, so that undoing a
    decision gives the relations of before."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def merge(self, old: str, new: str, *, by: str, reason: str, now: datetime) -> Moved:
        """Have all that counts for ``old`` count for ``new``, what comes later included. Raises
        :class:`app.errors.ActorNotFound`, :class:`app.errors.DecisionRefused`."""
        return self._decide(DecisionRow(0, "merge", old, None, new, by, reason, now, None, 0))

    def split(self, actor: str, name: str, into: str, *, by: str, reason: str, now: datetime) -> Moved:
        """Have what counts for ``actor`` where texts call it ``name`` (case, accents and punctuation aside) count for
        ``into``. Raises as :meth:`merge`."""
        return self._decide(DecisionRow(0, "split", actor, name, into, by, reason, now, None, 0))

    def undo(self, number: int, now: datetime) -> Moved:
        """Undo the decision of that number. Raises :class:`app.errors.DecisionNotFound`,
        :class:`app.errors.DecisionRefused` where it was undone before."""
        with writing(self._engine) as connection:
            VersionRepository(connection).lock()
            row = DecisionRepository(connection).get(number)
            if row is None:
                raise DecisionNotFound(f"no decision has the number {number}; `actors decisions` lists them")
            if row.undone_at is not None:
                raise DecisionRefused(f"decision {number} ({told(row)}) was undone on {row.undone_at:%Y-%m-%d} already")
            return undo(connection, row, now)

    def decisions(self) -> list[DecisionRow]:
        """Every decision by number, the undone included."""
        with reading(self._engine) as connection:
            return DecisionRepository(connection).all()

    def _decide(self, decision: DecisionRow) -> Moved:
        with writing(self._engine) as connection:
            VersionRepository(connection).lock()
            _known(connection, (decision.actor, decision.into))
            return decide(connection, decision)


def _known(connection: Connection, identifiers: Collection[str]) -> None:
    known = ActorRepository(connection).numbers(identifiers)
    for identifier in identifiers:
        if identifier not in known:
            raise ActorNotFound(f"no actor has the id {identifier!r}; /v1/suggest?q= finds ids such as RUS or NSA:ISIS")
