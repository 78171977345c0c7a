"""The files that the model is made of: whole, and missed with a clear line."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from graph.errors import LanguageError
from graph.language import Parser
from graph.language.network import MODEL_FOLDER, check_files


def test_checksums() -> None:
    manifest = json.loads((MODEL_FOLDER / "manifest.json").read_text())
    own = {path.name for path in MODEL_FOLDER.iterdir() if not path.name.startswith("relations.")}  # another model's
    assert set(manifest) == own - {"manifest.json", "MODEL_CARD.md", "RELATIONS_CARD.md"}
    for name, facts in manifest.items():
        assert hashlib.sha256((MODEL_FOLDER / name).read_bytes()).hexdigest() == facts["sha256"], name


def test_the_card_tells_the_checksums() -> None:
    card = (MODEL_FOLDER / "MODEL_CARD.md").read_text()
    for facts in json.loads((MODEL_FOLDER / "manifest.json").read_text()).values():
        assert facts["sha256"] in card


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match=r"manifest\.json.*fetch the model files"):
        Parser.load(folder=tmp_path)


def test_an_absent_file(tmp_path: Path) -> None:
    shutil.copy(MODEL_FOLDER / "manifest.json", tmp_path)
    with pytest.raises(LanguageError, match=r"labeller\.npz is absent"):
        Parser.load(folder=tmp_path)


def test_a_cut_file(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"a.bin": {"bytes": 9}}')
    (tmp_path / "a.bin").write_bytes(b"short")
    with pytest.raises(LanguageError, match="has 5 bytes, not 9"):
        check_files(tmp_path)


def test_a_file_that_is_no_network(tmp_path: Path) -> None:
    for path in MODEL_FOLDER.glob("*.*"):
        if path.suffix != ".onnx":
            shutil.copy(path, tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "parser.int8.onnx").write_bytes(b"no network")
    with pytest.raises(LanguageError, match=r"parser\.int8\.onnx cannot be loaded"):
        Parser.load(folder=tmp_path)


def test_threads_are_counted_from_one() -> None:
    with pytest.raises(LanguageError, match="threads must be 1 or more"):
        Parser.load(threads=0)
