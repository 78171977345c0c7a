"""GDELT: events, with and without mentions, of every layout."""

import gzip
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.errors import BadDataSet
from app.ingestion.importers.data_sets import Reading
from app.ingestion.importers.imported import Imported, RefusedRow
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.mentions import Mentions
from tests.ingestion.importers.files import event, mention, old, parties, read, reasons, tabs, taken


def test_an_event_is_a_line_that_a_reader_understands(tmp_path: Path) -> None:
    file = tabs(tmp_path / "a.export.CSV", [event(410412345, _12="GOV", _53="UP")])
    (one,) = taken(read("gdelt", file))
    assert one.text == (
        "GDELT event 410412345, 2015-02-18: Russia (government) uses conventional military force against Ukraine "
        "(CAMEO 190, in Ukraine); 12 mentions in 5 articles; told by first.example"
    )
    assert one.source.span is not None
    assert one.target.span is not None
    words = [one.text[slice(*span)] for span in (one.source.span, one.trigger, one.target.span)]
    assert words == ["Russia (government)", "uses conventional military force against", "Ukraine"]
    assert (one.source.actor, one.source.role, one.relation, one.target.actor) == ("RUS", "GOV", "attacks", "UKR")
    assert (one.key, one.event, one.status, one.confidence) == ("410412345", "410412345", "occurred", 0.6)
    assert (one.first, one.last, one.article_day) == (date(2015, 2, 18),) * 3
    assert (one.publisher, one.url) == ("first.example", "http://www.first.example/news/1.html")


def test_mentions_make_one_report_for_each_publisher(tmp_path: Path) -> None:
    events = tabs(tmp_path / "a.export.CSV", [event(1), event(2, _25="0")])
    told = [mention(1, "first.example", 40), mention(2, "b.example", 50), mention(1, "b.example", 30, "20150220")]
    told += [mention(1, "b.example", 90, "20150219"), mention(1, "c.example", 10), mention(1, "c.example", 10, "20150221")]
    mentions = tabs(tmp_path / "a.mentions.CSV", told)
    found = taken(read("gdelt", events, mentions=(mentions,)))
    shown = [(one.event, one.publisher, one.confidence, one.rows, one.article_day) for one in found]
    assert shown == [
        ("1", "first.example", 0.4, 2, date(2015, 2, 19)),
        ("1", "b.example", 0.9, 2, date(2015, 2, 19)),
        ("1", "c.example", 0.1, 2, date(2015, 2, 19)),
        ("2", "first.example", 0.48, 1, date(2015, 2, 18)),
        ("2", "b.example", 0.4, 1, date(2015, 2, 19)),
    ]
    assert len({one.key for one in found}) == 5
    assert [one.key for one in found if one.key == one.event] == ["1", "2"]
    alone = taken(read("gdelt", events))
    assert [one.key for one in alone] == ["1", "2"]  # the same, so that they are known again


def test_mentions_without_an_event_are_refused(tmp_path: Path) -> None:
    events = tabs(tmp_path / "a.export.CSV", [event(1, "010"), event(2)])
    rows = [
        mention(1),
        mention(2),
        mention(3),
        mention(2, confidence="x"),
        mention(2, day="20151340"),
        mention("9" * 30),
        ["1", "2"],
    ]
    mentions = tabs(tmp_path / "a.mentions.CSV", rows)
    found = read("gdelt", events, mentions=(mentions,))
    refused = {(Path(one.file).name, one.line): one.reason for one in found if isinstance(one, RefusedRow)}
    assert refused == {
        ("a.mentions.CSV", 4): "malformed",
        ("a.mentions.CSV", 5): "impossible-date",
        ("a.mentions.CSV", 6): "malformed",
        ("a.mentions.CSV", 7): "malformed",
        ("a.export.CSV", 1): "no-relation",
        ("a.mentions.CSV", 1): "event-refused",
        ("a.mentions.CSV", 3): "no-event",
    }


def test_an_event_that_comes_twice_takes_its_mentions_once(tmp_path: Path) -> None:
    events = tabs(tmp_path / "a.export.CSV", [event(1), event(1)])
    mentions = tabs(tmp_path / "a.mentions.CSV", [mention(1)])
    found = taken(read("gdelt", events, mentions=(mentions,)))
    assert [one.key for one in found if one.publisher == "first.example"] == ["1", "1"]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (event(code="999"), "unknown-code"), (event(code="---"), "unknown-code"), (event(code="014"), "no-relation"),
        (event(_1="20151341"), "impossible-date"), (event(_1=""), "impossible-date"), (event(_1="20150301"), "impossible-date"),
        (event(_1="19200220"), "impossible-date"), (event(_59="x"), "impossible-date"), (event("no"), "malformed"),
        (event("1" * 19), "malformed"), (event(one="EUR"), "region"), (event(one=""), "no-actor"),
        (event(other="QQQ"), "unknown-actor"),
        (event(one="UKR"), "self-dyad"), (event(one="UKR", _12="GOV"), "self-dyad"), (["1", "2"], "malformed"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, row: list[str], reason: str) -> None:
    found = read("gdelt", tabs(tmp_path / "a.CSV", [event(), row]))
    assert reasons(found) == [(2, reason, 1)]
    assert len(taken(found)) == 1


def test_news_of_days_to_come_is_refused(tmp_path: Path) -> None:
    file = tabs(tmp_path / "a.CSV", [event(1), event(2, _1="20150220", _59="20150220")])
    found = list(Reading("gdelt", parties(), [file], today=date(2015, 2, 18)))
    assert reasons(found) == [(2, "impossible-date", 1)]


def test_a_state_against_its_rebels_is_an_event(tmp_path: Path) -> None:
    (one,) = taken(read("gdelt", tabs(tmp_path / "a.CSV", [event(one="SYR", other="SYR", _12="GOV", _22="REB")])))
    assert (one.source.role, one.target.role) == ("GOV", "REB")


def test_what_is_meant_is_planned_and_what_is_mutual_is_ordered(tmp_path: Path) -> None:
    found = taken(read("gdelt", tabs(tmp_path / "a.CSV", [event(1, "0312", "USA", "JPN"), event(2, "057", "USA", "JPN")])))
    assert [(one.relation, one.status, one.source.actor) for one in found] == [
        ("cooperates_militarily_with", "planned", "JPN"),
        ("signs_agreement_with", "occurred", "JPN"),
    ]
    assert found[0].text.startswith("GDELT event 1, 2015-02-18: United States means to cooperate militarily with Japan")


def test_an_organisation_that_another_followed(tmp_path: Path) -> None:
    rows = [event(1, one="", _8="OAU"), event(2, one="", _8="OAU", _1="19990101", _59="19990101")]
    assert [one.source.actor for one in taken(read("gdelt", tabs(tmp_path / "a.CSV", rows)))] == ["IGO:AU", "IGO:OAU"]


@pytest.mark.parametrize(("width", "publisher"), [(58, "first.example"), (57, None)])
def test_gdelt_1(tmp_path: Path, width: int, publisher: str | None) -> None:
    (one,) = taken(read("gdelt", tabs(tmp_path / "a.csv", [old(event(_59="20150218"), width)])))
    assert (one.publisher, one.relation, one.first) == (publisher, "attacks", date(2015, 2, 18))


def test_packed_files_say_the_same(tmp_path: Path) -> None:
    plain = tabs(tmp_path / "a.export.CSV", [event(1), event(2)], end="\r\n")
    (tmp_path / "a.gz").write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(plain, "a.export.CSV")
        archive.writestr("__MACOSX/._a.export.CSV", "x")
    shown = [
        [(one.key, one.text) for one in taken(read("gdelt", file))] for file in (plain, tmp_path / "a.gz", tmp_path / "a.zip")
    ]
    assert shown[0] == shown[1] == shown[2]
    assert len(shown[0]) == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([mention()], "holds mentions (16 columns), and events were expected"),
        ([["a", "b"]], "has 2 columns, and GDELT's events have 61 (2.0), 58 or 57 (1.0)"),
    ],
)
def test_another_file_is_said_to_be_one(tmp_path: Path, rows: list[list[str]], said: str) -> None:
    with pytest.raises(BadDataSet, match=re.escape(said)):
        read("gdelt", tabs(tmp_path / "a.CSV", rows))


def test_events_are_no_mentions(tmp_path: Path) -> None:
    file = tabs(tmp_path / "a.CSV", [event()])
    with pytest.raises(BadDataSet, match=r"61 columns and mentions of GDELT 2\.0 have 16"):
        read("gdelt", file, mentions=(file,))
    with pytest.raises(BadDataSet, match="icews has no mentions"):
        read("icews", file, mentions=(file,))


def test_more_mentions_than_memory_is_meant_for(tmp_path: Path) -> None:
    file = tabs(tmp_path / "a.CSV", [mention(number) for number in range(4)])
    with pytest.raises(BadDataSet, match="there are over 3 mentions"):
        list(Mentions([file], most=3).read())


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    packed = gzip.compress(b"\n".join(b"\t".join(cell.encode() for cell in event(number)) for number in range(200)))
    cut = tmp_path / "cut.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    torn = tmp_path / "torn.zip"
    torn.write_bytes(b"PK\x03\x04" + bytes(40))
    for file in (tmp_path / "absent.CSV", cut, torn, tmp_path):
        with pytest.raises(BadDataSet, match="cannot read"):
            read("gdelt", file)


def test_a_zip_file_of_something_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", "x")
        archive.writestr("b.png", "x")
    with pytest.raises(BadDataSet, match="holds no file that ends in"):
        read("gdelt", tmp_path / "a.zip")


def test_lines_of_any_encoding_and_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ingestion.importers.lines.LONGEST", 20)
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbfa\tb\r\n\n" + "Zürich\n".encode("cp1252") + "Zürich\n".encode() + b"x" * 100 + b"\nnu\0l\nend")
    ((name, lines),) = [(name, list(lines)) for name, lines in Rows([file]).files()]
    assert name == str(file)
    assert lines == [(1, "a\tb"), (3, "Zürich"), (4, "Zürich"), (5, ""), (6, "nul"), (7, "end")]


def test_an_address_that_is_none_is_not_kept(tmp_path: Path) -> None:
    rows = [event(1, _60="BBC Monitoring"), event(2, _60="javascript:x"), event(3, _60="http://h.example/" + "x" * 3000)]
    found: list[Imported] = taken(read("gdelt", tabs(tmp_path / "a.CSV", rows)))
    assert [(one.url, one.publisher) for one in found] == [(None, None), (None, None), (None, "h.example")]
