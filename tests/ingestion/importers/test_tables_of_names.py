"""POLECAT and ICEWS: rows below a line of names."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import BadDataSet
from app.ingestion.importers.polecat import COLUMNS
from tests.ingestion.importers.files import ICEWS, event, icews, polecat, read, reasons, tabs, taken

HEAD = [name.title() for name in COLUMNS]


def test_polecat(tmp_path: Path) -> None:
    row = polecat(event_type="ASSAULT", event_mode="heavy-weapons", contexts="military;terrorism", primary_actor_sector="MIL")
    (one,) = taken(read("polecat", tabs(tmp_path / "a.txt", [HEAD, row])))
    assert one.text == (
        "POLECAT event a-1, 2023-05-04: Russia (military) attacks with heavy weapons Ukraine "
        "(PLOVER ASSAULT, heavy-weapons, military, terrorism); told by A Paper"
    )
    assert (one.relation, one.publisher, one.first, one.article_day) == ("attacks", "A Paper", date(2023, 5, 4), date(2023, 5, 5))


@pytest.mark.parametrize(
    ("cells", "relation"),
    [
        ({"event_type": "COOPERATE"}, "cooperates_with"),
        ({"event_type": "cooperate", "contexts": "environment; economic"}, "cooperates_economically_with"),
        ({"event_type": "AID", "contexts": "military"}, "arms"),
        ({"event_type": "ACCUSE", "event_mode": "disapprove"}, "criticises"),
        ({"event_type": "ACCUSE", "event_mode": "ACCUSE-investigate"}, "accuses"),
        ({"event_type": "SANCTION"}, "sanctions"),
        ({"event_type": "SANCTION", "event_mode": "expel"}, "cuts_ties_with"),
        ({"event_type": "COERCE", "event_mode": "restrict", "contexts": "economic"}, "sanctions"),
        ({"event_type": "COERCE", "event_mode": "restrict"}, "coerces"),
        ({"event_type": "RETREAT", "event_mode": "something new"}, "makes_peace_with"),
        ({"event_type": "DEMAND"}, "requests"),
    ],
)
def test_types_modes_and_contexts(tmp_path: Path, cells: dict[str, str], relation: str) -> None:
    (one,) = taken(read("polecat", tabs(tmp_path / "a.txt", [HEAD, polecat(**cells)])))
    assert one.relation == relation


def test_a_row_with_several_ends_is_one_report(tmp_path: Path) -> None:
    row = polecat(
        actor_name="Russia; Hamas", actor_country="RUS;PSE", recipient_name="Ukraine; Nowhere", recipient_country="UKR; QQQ"
    )
    found = read("polecat", tabs(tmp_path / "a.txt", [HEAD, row]))
    assert [(one.source.actor, one.target.actor, one.rows) for one in taken(found)] == [
        ("RUS", "UKR", 1),
        ("NSA:HAMAS", "UKR", 0),
    ]
    assert len({one.event for one in taken(found)}) == 1
    assert len({one.key for one in taken(found)}) == 2
    assert reasons(found) == [(2, "unknown-actor", 0)]


def test_names_count_where_countries_are_not_given(tmp_path: Path) -> None:
    row = polecat(actor_name="NATO", actor_country="None", recipient_name="Taliban;Ukraine", recipient_country="AFG")
    found = taken(read("polecat", tabs(tmp_path / "a.txt", [HEAD, row])))
    assert [(one.source.actor, one.target.actor) for one in found] == [("IGO:NATO", "NSA:TALIBAN")]


def test_contexts_tell_the_status(tmp_path: Path) -> None:
    rows = [
        polecat(event_id=word, contexts=word, event_date="2023-06-01")
        for word in ("future", "hypothetical", "historical", "legal")
    ]
    found = read("polecat", tabs(tmp_path / "a.txt", [HEAD, *rows]))
    assert [one.status for one in taken(found)] == ["planned", "hypothetical"]
    assert reasons(found) == [(4, "impossible-date", 1), (5, "impossible-date", 1)]
    rows = [polecat(contexts="historical")]
    assert reasons(read("polecat", tabs(tmp_path / "b.txt", [HEAD, *rows]))) == [(2, "historical", 1)]


def test_misshapen_files_of_polecat(tmp_path: Path) -> None:
    extra = tabs(tmp_path / "extra.txt", [[*HEAD, "Headline", "Text"], polecat()])
    behind = tabs(tmp_path / "behind.txt", [[*HEAD], [*polecat(), "", " "]])
    short = tabs(tmp_path / "short.txt", [HEAD, polecat()[:20], ["a"]])
    assert [len(taken(read("polecat", file))) for file in (extra, behind, short)] == [1, 1, 0]
    assert reasons(read("polecat", short)) == [(2, "malformed", 1), (3, "malformed", 1)]
    latin = tmp_path / "latin.txt"
    latin.write_bytes("\n".join("\t".join(row) for row in [HEAD, polecat(source="Süd")]).encode("cp1252"))
    assert taken(read("polecat", latin))[0].publisher == "Süd"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"event_type": "DANCE"}, "unknown-code"), ({"event_date": "None"}, "impossible-date"), ({"event_id": ""}, "malformed"),
        ({"event_date": "1999-01-01"}, "impossible-date"), ({"actor_country": "UKR", "actor_name": "Ukraine"}, "self-dyad"),
        ({"actor_country": "None", "actor_name": "None"}, "no-actor"),
        ({"recipient_country": "None", "recipient_name": "Xyzzy"}, "unknown-actor"),
    ],
)  # fmt: skip
def test_what_polecat_refuses(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    assert reasons(read("polecat", tabs(tmp_path / "a.txt", [HEAD, polecat(**cells)]))) == [(2, reason, 1)]


def test_icews(tmp_path: Path) -> None:
    row = icews(source_name="Military (Russia)", source_sectors="Government,Military", cameo_code="192")
    (one,) = taken(read("icews", tabs(tmp_path / "a.tab", [ICEWS, row])))
    assert one.text == "ICEWS event 77, 2014-03-02: Russia (military) occupies territory of Ukraine (CAMEO 192); told by A Paper"
    assert (one.key, one.first) == (one.event, date(2014, 3, 2))


def test_codes_of_icews_that_lost_their_zero(tmp_path: Path) -> None:
    rows = [icews(cameo_code=code) for code in ("42", "841", "0841", "10", "193", "112", "1121", "211")]
    found = read("icews", tabs(tmp_path / "a.tab", [ICEWS, *rows]))
    assert [one.relation for one in taken(found)] == [
        "meets_with", "makes_peace_with", "makes_peace_with", "attacks", "accuses", "accuses", "requests",
    ]  # fmt: skip
    assert reasons(found) == [(5, "no-relation", 1)]


def test_names_and_countries_of_icews(tmp_path: Path) -> None:
    rows = [
        icews(source_name="Hamas", source_country="Occupied Palestinian Territory"),
        icews(source_name="North Atlantic Treaty Organization", source_country=""),
        icews(
            source_name="Citizen (Cote d'Ivoire)",
            source_country="Cote d'Ivoire",
            source_sectors="General Population / Civilian / Social",
        ),
        icews(source_name="Somebody", source_country="Atlantis"),
        icews(source_name="", source_country=""),
        icews(event_date="2014-02-30"),
        icews(event_date="0001-01-01"),
    ]
    found = read("icews", tabs(tmp_path / "a.tab", [ICEWS, *rows]))
    assert [(one.source.actor, one.source.role) for one in taken(found)] == [
        ("NSA:HAMAS", None),
        ("IGO:NATO", None),
        ("CIV", "CVL"),
    ]
    assert reasons(found) == [(5, "unknown-actor", 1), (6, "no-actor", 1), (7, "impossible-date", 1), (8, "impossible-date", 1)]


def test_rows_of_one_event_id_are_told_apart(tmp_path: Path) -> None:
    found = taken(read("icews", tabs(tmp_path / "a.tab", [ICEWS, icews(), icews(story_id="6"), icews()])))
    assert found[0].key == found[2].key != found[1].key


def test_another_file_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(BadDataSet, match=r"its first line has 61 columns .* and ICEWS was expected"):
        read("icews", tabs(tmp_path / "a.tab", [event()]))
    with pytest.raises(BadDataSet, match="POLECAT has the columns event id, event date"):
        read("polecat", tabs(tmp_path / "a.tab", [ICEWS, icews()]))
