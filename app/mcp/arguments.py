"""What the tools take: the parameters of the addresses behind them, described for a language model.

Lists and graphs have smaller sizes than over HTTP, by default and at most, so that an answer fits a conversation; all else
is held to be as there by a test. What only the service can judge (names, windows, cursors) it judges.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

import orjson
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.schemas.common import Day, Sign, StatusName
from graph.analytics.diff import Change, Turn
from graph.ontology import relation_types
from graph.origins import CODER, Origin
from graph.queries import StepName

_RELATIONS = [*relation_types()]
#: Sizes, whose defaults are the tools' own.
SIZES = frozenset({"limit", "limit_nodes", "limit_edges"})
_PLOVER = sorted({kind.plover for kind in relation_types().values()})


def _listed(value: object) -> object:
    """A list; some models write one as a string, or give one value bare."""
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return [value]
    return value


RelationNames: TypeAlias = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": _RELATIONS})]],
    BeforeValidator(_listed),
    Field(description="Only these relations of the ontology. The resource entente://ontology explains each."),
]
PloverNames: TypeAlias = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": _PLOVER})]],
    BeforeValidator(_listed),
    Field(description="Only relations of these PLOVER event classes."),
]
StatusNames: TypeAlias = Annotated[
    list[StatusName],
    BeforeValidator(_listed),
    Field(description="Only evidence of these statuses; occurred, planned and alleged count, negated and hypothetical do not."),
]
ChangeNames: TypeAlias = Annotated[
    list[Change | Turn],
    BeforeValidator(_listed),
    Field(description="Only these kinds: new, ended, strengthened, weakened (relations), flipped, contested (pairs)."),
]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Cursor: TypeAlias = Annotated[
    str | None,
    Field(max_length=500, description="`next` of an earlier answer, all other arguments as they were, for what comes after it."),
]
MinSources: TypeAlias = Annotated[
    int, Field(ge=1, le=1000, description="Least number of different publishers behind a relation; 2 leaves out hearsay.")
]
MinConfidence: TypeAlias = Annotated[
    float, Field(ge=0, le=1, description="Least `confidence` of a relation: what its best piece of evidence weighs.")
]
Page: TypeAlias = Annotated[int, Field(ge=1, le=100, description="Results an answer; fewer come where they are long.")]
Step: TypeAlias = Annotated[StepName, Field(description="Step of the timeline.")]


OriginName: TypeAlias = Annotated[
    Origin,
    Field(
        description="Whose relations: `coder` is what this service read in news; the others are data sets that were imported, "
        "and are never mixed with it or one another."
    ),
]


class BadArguments(Exception):  # noqa: N818 - reads as what happened
    """Arguments that a tool does not take; says which and why, in one line."""


class Arguments(BaseModel):
    """Arguments of a tool. Those in ``in_path`` fill its address, the others are its query."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    in_path: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Arguments":
        """The arguments that were given. Raises :class:`BadArguments`."""
        try:
            return cls.model_validate(dict(given))
        except ValidationError as error:
            known = ", ".join(field.alias or name for name, field in cls.model_fields.items())
            wrong = "; ".join(_told(problem) for problem in error.errors()[:3])
            raise BadArguments(f"{wrong}; this tool takes: {known}") from error

    def path(self, template: str) -> str:
        """The address that is asked. Raises :class:`BadArguments` for what is no part of an address."""
        parts = {name: str(getattr(self, name)) for name in self.in_path}
        for name, part in parts.items():
            if "/" in part or not part.strip("."):
                raise BadArguments(f"{name}: nothing is called {part!r}; the tool `search` finds actors by name")
        return template.format(**parts)

    def query(self) -> list[tuple[str, str]]:
        """The query that is asked: sizes, and what is not as it is unless given. A cursor holds for one way to ask."""
        return list(self._query())

    def _query(self) -> Iterator[tuple[str, str]]:
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if name in self.in_path or value is None or (value == field.default and name not in SIZES):
                continue
            for one in value if isinstance(value, list) else [value]:
                yield field.alias or name, one.isoformat().replace("+00:00", "Z") if isinstance(one, date) else str(one)


def _told(problem: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{where}: no such argument"
    return f"{where}: {str(problem['msg']).removeprefix('Value error, ')}"


class Window(Arguments):
    """Days of evidence that count, and the moment of knowledge."""

    as_of: Day | None = Field(
        default=None, description="A day, YYYY-MM-DD: answers as things stood then; later evidence does not count."
    )
    from_: Day | None = Field(default=None, alias="from", description="Only evidence from this day on counts (YYYY-MM-DD).")
    to: Day | None = Field(default=None, description="Only evidence up to this day counts (YYYY-MM-DD).")
    known_at: AwareDatetime | None = Field(
        default=None,
        description="A moment such as 2026-11-22T12:00:00Z: only what this service had read by then counts.",
    )
    origin: OriginName = CODER


class Sourced(Window):
    """A window, and how many must say so."""

    min_sources: MinSources = 1
    min_confidence: MinConfidence = 0.0


class Which(Sourced):
    """Which relations count."""

    relation: RelationNames = []
    plover: PloverNames = []
    sign: Sign | None = Field(default=None, description="Only cooperation, or only conflict.")


class Search(Arguments):
    """Of ``search``."""

    q: str = Field(min_length=1, max_length=100, description="A name, its beginning, or a misspelt one, such as `Rusia`.")
    limit: int = Field(default=10, ge=1, le=50, description="Most actors.")


class Subgraph(Which):
    """Of ``country_subgraph``."""

    in_path = ("actor_id",)
    actor_id: Name = Field(description="Any actor, by id, country code or name: RUS, Russia, IGO:NATO, NSA:ISIS.")
    depth: int = Field(default=1, ge=1, le=3, description="Hops from the actor.")
    limit_nodes: int = Field(default=25, ge=1, le=200, description="Most nodes; the nearest and strongest stay.")
    limit_edges: int = Field(default=60, ge=1, le=400, description="Most edges; the strongest stay.")


class Relations(Which):
    """Of ``relations``."""

    source: Name | None = Field(default=None, description="Who acts (either end of a symmetric relation): id, code or name.")
    target: Name | None = Field(default=None, description="Who is acted upon (or either end of a symmetric one).")
    actor: Name | None = Field(default=None, description="Either end of any relation: id, code or name.")
    limit: Page = 20
    cursor: Cursor = None


class Evidence(Window):
    """Of ``evidence``."""

    in_path = ("relation_id",)
    relation_id: Annotated[str, Field(min_length=1, max_length=400)] = Field(
        description="A relation's `id` from another answer, such as RUS~shares_intelligence_with~SYR."
    )
    status: StatusNames = []
    ownership: Literal["state", "public", "private", "party", "unknown"] | None = Field(
        default=None, description="Only what voices so owned say; `unknown` are those that no register has."
    )
    publisher_country: Name | None = Field(default=None, description="Only what voices at home there say: code or name.")
    limit: Page = 10
    cursor: Cursor = None


class Ties(Sourced):
    """Of ``alliances`` and ``rivals``."""

    in_path = ("code",)
    code: Name = Field(description="A country: ISO code or name, such as RUS or Russia.")
    kind: Literal["country", "igo", "group", "org"] | None = Field(default=None, description="Only partners of this kind.")
    limit: Page = 10
    cursor: Cursor = None


class Check(Sourced):
    """Of ``check_alliance``."""

    a: Name = Field(description="An actor: id, code or name.")
    b: Name = Field(description="Another one.")


class Dyad(Sourced):
    """Of ``dyad``."""

    in_path = ("a", "b")
    a: Name = Field(description="An actor: id, code or name.")
    b: Name = Field(description="Another one.")
    step: Step = "month"


class Paths(Which):
    """Of ``paths``."""

    source: Name = Field(description="From whom: id, code or name.")
    target: Name = Field(description="To whom.")
    k: int = Field(default=5, ge=1, le=50, description="Most paths; the best stay.")
    max_length: int = Field(default=4, ge=1, le=6, description="Most steps.")


class Diff(Arguments):
    """Of ``diff``."""

    before: Day = Field(description="The earlier day, YYYY-MM-DD; its evidence counts.")
    after: Day = Field(description="The later day, YYYY-MM-DD; its evidence counts.")
    days: int = Field(default=365, ge=1, le=36_525, description="Look-back: evidence of so many days up to either day counts.")
    change: ChangeNames = []
    actor: Name | None = Field(default=None, description="Only what this actor is an end of: id, code or name.")
    kind: Literal["country", "igo", "group", "org"] | None = Field(default=None, description="Only between actors of this kind.")
    min_change: float = Field(default=0.0, ge=0, description="Least change of a strength, or of a pair's score.")
    known_before: AwareDatetime | None = Field(
        default=None, description="The earlier state as it was known at this moment; as the later where left out."
    )
    known_at: AwareDatetime | None = Field(
        default=None,
        description="A moment such as 2026-11-22T12:00:00Z: only what this service had read by then counts.",
    )
    relation: RelationNames = []
    plover: PloverNames = []
    sign: Sign | None = Field(default=None, description="Only cooperation, or only conflict.")
    min_sources: MinSources = 1
    min_confidence: MinConfidence = 0.0
    origin: OriginName = CODER
    limit: Annotated[int, Field(ge=1, le=100, description="Results of each kind of change; fewer come where they are many.")] = 5


class Timeline(Which):
    """Of ``timeline``."""

    in_path = ("actor_id",)
    actor_id: Name = Field(description="Any actor: id, code or name.")
    step: Step = "month"
