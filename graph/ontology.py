"""Relation types: PLOVER class, CAMEO codes, quad class and Goldstein score of each of the thirty relations.

Source: PLOVER (Open Event Data Alliance, 2021 revision); CAMEO codebook 1.1b3 (Schrodt 2012) for codes; Goldstein (1992)
as scaled by CAMEO for scores. The table itself is ``graph/data/relations.toml``.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from graph.errors import OntologyError

Sign = Literal["cooperation", "conflict"]
Status = Literal["occurred", "planned", "alleged", "negated", "hypothetical"]

STATUSES: tuple[Status, ...] = ("occurred", "planned", "alleged", "negated", "hypothetical")
#: Statuses that enter aggregates; the others are kept as evidence only.
COUNTED: frozenset[str] = frozenset({"occurred", "planned", "alleged"})
ROLES: tuple[str, ...] = ("GOV", "MIL", "SPY", "COP", "JUD", "LEG", "OPP", "REB", "CVL", "BUS", "MED", "REF")
#: Classes whose edges count as conflict when an edge's sign is asked for.
CONFLICT_CLASSES: frozenset[str] = frozenset(
    {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"}
)


@dataclass(frozen=True, slots=True)
class RelationType:
    """One relation of the ontology.

    ``goldstein`` is on the CAMEO scale, −10 (military attack) to +10; ``quad`` is verbal or material, cooperation or
    conflict; ``symmetric`` relations are stored once, actors in identifier order.
    """

    name: str
    label: str
    symmetric: bool
    plover: str
    cameo: tuple[str, ...]
    quad: str
    goldstein: float

    @property
    def sign(self) -> Sign:
        """Cooperation or conflict, by PLOVER class."""
        return "conflict" if self.plover in CONFLICT_CLASSES else "cooperation"


@cache
def relation_types() -> dict[str, RelationType]:
    """Every relation by name, in the ontology's order. Raises :class:`OntologyError` when the table is malformed."""
    table = tomllib.loads(files("graph").joinpath("data/relations.toml").read_text(encoding="utf-8"))
    try:
        return {name: RelationType(name=name, **{**row, "cameo": tuple(row["cameo"])}) for name, row in table.items()}
    except (KeyError, TypeError) as error:
        raise OntologyError(f"relations.toml: {error}") from error


def relation_type(name: str) -> RelationType:
    """The relation of that name. Raises :class:`OntologyError` when there is none."""
    try:
        return relation_types()[name]
    except KeyError:
        raise OntologyError(f"unknown relation {name!r}; known are {', '.join(relation_types())}") from None


def relation_id(source: str, relation: str, target: str) -> str:
    """The stable, readable id of a relation, e.g. ``RUS~shares_intelligence_with~SYR``; symmetric ends are sorted."""
    if relation_type(relation).symmetric and target < source:
        source, target = target, source
    return f"{source}~{relation}~{target}"
