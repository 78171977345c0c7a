"""The write path of decisions about actors: evidence goes where it counts now, and what it left and joined is folded
anew, all stamped with one version. The caller holds the version row's lock."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.store.actors import ActorRepository
from app.store.changes import ChangeRepository
from app.store.decisions import DecisionRepository, Standing
from app.store.evidence import EvidenceRepository
from app.store.folding import Loose
from app.store.relations import RelationRepository
from app.store.rows import DecisionRow
from app.store.versions import VersionRepository


@dataclass(frozen=True, slots=True)
class Moved:
    """What a decision, or undoing one, did: how many pieces of evidence (retracted ones included) count for another
    relation now, and how many relations that touched."""

    decision: DecisionRow
    pieces: int
    relations: int


def decide(connection: Connection, decision: DecisionRow) -> Moved:
    """Store a decision (its id and version are given here) and move evidence by it; its actors must exist. Raises
    :class:`app.errors.DecisionRefused`."""
    decisions = DecisionRepository(connection)
    before = decisions.standing()
    decision = replace(decision, id=decisions.next())
    after = before.with_(decision)
    decision = replace(decision, version=VersionRepository(connection).rearrange())
    decisions.add(decision)
    done = "merged" if decision.kind == "merge" else "split"
    return Moved(decision, *_move(connection, before, after, decision, done, decision.decided_at))


def undo(connection: Connection, decision: DecisionRow, now: datetime) -> Moved:
    """Undo a decision that stands, and move evidence back."""
    decisions = DecisionRepository(connection)
    before = decisions.standing()
    decision = decisions.undo(decision, now, VersionRepository(connection).rearrange())
    after = before.without(decision.id)
    return Moved(decision, *_move(connection, before, after, decision, f"{decision.kind}_undone", now))


def _move(
    connection: Connection, before: Standing, after: Standing, decision: DecisionRow, change: str, at: datetime
) -> tuple[int, int]:
    """Have evidence of the decision's actor count by ``after``, and log it; how many pieces moved, and relations touched."""
    evidence = EvidenceRepository(connection)
    touched: set[str] = set()
    moves = []
    for piece in evidence.coded_as(before.coded_as(decision.actor), at=before.ends_of(decision.actor)):
        place = after.place(piece)
        if (place.id, place.turned) != (piece.relation_id, piece.turned):
            moves.append((piece, place))
            touched |= {piece.relation_id, place.id}
    keys = sorted({place.key for _, place in moves})
    numbers = ActorRepository(connection).numbers({end for _, source, _, target, _ in keys for end in (source, target)})
    relations = RelationRepository(connection)
    relations.grow(keys, numbers, Loose.none(), decision.version)  # those that are not there yet
    evidence.move([(piece.id, place.id, place.turned) for piece, place in moves])
    shifts = relations.refold(touched, decision.version)
    decided = decision.id, change, {decision.actor, decision.into}
    ChangeRepository(connection).note(decision.version, at, decisions=[decided], relations=shifts)
    return len(moves), len(touched)
