"""What actors declare: the alliances and blocs that two of them belong to on a day, from the register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph.actors import Membership, Register

#: Finer kinds of organisation whose members have bound themselves, the strongest bond first; only an ``alliance`` makes
#: allies by itself. A ``club`` (of trade, money or talks: BRICS, G20, OPEC+) binds nobody: rivals sit in it together.
BINDING = ("alliance", "bloc")


@dataclass(frozen=True, slots=True)
class Shared:
    """An alliance or bloc that two actors are both members of on a day.

    ``since`` is the later entry, None where unknown; ``on`` the day that was asked about, None for today.
    """

    id: str
    name: str
    kind: str
    since: date | None
    on: date | None

    @property
    def order(self) -> tuple[int, date, str]:
        """Sort key: alliances before blocs, the oldest first."""
        return BINDING.index(self.kind), self.since or date.max, self.id


def shared(register: Register, actor: str, on: date | None) -> dict[str, tuple[Shared, ...]]:
    """By partner: the alliances and blocs shared with ``actor`` on a day (memberships open today when None).

    The organisations themselves are partners too: a member is bound to ``IGO:NATO`` itself.
    """
    index = _index(register)
    found: dict[str, list[Shared]] = defaultdict(list)
    own = [m for m in index.get(actor, ()) if standing(m, on)]
    for organisation in sorted({m.organisation for m in own}):
        info = register.actors[organisation]
        members = _entries((m for m in index[organisation] if m.organisation == organisation), on)
        if actor == organisation:
            partners = members
        else:
            mine = members.pop(actor)
            partners = {organisation: mine} | {member: max(mine, since) for member, since in members.items()}
        for partner, since in partners.items():
            found[partner].append(Shared(info.id, info.name, info.sort, since if since > date.min else None, on))
    return {partner: tuple(sorted(bonds, key=lambda bond: bond.order)) for partner, bonds in found.items()}


@lru_cache(maxsize=2)  # a process has one register; a test may have another
def _index(register: Register) -> Mapping[str, tuple[Membership, ...]]:
    """Full memberships in alliances and blocs, by member and by organisation."""
    found: dict[str, list[Membership]] = defaultdict(list)
    for membership in register.memberships:
        info = register.actors.get(membership.organisation)
        if membership.kind == "member" and info is not None and info.sort in BINDING:
            found[membership.organisation].append(membership)
            found[membership.member].append(membership)
    return {end: tuple(memberships) for end, memberships in found.items()}


def _entries(memberships: Iterable[Membership], on: date | None) -> dict[str, date]:
    """Members on a day, with the day that each entered."""
    entered: dict[str, date] = {}
    for membership in memberships:
        if standing(membership, on):
            entered[membership.member] = min(membership.since, entered.get(membership.member, date.max))
    return entered


def standing(membership: Membership, on: date | None) -> bool:
    """Whether a membership holds on a day; open today when None."""
    return membership.until == date.max if on is None else membership.since <= on < membership.until
