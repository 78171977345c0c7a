"""Which nouns stand for actors, and in which role. The words are data: ``graph/data/coding/nouns.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Nouns:
    """Noun classes, by lower-case lemma."""

    roles: dict[str, str]
    persons: frozenset[str]
    containers: frozenset[str]
    definite: dict[str, frozenset[str]]
    titles: frozenset[str]


@cache
def nouns() -> Nouns:
    """The noun classes that ship with the package."""
    table = tomllib.loads(files("graph").joinpath("data/coding/nouns.toml").read_text(encoding="utf-8"))
    roles: dict[str, str] = {}
    for role, text in table["roles"].items():
        for word in text.split():
            roles.setdefault(word, role)
    return Nouns(
        roles=roles,
        persons=frozenset(table["persons"]["nouns"].split()),
        containers=frozenset(table["containers"]["nouns"].split()),
        definite={kind: frozenset(text.split()) for kind, text in table["definite"].items()},
        titles=frozenset(table["titles"]["words"].split()),
    )
