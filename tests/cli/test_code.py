"""`code`: the contract of its lines."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.commands import coder
from app.commands.code import code_lines
from tests.cli.fakes import OneRule

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder, "load", lambda threads=1, least=None: OneRule())


def run(lines: list[bytes], *, pairs: bool = False) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    out: list[bytes] = []
    problems: list[bytes] = []
    tally = code_lines(io.BytesIO(b"\n".join(lines)), out.append, problems.append, OneRule(), pairs=pairs)
    assert (tally.coded, tally.failed) == (len(out), len(problems))
    return [json.loads(line) for line in out], [json.loads(line) for line in problems]


def test_an_edge_has_the_keys_of_the_contract_in_their_order() -> None:
    out, _ = run([b'{"id": "a", "date": "2015-09-27", "text": "Rain. FRA helps MLI."}'])
    assert out == [
        {
            "id": "a",
            "edges": [
                {
                    "source": "FRA",
                    "source_name": "FRA",
                    "source_role": "GOV",
                    "source_country": "FRA",
                    "relation": "gives_aid_to",
                    "target": "MLI",
                    "target_name": "MLI",
                    "target_role": "GOV",
                    "target_country": "MLI",
                    "status": "occurred",
                    "sentence": 1,
                    "char_start": 0,
                    "char_end": 13,
                    "confidence": 0.9,
                    "why": "the one rule",
                    "date": "2015-09-27",
                    "date_precision": "day",
                    "date_source": "article",
                    "alternatives": [],
                }
            ],
        }
    ]
    assert list(out[0]["edges"][0])[:6] == [
        "source",
        "source_name",
        "source_role",
        "source_country",
        "relation",
        "target",
    ]


def test_given_sentences_are_kept_as_they_are() -> None:
    out, _ = run([b'{"id": 7, "text": "ignored", "sentences": ["A. B. C.", "USA attacks IRQ. So be it"]}'])
    assert out[0]["id"] == 7
    assert [edge["sentence"] for edge in out[0]["edges"]] == [1]


def test_broken_lines_are_told_and_the_rest_goes_on_in_order() -> None:
    out, problems = run(
        [
            b'\xef\xbb\xbf{"id": "1", "text": "USA attacks IRQ"}',
            b'{"aliases": {"IGO:UN": ["un"]}}',
            b"{broken",
            b"",
            b"[1]",
            b'{"id": "2"}',
            b'{"id": "3", "text": "boom"}',
            b'{"id": "4", "date": "yesterday", "text": "x"}',
            b'{"id": "5", "sentences": ["a", 3]}',
            b'{"id": true, "text": "x"}',
            b'{"id": "\xff", "text": "x"}',
            b'{"id": "6", "text": ""}',
        ]
    )
    assert [record["id"] for record in out] == ["1", "6"]
    assert [(problem["id"], problem["line"]) for problem in problems] == [
        (None, 3),
        (None, 5),
        ("2", 6),
        ("3", 7),
        ("4", 8),
        ("5", 9),
        (None, 10),
        (None, 11),
    ]
    assert "boom" in problems[3]["error"]
    assert "YYYY-MM-DD" in problems[4]["error"]


def test_pairs_are_classified() -> None:
    out, problems = run(
        [
            b'{"id": 1, "sentence": "USA attacks IRQ", "source": [0, 3], "target": [12, 15]}',
            b'{"id": 2, "sentence": "USA likes IRQ", "source": [0, 3], "target": [10, 13]}',
            b'{"id": 3, "sentence": "USA likes IRQ", "source": [0, 3], "target": [10, 14]}',
            b'{"id": 4, "sentence": "USA likes IRQ", "source": [3, 3], "target": [10, 13]}',
            b'{"id": 5, "sentence": "USA likes IRQ", "source": [0, true], "target": [10, 13]}',
        ],
        pairs=True,
    )
    assert out == [
        {"id": 1, "relation": "attacks", "plover": "ASSAULT", "confidence": 0.9},
        {"id": 2, "relation": None, "plover": None, "confidence": 0.0},
    ]
    assert [problem["id"] for problem in problems] == [3, 4, 5]


def test_files_are_read_and_written_and_the_status_tells_of_failures(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    given, made = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text('{"id": "a", "text": "USA attacks IRQ"}\n', encoding="utf-8")
    assert main(["code", "--in", str(given), "--out", str(made)]) == 0
    assert json.loads(made.read_text(encoding="utf-8"))["edges"][0]["target"] == "IRQ"
    given.write_text('{"id": "a", "text": "USA attacks IRQ"}\nbroken\n', encoding="utf-8")
    assert main(["code", "--in", str(given), "--out", "-"]) == 1
    out, err = capfdbinary.readouterr()
    assert json.loads(out)["id"] == "a"
    assert json.loads(err.splitlines()[0])["line"] == 2
    assert err.splitlines()[-1] == b"entente: 1 of 2 lines could not be coded"


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [("none.jsonl", "out", "cannot read"), ("in", "in", "is the input too"), ("in", "no/folder/out", "cannot write")],
)
def test_wrong_files_are_one_line_and_status_two(
    source: str, target: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").write_text('{"id": "a", "text": ""}\n', encoding="utf-8")
    assert main(["code", "--in", str(tmp_path / source), "--out", str(tmp_path / target)]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert (tmp_path / "in").stat().st_size > 0


def test_a_reader_that_goes_away_is_no_reason_to_complain() -> None:
    program = (
        "import sys; from app.commands import coder; from tests.cli.fakes import OneRule; "
        "coder.load = lambda threads=1, least=None: OneRule(); from app.cli import main; "
        "sys.exit(main(['code', '--in', '-', '--out', '-']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write(b'{"id": 1, "text": "USA attacks IRQ"}\n')
        child.stdin.flush()
        assert b'"id":1' in child.stdout.readline()  # streamed: the answer is there before the input ends
        child.stdout.close()
        child.stdin.write(b'{"id": 2, "text": "USA attacks IRQ"}\n' * 3)
        child.stdin.close()
        assert child.stderr.read() == b""
        assert child.wait(30) == 0
