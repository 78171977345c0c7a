"""How right the model is, on text that it never saw and that people labelled.

On gold words (``Parser.parse_words``) a dependency is right where head and whole label are. Raw text is parsed paragraph by
paragraph. What else counts is said in :mod:`bench.language.scores`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.language import scores
from bench.language.gold import Gold, Unreadable, paragraphs, projected, read, read_names
from bench.language.rows import Row, counted
from graph.language import Parser, Sentence

# The prototype's figure for GUM's news is that of dev and test, neither of which it learned from; of dev nothing else counts.
_FILES = {"EWT": "ewt-test", "PUD": "pud-test", "GUM": "gum-test", "GUM dev": "gum-dev"}
_NEWS = "GUM_news_"
_NAMED = {"EWT": "uner-test.iob2.gz", "PUD": "uner-pud-test.iob2.gz"}
_NAME_GOALS = {"PER": (88.0, 88.0), "LOC": (83.0, 79.0), "PER/ORG/LOC": (77.0, 75.0)}  # and what the prototype had: EWT
_NAME_KINDS = {"PER": ["PER"], "ORG": ["ORG"], "LOC": ["LOC"], "PER/ORG/LOC": ["PER", "ORG", "LOC"]}


@dataclass(frozen=True, slots=True)
class Bank:
    """A treebank's sentences, and what the parser says of their words."""

    golds: list[Gold]
    found: list[Sentence]


class Accuracy:
    """The treebanks, parsed; one method for each kind of row. ``say`` is told of every file that cannot be read."""

    def __init__(self, data: Path, parser: Parser, say: Callable[[str], None]) -> None:
        self._data, self._parser, self._say = data, parser, say
        self._banks = {name: bank for name in _FILES if (bank := self._bank(name))}
        self._raw = {name: self._raw_counts(name) for name in ("EWT", "PUD") if name in self._banks}

    def rows(self) -> Iterator[Row]:
        """The table's rows, in order."""
        both = ("EWT", "GUM")
        yield self._over(("EWT",), "LAS, EWT test, gold words", scores.las, 90.5, 89.1)
        yield self._on_raw("EWT", "LAS, EWT test, raw text", 0, 88.0, 84.8)
        yield self._news("LAS, GUM news, gold words", 89.5, 88.1)
        yield self._over(("PUD",), "LAS, PUD, gold words", scores.las, 88.0, 86.7)
        yield self._on_raw("PUD", "LAS, PUD, raw text", 0, None, 86.6)
        yield self._over(("EWT",), "UAS, EWT test, gold words", scores.uas, None, 91.4)
        yield self._over(("EWT",), "UPOS, EWT test, gold words", scores.upos, 97.3, 96.9)
        yield self._over(both, "agent–verb–patient triples F1, argument by argument", scores.roles, alone=94.9)
        yield self._over(both, "agent–verb–patient triples F1, whole triples", scores.frames, 92.5, 90.7, 92.1)
        yield self._over(both, "conjuncts F1", scores.relation("conj"), 81.0, 77.0, 77.9)
        yield self._over(both, "appositions F1", scores.relation("appos"), 55.0, 45.0, 45.0)
        yield from self._names("EWT")
        yield from self._names("PUD")
        yield self._over(("EWT",), "lemma, EWT test, gold words", scores.lemma, 97.6, 97.4)
        yield self._over(("PUD",), "lemma, PUD, gold words", scores.lemma, None, 97.6)
        yield self._on_raw("EWT", "sentences F1, EWT test, raw text", 1, 89.0, 79.0)
        yield self._on_raw("PUD", "sentences F1, PUD, raw text", 1, 99.0, 99.7)

    def _bank(self, name: str) -> Bank | None:
        try:
            golds = read(self._data / f"{_FILES[name]}.conllu.gz")
        except Unreadable as error:
            self._say(f"skipped: {error}")
            return None
        if name == "GUM dev":
            golds = [gold for gold in golds if gold.id.startswith(_NEWS)]
        given = counted(f"parsing the words of {_FILES[name]}", golds, len(golds))
        return Bank(golds, [self._parser.parse_words(gold.forms, gold.spaces) for gold in given])

    def _raw_counts(self, name: str) -> tuple[scores.Count, scores.Count]:
        """Dependencies and sentences of the raw text."""
        las, ends = scores.Count(), scores.Count()
        texts = paragraphs(self._banks[name].golds)
        for paragraph in counted(f"parsing the text of {_FILES[name]}", texts, len(texts)):
            found = self._parser.parse(paragraph.text).sentences
            las += scores.raw_las(paragraph.sentences, found)
            ends += scores.raw_sentences(paragraph.sentences, found)
        return las, ends

    def _over(
        self,
        wanted: Sequence[str],
        title: str,
        score: scores.Score,
        goal: float | None = None,
        prototype: float | None = None,
        alone: float | None = None,
    ) -> Row:
        """A score over several treebanks together, or over those that are there.

        ``prototype`` is its published figure; ``alone`` is what its weights have on the first treebank by our own count.
        """
        there = [name for name in wanted if name in self._banks]
        if len(wanted) > 1:
            title += f", {' and '.join(there or wanted)} test"
        note = self._absent(wanted)
        if note and alone is not None and there == [wanted[0]]:
            note += f"{', which goal and prototype include' * (goal is not None)}; on this alone the prototype has {alone:g}"
        value = scores.total(score(gold.sentence, found) for name in there for gold, found in self._pairs(name)).f1
        return Row(title, value, goal, prototype, note=note)

    def _news(self, title: str, goal: float, prototype: float) -> Row:
        """GUM's news in dev and test."""
        wanted = ("GUM dev", "GUM")
        pairs = [pair for name in wanted for pair in self._pairs(name) if pair[0].id.startswith(_NEWS)]
        value = scores.total(scores.las(gold.sentence, found) for gold, found in pairs).f1
        return Row(title, value, goal, prototype, note=self._absent(wanted))

    def _on_raw(self, name: str, title: str, place: int, goal: float | None, prototype: float) -> Row:
        value = self._raw[name][place].f1 if name in self._raw else None
        return Row(title, value, goal, prototype, note=self._absent([name]))

    def _names(self, name: str) -> Iterator[Row]:
        """PER, ORG, LOC and all three, exact spans and kinds. Our other kinds, such as NORP, are passed over."""
        tags: list[list[str] | None] = []
        note = self._absent([name])
        try:
            tags = projected([gold for gold, _ in self._pairs(name)], read_names(self._data / _NAMED[name]))
        except Unreadable as error:
            self._say(f"skipped: {error}")
            note = f"without {_NAMED[name]}"
        found = [[word.name for word in parsed.words] for _, parsed in self._pairs(name)]
        pairs = [(gold, said) for gold, said in zip(tags, found, strict=False) if gold is not None]
        if len(pairs) < len(tags):
            note = f"{len(tags) - len(pairs)} of {len(tags)} sentences left out, whose text is not in {_NAMED[name]}"
        for shown, kinds in _NAME_KINDS.items():
            value = scores.total(scores.names(gold, said, kinds) for gold, said in pairs).f1
            goal, prototype = _NAME_GOALS.get(shown, (None, None)) if name == "EWT" else (None, None)
            if name == "PUD" and len(kinds) > 1:
                prototype = 75.0
            yield Row(f"names F1, {shown}, UNER {name}", value, goal, prototype, note=note)

    def _pairs(self, name: str) -> Iterator[tuple[Gold, Sentence]]:
        bank = self._banks.get(name, Bank([], []))
        return zip(bank.golds, bank.found, strict=True)

    def _absent(self, wanted: Sequence[str]) -> str:
        missing = [_FILES[name] for name in wanted if name not in self._banks]
        return f"without {' and '.join(missing)}" if missing else ""
