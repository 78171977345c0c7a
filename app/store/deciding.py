"""The write path of decisions about actors: evidence goes where it counts now, and what it left and joined is folded
anew, all stamped with one version. The caller holds the version row's lock."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.store.actors import ActorRepository
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
    return Moved(decision, *_move(connection, before, after, decision))


def undo(connection: Connection, decision: DecisionRow, now: datetime) -> Moved:
    """Undo a decision that stands, and move evidence back."""
    decisions = DecisionRepository(connection)
    before = decisions.standing()
    decision = decisions.undo(decision, now, VersionRepository(connection).rearrange())
    return Moved(decision, *_move(connection, before, before.without(decision.id), decision))


def _move(connection: Connection, before: Standing, after: Standing, decision: DecisionRow) -> tuple[int, int]:
    """Have evidence of the decision's actor count by ``after``; how many pieces moved, and relations touched."""
    evidence = EvidenceRepository(connection)
    touched: set[str] = set()
    moves = []
    for piece in evidence.coded_as(before.coded_as(decision.actor), at=before.ends_of(decision.actor)):
        place = after.place(piece)
        if (place.id, place.turned) != (piece.relation_id, piece.turned):
            moves.append((piece, place))
            touched |= {piece.relation_id, place.id}
    keys = sorted({place.key for _, place in moves})
    numbers = ActorRepository(connection).numbers({end for _, source, _, target in keys for end in (source, target)})
    relations = RelationRepository(connection)
    relations.grow(keys, numbers, Loose.none(), decision.version)  # those that are not there yet
    evidence.move([(piece.id, place.id, place.turned) for piece, place in moves])
    relations.refold(touched, decision.version)
    return len(moves), len(touched)
