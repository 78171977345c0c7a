"""What many answers hold."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.origins import Origin

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_day(value: object) -> object:
    """Only ``YYYY-MM-DD``: pydantic alone would take seconds since 1970 for a day as well."""
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("write a day as YYYY-MM-DD")


def _iso_moment(value: object) -> object:
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise ValueError("write a day as YYYY-MM-DD, a moment as YYYY-MM-DDThh:mm:ssZ")


Day = Annotated[date, BeforeValidator(_iso_day)]
Moment = Annotated[date | datetime, BeforeValidator(_iso_moment)]
Sign = Literal["cooperation", "conflict"]
StatusName = Literal["occurred", "planned", "alleged", "negated", "hypothetical"]
OriginName = Annotated[Origin, Field(description="What the coder read (`coder`), or the data set that was imported.")]
CountsFrom = Annotated[date, Field(description="The day from which it counts: the event's, or that on which it was said.")]
EventDay = Annotated[
    date | None,
    Field(description="First day of when it happened or is to happen; null where the sentence does not tell."),
]
EventPrecision = Annotated[
    Literal["day", "week", "month", "quarter", "year", "decade"] | None,
    Field(description="How long the time is that begins on `event_day`."),
]


def examples(*values: dict[str, Any]) -> ConfigDict:
    """Model configuration: these examples, and no members beyond the declared."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": list(values)})


class Suggestion(BaseModel):
    """An actor that may be meant."""

    model_config = examples({"id": "RUS", "name": "Russia", "kind": "country"})

    id: str
    name: str
    kind: str


class FieldError(BaseModel):
    """One thing that is wrong with a request."""

    where: str
    what: str


class ProblemDocument(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/unknown-country",
                    "title": "No country has this code or name",
                    "status": 404,
                    "detail": "no country is called 'Rusia'; did you mean Russia (RUS)?",
                    "instance": "/v1/countries/Rusia",
                    "request_id": "5f1c0b6e",
                    "suggestions": [{"id": "RUS", "name": "Russia", "kind": "country"}],
                }
            ]
        },
    )

    type: str = Field(description="Relative URI of the kind of problem; docs/api.md describes each.")
    title: str
    status: int
    detail: str = Field(description="What went wrong here, and what to do.")
    instance: str = Field(description="The path that was asked.")
    request_id: str | None
    errors: list[FieldError] | None = None
    suggestions: list[Suggestion] | None = None


GRAPH: dict[str, Any] = {"version": 12, "origin": "coder", "as_of": None, "from": None, "to": None, "known_at": None}


class GraphInfo(BaseModel):
    """Which graph answered: its version and origin, the window of evidence days that counted, and what was known."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, json_schema_extra={"examples": [GRAPH]})

    version: int
    origin: OriginName
    as_of: date | None
    from_: date | None = Field(alias="from")
    to: date | None
    known_at: datetime | None = Field(description="The moment as of whose knowledge it answered; null for now.")


class Listing(BaseModel):
    """What every list holds besides its results."""

    total: int = Field(description="Results on all pages together.")
    limit: int
    next: str | None = Field(description="Cursor of the next page, bound to this version; null at the end.")
    next_url: str | None
    graph: GraphInfo
