"""On which side a relation counts when two actors are weighed: does it bind them, or set them apart?"""

from typing import Literal

import numpy as np

from graph.network.columns import Array
from graph.network.history import KINDS, ROLE_NAMES
from graph.ontology import RelationType, relation_type

Side = Literal["talk", "binds", "opposes"]
#: Sides by number; the first is none.
SIDES: tuple[Side | None, ...] = (None, "talk", "binds", "opposes")

#: Classes that bind nobody by themselves: foes talk as well (CONSULT adds to a score that other acts opened), and a
#: request may be a plea or a demand (REQUEST counts on neither side).
_TALK, _NEUTRAL = "CONSULT", "REQUEST"
#: Whoever acts against the state in these roles is not the state: arming Syrian rebels is no friendship with Syria, and
#: feeding its refugees is none either; but bombing its civilians is hostile.
_APART = {
    "cooperation": frozenset({"OPP", "REB", "CVL", "REF"}),
    "conflict": frozenset({"OPP", "REB"}),
}


def side(kind: RelationType, source_role: str | None, target_role: str | None) -> Side | None:
    """The side of a relation whose ends act in these roles; None where it counts on neither. ``talk`` adds to
    cooperation, but binds nobody by itself."""
    if kind.plover == _NEUTRAL or not _APART[kind.sign].isdisjoint({source_role, target_role}):
        return None
    if kind.sign == "conflict":
        return "opposes"
    return "talk" if kind.plover == _TALK else "binds"


def sides(kind: Array, roles: Array) -> Array:
    """The place in :data:`SIDES` of each relation: kinds as places in ``KINDS``, roles the source's times 16 plus the
    target's."""
    found: Array = _TABLE[kind.astype(np.int16) * 256 + roles]
    return found


def _numbered(kind: str, roles: int) -> int:
    named = max(roles >> 4, roles & 15) < len(ROLE_NAMES)
    return SIDES.index(side(relation_type(kind), ROLE_NAMES[roles >> 4], ROLE_NAMES[roles & 15]) if named else None)


_TABLE = np.array([_numbered(kind, roles) for kind in KINDS for roles in range(256)], np.uint8)
