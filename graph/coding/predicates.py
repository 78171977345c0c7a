"""The predicate lexicon: which verbs, nouns, adjectives and hyphenated participles state which relation, with frames.

The entries and their little grammar are data: ``graph/data/coding/predicates.toml``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from graph.errors import OntologyError
from graph.ontology import relation_types

#: Participles after a hyphen that carry a relation of their own ("U.S.-backed fighters").
_FLAGS = frozenset(
    [
        "strict",
        "mutual",
        "place",
        "weak",
        "animate",
        "never",
        "swap",
        "swap2",
        "bloc",
        "agentnoun",
        "refusal",
        "threat",
        "warning",
        "protest",
        "infinitive",
        "csubj",
        "troops",
        "conflict",
        "prep",
        "role",
        "mutualonly",
    ]
)


_POS = {"verbs": "verb", "nouns": "noun", "adjectives": "adjective"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry: the relation, its key word, and where the parties stand.

    ``particle`` must be below the verb; ``objects`` must hold its object's lemma (empty: no condition); ``slots`` are tried
    in order for the other actor; ``flags`` as described in the data file; ``form`` the entry as written, for explanations.
    """

    relation: str
    pos: str
    lemma: str
    particle: str | None
    objects: frozenset[str]
    slots: tuple[str, ...]
    flags: frozenset[str]
    form: str

    @property
    def weight(self) -> int:
        """How specific the entry is; the most specific that matches is the one that counts."""
        return (2 if self.objects else 0) + (2 if self.particle else 0)

    def title(self, found: str | None = None) -> str:
        """The rule's name in an explanation, with the object that was found: ``verb “impose” + “sanctions”``."""
        word = f"{self.lemma} {self.particle}" if self.particle else self.lemma
        return f"{_POS[self.pos]} “{word}”" + (f" + “{found}”" if found else "")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, by key lemma; ``hyphens`` by participle."""

    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[Frame, ...]]
    adjectives: Mapping[str, tuple[Frame, ...]]
    hyphens: Mapping[str, str]

    def verb(self, lemma: str) -> tuple[Frame, ...]:
        """The entries of a verb; a gerund that the tagger took for a noun's lemma is tried by its stems."""
        found = self.verbs.get(lemma, ())
        if not found and lemma.endswith("ing"):
            stem = lemma[:-3]
            for stems in (stem, stem + "e", stem[:-1]):
                found = found or self.verbs.get(stems, ())
        return found


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package. Raises :class:`OntologyError` when an entry cannot be read."""
    table = tomllib.loads(files("graph").joinpath("data/coding/predicates.toml").read_text(encoding="utf-8"))
    classes = {f"@{name}": frozenset(words.split()) for name, words in table.pop("classes").items()}
    found: dict[str, dict[str, list[Frame]]] = {"verbs": {}, "nouns": {}, "adjectives": {}}
    hyphens: dict[str, str] = {}
    for relation, entries in table.items():
        if relation not in relation_types():
            raise OntologyError(f"predicates.toml: unknown relation {relation!r}")
        for participle in entries.get("hyphens", "").split():
            hyphens[participle] = relation
        for pos, by_lemma in found.items():
            for text in entries.get(pos, ()):
                frame = _frame(relation, pos, text, classes)
                if "never" not in frame.flags:
                    by_lemma.setdefault(frame.lemma, []).append(frame)
    frozen = {
        pos: MappingProxyType({k: tuple(sorted(v, key=lambda f: -f.weight)) for k, v in by_lemma.items()})
        for pos, by_lemma in found.items()
    }
    return Lexicon(frozen["verbs"], frozen["nouns"], frozen["adjectives"], MappingProxyType(hyphens))


def _frame(relation: str, pos: str, text: str, classes: Mapping[str, frozenset[str]]) -> Frame:
    left, _, right = text.partition(":")
    lemma, particle, objects = "", None, frozenset[str]()
    flags: set[str] = set()
    slots: list[str] = []
    for part in left.split():
        if part.startswith("~"):
            particle = part[1:]
        elif part.startswith("="):
            for word in part[1:].split(","):
                objects |= classes[word] if word.startswith("@") else frozenset({word} if word else {"\0"})
        elif part.startswith("!"):
            flags.add(part[1:])
        elif lemma:
            raise OntologyError(f"predicates.toml: {relation}: cannot read {text!r}")
        else:
            lemma = part
    for part in right.split():
        if part.startswith("!"):
            flags.add(part[1:])
        else:
            slots.append(part)
    unknown = flags - _FLAGS
    if unknown or not lemma:
        raise OntologyError(f"predicates.toml: {relation}: cannot read {text!r} ({', '.join(sorted(unknown))})")
    if not slots:
        slots = ["obj"] if pos == "verbs" else ["with"]
    return Frame(relation, pos, lemma, particle, objects, tuple(slots), frozenset(flags), text)
