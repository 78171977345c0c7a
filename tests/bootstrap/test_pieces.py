"""The parts of the first start that need no installation to be seen."""

import ast
import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import BootstrapError, digest, explain, has_pins, is_current, pins, pins_files, prepare, python_of

APP = Path(__file__).resolve().parents[2] / "app"


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "bootstrap.py"])
def test_what_starts_first_can_be_read_by_an_old_python_and_needs_no_package(name: str) -> None:
    tree = ast.parse((APP / name).read_text(encoding="utf-8"), feature_version=(3, 7))
    imported = {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module}
    assert imported <= {"__future__", "app.bootstrap", "collections.abc", "pathlib"}


def test_pins_know_markers_and_several_versions() -> None:
    text = (
        "numpy==2.4 ; python_version < '3.12' \\\n    --hash=sha256:00\nnumpy==2.5 ; python_version >= '3.12' \\\n"
        "Typing_Extensions==4.1 \\\npsycopg[binary]==3.2\n"
    )
    assert pins(text) == {
        "numpy": ({"2.4", "2.5"}, False),
        "typing-extensions": ({"4.1"}, True),
        "psycopg": ({"3.2"}, True),
    }


def test_an_environment_has_the_pins_when_each_is_there_in_a_pinned_version(tmp_path: Path) -> None:
    pinned = tmp_path / "base.txt"
    pinned.write_text("one-thing==1.0 \\\nother==2.0 ; sys_platform == 'win32' \\\n", encoding="utf-8")
    site = tmp_path / "site"
    assert not has_pins(site, pinned)
    (site / "One_Thing-1.0.dist-info").mkdir(parents=True)
    assert has_pins(site, pinned)
    (site / "other-1.9.dist-info").mkdir()
    assert not has_pins(site, pinned)


def test_a_stamp_holds_for_one_interpreter_and_one_content(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    for name in ("base.txt", "dev.txt"):
        (tmp_path / "requirements" / name).write_text("a==1 \\\n", encoding="utf-8")
    venv = tmp_path / ".venv"
    python = python_of(venv)
    python.parent.mkdir(parents=True)
    python.touch()
    base, dev = pins_files(tmp_path, dev=False), pins_files(tmp_path, dev=True)
    assert not is_current(venv, base)
    stamp = {"base.txt": digest(base[0]), "python": str(python.resolve())}
    (venv / "entente.stamp").write_text(json.dumps(stamp), encoding="utf-8")
    assert is_current(venv, base)
    assert not is_current(venv, dev)
    (venv / "entente.stamp").write_text(json.dumps({**stamp, "python": "/elsewhere"}), encoding="utf-8")
    assert not is_current(venv, base)
    (venv / "entente.stamp").write_text(json.dumps(stamp), encoding="utf-8")
    (venv / "entente.incomplete").touch()
    assert not is_current(venv, base)


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("error: dns error: failed to lookup address", "cannot reach the package index"),
        ("OSError: [Errno 28] No space left on device", "no space left"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "differs from its pinned hash"),
        ("Collecting x\nERROR: something else", "ERROR: something else"),
    ],
)
def test_a_failure_is_one_line_that_says_what_to_do(printed: str, says: str, tmp_path: Path) -> None:
    line = explain(printed.splitlines(), tmp_path / "log")
    assert says in line
    assert "\n" not in line


class Installer:
    """Stands for venv and pip: makes the interpreter, and installs until it is told to fail."""

    def __init__(self, venv: Path) -> None:
        self.venv, self.made, self.fails = venv, 0, False

    def __call__(self, command: Sequence[str], line: Callable[[str], None]) -> int:
        if list(command[1:3]) == ["-m", "venv"]:
            self.made += 1
            python_of(self.venv).parent.mkdir(parents=True)
            python_of(self.venv).touch()
        if "install" in command and self.fails:
            line("ERROR: it broke")
            return 1
        return 0


def test_an_interrupted_installation_is_started_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no uv
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("a==1 \\\n", encoding="utf-8")
    venv, files = tmp_path / ".venv", pins_files(tmp_path, dev=False)
    run, said = Installer(venv), list[str]()

    run.fails = True
    with pytest.raises(BootstrapError, match="it broke"):
        prepare(venv, files, said.append, run)
    assert not is_current(venv, files)
    (venv / "half").touch()  # whatever the interrupted one left

    run.fails = False
    prepare(venv, files, said.append, run)
    assert "an earlier installation was interrupted; starting anew" in said
    assert run.made == 2
    assert not (venv / "half").exists()
    assert is_current(venv, files)

    prepare(venv, files, said.append, run)  # nothing to do
    assert run.made == 2


def test_training_runs_in_the_environment_that_has_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(bootstrap, "prepare", lambda venv, files, say: made.append(venv))
    monkeypatch.setattr(bootstrap, "is_current", lambda venv, files: False)
    monkeypatch.setattr(bootstrap, "has_pins", lambda site, pins_file: False)
    monkeypatch.setattr(bootstrap, "_replace", lambda *_: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name == "torch" or None)
    bootstrap.ensure(["train-language", "--data", "x"], root=tmp_path, environ={})
    assert made == []
    bootstrap.ensure(["serve"], root=tmp_path, environ={})  # every other command has the pins
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    bootstrap.ensure(["train-language"], root=tmp_path, environ={})  # to say in one line what is missing
    assert made == [tmp_path / ".venv"] * 2


def test_numpy_computes_on_one_thread_unless_told_otherwise_or_in_training() -> None:
    environ = {"OMP_NUM_THREADS": "3"}
    bootstrap.one_thread(["code", "a.txt"], environ)
    assert environ == {"OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    training: dict[str, str] = {}
    bootstrap.one_thread(["train-language", "data"], training)
    assert training == {}
