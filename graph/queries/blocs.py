"""Alliances, blocs and other organisations of states as the register has them: who belongs to each, from when to when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph.actors import Actor, Membership, Register
from graph.queries.declared import BINDING, standing


@dataclass(frozen=True, slots=True)
class Entry:
    """A membership: ``kind`` is member, observer or suspended (which lies beside a member's entry), ``until`` the first
    day on which it is over, None where unknown or open; ``standing`` whether it holds on the day that was asked about."""

    member: str
    since: date | None
    until: date | None
    kind: str
    standing: bool


@dataclass(frozen=True, slots=True)
class Bloc:
    """An organisation with all its entries, by member and day; ``on`` is the day that was asked about, None for today."""

    actor: Actor
    entries: tuple[Entry, ...]
    on: date | None

    @property
    def members(self) -> tuple[str, ...]:
        """Its full members on the day, each once, by id."""
        return tuple(sorted({entry.member for entry in self.entries if entry.standing and entry.kind == "member"}))

    @property
    def suspended(self) -> tuple[str, ...]:
        """Those whose membership is suspended on the day."""
        return tuple(sorted({entry.member for entry in self.entries if entry.standing and entry.kind == "suspended"}))


def blocs(
    register: Register, on: date | None = None, *, kinds: Collection[str] = BINDING, member: str | None = None
) -> tuple[Bloc, ...]:
    """The organisations of these finer kinds that stand on a day (today when None), by name; with ``member`` those alone of
    which it is a full member then."""
    actors = (actor for actor in register.actors.values() if actor.kind == "igo" and actor.sort in kinds and actor.stands(on))
    found = [_bloc(register, actor, on) for actor in actors]
    return tuple(sorted((one for one in found if member is None or member in one.members), key=lambda one: _order(one.actor)))


def bloc(register: Register, identifier: str, on: date | None = None) -> Bloc | None:
    """One organisation of states by its id, whatever its kind, and whether or not it stands on the day; None for any other
    actor."""
    actor = register.actors.get(identifier)
    return _bloc(register, actor, on) if actor is not None and actor.kind == "igo" else None


def _order(actor: Actor) -> tuple[str, str]:
    return actor.name, actor.id


def _bloc(register: Register, actor: Actor, on: date | None) -> Bloc:
    entries = [
        Entry(
            one.member,
            one.since if one.since > date.min else None,
            one.until if one.until < date.max else None,
            one.kind,
            standing(one, on),
        )
        for one in _entries(register).get(actor.id, ())
    ]
    return Bloc(actor, tuple(entries), on)


@lru_cache(maxsize=2)  # a process has one register; a test may have another
def _entries(register: Register) -> Mapping[str, tuple[Membership, ...]]:
    """Memberships by organisation, by member and day."""
    found: dict[str, list[Membership]] = defaultdict(list)
    for one in sorted(register.memberships, key=lambda one: (one.member, one.since, one.kind)):
        found[one.organisation].append(one)
    return {organisation: tuple(some) for organisation, some in found.items()}
