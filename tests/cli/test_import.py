"""`import`: files of data sets into a database of its own."""

import csv
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from app.cli import main
from app.ingestion.importers.imported import DataSet, Imported
from app.services.importing import ImportReport, ImportService
from tests.ingestion.importers.files import event, mention, tabs


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path / "home"))
    return f"sqlite:///{tmp_path / 'news.sqlite3'}"


def test_what_was_read_is_the_sum_of_what_became_of_it(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    events = tabs(tmp_path / "a.export.CSV", [event(1), event(2, "010"), event(3, one="EUR"), event(4)])
    mentions = tabs(tmp_path / "a.mentions.CSV", [mention(1), mention(2), mention(7)])
    report = tmp_path / "refused.csv"
    arguments = ["import", "gdelt", str(events), "--mentions", str(mentions), "--database", url]
    assert main([*arguments, "--report", str(report)]) == 0
    said = capsys.readouterr().err.strip().splitlines()
    assert said[-1].startswith("7 rows read = 3 mapped + 4 refused; 3 relations = 3 stored + 0 known; ")
    assert f"entente: {events}:3: region: Actor1: EUR is Europe" in said
    assert "entente: 1 row refused, no-event: a mention of an event that is in none of the files" in said
    with report.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(Path(row["file"]).name, row["line"], row["part"], row["reason"]) for row in rows] == [
        ("a.export.CSV", "2", "row", "no-relation"),
        ("a.mentions.CSV", "2", "row", "event-refused"),
        ("a.export.CSV", "3", "row", "region"),
        ("a.mentions.CSV", "3", "row", "no-event"),
    ]
    assert main(arguments) == 0
    assert "3 relations = 0 stored + 3 known" in capsys.readouterr().err


def test_more_refusals_than_are_named(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    events = tabs(tmp_path / "a.CSV", [event(number, "010") for number in range(30)])
    assert main(["import", "gdelt", str(events), "--database", url]) == 0
    said = capsys.readouterr().err
    assert said.count(": no-relation: ") == 20
    assert "and 10 more rows; --report FILE lists all" in said
    assert "30 rows refused, no-relation" in said


def test_an_import_that_is_stopped_says_what_is_kept(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = tabs(tmp_path / "a.export.CSV", [event(number) for number in range(5)])
    taken = ImportService._store

    def interrupted(self: ImportService, origin: DataSet, batch: Sequence[Imported], now: datetime, report: ImportReport) -> None:
        if report.stored:
            raise KeyboardInterrupt
        taken(self, origin, batch, now, report)

    monkeypatch.setattr(ImportService, "_store", interrupted)
    monkeypatch.setattr("app.commands.importing.ImportService", partial(ImportService, batch=2))
    assert main(["import", "gdelt", str(events), "--database", url]) == 130
    said = capsys.readouterr().err.splitlines()
    assert said == ["entente: stopped; 4 rows read, 2 relations stored, 0 known; the same files can be given again"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["polity", "a.CSV"], "'polity' is no data set; give one of gdelt, polecat, icews, cow, atop"),
        (["icews", "a.CSV"], "ICEWS was expected"),
        (["gdelt", "absent.CSV"], "cannot read absent.CSV: No such file or directory"),
        (["icews", "a.CSV", "--mentions", "a.CSV"], "icews has no mentions; leave --mentions out"),
        (["gdelt", "a.CSV", "--report", "a.CSV"], "cannot write a.CSV: File exists; name a file that is not there yet"),
    ],
)
def test_what_cannot_be_used(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    tabs(tmp_path / "a.CSV", [event()])
    assert main(["import", *arguments, "--database", url]) == 2
    assert said in capsys.readouterr().err
