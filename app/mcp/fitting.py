"""Answers that fit a conversation: what is too large is asked for again, smaller, so that cursors and counts stay right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.http.answers import dump

#: Most bytes of the structured answer, as JSON; with its text it stays below 60 kB, about 20,000 tokens.
MOST_BYTES = 46_000

Query = list[tuple[str, str]]

NARROW = "ask for less: a narrower window, fewer relations, one sign, a higher min_sources"


class TooMuch(Exception):  # noqa: N818 - reads as what happened
    """The answer cannot be made small enough."""

    def __init__(self) -> None:
        super().__init__(f"this answer is over {MOST_BYTES} bytes, which is too large to give; {NARROW}")


@dataclass(frozen=True, slots=True)
class Parts:
    """Which list of an answer gives way, or which lists, where the name is that of sections with ``results`` each.

    ``parameter`` says how long it may be; without one, its beginning is cut off. ``also`` is a second list with its
    parameter, which gives way in proportion. ``more`` tells how to get the rest: ``{next}`` is the cursor, ``{before}`` the
    day before the first step of a timeline.
    """

    name: str
    parameter: str | None = None
    also: tuple[str, str] | None = None
    more: str = NARROW


def size(content: Any) -> int:
    """Bytes of an answer as JSON."""
    return len(dump(content))


def smaller(content: Mapping[str, Any], parts: Parts, query: Query) -> Query:
    """The question for as much as fits. Raises :class:`TooMuch` where one part alone is too large."""
    assert parts.parameter is not None  # noqa: S101 - lists without one are cut by `latest`
    lists = {parts.parameter: _lists(content[parts.name])}
    if parts.also:
        lists[parts.also[1]] = _lists(content[parts.also[0]])
    if sum(map(len, lists.values())) == 1:
        limits = {parts.parameter: _fitting(content[parts.name], _room(content, parts.name))}
    else:  # several weigh, so each shrinks as much as the whole must
        ratio = 0.9 * MOST_BYTES / size(content)
        limits = {name: int(max(map(len, some)) * ratio) for name, some in lists.items()}
    if min(limits.values()) < 1:
        raise TooMuch
    return [(name, value) for name, value in query if name not in limits] + [(name, str(n)) for name, n in limits.items()]


def number(value: Any) -> int:
    """How many results there are in a list, or in sections."""
    return sum(map(len, _lists(value)))


def latest(content: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """The answer with only the last of a list, as many as fit. Raises :class:`TooMuch`."""
    items = content[parts.name]
    kept = _fitting(items[::-1], _room(content, parts.name))
    if not kept:
        raise TooMuch
    return {**content, parts.name: items[len(items) - kept :]}


def finished(content: dict[str, Any], parts: Parts | None, left_out: int) -> dict[str, Any]:
    """The answer with ``truncated``, ``omitted`` and ``more``; those that the service gave itself stay."""
    done = {"truncated": left_out > 0, "omitted": left_out, **content}
    return {**done, "more": _more(done, parts) if parts and _is_partial(done, parts) else None}


def _lists(value: Any) -> list[list[Any]]:
    return [value] if isinstance(value, list) else [section["results"] for section in value.values()]


def _is_partial(content: Mapping[str, Any], parts: Parts) -> bool:
    sections = content[parts.name].values() if isinstance(content[parts.name], dict) else ()
    return bool(content["truncated"] or content.get("next") or any(section["truncated"] for section in sections))


def _more(content: Mapping[str, Any], parts: Parts) -> str:
    items = content[parts.name]
    begins = items[0].get("start") if isinstance(items, list) and items else None
    before = date.fromisoformat(begins) - timedelta(days=1) if begins else None
    return parts.more.format(next=content.get("next"), before=before)


def _room(content: Mapping[str, Any], name: str) -> int:
    return MOST_BYTES - size({**content, name: []})


def _fitting(items: Sequence[Any], room: int) -> int:
    """How many of the first items fit into so many bytes."""
    taken = 0
    for number, item in enumerate(items):
        taken += size(item) + 1
        if taken > room:
            return number
    return len(items)
