"""What actors declare: the alliances and blocs that two of them belong to on a day, from the register."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from graph.actors import Register

#: Finer kinds of organisation whose members have bound themselves; only an ``alliance`` makes allies by itself.
BINDING = ("alliance", "bloc")


@dataclass(frozen=True, slots=True)
class Shared:
    """An organisation that two actors are both members of; ``since`` is the later entry, None where unknown."""

    id: str
    name: str
    kind: str
    since: date | None


def shared(register: Register, actor: str, on: date | None) -> dict[str, tuple[Shared, ...]]:
    """By partner: the alliances and blocs shared with ``actor`` on a day (memberships open today when None).

    The organisations themselves are partners too: a member is bound to ``IGO:NATO`` itself. One pass over the register.
    """
    entered: dict[str, dict[str, date]] = defaultdict(dict)
    for membership in register.memberships:
        if membership.kind != "member" or _sort(register, membership.organisation) not in BINDING:
            continue
        if (membership.until == date.max) if on is None else (membership.since <= on < membership.until):
            members = entered[membership.organisation]
            members[membership.member] = min(membership.since, members.get(membership.member, date.max))
    found: dict[str, list[Shared]] = defaultdict(list)
    for organisation in sorted(entered):
        members = entered[organisation]
        for partner, since in _partners(organisation, members, actor):
            info = register.actors[organisation]
            found[partner].append(Shared(info.id, info.name, info.sort, since if since > date.min else None))
    return {partner: tuple(sorted(bonds, key=lambda bond: (bond.kind, bond.id))) for partner, bonds in found.items()}


def _partners(organisation: str, members: dict[str, date], actor: str) -> list[tuple[str, date]]:
    if organisation == actor:
        return sorted(members.items())
    if actor not in members:
        return []
    mine = members[actor]
    others = [(member, max(mine, since)) for member, since in members.items() if member != actor]
    return [(organisation, mine), *sorted(others)]


def _sort(register: Register, organisation: str) -> str | None:
    info = register.actors.get(organisation)
    return info.sort if info else None
