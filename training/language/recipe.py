"""From treebank files to the run time's model files, in one go: what ``python3 -m app train-language`` runs."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import torch

from bench.language.accuracy import Accuracy
from graph.language import Parser
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from training.language import card, export, lemmas, splitter
from training.language.batches import Example, examples
from training.language.data import Material, material
from training.language.labels import Labels, read_off
from training.language.manifest import register
from training.language.model import Net
from training.language.train import Settings, begin, checksum, measure, train

VOCABULARY = "wordpiece.txt"
_LONGEST = 510  # pieces of a held-out sentence
_CALIBRATION = 40, 40  # every so many gold and silver sentences


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is trained on, numbered."""

    material: Material
    labels: Labels
    vocabulary: WordPieces
    gold: list[Example]
    silver: list[Example]
    held: list[Example]


def prepare(data: Path) -> Prepared:
    """Read the treebanks and our own text, and number them."""
    found = material(data)
    labels = read_off([*found.gold, *found.silver])
    vocabulary = WordPieces((MODEL_FOLDER / VOCABULARY).read_text(encoding="utf-8").split("\n")[:-1])
    gold, silver = (examples(part, labels, vocabulary) for part in (found.gold, found.silver))
    return Prepared(found, labels, vocabulary, gold, silver, examples(found.held, labels, vocabulary, _LONGEST))


def run(data: Path, work: Path, to: Path, minilm: Path, settings: Settings, day: date, say: Callable[[str], None]) -> None:
    """Train, or go on with what ``work`` holds, and write the files of the model, its manifest and its card into ``to``."""
    work.mkdir(parents=True, exist_ok=True)
    to.mkdir(parents=True, exist_ok=True)
    ready = prepare(data)
    settings = replace(settings, data=checksum([*ready.gold, *ready.silver]))
    words = sum(len(s.tokens) for s in ready.material.gold), sum(len(s.tokens) for s in ready.material.silver)
    say(f"{len(ready.gold)} gold sentences ({words[0]} words), {len(ready.silver)} silver ones ({words[1]} words)")
    state = begin(ready.labels, settings, minilm)

    def check(net: Net) -> dict[str, float]:
        facts: dict[str, float] = measure(net, ready.held, ready.vocabulary)
        return facts

    checkpoint = work / "language.pt"
    train(state, ready.gold, ready.silver, ready.vocabulary, settings, checkpoint, say, check)
    write(ready, state.net, data, to, say)
    say("measuring")
    counts = {"gold sentences": len(ready.gold), "silver sentences": len(ready.silver)}
    counts |= {"gold words": words[0], "silver words": words[1]}
    scores = [row.line() for row in Accuracy(data, Parser.load(folder=to), say).rows()]
    card.write(to, asdict(settings), counts, scores, day)


def write(ready: Prepared, net: Net, data: Path, to: Path, say: Callable[[str], None]) -> None:
    """The files of the model, and their checksums in its manifest."""
    calibration = [*ready.gold[:: _CALIBRATION[0]], *ready.silver[:: _CALIBRATION[1]]]
    say(f"fitting the integers to {len(calibration)} sentences")
    names = export.write(net, ready.labels, to, calibration, ready.vocabulary)
    pieces = (MODEL_FOLDER / VOCABULARY).read_text(encoding="utf-8")
    (to / VOCABULARY).write_text(pieces, encoding="utf-8")
    names += [VOCABULARY, lemmas.write(ready.material.gold, pieces.split("\n"), to)]
    say("learning where sentences end")
    names += splitter.train_and_write(data, to)
    register(to, names)
    say(f"wrote {', '.join(names)} into {to}")


def load(checkpoint: Path, labels: Labels) -> Net:
    """The network of a checkpoint."""
    saved = torch.load(checkpoint, weights_only=True)
    net = Net(labels.sizes())
    net.load_state_dict(saved["net"])
    return net
