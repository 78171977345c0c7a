"""What the relation network sees of a sentence, and the network itself: word pieces, mention spans, geometry of pairs.

Training builds its inputs with the same functions, so that a model can never be trained on one thing and run on another.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import LanguageError
from graph.language.network import batches, session
from graph.language.pieces import WordPieces, case_shape
from graph.model import Span

MOST_PIECES = 256  # the encoder's positions that the export keeps, first and last piece included
ZONES = 10  # where a piece lies with respect to a pair of mentions
FEATURES = 2
MARKS = 3  # a word of no mention, of one that names an actor, of a pronoun or description that may stand for one
_ENCODER, _HEAD, _ANTECEDENTS = "relations.int8.onnx", "relations.head.onnx", "relations.antecedents.onnx"
_SETTINGS = "relations.json"
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


def marks(pieces: Pieces, naming: Iterable[Span], asking: Iterable[Span]) -> Integers:
    """[pieces]: 1 on the words that name an actor, 2 on those that ask whom they mean, else 0."""
    found = np.zeros(len(pieces.ids), np.int64)
    for number, spans in ((1, naming), (2, asking)):
        for span in spans:
            found[pieces.inside(span)] = number
    return found


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


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence as the encoder sees it: its n pieces, and their states [1, n, width], or what makes them once they are asked
    for."""

    pieces: Pieces
    given: Floats | Callable[[], Floats]
    _made: list[Floats] = field(default_factory=list)
    _vectors: dict[Span, Floats] = field(default_factory=dict)

    @property
    def states(self) -> Floats:
        """[1, n, width]: the states of its pieces."""
        if not callable(self.given):
            return self.given
        if not self._made:
            self._made.append(self.given())
        return self._made[0]

    def vector(self, span: Span) -> Floats:
        """[width]: the mean state of a span; zeros where it has no pieces. Kept, since every later question asks again."""
        known = self._vectors.get(span)
        if known is None:
            known = self._vectors[span] = (pooling(self.pieces, [span]) @ self.states[0])[0]
        return known


class PairNetwork:
    """The ONNX graphs: the int8 encoder, the head over all pairs of mentions, and the one that answers whom a pronoun or
    description means."""

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
        self._encoder = session(folder / _ENCODER, threads, fuse=False)
        self._head = session(folder / _HEAD, threads)
        self._antecedents = session(folder / _ANTECEDENTS, threads)

    def encode(self, some: Sequence[tuple[Pieces, Integers]]) -> list[Floats]:
        """The states [1, n, width] of sentences of n pieces with their marks [n]; those of like length run together."""
        found: list[Floats] = [np.zeros((1, 0, 0), np.float32)] * len(some)
        for width, group in batches([len(pieces.ids) for pieces, _ in some], MOST_PIECES):
            ids, shapes, marked = (np.zeros((len(group), width), np.int64) for _ in range(3))
            mask = np.zeros((len(group), width), np.int32)
            for row, k in enumerate(group):
                pieces, mark = some[k]
                n = len(pieces.ids)
                ids[row, :n], shapes[row, :n], marked[row, :n], mask[row, :n] = pieces.ids, pieces.shapes, mark, 1
            given = {"ids": ids, "shapes": shapes, "marked": marked, "mask": mask, "places": np.arange(width)}
            states = self._encoder.run(None, given)[0]
            for row, k in enumerate(group):
                found[k] = states[row : row + 1, : len(some[k][0].ids)]
        return found

    def relate(self, states: Floats, pool: Floats) -> tuple[Floats, Floats, Floats]:
        """Of n pieces and m mentions: relation logits [m, m, relations + 1] (NONE last), status logits [m, m, statuses],
        and how much the pair looks at each piece [m, m, n]."""
        zone, features = geometry(pool)
        logits, status, attention = self._head.run(
            None, {"states": states, "pool": pool[None], "zone": zone[None], "features": features[None]}
        )
        return logits[0], status[0], attention[0]

    def answer(self, word: Floats, own: Sequence[float], options: Floats, features: Floats) -> tuple[Floats, float]:
        """Scores [k] of k options for a question, and that of nobody: the word's vector [width] and numbers, the options'
        vectors [k, width] and numbers [k, OPTION_FEATURES]."""
        scores, nobody = self._antecedents.run(
            None,
            {"words": word[None], "own": np.array([own], np.float32), "options": options[None], "features": features[None]},
        )
        return scores[0], float(nobody[0])
