"""Armed and political groups that no register knows, by what an article says of them: "the rebel group NAME", "fighters of
the NAME", a name that ends in "Front" or "Brigades". Such a group is an actor of its own for that article."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graph.actors.names import Match
from graph.actors.register import Alias
from graph.coding.words import words
from graph.language.model import Sentence
from graph.model import Span

_KINDS = "|".join(sorted(words("newcomers", "kinds")))
_SORTS = "|".join(sorted(words("newcomers", "sorts")))
_MEMBERS = "|".join(sorted(words("newcomers", "members")))
_LAST = words("newcomers", "last")
_BEFORE = re.compile(
    rf"\b(?:{_SORTS})[ -](?:{_KINDS})(?: called| named| known as)? (?:the )?$|\b(?:{_MEMBERS}) (?:of|from|with) (?:the )?$", re.I
)
_AFTER = re.compile(rf"^(?: \([A-Z-]{{2,8}}\))?, (?:an?|the) (?:[\w-]+ ){{0,2}}(?:{_SORTS})[ -](?:{_KINDS})\b", re.I)
_SHORT = re.compile(r"^ \((?:the )?([A-Z][A-Z-]{1,7})\)")
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The unknown groups of an article: the name of each actor, and the actor of each spelling."""

    names: dict[str, str]
    spellings: dict[str, str]

    def find(self, text: str) -> list[Match]:
        """Where a sentence names one of them."""
        found = []
        for spelling, actor in self.spellings.items():
            alias = Alias(spelling, actor, "name", None, date.min, date.max)
            for place in re.finditer(rf"(?<!\w){re.escape(spelling)}(?!\w)", text):
                found.append(Match(place.start(), place.end(), spelling, (alias,)))
        return found


def newcomers(sentences: Sequence[Sentence], known: Sequence[Iterable[Match]]) -> Newcomers:
    """The groups that an article introduces; ``known`` are the spellings that the register knows, by sentence."""
    names: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for sentence, matches in zip(sentences, known, strict=True):
        taken = [(m.start, m.end) for m in matches]
        for start, end in _named(sentence):
            name = sentence.text[start:end]
            if name in spellings or any(a < end and start < b for a, b in taken):
                continue
            before, after = sentence.text[:start], sentence.text[end:]
            several = " " in name or "-" in name
            if _BEFORE.search(before) or _AFTER.search(after) or (several and re.split(r"[ -]", name)[-1].lower() in _LAST):
                actor = f"NSA:{_slug(name)}"
                if actor == "NSA:":
                    continue
                names[actor] = name
                spellings[name] = actor
                if short := _SHORT.match(after):
                    spellings[short[1]] = actor
    return Newcomers(names, spellings)


def _named(sentence: Sentence) -> Iterable[Span]:
    """The names of organisations, and of persons, that the tagger saw."""
    start = end = -1
    count = 0
    for word in sentence.words:
        inside = word.name.startswith("I-") and start >= 0
        if not inside:
            if start >= 0 and count <= _MOST_WORDS:
                yield start, end
            start, count = (word.start, 0) if word.name in {"B-ORG", "B-PER"} else (-1, 0)
        if start >= 0:
            end, count = word.end, count + 1
    if start >= 0 and count <= _MOST_WORDS:
        yield start, end


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_")
