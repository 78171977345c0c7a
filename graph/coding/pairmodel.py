"""What the relation network sees of a sentence, and the network itself: word pieces, mention spans, geometry of pairs.

Training builds its inputs with the same functions, so that a model can never be trained on one thing and run on another.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import LanguageError
from graph.language.network import session
from graph.language.pieces import WordPieces, case_shape
from graph.model import Span

MOST_PIECES = 256  # the encoder's positions that the export keeps, first and last piece included
ZONES = 10  # where a piece lies with respect to a pair of mentions
FEATURES = 2
_ENCODER, _HEAD, _SETTINGS = "relations.int8.onnx", "relations.head.onnx", "relations.json"
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+|[^\w\s]")
_FAR = 40

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """n word pieces of a sentence: their numbers, case shapes, and the character span of the word each belongs to
    ((−1, −1) for the first and last piece)."""

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    spans: tuple[Span, ...]

    def inside(self, span: Span) -> list[int]:
        """The pieces whose words overlap a character span."""
        return [i for i, (a, b) in enumerate(self.spans) if a >= 0 and a < span[1] and b > span[0]]


def cut(text: str, vocabulary: WordPieces) -> Pieces:
    """The pieces of a sentence, at most MOST_PIECES; what lies beyond is left out."""
    ids, shapes, spans = [vocabulary.first], [0], [(-1, -1)]
    for match in _WORD.finditer(text):
        pieces = vocabulary.of(match.group())
        if len(ids) + len(pieces) >= MOST_PIECES:
            break
        ids += pieces
        shapes += [case_shape(match.group())] * len(pieces)
        spans += [match.span()] * len(pieces)
    return Pieces((*ids, vocabulary.last), (*shapes, 0), (*spans, (-1, -1)))


def pooling(pieces: Pieces, mentions: Sequence[Span]) -> Floats:
    """[mentions, pieces]: the mean over each mention's pieces; a row of zeros where a mention has none."""
    rows = np.zeros((len(mentions), len(pieces.ids)), np.float32)
    for row, span in zip(rows, mentions, strict=True):
        inside = pieces.inside(span)
        row[inside] = 1 / max(1, len(inside))
    return rows


def geometry(pool: Floats) -> tuple[Integers, Floats]:
    """For every ordered pair of mentions: the zone of each piece [m, m, n] (before, between, behind, in the source, in the
    target; five more where the target comes first), and two features [m, m, 2] (source first; the gap in tens of pieces)."""
    inside = pool > 0
    size = pool.shape[1]
    first = inside.argmax(1)
    last = size - 1 - inside[:, ::-1].argmax(1)
    low = np.minimum(first[:, None], first[None])[..., None]
    high = np.maximum(last[:, None], last[None])[..., None]
    at = np.arange(size)[None, None]
    zone = np.where(at < low, 0, np.where(at > high, 2, 1))
    zone = np.where(inside[None], 4, zone)
    zone = np.where(inside[:, None], 3, zone)
    ahead = first[:, None] <= first[None]
    zone = zone + 5 * ~ahead[..., None]
    gap = np.maximum(first[:, None], first[None]) - np.minimum(last[:, None], last[None])
    features = np.stack([ahead.astype(np.float32), np.clip(gap, 0, _FAR).astype(np.float32) / 10], -1)
    return zone.astype(np.int64), features


class PairNetwork:
    """The two ONNX graphs: the int8 encoder, and the head over all pairs of mentions. One sentence a run."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Raises LanguageError when a model file is absent or damaged."""
        try:
            settings = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
            vocabulary = (folder / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1]
        except (OSError, ValueError) as error:
            raise LanguageError(f"cannot read the relation model in {folder} ({error}): fetch the model files again") from None
        self.settings: dict[str, Any] = settings
        self.relations: tuple[str, ...] = tuple(settings["relations"])
        self.statuses: tuple[str, ...] = tuple(settings["statuses"])
        self.vocabulary = WordPieces(vocabulary)
        self._encoder = session(folder / _ENCODER, threads)
        self._head = session(folder / _HEAD, threads)

    def run(self, pieces: Pieces, pool: Floats) -> tuple[Floats, Floats, Floats]:
        """Of n pieces and m mentions: relation logits [m, m, relations + 1] (NONE last), status logits [m, m, statuses],
        and how much the pair looks at each piece [m, m, n]."""
        marked: Integers = np.any(pool > 0, axis=0, keepdims=True).astype(np.int64)
        states = self._encoder.run(None, {"ids": _row(pieces.ids), "shapes": _row(pieces.shapes), "marked": marked})[0]
        zone, features = geometry(pool)
        logits, status, attention = self._head.run(
            None, {"states": states, "pool": pool[None], "zone": zone[None], "features": features[None]}
        )
        return logits[0], status[0], attention[0]


def _row(numbers: Sequence[int]) -> Integers:
    return np.array([numbers], np.int64)
