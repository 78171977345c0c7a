"""`train-language` where it cannot begin: one line that says what to do, and exit status 2."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from app.cli import main


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What can be imported, as far as the command sees."""
    names = {"torch", "onnx", "safetensors", "training"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: ModuleSpec(name, None) if name in names else None)
    return names


def told(capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    assert main(["train-language", "--data", str(folder)]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    return line


def test_without_the_extra(capsys: pytest.CaptureFixture[str], installed: set[str], tmp_path: Path) -> None:
    installed -= {"torch", "onnx"}
    assert "training needs torch, onnx: python3 -m venv" in told(capsys, tmp_path)


def test_outside_a_clone(capsys: pytest.CaptureFixture[str], installed: set[str], tmp_path: Path) -> None:
    installed.remove("training")
    assert "in a clone of the repository" in told(capsys, tmp_path)


def test_without_the_treebank(capsys: pytest.CaptureFixture[str], installed: set[str], tmp_path: Path) -> None:
    (tmp_path / "ewt-dev.conllu.gz").touch()
    assert "no ewt-train.conllu.gz, uner-dev.iob2.gz in" in told(capsys, tmp_path)
