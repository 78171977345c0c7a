"""Articles from files and folders: plain text, Markdown, HTML and JSON lines, gzipped or not.

One bad file or line is reported and skipped; the rest is read.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.ingestion.article import ArticleIn, PublishedSource
from app.ingestion.dates import parse_published

#: Bytes of one file's or line's text (unpacked) that are read; what is larger is reported.
MOST = 16_000_000
_TEXT, _HTML, _LINES = (".txt", ".md"), (".html", ".htm"), (".jsonl", ".ndjson")
KINDS = (*_TEXT, *_HTML, *_LINES)
_DATE_LINE = re.compile(r"(?:date|published)?\s*:?\s*(\d{4}-\d{2}-\d{2}(?:[T ]\S+)?)\s*", re.IGNORECASE)
_TITLE = 160


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Something that could not be read: where (``line`` counts from 1, None for the whole file), and why."""

    path: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.reason}"


def read_path(path: Path) -> Iterator[ArticleIn | ReadProblem]:
    """The articles of a file, or of all files in a folder and its folders, by name in sorted order.

    In a folder, files of other kinds and hidden ones are passed over; named directly, they are a problem. Never
    raises for what a file holds.
    """
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
            if not hidden and child.is_file() and _kind(child) is not None:
                yield from _read_file(child)
    elif not path.exists():
        yield ReadProblem(str(path), None, "there is no such file or folder")
    elif _kind(path) is None:
        yield ReadProblem(str(path), None, f"cannot read this kind of file; give one of {', '.join(KINDS)} (or .gz of it)")
    else:
        yield from _read_file(path)


def parse_record(record: object) -> ArticleIn:
    """An article from one JSON object with ``text`` (or ``body``), ``sentences`` or ``html``, and if known ``title``,
    ``published_at`` (or ``date``), ``publisher``, ``url`` and ``language``. Raises ValueError saying what is wrong."""
    if not isinstance(record, dict):
        raise ValueError('expected a JSON object such as {"text": "…", "date": "2015-09-27"}')
    text = _string(record, "text") or _string(record, "body")
    html = _string(record, "html")
    sentences = record.get("sentences")
    if sentences is not None and not (isinstance(sentences, list) and all(isinstance(s, str) for s in sentences)):
        raise ValueError("`sentences` must be a list of strings")
    if sentences:
        text = html = None  # a record often carries both; sentences are the same text, split
    elif text:
        html = None
    if not (text or html or sentences):
        raise ValueError("no `text`, `body`, `sentences` or `html` in this record")
    published = _string(record, "published_at") or _string(record, "date")
    return ArticleIn(
        text=text,
        html=html,
        sentences=tuple(sentences) if sentences else None,
        title=_string(record, "title"),
        publisher=_string(record, "publisher"),
        url=_string(record, "url"),
        language=_string(record, "language"),
        published_at=parse_published(published) if published else None,
    )


def parse_text(text: str) -> ArticleIn:
    """An article from plain text or Markdown: a date line and a short title line may come first, in either order.

    A title is a first line of at most 160 characters with a blank line and more text behind it.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    published: date | datetime | None = None
    title: str | None = None
    while lines:
        if not lines[0].strip():
            del lines[0]
        elif published is None and (day := _day_line(lines[0])) is not None:
            published = day
            del lines[0]
        elif title is None and _is_title(lines):
            title = lines.pop(0).lstrip("# ").strip()
        else:
            break
    source: PublishedSource = "text"
    return ArticleIn(text="\n".join(lines), title=title, published_at=published, published_source=source)


def _is_title(lines: list[str]) -> bool:
    rest = lines[1:]
    if rest and (_day_line(rest[0]) is not None):
        rest = rest[1:]
    first_blank = not rest or not rest[0].strip() or len(rest) < len(lines) - 1
    return len(lines[0]) <= _TITLE and first_blank and any(line.strip() for line in rest)


def _day_line(line: str) -> date | datetime | None:
    match = _DATE_LINE.fullmatch(line.strip().lstrip("# ").strip("*_"))
    if match is None:
        return None
    try:
        return parse_published(match.group(1))
    except ValueError:
        return None


def _kind(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in KINDS else None


def _read_file(path: Path) -> Iterator[ArticleIn | ReadProblem]:
    kind = _kind(path)
    try:
        with _open(path) as file:
            if kind in _LINES:
                yield from _records(path, file)
                return
            body = file.read(MOST + 1)
        if len(body) > MOST:
            yield ReadProblem(str(path), None, f"larger than {MOST} bytes; split it into articles")
        elif kind in _HTML:
            yield ArticleIn(html=body)
        else:
            yield parse_text(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        yield ReadProblem(str(path), None, f"not UTF-8 at byte {error.start}; save it as UTF-8")
    except (OSError, EOFError, zlib.error) as error:
        yield ReadProblem(str(path), None, f"cannot be read: {error}")


def _records(path: Path, file: BinaryIO) -> Iterator[ArticleIn | ReadProblem]:
    number = 0
    while line := file.readline(MOST + 1):
        number += 1
        if len(line) > MOST:
            while line and not line.endswith(b"\n"):
                line = file.readline(MOST)
            yield ReadProblem(str(path), number, f"longer than {MOST} bytes")
            continue
        if not line.strip():
            continue
        try:
            yield parse_record(json.loads(line.decode("utf-8-sig")))
        except UnicodeDecodeError:
            yield ReadProblem(str(path), number, "not UTF-8; save the file as UTF-8")
        except json.JSONDecodeError as error:
            yield ReadProblem(str(path), number, f"not JSON: {error.msg} at column {error.colno}")
        except (ValueError, RecursionError) as error:
            yield ReadProblem(str(path), number, str(error))


def _open(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _string(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"`{key}` must be a string")
    return value
