"""What the writers share: lots of records, text that a format can carry, JSON bytes."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import orjson

T = TypeVar("T")
#: So many records are made bytes at once.
LOT = 500
#: Characters that XML 1.0 cannot carry, not even escaped; lone surrogates are among them.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONE = re.compile("[\ud800-\udfff]")


def lots(items: Iterable[T], most: int = LOT) -> Iterator[list[T]]:
    """Items in lots of up to ``most``, in their order."""
    rest = iter(items)
    while lot := list(islice(rest, most)):
        yield lot


def fit(text: str) -> str:
    """The text with U+FFFD in place of each character that XML cannot carry."""
    return _UNFIT.sub("\ufffd", text)


def dump(value: Any) -> bytes:
    """JSON bytes; days and moments become ISO 8601, lone surrogates U+FFFD."""
    try:
        return orjson.dumps(value, option=orjson.OPT_UTC_Z)
    except orjson.JSONEncodeError:
        return orjson.dumps(_whole(value), option=orjson.OPT_UTC_Z)


def array(values: Iterable[Any]) -> Iterator[bytes]:
    """The items of a JSON array, without its brackets, lot by lot."""
    yield from joined(dump(lot)[1:-1] for lot in lots(values))


def joined(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Parts of an array's items, a comma between two."""
    separator = b""
    for part in parts:
        yield separator + part
        separator = b","


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    """The same without what is unknown."""
    return {name: value for name, value in values.items() if value is not None}


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value
