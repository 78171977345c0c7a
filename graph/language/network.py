"""The neural network: one sentence in, tags and arc scores out. onnxruntime on the CPU, nothing else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from graph.errors import LanguageError
from graph.language.pieces import WordPieces, case_shape
from graph.language.tree import decode

MOST_PIECES = 512  # the encoder's positions, first and last piece included
MODEL_FOLDER = Path(__file__).resolve().parent.parent / "data" / "model"
_NETWORK, _LABELLER, _LABELS, _VOCABULARY = "parser.int8.onnx", "labeller.onnx", "labels.json", "wordpiece.txt"


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the network says of n words: six lists of length n; heads are 0-based, −1 the root."""

    upos: list[str]
    xpos: list[str]
    feats: list[str]
    scripts: list[str]
    names: list[str]
    heads: list[int]
    deprels: list[str]


def read(folder: Path, name: str) -> str:
    """The text of a model file; LanguageError when it is absent or cannot be read."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LanguageError(f"cannot read the model file {folder / name} ({error}): fetch the model files again") from None


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """The object in a JSON model file; LanguageError when it is absent or damaged."""
    try:
        content = json.loads(read(folder, name))
    except ValueError as error:
        raise LanguageError(f"the model file {folder / name} is damaged ({error}): fetch it again") from None
    if not isinstance(content, dict):
        raise LanguageError(f"the model file {folder / name} is damaged (no object): fetch it again")
    return content


def check_files(folder: Path) -> None:
    """LanguageError unless every file of the manifest is there with its size. (Checksums: a test's work.)"""
    for name, facts in read_json(folder, "manifest.json").items():
        path = folder / name
        if not path.is_file():
            raise LanguageError(f"the model file {path} is absent: put the language model's files into {folder}")
        size, expected = path.stat().st_size, facts["bytes"]
        if size != expected:
            raise LanguageError(f"the model file {path} has {size} bytes, not {expected}: fetch it again")


class Network:
    """The encoder with its heads. One sentence a run, always: int8 results would depend on the rest of a batch."""

    def __init__(self, folder: Path, threads: int) -> None:
        labels = read_json(folder, _LABELS)
        self._upos, self._xpos, self._feats, self._scripts, self._names = (
            list(labels[kind]) for kind in ("upos", "xpos", "feats", "lemma", "name")
        )
        self._deprels = list(labels["deprel"])
        self._pieces = WordPieces(read(folder, _VOCABULARY).split("\n")[:-1])
        self._network = _session(folder / _NETWORK, threads)
        self._labeller = _session(folder / _LABELLER, 1)

    def pieces(self, word: str) -> tuple[int, ...]:
        """The word's piece numbers."""
        return self._pieces.of(word)

    def analyse(self, words: Sequence[str]) -> Analysis:
        """Analyse one sentence of at least one word and at most MOST_PIECES − 2 pieces."""
        ids, shapes, first, last = [self._pieces.first], [0], [0], [0]
        for word in words:
            pieces = self._pieces.of(word)
            first.append(len(ids))
            ids.extend(pieces)
            last.append(len(ids) - 1)
            shapes.extend([case_shape(word)] * len(pieces))
        ids.append(self._pieces.last)
        shapes.append(0)
        if len(ids) > MOST_PIECES:
            raise ValueError(f"{len(ids)} pieces are more than {MOST_PIECES}")
        feed = {
            "ids": _row(ids),
            "case": _row(shapes),
            "mask": np.ones((1, len(ids)), np.int64),
            "first": _row(first),
            "last": _row(last),
            "wmask": np.ones((1, len(first)), np.int64),
        }
        tags, names, arcs, dependent, head = self._network.run(None, feed)
        heads = decode(arcs[0])
        pairs = dependent[0, 1:] + head[0][np.array(heads) + 1]
        relations = self._labeller.run(None, {"a": pairs})[0].tolist()
        rows = tags[0, 1:].tolist()
        return Analysis(
            upos=[self._upos[row[0]] for row in rows],
            xpos=[self._xpos[row[1]] for row in rows],
            feats=[self._feats[row[2]] for row in rows],
            scripts=[self._scripts[row[3]] for row in rows],
            names=[self._names[best] for best in names[0, 1:].argmax(axis=-1).tolist()],
            heads=heads,
            deprels=[_relation(self._deprels[best], at) for best, at in zip(relations, heads, strict=True)],
        )


def _relation(label: str, head: int) -> str:
    """``root`` for the root and for it alone."""
    if head < 0:
        return "root"
    return "dep" if label == "root" else label


def _row(numbers: list[int]) -> NDArray[np.int64]:
    return np.array([numbers], np.int64)


def _session(path: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads must not burn a core
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise LanguageError(f"the model file {path} cannot be loaded ({error}): fetch it again") from None
