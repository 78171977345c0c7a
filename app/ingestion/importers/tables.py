"""The tables between others' codes and ours, read once a process from the CSV files in ``data/``.

They were written for this project from the codebooks: CAMEO codes and actors (Conflict and Mediation Event Observations
Event and Actor Codebook 1.1b3, Schrodt 2012, chapters 2, 3 and 6), their PLOVER types (PLOVER's own file
``CAMEO2PLOVER-2021``), COW state codes (Correlates of War, State System Membership v2016), FIPS 10-4 country codes.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from graph.ontology import Status


@dataclass(frozen=True, slots=True)
class Deed:
    """What a kind of event means here: a relation with the words that a line states it by, or why it is none."""

    code: str
    plover: str
    relation: str
    status: Status
    says: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """A state of the Correlates of War: our actor between two years (inclusive), empty where the register has none."""

    code: int
    abbreviation: str
    actor: str
    since: int
    until: int
    note: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tables."""
    text = files("app.ingestion.importers").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def cameo() -> Mapping[str, Deed]:
    """Every CAMEO code, of two to four digits, with what it means."""
    return MappingProxyType({row["code"]: Deed(*_deed(row, row["code"])) for row in rows("cameo.csv")})


@cache
def plover() -> Mapping[tuple[str, str, str], Deed]:
    """PLOVER type, mode and context, the latter two empty where they do not matter, with what they mean."""
    table = rows("plover.csv")
    return MappingProxyType(
        {(row["type"], row["mode"], row["context"]): Deed(*_deed(row | {"status": "occurred"}, row["type"])) for row in table}
    )


def _deed(row: Mapping[str, str], code: str) -> tuple[str, str, str, Status, str, str]:
    kind = row["plover"] if "plover" in row else row["type"]
    status: Status = "planned" if row["status"] == "planned" else "occurred"
    return code, kind, row["relation"], status, row["says"], row["reason"]


@cache
def cameo_actors(kind: str) -> Mapping[str, str]:
    """CAMEO codes of one kind (``country``, ``group``, ``region``) with our actor, or with a note for a region and for a
    country that is none."""
    table = rows("cameo_actors.csv")
    return MappingProxyType({row["code"]: row["actor"] or f"!{row['note']}" for row in table if row["kind"] == kind})


@cache
def roles(kind: str) -> Mapping[str, str]:
    """The role of each CAMEO or PLOVER type (``code``), or of each ICEWS sector (``sector``), the most telling first."""
    return MappingProxyType({row["code"]: row["role"] for row in rows("roles.csv") if row["kind"] == kind})


@cache
def states() -> Mapping[str, tuple[State, ...]]:
    """States of the Correlates of War, by number and by abbreviation."""
    found: dict[str, tuple[State, ...]] = {}
    for row in rows("cow.csv"):
        state = State(
            int(row["code"]),
            row["abbreviation"],
            row["actor"],
            int(row["since"] or 1),
            int(row["until"] or 9999),
            row["note"],
        )
        for key in (row["code"], row["abbreviation"]):
            found[key] = (*found.get(key, ()), state)
    return MappingProxyType(found)


@cache
def fips() -> Mapping[str, str]:
    """FIPS 10-4 country codes with our countries."""
    return MappingProxyType({row["code"]: row["country"] for row in rows("fips.csv")})
