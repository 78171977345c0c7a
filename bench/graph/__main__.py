"""The table of the graph's speed: python3 -m bench.graph [--relations N] [--rows 1,2,4] [--date DAY --write FILE]

Prints a line a figure, ``name: value (goal, peer) ok`` or ``missed``; what is being done goes to stderr. Everything is
made by the run itself: a synthetic world, its databases, the peers, whose answers have to be the same as ours. Exit status
0, goals missed or not; 1 where answers differ or something broke; 2 where the command was not understood.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.graph.measure import Line
from bench.graph.report import page
from bench.graph.setting import Setting
from bench.graph.table import ROWS, Row

_LEAST = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status."""
    options = _options(arguments)
    if options.write and not options.date:
        return _refuse("--write needs the day of the measurement: give --date YYYY-MM-DD")
    if options.write and not options.write.parent.is_dir():
        return _refuse(f"no folder {options.write.parent} to write {options.write.name} into")
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:6.0f} s] {line}", file=sys.stderr, flush=True)

    measured: list[tuple[Row, list[Line]]] = []
    with (
        tempfile.TemporaryDirectory(prefix="entente-bench-") as folder,
        Setting(options.relations, options.seed, Path(folder) / "files", say) as setting,
    ):
        for row in options.rows:
            say(f"row {row.number}: {row.what}")
            lines = []
            for line in row.lines(setting):
                print(line, flush=True)
                lines.append(line)
            measured.append((row, lines))
        world = setting.world.told()
    say("done")
    if options.write:
        options.write.write_text(page(measured, world, options.date), encoding="utf-8")
    return int(any(line.failed for _, lines in measured for line in lines))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python3 -m bench.graph", description="The table of the graph's speed.")
    reader.add_argument("--relations", type=_relations, default=1_000_000, metavar="N", help="how many; 1000000 if unset")
    reader.add_argument("--rows", type=_rows, default=ROWS, metavar="1,2,…", help="these rows of the table alone")
    reader.add_argument("--seed", type=int, default=0, help="of the world; 0 if unset")
    reader.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="day of the measurement, as it is told")
    reader.add_argument("--write", type=Path, metavar="FILE", help="write the table here as well (docs/performance.md)")
    return reader.parse_args(arguments)


def _relations(given: str) -> int:
    number = int(given)
    if number < _LEAST:
        raise argparse.ArgumentTypeError(f"{_LEAST:,} or more, so that the world keeps its proportions")
    return number


def _rows(given: str) -> tuple[Row, ...]:
    known = {str(row.number): row for row in ROWS}
    if unknown := [number for number in given.split(",") if number not in known]:
        raise argparse.ArgumentTypeError(f"no row {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(known[number] for number in given.split(","))


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
