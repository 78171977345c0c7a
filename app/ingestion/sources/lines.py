"""JSON: an object a line, a list of objects, or objects one behind the other."""

import codecs
import json
import re
from collections.abc import Iterator

from app.ingestion.sources import items
from app.ingestion.sources.items import Item, Source
from app.ingestion.sources.records import parse_record

_CHUNK = 1 << 18
_BETWEEN = re.compile(r"[\s,]*")
#: An error nearer than this to the end of what was read may be for want of the rest: "tru", "\u00".
_NEAR = 16
_BOM = b"\xef\xbb\xbf"


def read_lines(source: Source) -> Iterator[Item]:
    """Articles of a file with an object a line; one that begins with ``[`` is read as a list."""
    number, position = source.first, source.start
    begun = position > 0
    while source.end is None or position < source.end:
        line = source.stream.readline(items.MOST + 1)
        if not line:
            return
        position += len(line)
        if not begun and line.strip():
            begun = True
            if begins_list(line):
                yield from _values(source, line)
                return
        if len(line) > items.MOST:
            while line and not line.endswith(b"\n"):
                line = source.stream.readline(items.MOST)
                position += len(line)
            yield source.problem(f"longer than {items.MOST} bytes", number)
        elif line.strip():
            yield _record(source, line, number)
        number += 1


def begins_list(line: bytes) -> bool:
    """Whether a file whose first line with something on it is this holds a list."""
    return line.removeprefix(_BOM).lstrip().startswith(b"[")


def read_json(source: Source) -> Iterator[Item]:
    """Articles of a JSON document: a list of objects, one object, or several one behind the other."""
    yield from _values(source, b"")


def _record(source: Source, line: bytes, number: int) -> Item:
    try:
        return parse_record(json.loads(line.decode("utf-8-sig")), source.place(number))
    except UnicodeDecodeError:
        return source.problem("not UTF-8; save the file as UTF-8", number)
    except json.JSONDecodeError as error:
        return source.problem(f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}", number)
    except (ValueError, RecursionError) as error:
        return source.problem(str(error), number)


def _limit(error: Exception) -> str:
    """What in JSON that may be well formed goes beyond what Python reads."""
    return "too deep" if isinstance(error, RecursionError) else "a number of thousands of digits"


def _values(source: Source, head: bytes) -> Iterator[Item]:
    """Each value in turn, numbered from 1; behind one that is no JSON nothing can be told apart."""
    listed, number = False, 0
    try:
        text = _Text(source, head)
        text.skip()
        if text.next() == "[":
            listed = True
            text.at += 1
        while True:
            text.skip()
            if not text.next() or (listed and text.next() == "]"):
                break
            number += 1
            try:
                value = text.value()
            except UnicodeDecodeError:
                raise
            except (ValueError, RecursionError) as error:
                reason = error.msg if isinstance(error, json.JSONDecodeError) else _limit(error)
                yield source.problem(f"not JSON: {reason}; nothing behind it is read, so mend it there", number)
                return
            except _TooLong:
                yield source.problem(f"longer than {items.MOST} bytes; nothing behind it is read: write an object a line", number)
                return
            try:
                yield parse_record(value, source.place(number))
            except ValueError as error:
                yield source.problem(str(error), number)
        if listed and not text.next():
            yield source.problem("the list does not end: the file is cut off", number + 1)
        elif listed:
            text.at += 1
            text.skip()
            if text.next():
                yield source.problem("there is something behind the list; write an object a line", number + 1)
    except UnicodeDecodeError:
        yield source.problem("not UTF-8; save the file as UTF-8; nothing behind it is read", number + 1)


class _TooLong(Exception):  # noqa: N818 - not an error of ours
    pass


class _Text:
    """A window on the text of a stream, moved along as its values are read."""

    def __init__(self, source: Source, head: bytes) -> None:
        self._stream = source.stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._buffer = self._decode(head)
        self._ended = False
        self._decoder = json.JSONDecoder()
        self.at = 0

    def next(self) -> str:
        """The character at hand; empty at the end."""
        return self._buffer[self.at : self.at + 1]

    def skip(self) -> None:
        """Go past spaces and commas."""
        while True:
            match = _BETWEEN.match(self._buffer, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self._buffer) or not self._more(_CHUNK):
                return

    def value(self) -> object:
        """The value at hand. What was read of it is read again when more of it is there, each time twice as much."""
        size = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self.at)
            except json.JSONDecodeError as error:
                if error.pos < len(self._buffer) - _NEAR and not error.msg.startswith("Unterminated"):
                    raise
                if not self._more(size):
                    raise
            else:
                # A number may go on.
                if end < len(self._buffer) or not self._more(size):
                    self.at = end
                    return value
            if len(self._buffer) - self.at > items.MOST:
                raise _TooLong
            size *= 2

    def _more(self, size: int) -> bool:
        if self._ended:
            return False
        data = self._stream.read(size)
        self._ended = not data
        self._buffer = self._buffer[self.at :] + self._decode(data, final=not data)
        self.at = 0
        return not self._ended
