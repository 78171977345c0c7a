"""Publishers: who prints the articles, whom they credit, and who stands behind a relation."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from sqlalchemy import Connection, Engine

from app.errors import PublisherNotFound
from app.ingestion.outlets import Outlet, Outlets, Ownership, named_key
from app.store.engine import reading
from app.store.evidence import EvidenceRepository
from app.store.ids import stored_id
from app.store.publishers import PublisherRepository
from app.store.versions import VersionRepository
from graph.origins import CODER, Origin

#: What stands for an ownership or a country that nobody knows.
UNKNOWN = "unknown"
_PREFIX = "pub-"


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher with what is stored of it. ``articles`` counts those that it printed, ``credits`` those of others that are
    its reports by their own words, ``evidence`` the standing, counted pieces that it is the voice of.

    ``id`` is the outlet's, or ``pub-`` and a number where it is in no register.
    """

    id: str
    name: str
    outlet: Outlet | None
    articles: int = 0
    credits: int = 0
    evidence: int = 0

    @property
    def ownership(self) -> str:
        """Of the outlet, or unknown."""
        return self.outlet.ownership if self.outlet else UNKNOWN


@dataclass(frozen=True, slots=True)
class Voices:
    """How many voices state a relation, by whose they are, the most first; either adds up to its publishers."""

    ownership: Mapping[str, int]
    country: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whose evidence is wanted, by publishers' numbers: only of ``among``, and none of ``apart``."""

    among: Collection[int] | None = None
    apart: Collection[int] = ()


class PublisherService:
    """Reads publishers. Which outlet a name means is asked of the register when it is read, so that a register that knows
    more tells more of what was stored before."""

    def __init__(self, engine: Engine, outlets: Outlets) -> None:
        self._engine = engine
        self._outlets = outlets
        self._names: dict[int, str] = {}  # a number keeps its name, and numbers only grow
        self._lock = Lock()
        self._counted: tuple[int, tuple[Publisher, ...]] | None = None

    def publishers(
        self,
        *,
        country: str | None = None,
        ownership: str | None = None,
        kind: str | None = None,
        q: str | None = None,
        known: bool = False,
    ) -> list[Publisher]:
        """Publishers with articles, or with ``known`` those of the register, with articles or without; those with the most
        articles first, then by name. ``q`` is part of a name."""
        part = named_key(q) if q else ""
        return [
            one
            for one in self._all()
            if (one.outlet is not None if known else one.articles + one.credits + one.evidence > 0)
            and (country is None or (one.outlet is not None and one.outlet.country == country))
            and ownership in (None, one.ownership)
            and (kind is None or (one.outlet is not None and one.outlet.kind == kind))
            and any(part in named_key(name) for name in (one.name, *(one.outlet.aliases if one.outlet else ())))
        ]

    def publisher(self, identifier: str) -> Publisher:
        """A publisher by its id, or by a name of it. Raises :class:`app.errors.PublisherNotFound`."""
        everybody = self._all()
        outlet = self._outlets.outlets.get(identifier) or self._outlets.by_name(self._named(identifier) or identifier)
        for one in everybody:
            if one.outlet is outlet if outlet else identifier in (one.id, one.name):
                return one
        raise PublisherNotFound(f"no publisher is called {identifier!r}; /v1/publishers?known=true&q= finds those that are known")

    def voices(
        self,
        relation_id: str,
        *,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
        origin: Origin = CODER,
    ) -> Voices:
        """Whose voices state a relation: publishers of counted evidence, a credited agency in place of those who print it;
        days inclusive. All articles without a publisher are one voice, and unknown."""
        with reading(self._engine) as connection:
            stored = stored_id(relation_id, origin)
            numbers = EvidenceRepository(connection).voices(stored, since=since, until=until, known_at=known_at)
            names = self._read(connection)
        outlets = [self._outlets.by_name(names.get(number)) for number in numbers]
        return Voices(
            _counts(outlet.ownership if outlet else UNKNOWN for outlet in outlets),
            _counts(outlet.country if outlet else UNKNOWN for outlet in outlets),
        )

    def spoken(self, *, ownership: str | None = None, country: str | None = None) -> Spoken | None:
        """Whose evidence is of such voices; None where it may be anybody's."""
        if ownership is None and country is None:
            return None
        with reading(self._engine) as connection:
            names = self._read(connection)
        outlets = {number: outlet for number, name in names.items() if (outlet := self._outlets.by_name(name))}
        if ownership == UNKNOWN:
            return Spoken(None if country is None else (), tuple(sorted(outlets)))
        fitting = (
            number for number, one in outlets.items() if ownership in (None, one.ownership) and country in (None, one.country)
        )
        return Spoken(tuple(sorted(fitting)))

    def _named(self, identifier: str) -> str | None:
        number = identifier.removeprefix(_PREFIX)
        return self._names.get(int(number)) if identifier != number and number.isascii() and number.isdigit() else None

    def _read(self, connection: Connection) -> Mapping[int, str]:
        """The name of each number; those that are new are read."""
        with self._lock:
            self._names |= PublisherRepository(connection).after(max(self._names, default=0))
            return dict(self._names)

    def _all(self) -> tuple[Publisher, ...]:
        """Everybody, counted once a version of the store: it takes a look at each article's and each piece's publisher."""
        with reading(self._engine) as connection:
            version = VersionRepository(connection).current()
            if self._counted is None or self._counted[0] != version:
                self._counted = version, self._count(connection)
            return self._counted[1]

    def _count(self, connection: Connection) -> tuple[Publisher, ...]:
        names = self._read(connection)
        number = {name: key for key, name in names.items()}
        articles: Counter[str] = Counter()
        credits_: Counter[str] = Counter()
        for printed, credited, count in PublisherRepository(connection).printed():
            articles[printed or ""] += count
            credits_[credited or ""] += count
        pieces = EvidenceRepository(connection).by_publisher()
        found: dict[str, list[Publisher]] = defaultdict(list)
        for name in {*number, *articles, *credits_} - {""}:
            outlet = self._outlets.by_name(name)
            key = outlet.id if outlet else f"{_PREFIX}{number.get(name, 0)}"
            told = articles[name], credits_[name], pieces.get(number.get(name, 0), 0)
            found[key].append(Publisher(key, outlet.name if outlet else name, outlet, *told))
        merged = [_together(several) for several in found.values()]
        silent = (one for one in self._outlets.outlets.values() if one.id not in found)
        merged += [Publisher(one.id, one.name, one) for one in silent]
        return tuple(sorted(merged, key=lambda one: (-one.articles - one.credits, named_key(one.name), one.id)))


def brief(outlet: Outlet | None) -> dict[str, str] | None:
    """An outlet in one line, as answers show it."""
    if outlet is None:
        return None
    return {
        "id": outlet.id,
        "name": outlet.name,
        "country": outlet.country,
        "ownership": outlet.ownership,
        "kind": outlet.kind,
    }


def brief_of(name: str | None) -> dict[str, str] | None:
    """The outlet that a stored publisher is, in one line; None where it is in no register."""
    return brief(Outlets.load().by_name(name))


def _together(several: list[Publisher]) -> Publisher:
    """One publisher of all the names that it was stored under."""
    sums = (sum(getattr(one, name) for one in several) for name in ("articles", "credits", "evidence"))
    return Publisher(several[0].id, several[0].name, several[0].outlet, *sums)


def _counts(values: Iterable["Ownership | str"]) -> dict[str, int]:
    """How often each value comes, the most often first."""
    return dict(sorted(Counter(map(str, values)).items(), key=lambda item: (-item[1], item[0])))
