"""The table as a page."""

import os
import platform
import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files

from bench.graph.measure import Line
from bench.graph.table import Row

_HEAD = """\
# Performance

Written by `python3 -m app bench --date {day} --write docs/performance.md`. Every figure is a ratio within that run, so that
it means the same on another machine: medians of five or more, in turns with the peer, in CPU seconds where one process does
the work. Every answer is compared with the peer's before it counts. On {day}, {machine}.

The world: {world}.

| # | what | measured | goal | peer | | what was tried where missed |
| --- | --- | --- | --- | --- | --- | --- |
"""


def page(measured: Sequence[tuple[Row, Sequence[Line]]], world: str, day: date) -> str:
    """Markdown with a line a figure."""
    tried = _tried()
    rows = [
        f"| {row.number} | {line.name} | {line.shown} | {line.aim} | {line.peer} | {_verdict(line)} | "
        f"{tried.get(str(row.number), '') if line.met is False else ''} |"
        for row, lines in measured
        for line in lines
    ]
    return _HEAD.format(day=day.isoformat(), machine=machine(), world=world) + "\n".join(rows) + "\n"


def machine() -> str:
    """What it ran on, without its name."""
    return f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()}), Python {platform.python_version()}"


def _tried() -> dict[str, str]:
    """What was tried, by the number of the row."""
    table: dict[str, str] = tomllib.loads(files("bench.graph").joinpath("tried.toml").read_text(encoding="utf-8"))
    return table


def _verdict(line: Line) -> str:
    return {None: "", True: "ok", False: "missed"}[line.met]
