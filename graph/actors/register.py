"""The register of actors: countries, organisations, groups and the people who speak for them.

Files and their columns are described in ``docs/architecture.md``; they were written by hand for this project.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from graph.actors.dates import first_day, last_day
from graph.errors import RegisterError, UnknownActor

Kind = Literal["country", "igo", "group", "org"]
KIND_OF_PREFIX: Mapping[str, Kind] = MappingProxyType({"IGO": "igo", "NSA": "group", "ORG": "org"})


#: The actor of spellings that only look like a country's: "Indian Ocean", "Washington Post".
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor of the register.

    ``id`` is an ISO 3166-1 alpha-3 code or ``IGO:``/``NSA:``/``ORG:`` and a name; ``country`` the home country of a group
    or organisation (its own code for a country); ``sort`` the register's finer kind (``alliance``, ``armed``, ``company`` …);
    ``founded`` and ``dissolved`` are as the register has them (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty: unknown or
    open).
    """

    id: str
    name: str
    kind: Kind
    country: str | None
    region: str | None
    sort: str
    aliases: tuple[str, ...]
    iso2: str | None = None
    founded: str = ""
    dissolved: str = ""

    def stands(self, on: date | None) -> bool:
        """Whether it was founded and not dissolved by a day; None: today, for all that the register knows."""
        if on is None:
            return not self.dissolved
        return first_day(self.founded) <= on < last_day(self.dissolved)


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling that stands for an actor: what it is (``name``, ``demonym``, ``capital``, ``leader`` …), in which role,
    and between which days (inclusive)."""

    text: str
    actor: str
    kind: str
    role: str | None
    since: date
    until: date
    person: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A state's or group's membership in an organisation, from ``since`` to ``until`` (exclusive)."""

    organisation: str
    member: str
    since: date
    until: date
    kind: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one register file, as dictionaries. Raises :class:`RegisterError` when it is absent."""
    path = files("graph").joinpath("data/actors", name)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RegisterError(f"the register file {name} cannot be read: {error}") from error
    yield from csv.DictReader(text.splitlines())


def cells(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several, parted by ``|``."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def plain(text: str) -> str:
    """A spelling without case, accents and punctuation, for looking up names typed by people."""
    stripped = text
    if not text.isascii():
        stripped = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return re.sub(r"[^a-z0-9]+", " ", stripped.lower().replace(".", "")).strip()


class Register:
    """Every actor that Entente knows, with the spellings that stand for it. Immutable; load it once."""

    def __init__(self, actors: Mapping[str, Actor], aliases: tuple[Alias, ...], memberships: tuple[Membership, ...]):
        self.actors: Mapping[str, Actor] = MappingProxyType(dict(actors))
        self.aliases = aliases
        self.memberships = memberships
        self._names: dict[str, str] = {}
        for alias in aliases:
            if alias.kind == "name" and alias.until == date.max:
                self._names.setdefault(plain(alias.text), alias.actor)
        for actor in self.actors.values():
            if actor.iso2:
                self._names.setdefault(actor.iso2.lower(), actor.id)
            self._names[plain(actor.name)] = actor.id
            self._names[plain(actor.id)] = actor.id
        self._merged = {row["old"]: row["actor"] for row in rows("merged_ids.csv")}

    @classmethod
    def load(cls) -> "Register":
        """The register that ships with the package (read once a process)."""
        return _load()

    @property
    def names(self) -> Mapping[str, str]:
        """Every name, code and id of today in its plain spelling, with the id of the actor that it means."""
        return MappingProxyType(self._names)

    def actor(self, identifier: str) -> Actor:
        """The actor with this identifier (former identifiers are followed). Raises :class:`UnknownActor`."""
        found = self.actors.get(self._merged.get(identifier, identifier))
        if found is None:
            raise UnknownActor(f"no actor has the identifier {identifier!r}")
        return found

    def find(self, text: str) -> Actor | None:
        """The actor that a typed identifier, code or name means (case and accents aside), or None."""
        identifier = self._merged.get(text, self._names.get(plain(text)))
        return self.actors.get(identifier) if identifier else self.actors.get(text)

    def members(self, organisation: str, on: date | None = None) -> tuple[str, ...]:
        """The full members of an organisation on a day (today's open memberships when ``on`` is None), sorted."""
        return tuple(
            sorted(
                {
                    m.member
                    for m in self.memberships
                    if m.organisation == organisation
                    and m.kind == "member"
                    and ((m.until == date.max) if on is None else m.since <= on < m.until)
                }
            )
        )


def _eve(until: str) -> date:
    """The last day of a term: the eve of a handover given to the day, the end of a month or year otherwise."""
    day = last_day(until)
    return day - timedelta(days=1) if len(until) == 10 else day


@cache
def _load() -> Register:
    actors: dict[str, Actor] = {}
    aliases: list[Alias] = []

    def add(alias: str, actor: str, kind: str, role: str = "", since: str = "", until: str = "") -> None:
        aliases.append(Alias(alias, actor, kind, role or None, first_day(since), last_day(until)))

    names: dict[str, list[str]] = {}
    for row in rows("country_names.csv"):
        add(row["alias"], row["actor"], row["kind"], row["role"], row["since"], row["until"])
        if row["kind"] == "name":
            names.setdefault(row["actor"], []).append(row["alias"])
    for row in rows("countries.csv"):
        known = tuple(dict.fromkeys([row["name"], row["official_name"], *names.get(row["id"], [])]))
        actors[row["id"]] = Actor(
            row["id"], row["name"], "country", row["id"], row["region"] or None, "country", known, row["iso2"] or None
        )
        for text in known[:2]:
            add(text, row["id"], "name")
    regions = {a.id: a.region for a in actors.values()}
    for name in ("organisations.csv", "groups.csv"):
        for row in rows(name):
            kind = KIND_OF_PREFIX.get(row["id"].split(":", 1)[0])
            if kind is None:
                raise RegisterError(f"{name}: {row['id']!r} has no known prefix")
            known = tuple(dict.fromkeys([row["name"], *cells(row["aliases"])]))
            home = row["country"] or None
            days = {"founded": row["founded"], "dissolved": row["dissolved"]}
            actors[row["id"]] = Actor(row["id"], row["name"], kind, home, regions.get(home or ""), row["kind"], known, **days)
            for text in known:
                add(text, row["id"], "name")
    for name in ("leaders_east.csv", "leaders_west.csv"):
        for row in rows(name):
            for text in dict.fromkeys([row["name"], *cells(row["aliases"])]):
                aliases.append(
                    Alias(
                        text,
                        row["actor"],
                        "leader",
                        row["role"] or None,
                        first_day(row["since"]),
                        _eve(row["until"]),
                        row["name"],
                        row["office"],
                    )
                )
    for text in files("graph").joinpath("data/actors/not_actors.txt").read_text(encoding="utf-8").splitlines():
        add(text, NOBODY, "nobody")
    memberships = tuple(
        Membership(r["organisation"], r["member"], first_day(r["since"]), last_day(r["until"]), r["kind"])
        for r in rows("memberships.csv")
    )
    return Register(actors, tuple(aliases), memberships)
