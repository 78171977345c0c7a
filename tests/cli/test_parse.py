"""`parse`: files in, whole files out or none."""

import gzip
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from app.cli import main
from app.commands import parse
from graph.errors import LanguageError
from graph.language import Parser, Sentence, Word

ROOT = Path(__file__).resolve().parents[2]
GIVEN = "# a = b\n1\tBo\t_\t_\t_\t_\t_\t_\t_\t_\n2\tleft\t_\t_\t_\t_\t_\t_\t_\tA=b\n\n"
PARSED = "# a = b\n1\tBo\tbo\tX\tFW\t_\t0\troot\t_\t_\n2\tleft\tleft\tX\tFW\t_\t1\tdep\t_\tA=b\n\n"


class Chains:
    """Each word hangs from the one before it."""

    def parse_many(self, sentences: Iterable[tuple[Sequence[str], Sequence[bool]]]) -> Iterator[Sentence]:
        """Offsets as if a space followed each."""
        for forms, _ in sentences:
            words: list[Word] = []
            for i, form in enumerate(forms):
                start = words[-1].end + 1 if words else 0
                words.append(
                    Word(i, start, start + len(form), form, form.lower(), "X", "FW", "_", i - 1, "dep" if i else "root", "O")
                )
            yield Sentence(" ".join(forms), 0, tuple(words))


class Stdin(io.TextIOWrapper):
    """Standard input that holds these bytes."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "load", lambda threads=1: Chains())


Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Parse ``tmp_path``'s file into its ``out``."""

    def run(name: str, *options: str, out: str = "out") -> int:
        return main(["parse", "--in", str(tmp_path / name), "--out", str(tmp_path / out), *options])

    return run


def test_text_becomes_a_table(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").write_bytes("\ufeffBo left.\r\n\r\nÉmile stayed".encode())
    assert run("in") == 0
    made = (tmp_path / "out").read_bytes().decode()
    assert "\r" not in made
    assert re.findall(r"^# .*", made, re.MULTILINE) == [
        "# newdoc",
        "# sent_id = 1",
        "# text = Bo left .",  # the spaces of the fake
        "# newpar",
        "# sent_id = 2",
        "# text = Émile stayed",
    ]
    assert "\n1\tÉmile\témile\tX\tFW\t_\t0\troot\t_\tStart=12|End=17\n" in made
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_given_words_are_kept(ends: str, tmp_path: Path, run: Run) -> None:
    content = (GIVEN * 2).replace("\n", ends).encode()
    (tmp_path / "in.conllu").write_bytes(content)
    (tmp_path / "in.conllu.gz").write_bytes(gzip.compress(content))
    (tmp_path / "unended").write_bytes(content.rstrip())
    for name in ("in.conllu", "in.conllu.gz", "unended"):
        assert run(name, "--words", out=name + ".out") == 0
        assert (tmp_path / (name + ".out")).read_bytes() == (PARSED * 2).encode()


def test_packed_text_is_read_too(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.txt.gz").write_bytes(gzip.compress(b"Bo left"))
    assert run("in.txt.gz") == 0
    assert "# text = Bo left\n" in (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [[], ["--words"]])
@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", b"\xef\xbb\xbf"])
def test_nothing_gives_nothing(content: bytes, options: list[str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").write_bytes(content)
    assert run("in", *options) == 0
    assert (tmp_path / "out").read_bytes() == b""


def test_stdin_to_stdout(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(GIVEN.encode()))
    assert main(["parse", "--words", "--in", "-", "--out", "-"]) == 0
    assert capfdbinary.readouterr() == (PARSED.encode(), b"")
    monkeypatch.setattr(sys, "stdin", Stdin(b"Bo\xff"))
    assert main(["parse", "--in", "-", "--out", "-"]) == 2
    assert capfdbinary.readouterr() == (b"", b"entente: stdin:1: not UTF-8; convert it to UTF-8, as `iconv` does\n")


BROKEN = {
    "ragged": (GIVEN + "1\tBo\n").encode(),
    "disorder": (GIVEN * 2).replace("\n\n", "\n").encode(),
    "wordless": (GIVEN + "# alone\n").encode(),
    "latin": GIVEN.encode() + b"# caf\xe9\n",
    "plain.gz": GIVEN.encode(),
    "cut.gz": gzip.compress(GIVEN.encode() * 50)[:-20],
    "damaged.gz": gzip.compress(GIVEN.encode())[:12] + b"\xff" * 30,
}


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("ragged", ["--words"], r"ragged:5: a row needs 10 columns, not 2; divide"),
        ("disorder", ["--words"], r"disorder:5: the ID '1' where word 3 is due; number"),
        ("wordless", ["--words"], r"wordless:5: a sentence with no words; give it rows"),
        ("latin", ["--words"], r"latin:5: not UTF-8; convert"),
        ("latin", [], r"latin:5: not UTF-8; convert"),
        ("plain.gz", ["--words"], r"cannot read \S+plain.gz: Not a gzipped file .*; name"),
        ("cut.gz", ["--words"], r"cannot read \S+cut.gz: Compressed file ended .*; name"),
        ("damaged.gz", [], r"cannot read \S+damaged.gz: .*; name"),
        ("absent", [], r"cannot read \S+absent: No such file or directory; name"),
        ("absent.gz", ["--words"], r"cannot read \S+absent.gz: No such file or directory; name"),
        ("", [], r"cannot read \S+: Is a directory; name"),
    ],
)
def test_broken_input_is_one_line_and_leaves_what_was_there(
    name: str, options: list[str], says: str, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    if name in BROKEN:
        (tmp_path / name).write_bytes(BROKEN[name])
    before = sorted(tmp_path.iterdir())
    assert run(name, *options) == 2
    err = capsys.readouterr().err
    assert re.fullmatch(rf"entente: \S*{says}[^\n]*\n", err)
    assert sorted(tmp_path.iterdir()) == before
    (tmp_path / "out").write_text("kept", encoding="utf-8")
    assert run(name, *options) == 2
    assert (tmp_path / "out").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("out", "says"),
    [("in", "is the input too"), ("folder", "Is a directory"), ("no/folder/out", "No such file"), ("a" * 250, "too long")],
)
def test_a_place_that_cannot_be_written_costs_no_model(
    out: str, says: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parse, "load", lambda threads=1: pytest.fail("loaded"))
    (tmp_path / "in").write_text("Bo left.", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert run("in", out=out) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert (tmp_path / "in").read_text(encoding="utf-8") == "Bo left."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "in"]


def test_a_full_disk_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    (tmp_path / "in").write_text("Bo left.", encoding="utf-8")
    assert main(["parse", "--in", str(tmp_path / "in"), "--out", "/dev/full"]) == 2
    assert capsys.readouterr().err == "entente: cannot write /dev/full: No space left on device; name another file to write\n"
    assert not Path("/dev/full").is_file()


def test_an_absent_model_is_one_line(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(threads: int = 1) -> Parser:
        raise LanguageError("fetch it")

    monkeypatch.setattr(parse, "load", absent)
    (tmp_path / "in").write_text("Bo left.", encoding="utf-8")
    assert run("in") == 1
    assert capsys.readouterr().err == "entente: fetch it\n"
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_link_stays_a_link_and_a_file_keeps_its_rights(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").write_text("Bo left.", encoding="utf-8")
    (tmp_path / "whole").touch(mode=0o640)
    (tmp_path / "out").symlink_to("whole")
    assert run("in") == 0
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "whole").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "whole").read_text(encoding="utf-8").startswith("# newdoc")


def test_progress_is_told_every_two_seconds(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter(range(1000))
    monkeypatch.setattr("app.commands.parse.time.monotonic", lambda: float(next(seconds)))
    (tmp_path / "in").write_text("Bo left. " * 5, encoding="utf-8")
    assert run("in") == 0
    assert re.match(r"parsing: [12] of 5 sentences, \d\.\d a second\n", capsys.readouterr().err)


def test_a_sentence_is_written_as_soon_as_it_is_parsed() -> None:
    program = (
        "import sys; from app.commands import parse; from tests.cli.test_parse import Chains; "
        "parse.load = lambda threads=1: Chains(); from app.cli import main; "
        "sys.exit(main(['parse', '--words', '--in', '-', '--out', '-']))"
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
        child.stdin.write(GIVEN.encode())
        child.stdin.flush()
        assert child.stdout.readline() == b"# a = b\n"  # the input has not ended
        child.stdout.close()
        child.stdin.write(GIVEN.encode() * 3)
        child.stdin.close()
        assert child.stderr.read() == b""  # a reader that goes away is no reason to complain
        assert child.wait(30) == 0


def test_the_real_model(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "load", Parser.load)
    (tmp_path / "in").write_text("Kenya’s envoys met Ana L. Torres in Lisbon.\n\nThey left.", encoding="utf-8")
    assert run("in") == 0
    made = (tmp_path / "out").read_text(encoding="utf-8")
    assert "\n3\tenvoys\tenvoy\tNOUN\tNNS\tNumber=Plur\t4\tnsubj\t_\tStart=8|End=14\n" in made
    assert "|Name=B-LOC|" in made
    assert "\n\n# newpar\n# sent_id = 2\n# text = They left.\n1\tThey\tthey\tPRON\tPRP\t" in made
    assert run("out", "--words", "--threads", "2", out="again") == 0
    assert (tmp_path / "again").read_text(encoding="utf-8") == made
