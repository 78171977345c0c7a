"""Rows in the layouts of the data sets, all of them invented."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.ingestion.importers.data_sets import Reading
from app.ingestion.importers.imported import DataSet, Imported, Outcome, RefusedRow, Tally
from app.ingestion.importers.parties import Parties
from app.ingestion.importers.polecat import COLUMNS
from graph.actors import Register

ICEWS = (
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|Target Sectors|"
    "Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude"
).split("|")
DYAD = (
    "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,dyad_end_month,"
    "dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,asymmetric,version"
).split(",")
MEMBER = (
    "version4id,ccode,state_name,all_st_day,all_st_month,all_st_year,all_end_day,all_end_month,all_end_year,ss_type,mem_st_day,"
    "mem_st_month,mem_st_year,mem_end_day,mem_end_month,mem_end_year,left_censor,right_censor,defense,neutrality,nonaggression,"
    "entente,version"
).split(",")
ATOP = "dyad,year,mem1,mem2,atopally,defense,offense,neutral,nonagg,consul,bilatno,multino,number,atopid1,version".split(",")
ATOP_MEMBER = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,defense,offense,neutral,nonagg,consul".split(",")


@cache
def parties() -> Parties:
    return Parties(Register.load())


def event(number: object = 500, code: str = "190", one: str = "RUS", other: str = "UKR", **cells: object) -> list[str]:
    """An event of GDELT 2.0 with cells by their place, ``_12="GOV"``."""
    row = [""] * 61
    given = {0: number, 1: "20150218", 7: one, 17: other, 25: "1", 26: code, 31: "12", 33: "5", 59: "20150218231500"}
    given |= {60: "http://www.first.example/news/1.html"} | {int(key[1:]): value for key, value in cells.items()}
    for place, value in given.items():
        row[place] = str(value)
    return row


def old(row: list[str], width: int = 58) -> list[str]:
    """An event of GDELT 1.0: without the three second districts, and before April 2013 without the address."""
    return [cell for place, cell in enumerate(row) if place not in (39, 47, 55)][:width]


def mention(number: object = 500, paper: str = "other.example", confidence: object = 70, day: str = "20150219") -> list[str]:
    url = f"https://www.{paper}/{number}"
    return [str(number), "20150218231500", f"{day}001500", "1", paper, url, "2", "-1", "20", "40", "1", str(confidence), "900",
            "-1.5", "", ""]  # fmt: skip


def polecat(**cells: str) -> list[str]:
    """A row of POLECAT with cells by their names, ``event_id="a"``."""
    given = {
        "event id": "a-1", "event date": "2023-05-04", "publication date": "2023-05-05", "event type": "ACCUSE",
        "actor name": "Russia", "actor country": "RUS", "recipient name": "Ukraine", "recipient country": "UKR",
        "source": "A Paper",
    }  # fmt: skip
    given |= {key.replace("_", " "): value for key, value in cells.items()}
    return [given.get(name, "None") for name in COLUMNS]


def icews(**cells: str) -> list[str]:
    """A row of ICEWS with cells by their names, ``cameo_code="190"``."""
    given = {
        "Event ID": "77", "Event Date": "2014-03-02", "Source Name": "Russia", "Source Country": "Russian Federation",
        "CAMEO Code": "190", "Target Name": "Ukraine", "Target Country": "Ukraine", "Story ID": "5", "Publisher": "A Paper",
    }  # fmt: skip
    lower = {name.casefold(): name for name in ICEWS}
    given |= {lower[key.replace("_", " ")]: value for key, value in cells.items()}
    return [given.get(name, "") for name in ICEWS]


def named(columns: list[str], **cells: object) -> list[str]:
    """A row of these columns."""
    return [str(cells.get(name, "")) for name in columns]


def tabs(path: Path, rows: Iterable[Iterable[str]], end: str = "\n") -> Path:
    path.write_bytes("".join("\t".join(row) + end for row in rows).encode())
    return path


def commas(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(data_set: DataSet, *files: Path, mentions: tuple[Path, ...] = ()) -> list[Outcome]:
    """All outcomes; what was read is the sum of them."""
    reading = Reading(data_set, parties(), files, mentions)
    tally = Tally()
    outcomes = list(tally.over(reading))
    assert reading.read == tally.read == tally.mapped + tally.refused
    return outcomes


def taken(outcomes: Iterable[Outcome]) -> list[Imported]:
    return [outcome for outcome in outcomes if isinstance(outcome, Imported)]


def reasons(outcomes: Iterable[Outcome]) -> list[tuple[int, str, int]]:
    """Line, reason and rows of each refusal."""
    return [(one.line, one.reason, one.rows) for one in outcomes if isinstance(one, RefusedRow)]
