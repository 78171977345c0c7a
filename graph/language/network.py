"""The neural network: sentences in, tags, names and trees out. onnxruntime on the CPU, nothing else."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from graph.errors import LanguageError
from graph.language.names import best
from graph.language.pieces import WordPieces
from graph.language.tree import decode

MOST_PIECES = 512  # the encoder's positions, first and last piece included
MODEL_FOLDER = Path(__file__).resolve().parent.parent / "data" / "model"
_NETWORK, _LABELLER, _LABELS, _VOCABULARY = "parser.int8.onnx", "labeller.npz", "labels.json", "wordpiece.txt"
TAGS = ("upos", "xpos", "feats", "lemma")
_OUTPUTS = (*TAGS, "name", "arc", "dependent", "head")
_GRID = 4  # numbers of pieces are padded to a multiple of it, and so are those of words
_BATCH = 512  # padded pieces a run: what the cache holds


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


def batches(pieces: Sequence[int], most: int) -> Iterator[tuple[int, list[int]]]:
    """Sentences of so many pieces in batches: the size that each of a batch is padded to, and their numbers. A sentence is
    always padded to the same size, at most ``most``, so that its company changes nothing."""
    alike: dict[int, list[int]] = {}
    for number, size in enumerate(pieces):
        alike.setdefault(min(most, -(-size // _GRID) * _GRID), []).append(number)
    for size, numbers in sorted(alike.items()):
        many = max(1, _BATCH // size)
        for start in range(0, len(numbers), many):
            yield size, numbers[start : start + many]


class Network:
    """The encoder with its heads.

    Its integers have constant scales, and a sentence is always padded to the same size: what it gives for a sentence does
    not depend on what else is in the batch.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        labels = read_json(folder, _LABELS)
        self._tags = [np.array(labels[kind], object) for kind in TAGS]
        self._names, self._deprels = list(labels["name"]), list(labels["deprel"])
        self._pieces = WordPieces(read(folder, _VOCABULARY).split("\n")[:-1])
        # The graph is fused by hand; onnxruntime's own "residual and norm" would take twice as long as the two nodes.
        self._session = session(folder / _NETWORK, threads, fuse=False)
        try:
            with np.load(folder / _LABELLER) as weights:
                self._weight, self._bias = weights["weight"], weights["bias"]
        except (OSError, ValueError, KeyError) as error:
            raise LanguageError(f"the model file {folder / _LABELLER} cannot be loaded ({error}): fetch it again") from None

    def pieces(self, word: str) -> tuple[int, ...]:
        """The word's piece numbers."""
        return self._pieces.of(word)

    def analyse(self, sentences: Sequence[Sequence[str]]) -> list[Analysis]:
        """Analyse sentences of at least one word and at most MOST_PIECES − 2 pieces each."""
        rows = [self._row(words) for words in sentences]
        out: dict[int, Analysis] = {}
        for size, some in batches([len(row.ids) for row in rows], MOST_PIECES):
            out.update(zip(some, self._run([rows[place] for place in some], size), strict=True))
        return [out[place] for place in range(len(rows))]

    def _row(self, words: Sequence[str]) -> "_Row":
        ids, shapes, first, last = [self._pieces.first], [0], [0], [0]
        for word in words:
            pieces, shape = self._pieces.of(word), self._pieces.shape(word)
            first.append(len(ids))
            ids += pieces
            last.append(len(ids) - 1)
            shapes += (shape,) * len(pieces)
        ids.append(self._pieces.last)
        shapes.append(0)
        if len(ids) > MOST_PIECES:
            raise ValueError(f"{len(ids)} pieces are more than {MOST_PIECES}")
        return _Row(ids, shapes, first, last)

    def _run(self, rows: Sequence["_Row"], size: int) -> Iterator[Analysis]:
        """One batch, padded to so many pieces and words."""
        ids, shapes, first, last = np.zeros((4, len(rows), size), np.int64)
        mask = np.zeros((len(rows), size), np.int32)
        for k, row in enumerate(rows):
            pieces, words = len(row.ids), len(row.first)
            ids[k, :pieces], shapes[k, :pieces], mask[k, :pieces] = row.ids, row.shapes, 1
            first[k, :words], last[k, :words] = row.first, row.last
        flat = (np.arange(len(rows)) * size)[:, None]
        places = {"places": np.arange(size), "first": first + flat, "last": last + flat}
        feed = {"ids": ids, "shapes": shapes, "mask": mask, **places}
        *tags, names, arcs, dependent, head = self._session.run(_OUTPUTS, feed)
        labelled = [labels[numbers] for labels, numbers in zip(self._tags, tags, strict=True)]
        for k, row in enumerate(rows):
            words = len(row.first)
            heads = decode(arcs[k, :words, :words])
            upos, xpos, feats, scripts = (kind[k, 1:words].tolist() for kind in labelled)
            relations = self._relations(dependent[k, 1:words], head[k][np.array(heads) + 1])
            yield Analysis(
                upos=upos,
                xpos=xpos,
                feats=feats,
                scripts=scripts,
                names=best(names[k, 1:words], self._names),
                heads=heads,
                deprels=[_relation(self._deprels[n], at) for n, at in zip(relations, heads, strict=True)],
            )

    def _relations(self, dependent: NDArray[np.float32], head: NDArray[np.float32]) -> list[int]:
        """The label of each dependency, from two projections of either end: [w, 2·k] each."""
        half = dependent.shape[1] // 2
        bent = np.maximum(dependent[:, :half] + head[:, :half], 0)
        both = np.concatenate((bent, dependent[:, half:] * head[:, half:]), axis=1)
        found: list[int] = (both @ self._weight + self._bias).argmax(axis=1).tolist()
        return found


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence as the network takes it."""

    ids: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]


def _relation(label: str, head: int) -> str:
    """``root`` for the root and for it alone."""
    if head < 0:
        return "root"
    return "dep" if label == "root" else label


def session(path: Path, threads: int, *, fuse: bool = True) -> Any:
    """An onnxruntime session on the CPU, with its own fusions or without; LanguageError where the file cannot be loaded."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = levels.ORT_ENABLE_ALL if fuse else levels.ORT_ENABLE_BASIC
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads must not burn a core
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise LanguageError(f"the model file {path} cannot be loaded ({error}): fetch it again") from None
