"""The report of the coder's quality: what is printed, what is written, what stays."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from app.cli import main
from app.commands import coder
from app.commands.code import BadFile
from app.commands.quality import publish
from app.quality import files
from app.quality.files import digest, figures, page
from app.quality.tables import Table, tables
from app.schemas.quality import QualityAnswer
from tests.cli.fakes import OneRule

DAY = date(2026, 1, 5)
EDGES = {
    "id": "a",
    "date": "2001-01-01",
    "sentences": ["USA attacks IRQ.", "FRA meets DEU.", "USA helps MLI."],
    "edges": [
        {"source": "USA", "relation": "attacks", "target": "IRQ", "sentence": 0, "status": "occurred"},
        {"source": "FRA", "relation": "meets_with", "target": "DEU", "sentence": 1, "status": "occurred"},
    ],
}
EVENTS = {"id": "e", "text": "USA attacks IRQ.", "events": [{"source": "USA", "target": "IRQ", "plover": "ASSAULT"}]}
PAIRS = {"id": "p", "sentence": "USA attacks IRQ.", "source": [0, 3], "target": [12, 15], "plover": "ASSAULT"}


@pytest.fixture
def golds(tmp_path: Path) -> list[str]:
    """A file of each kind."""
    made = []
    for name, record in (("wires", EDGES), ("events", EVENTS), ("pairs", PAIRS)):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
        made.append(str(path))
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a model and a page, whose prose is its owner's."""
    folder = tmp_path / "checkout"
    (folder / files.MODELS).mkdir(parents=True)
    (folder / files.MODELS / "weights.bin").write_bytes(b"1")
    (folder / files.PAGE).parent.mkdir()
    names = [table.name for table in tables(QualityAnswer.model_validate(empty()))]
    places = "".join(f"\nBefore {name}.\n<!-- table: {name} -->\nstale\n<!-- end -->\n" for name in names)
    (folder / files.PAGE).write_text(f"# Title\n{places}\n<!-- prose -->\nMine.\n<!-- end of prose -->\n", encoding="utf-8")
    return folder


def empty() -> dict[str, Any]:
    return {"date": "2026-01-05", "note": "", "models": "sha256:" + "0" * 64, "sets": [], "details": None}


def test_everything_is_measured_once_and_as_json(
    golds: list[str], root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(golds, OneRule, on=DAY, note="first", as_json=True, root=root) == 0
    said = capsys.readouterr().out
    assert str(tmp_path) not in said
    assert "attacks IRQ." not in said
    quality = QualityAnswer.model_validate_json(said)
    assert [(one.name, one.kind, one.records) for one in quality.sets] == [
        ("wires", "edges", 1),
        ("events", "events", 1),
        ("pairs", "pairs", 1),
    ]
    assert (quality.date, quality.note) == (DAY, "first")
    assert quality.models == digest(root / files.MODELS)
    assert quality.sets[2].pairs is not None
    assert quality.sets[2].pairs.by_class == {"ASSAULT": 1.0}
    details = quality.details
    assert details is not None
    shown = {one.name: (one.said, one.right, one.demanded, one.found) for one in details.relations}
    assert shown == {"meets_with": (0, 0, 1, 0), "gives_aid_to": (1, 0, 0, 0), "attacks": (1, 1, 1, 1)}
    assert [one.name for one in details.classes] == ["CONSULT", "AID", "ASSAULT"]
    assert (details.ends.demanded, details.ends.both) == (2, 2)
    assert (details.status.edges, details.status.accuracy) == (1, 1.0)
    assert details.calibration.error == pytest.approx(0.4)  # two said with .9, one of them right
    assert details.precise.setting is None
    assert {one.least: one.precision for one in details.settings}[0.9] == 0.5


def test_the_report_is_tables_that_line_up(golds: list[str], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(golds, OneRule, on=DAY, root=root) == 0
    out = capsys.readouterr().out
    assert "  wires   1 article, 2 demanded edges\n" in out
    assert "  wires  0.50 / 0.50 / 0.50" in out
    assert "  attacks            1.00    1.00  1.00     1      1         1      1\n" in out
    assert "  meets_with            –    0.00     –     0      0         1      0\n" in out
    assert "Accuracy 1.00: 1 of 1 right edges." in out
    assert "No least confidence reaches precision 0.90." in out


def test_writing_renews_the_tables_and_leaves_the_prose(golds: list[str], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(golds, OneRule, on=DAY, write=True, root=root) == 0
    first = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    assert "wrote graph/data/quality.json, docs/quality.md, docs/images/" in capsys.readouterr().err
    text = (root / files.PAGE).read_text(encoding="utf-8")
    assert "stale" not in text
    assert "Before relations.\n<!-- table: relations -->\n| relation | precision |" in text
    assert "| attacks | 1.00 | 1.00 | 1.00 | 1 | 1 | 1 | 1 |" in text
    assert text.endswith("<!-- prose -->\nMine.\n<!-- end of prose -->\n")
    kept = QualityAnswer.model_validate_json((root / files.MEASURES).read_bytes())
    assert page(kept, text) == text
    for name, svg in figures(kept).items():
        assert (root / files.FIGURES / name).read_text(encoding="utf-8") == svg
    assert publish(golds, OneRule, on=DAY, write=True, root=root) == 0
    assert first == {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_page_without_a_place_for_a_table_is_refused_and_nothing_is_written(golds: list[str], root: Path) -> None:
    path = root / files.PAGE
    path.write_text(path.read_text(encoding="utf-8").replace("table: ends", "table: odds"), encoding="utf-8")
    with pytest.raises(BadFile, match=r"needs one place for each .* odds"):
        publish(golds, OneRule, on=DAY, write=True, root=root)
    assert not (root / files.MEASURES).exists()
    assert "stale" in path.read_text(encoding="utf-8")


def test_the_figures_draw_what_was_measured(golds: list[str], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(golds, OneRule, on=DAY, as_json=True, root=root)
    made = figures(QualityAnswer.model_validate_json(capsys.readouterr().out))
    svg = "{http://www.w3.org/2000/svg}"
    bars = ElementTree.fromstring(made["calibration.svg"]).findall(f"{svg}rect[@class='w']")  # noqa: S314 - our own
    assert [(bar.get("x"), bar.get("height")) for bar in bars] == [("327.0", "150.0")]  # .9 to 1.0, half of it right
    chart = ElementTree.fromstring(made["relations.svg"])  # noqa: S314
    assert [bar.get("width") for bar in chart.findall(f"{svg}rect")] == ["320.0", "0.0"]
    words = [text.text for text in chart.findall(f"{svg}text")]
    assert words.index("attacks (1)") < words.index("meets_with (1)")
    assert figures(QualityAnswer.model_validate(empty())) == {}


def test_the_digest_is_that_of_the_models_alone(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"1")
    first = digest(tmp_path)
    (tmp_path / "CARD.md").write_text("prose", encoding="utf-8")
    assert digest(tmp_path) == first
    (tmp_path / "weights.bin").write_bytes(b"2")
    assert digest(tmp_path) != first


def test_a_note_cannot_break_the_page() -> None:
    told = tables(QualityAnswer.model_validate({**empty(), "note": "a | b\n<!-- end --> & c"}))[0]
    assert "| note | a &#124; b &lt;!-- end --> &amp; c |" in told.markdown()
    assert Table("x", "X", ("a", "b"), ()).markdown() == "| a | b |\n| --- | ---: |"


def test_what_cannot_be_measured_is_one_line(
    golds: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(coder, "load", lambda threads=1: OneRule())
    assert main(["quality", golds[0]]) == 2  # no day
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / "wires.jsonl"
    twin.write_text(json.dumps({**EDGES, "edges": [{"source": "USA"}]}), encoding="utf-8")
    capsys.readouterr()
    assert main(["quality", golds[0], str(twin), "--date", "2026-01-05"]) == 2
    assert "share the name wires" in capsys.readouterr().err
    assert main(["quality", str(twin), "--date", "2026-01-05"]) == 2
    assert capsys.readouterr().err.startswith("entente: a gold record cannot be scored")
