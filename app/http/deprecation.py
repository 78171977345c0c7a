"""What is on its way out: routes and parameters that are deprecated, and the headers that tell so.

``Deprecation`` by RFC 9745, ``Sunset`` by RFC 8594, and a link to what the page says of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any, Self

#: Where it stands in the OpenAPI document, of a route or of a parameter.
_NAME = "x-deprecation"
#: The least time that a thing stays after it was deprecated, in days.
LEAST_DAYS = 180


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Deprecated ``since`` a day, gone from the day of ``sunset`` on, both from midnight UTC; ``link`` says what to use instead.

    Raises ValueError where it would not stay as long as was promised.
    """

    since: date
    sunset: date
    link: str

    def __post_init__(self) -> None:
        if (self.sunset - self.since).days < LEAST_DAYS:
            raise ValueError(f"what is deprecated on {self.since} stays at least {LEAST_DAYS} days, not only until {self.sunset}")

    def of_route(self) -> dict[str, Any]:
        """Keyword arguments of a route that is deprecated."""
        return {"deprecated": True, "openapi_extra": self._told()}

    def of_parameter(self) -> dict[str, Any]:
        """Keyword arguments of a ``Query`` that is deprecated."""
        return {"deprecated": True, "json_schema_extra": self._told()}

    @classmethod
    def read(cls, extra: object) -> Self | None:
        """That of a route's or parameter's extra, None where it has none."""
        told = extra.get(_NAME) if isinstance(extra, Mapping) else None
        if told is None:
            return None
        return cls(date.fromisoformat(told["since"]), date.fromisoformat(told["sunset"]), told["link"])

    def _told(self) -> dict[str, Any]:
        return {_NAME: {"since": self.since.isoformat(), "sunset": self.sunset.isoformat(), "link": self.link}}


def headers(used: Iterable[Deprecation]) -> list[tuple[str, str]]:
    """What the answer to a request that used these says: the first day of each sort, and a link for each."""
    found = list(used)
    if not found:
        return []
    since, sunset = (_midnight(min(days)) for days in zip(*((one.since, one.sunset) for one in found), strict=True))
    links = [("Link", f'<{link}>; rel="deprecation"; type="text/html"') for link in dict.fromkeys(one.link for one in found)]
    return [("Deprecation", f"@{int(since.timestamp())}"), ("Sunset", format_datetime(sunset, usegmt=True)), *links]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
