"""The weights that find where sentences end: a logistic regression over the candidate gaps of graph.language.boundaries.

    python3 -m training.language.splitter --data ../shared/treebank --to graph/data/model

It learns from UD English-EWT's train part and from our own news (whose clean sentences keep it from cutting at every
capital), and prints F1 of sentences. EWT's dev part is for tuning, its test part and PUD are for measuring.
`corpus/real.jsonl` is left out: some of its documents are in EWT's dev and test parts.
"""

import argparse
import json
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.language.boundaries import BUCKETS, SETTINGS, WEIGHTS, Block, Boundaries
from graph.language.sentences import forced_breaks, ruled, split
from graph.language.tokenise import words
from training.language.manifest import register
from training.language.treebank import Paragraph, paragraphs, sentences

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
HELD_OUT = 15  # per cent of our articles
RIDGE = 2.0
STEPS = 60
# Log odds above which a gap is an end. Without a stop a boundary is missed more often than wrongly set (EWT dev).
STOPPED, UNSTOPPED = 0.0, -0.75
DISMISSED = -4.5  # of the coarse sum: loses no end of ordinary news
_LARGEST = 127

Floats = NDArray[np.float64]


def articles() -> tuple[list[Paragraph], list[Paragraph]]:
    """Our own news to learn from, and that held out."""
    learned, held = list[Paragraph](), list[Paragraph]()
    for path in sorted(CORPUS.glob("*.jsonl")):
        if path.name == "real.jsonl":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            text, spans = "", list[tuple[int, int]]()
            for sentence in map(str.strip, article["sentences"]):
                text += " " * bool(text)
                spans.append((len(text), len(text) + len(sentence)))
                text += sentence
            (held if zlib.crc32(article["id"].encode()) % 100 < HELD_OUT else learned).append((text, spans))
    return learned, held


def examples(texts: Iterable[Paragraph]) -> tuple[list[tuple[int, ...]], list[list[int]], list[bool]]:
    """Coarse and fine features and answer of every candidate gap, the sentences before it being the right ones."""
    coarse, features, answers = list[tuple[int, ...]](), list[list[int]](), list[bool]()
    for text, gold in texts:
        found = list(words(text))
        starts = [start for start, _, _ in found]
        forms, glued = [text[a:b] for a, b, _ in found], [g for _, _, g in found]
        right = {start for start, _ in gold}
        cuts = {bisect_left(starts, offset) for offset in forced_breaks(text)}
        ends = ruled(forms, glued, cuts)
        places = sorted(cuts | {0, len(forms)})
        for begin, end in pairwise(places):
            block = Block(forms[begin:end], glued[begin:end], frozenset(i - begin for i in ends if begin < i < end))
            for i in range(1, end - begin):
                if block.candidate(i):
                    answer = starts[begin + i] in right
                    coarse.append(block.coarse(i))
                    features.append(block.features(i))
                    answers.append(answer)
                    if answer:
                        block.begin(i)
    return coarse, features, answers


def fit(features: Sequence[Sequence[int]], answers: Sequence[bool]) -> Floats:
    """The weights, (BUCKETS,), that make the answers likeliest, large ones being punished. No chance is involved."""
    places = np.array(features)
    wanted = np.array(answers, float)
    flat, width = places.ravel(), places.shape[1]

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = weights[places].sum(axis=1)
        error = 1 / (1 + np.exp(-odds)) - wanted
        slope = np.bincount(flat, np.repeat(error, width), BUCKETS) + RIDGE * weights
        return float((np.logaddexp(0, odds) - wanted * odds).sum() + RIDGE / 2 * weights @ weights), slope

    return _descend(loss, np.zeros(BUCKETS))


def _descend(loss: Callable[[Floats], tuple[float, Floats]], point: Floats) -> Floats:
    """L-BFGS with eight pairs and halved steps (Nocedal and Wright, Numerical Optimization, algorithm 7.4)."""
    value, slope = loss(point)
    pairs = list[tuple[Floats, Floats]]()
    for _ in range(STEPS):
        way = slope.copy()
        shares = []
        for moved, turned in reversed(pairs):
            shares.append((moved @ way) / (moved @ turned))
            way -= shares[-1] * turned
        if pairs:
            moved, turned = pairs[-1]
            way *= (moved @ turned) / (turned @ turned)
        else:
            way /= np.abs(slope).sum()
        for (moved, turned), share in zip(pairs, reversed(shares), strict=True):
            way += moved * (share - (turned @ way) / (moved @ turned))
        step = 1.0
        while (after := loss(point - step * way))[0] > value - 1e-4 * step * float(slope @ way) and step > 1e-6:
            step /= 2
        moved, turned = -step * way, after[1] - slope
        if moved @ turned > 1e-10:
            pairs = [*pairs, (moved, turned)][-8:]
        point = point + moved
        if abs(value - after[0]) < 1e-6 * abs(value):
            break
        value, slope = after
    return point


def quantise(weights: Floats, **thresholds: float) -> tuple[bytes, dict[str, int]]:
    """One signed byte a weight, and the thresholds in the same unit."""
    unit = _LARGEST / float(np.abs(weights).max())
    return np.rint(weights * unit).astype(np.int8).tobytes(), {name: round(at * unit) for name, at in thresholds.items()}


def score(texts: Iterable[Paragraph], boundaries: Boundaries) -> float:
    """F1, in per cent, of sentences with the right start and the right end."""
    right = found = wanted = 0
    for text, gold in texts:
        got = {(spans[0][0], spans[-1][1]) for spans in split(text, boundaries)}
        right, found, wanted = right + len(got & set(gold)), found + len(got), wanted + len(gold)
    return 200 * right / (found + wanted)


def train_and_write(data: Path, to: Path) -> list[str]:
    """The weights from ``ewt-train.conllu.gz`` in ``data`` and our own news, into ``to``; the names of their files."""
    news, _ = articles()
    coarse, fine, answers = examples([*paragraphs(sentences(data / "ewt-train.conllu.gz")), *news])
    first, dismissed = quantise(fit(coarse, answers), dismissed=DISMISSED)
    second, least = quantise(fit(fine, answers), stopped=STOPPED, unstopped=UNSTOPPED)
    (to / WEIGHTS).write_bytes(first + second)
    (to / SETTINGS).write_text(json.dumps(dismissed | least, indent=2) + "\n")
    return [WEIGHTS, SETTINGS]


def main() -> None:
    """Train this part alone, and measure it."""
    options = argparse.ArgumentParser(description="Train the model that finds where sentences end.")
    options.add_argument("--data", type=Path, required=True, help="folder of ewt-*.conllu.gz and pud-test.conllu.gz")
    options.add_argument("--to", type=Path, required=True, help="folder of the model files")
    given = options.parse_args()
    register(given.to, train_and_write(given.data, given.to))
    boundaries = Boundaries.load(given.to)
    for name in ("ewt-dev", "ewt-test", "pud-test"):
        print(f"{name:10}{score(paragraphs(sentences(given.data / f'{name}.conllu.gz')), boundaries):7.2f}")
    _, held = articles()
    print(f"{'own news':10}{score(held, boundaries):7.2f}  ({len(held)} articles held out)")


if __name__ == "__main__":
    main()
