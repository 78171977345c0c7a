"""`import`: event data of others into the database, with a last line that adds up."""

import csv
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console

from app.commands.code import BadFile
from app.commands.console import Counter, counted, stderr
from app.container import Container
from app.errors import EntenteError
from app.ingestion.importers.data_sets import Reading
from app.ingestion.importers.imported import DATA_SETS, REASONS, DataSet, Reason, RefusedRow
from app.ingestion.importers.parties import Parties
from app.services.importing import ImportReport, ImportService
from graph.actors import Register

_NAMED = 20  # refused rows that are named one by one


class Refusals:
    """Names the first refused rows, and writes all of them to a CSV file where one is asked for."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.first: list[RefusedRow] = []

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                self._file = self._path.open("x", encoding="utf-8", newline="")
            except OSError as error:
                raise BadFile(f"cannot write {self._path}: {error.strerror}; name a file that is not there yet") from error
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(["file", "line", "part", "reason", "detail"])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def __call__(self, row: RefusedRow) -> None:
        """Take note of a refused row."""
        if len(self.first) < _NAMED:
            self.first.append(row)
        if self._file is not None:
            self._writer.writerow([row.file, row.line, "row" if row.rows else "part", row.reason, row.detail])


def import_files(
    container: Container,
    data_set: str,
    files: Sequence[Path],
    mentions: Sequence[Path],
    report_to: Path | None,
    console: Console | None = None,
) -> int:
    """Take a data set in; the exit status is 0 though rows were refused, for that is how data sets are, and 130 where it was
    interrupted. However it ends, the last line says what was stored."""
    console = console or stderr()
    name = known(data_set)
    reading = Reading(name, Parties(Register.load()), files, mentions, datetime.now(UTC).date())
    with ExitStack() as stack:
        refusals = stack.enter_context(Refusals(report_to))
        counter = stack.enter_context(Counter("importing", time.monotonic, console=console))

        so_far = ImportReport()

        def show(report: ImportReport) -> None:
            nonlocal so_far
            so_far = report
            rate = report.tally.read / counter.seconds
            counter.show(report.tally.read, f"rows, {rate:,.0f} a second, {report.stored:,} stored, {report.known:,} known")

        service = ImportService(container.engine)
        try:
            report = service.take(name, reading, lambda: datetime.now(UTC), refused=refusals, progress=show)
        except (EntenteError, KeyboardInterrupt) as error:
            stopped = isinstance(error, KeyboardInterrupt)
            if stopped or so_far.stored + so_far.known:
                how = "stopped" if stopped else "failed"
                console.print(f"entente: {how}; {left(so_far, reading.read)}; the same files can be given again", markup=False)
            if not stopped:
                raise
            return 130
        seconds = counter.seconds
    for line in told(report, refusals.first):
        console.print(f"entente: {line}", markup=False)
    console.print(summary(report, reading.read, seconds), markup=False)
    return 0


def known(data_set: str) -> DataSet:
    """The data set of that name. Raises :class:`BadFile`."""
    found = next((name for name in DATA_SETS if name == data_set), None)
    if found is None:
        raise BadFile(f"{data_set[:40]!r} is no data set; give one of {', '.join(DATA_SETS)}")
    return found


def told(report: ImportReport, first: Sequence[RefusedRow]) -> list[str]:
    """The first refused rows one by one, then each reason with how many rows it refused."""
    lines = [f"{row.file}:{row.line}: {row.reason}: {row.detail}" for row in first]
    if report.tally.refused > len(first):
        more = report.tally.refused - sum(row.rows for row in first)
        lines.append(f"and {counted(more, 'more row')}; --report FILE lists all")
    return [*lines, *_by_reason(report.tally.reasons, "row"), *_by_reason(report.tally.parts, "part of a row", "parts of rows")]


def summary(report: ImportReport, read: int, seconds: float) -> str:
    """The last line: what was read is the sum of what became of it."""
    tally = report.tally
    rows = f"{counted(read, 'row')} read = {tally.mapped:,} mapped + {tally.refused:,} refused"
    relations = f"{counted(tally.relations, 'relation')} = {report.stored:,} stored + {report.known:,} known"
    return f"{rows}; {relations}; {read / seconds:,.0f} rows a second"


def left(report: ImportReport, read: int) -> str:
    """What an import that did not end has come to: whole transactions are kept."""
    return f"{counted(read, 'row')} read, {counted(report.stored, 'relation')} stored, {report.known:,} known"


def _by_reason(table: dict[Reason, int], one: str, many: str | None = None) -> list[str]:
    most = sorted(table.items(), key=lambda item: (-item[1], item[0]))
    return [f"{counted(number, one, many)} refused, {reason}: {REASONS[reason]}" for reason, number in most]
