"""What the language model learns from: UD English-EWT with names, and our own news with silver trees."""

import re
from dataclasses import dataclass
from pathlib import Path

from training.language.treebank import Gold, iob_names, lines, project, sentences, spans_onto

HERE = Path(__file__).resolve().parent
NEWS = HERE / "news.conllu.gz"  # our labelled news: trees by the first edition of the weights, names labelled by reading
NAMES = HERE / "ewt_names.tsv"  # names in the sentences of EWT's train half that hold a proper noun, labelled by reading
HELD_OUT = 500  # the last sentences of EWT dev: to look at while training, never trained on
SILVER = 0.5  # weight of silver labels beside gold ones
_UNER = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}
_PEOPLE = frozenset(("JJ", "NNPS", "NNS", "NNP"))
_SPAN = re.compile(r"(\d+)-(\d+):([A-Z]+)")


@dataclass(frozen=True, slots=True)
class Material:
    """Gold sentences, silver ones, and those held out."""

    gold: list[Gold]
    silver: list[Gold]
    held: list[Gold]


def material(folder: Path) -> Material:
    """Read the treebank folder (``ewt-train.conllu.gz``, ``ewt-dev.conllu.gz``, ``uner-dev.iob2.gz``) and our own files."""
    train, dev = (sentences(folder / f"ewt-{part}.conllu.gz") for part in ("train", "dev"))
    news = sentences(NEWS)
    for sentence in news:
        for token in sentence.tokens:
            token.sure *= SILVER
    table = _names_table(NAMES)
    peoples = _peoples(train, table, news)
    for sentence in train:
        if sentence.id in table:
            spans_onto(sentence, table[sentence.id])
        else:  # no proper noun: no names but, now and then, a people's
            _mark_peoples(sentence, peoples)
    uner = iob_names(folder / "uner-dev.iob2.gz", _UNER)
    for sentence in dev:
        if sentence.id in uner and project(sentence, *uner[sentence.id]):
            _mark_peoples(sentence, peoples)
    return Material(train + dev[:-HELD_OUT], news, dev[-HELD_OUT:])


def _names_table(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """``sentence id TAB first-end:KIND …`` a line, 0-based, the end not included."""
    table = {}
    for line in lines(path):
        if line:
            name, _, spans = line.partition("\t")
            table[name] = [(int(a), int(b), kind) for a, b, kind in _SPAN.findall(spans)]
    return table


def _peoples(train: list[Gold], table: dict[str, list[tuple[int, int, str]]], news: list[Gold]) -> frozenset[str]:
    """Capitalised words that were labelled as a people's somewhere."""
    found = {s.tokens[a].form for s in train for a, b, kind in table.get(s.id, ()) if kind == "NORP" and b == a + 1}
    found |= {t.form for s in news for t in s.tokens if t.name == "B-NORP"}
    return frozenset(form for form in found if form[:1].isupper() and len(form) > 3)


def _mark_peoples(sentence: Gold, peoples: frozenset[str]) -> None:
    for token in sentence.tokens:
        if token.name == "O" and token.form in peoples and token.xpos in _PEOPLE:
            token.name = "B-NORP"
    sentence.named = True
