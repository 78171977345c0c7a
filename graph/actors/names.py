"""Finding the register's spellings in a sentence: longest match over words, case kept, by date for people."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from graph.actors.register import NOBODY, Alias, Register, cells, rows

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?|[^\W_]+")
#: News go on calling leaders by their bare surname for a while after they leave office.
_AFTERGLOW = timedelta(days=365 * 3)
#: An alias kind is preferred in this order when one spelling has several senses.
_ORDER = {
    "name": 0, "adjective": 1, "demonym": 1, "seat": 2, "agency": 2, "ministry": 2, "forces": 2, "legislature": 2,
    "court": 2, "leader": 3, "capital": 4, "region": 5, "city": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """An alias found at characters ``start``…``end`` of a sentence; ``senses`` are its readings, the likeliest first."""

    start: int
    end: int
    text: str
    senses: tuple[Alias, ...]

    @property
    def best(self) -> Alias:
        """The likeliest reading."""
        return self.senses[0]


def fold(text: str) -> str:
    """A word without accents, its case kept; dots inside acronyms are dropped."""
    return "".join(c for c in unicodedata.normalize("NFD", text.replace(".", "")) if unicodedata.category(c) != "Mn")


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as (folded word, start, end); "U.S." is one word, "al-Qaeda" two."""
    return [(fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def cues(text: str) -> dict[tuple[str, ...], str]:
    """Which reading an article's own words give to spellings that several actors share, by folded spelling.

    The rows of ``ambiguous.csv`` are tried in order: the first whose cue words occur in the text (or that has none)
    decides; an empty actor means nobody ("Turkey" beside "Thanksgiving").
    """
    found: dict[tuple[str, ...], str] = {}
    for key, actor, pattern in _ambiguous():
        if key not in found and (pattern is None or pattern.search(text)):
            found[key] = actor
    return found


@cache
def _ambiguous() -> tuple[tuple[tuple[str, ...], str, re.Pattern[str] | None], ...]:
    made = []
    for row in rows("ambiguous.csv"):
        words = "|".join(re.escape(cue) for cue in cells(row["cues"]))
        key = tuple(word for word, _, _ in tokens(row["alias"]))
        made.append((key, row["actor"], re.compile(rf"\b(?:{words})\b") if words else None))
    return tuple(made)


class NameFinder:
    """Finds the register's spellings in sentences. Immutable after construction; safe to share between threads."""

    def __init__(self, register: Register):
        self._senses: dict[tuple[str, ...], list[Alias]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for alias in register.aliases:
            key = tuple(word for word, _, _ in tokens(alias.text))
            if not key:
                continue
            self._senses.setdefault(key, []).append(alias)
            lengths.setdefault(key[0], set()).add(len(key))
        for first, known in lengths.items():
            self._lengths[first] = tuple(sorted(known, reverse=True))
        self._upper = {tuple(w.upper() for w in key): key for key in self._senses}
        self._upper_lengths: dict[str, set[int]] = {}
        for key in self._upper:
            self._upper_lengths.setdefault(key[0], set()).add(len(key))

    def find(
        self,
        text: str,
        day: date | None = None,
        known_people: Iterable[str] = (),
        decided: Mapping[tuple[str, ...], str] = MappingProxyType({}),
    ) -> list[Match]:
        """The longest, leftmost spellings in a sentence. People out of office on ``day`` are found by their full name, or
        by surname when they are among ``known_people`` (full names met earlier in the article). ``decided`` holds the
        readings that the article's context chose (see :func:`cues`)."""
        words = tokens(text)
        shouting = len(words) > 2 and text.upper() == text
        people = frozenset(known_people)
        found: list[Match] = []
        at = 0
        while at < len(words):
            match, used = self._longest(text, words, at, shouting, day, people, decided)
            if match:
                found.append(match)
            at += used
        return found

    def _longest(
        self,
        text: str,
        words: Sequence[tuple[str, int, int]],
        at: int,
        shouting: bool,
        day: date | None,
        people: frozenset[str],
        decided: Mapping[tuple[str, ...], str],
    ) -> tuple[Match | None, int]:
        first = words[at][0]
        lengths = sorted(self._upper_lengths.get(first, ()), reverse=True) if shouting else self._lengths.get(first, ())
        for length in lengths:
            key = tuple(word for word, _, _ in words[at : at + length])
            if len(key) < length:
                continue
            senses = self._senses.get(self._upper.get(key, ()) if shouting else key)
            if senses and (readings := self._readings(senses, day, people, full=length > 1)):
                chosen = decided.get(key)
                if chosen is not None:
                    if chosen == NOBODY:
                        return None, length
                    readings = tuple(sorted(readings, key=lambda sense: sense.actor != chosen))
                    if readings[0].actor != chosen:  # a spelling that only context gives to this actor
                        readings = (replace(readings[0], actor=chosen), *readings)
                if readings[0].actor == NOBODY:
                    return None, length
                start, end = words[at][1], words[at + length - 1][2]
                return Match(start, end, text[start:end], readings), length
        return None, 1

    def _readings(self, senses: Sequence[Alias], day: date | None, people: frozenset[str], *, full: bool) -> tuple[Alias, ...]:
        kept: list[tuple[tuple[int, int, str], Alias]] = []
        for sense in senses:
            late = 0
            if sense.kind == "leader":
                late = _lateness(sense, day)
                if late > 1 and not full and sense.person not in people:
                    continue
            elif day is not None and not sense.since <= day <= sense.until:
                late = 3 if sense.kind == "name" else 1
            kept.append(((late, _ORDER.get(sense.kind, 9), sense.actor), sense))
        kept.sort(key=lambda item: item[0])
        return tuple(sense for _, sense in kept)


def _lateness(sense: Alias, day: date | None) -> int:
    """0 in office, 1 within three years of leaving it (or of entering it), 2 longer ago."""
    if day is None or sense.since <= day <= sense.until:
        return 0
    near = (sense.until != date.max and day - sense.until <= _AFTERGLOW and day > sense.until) or (
        sense.since != date.min and sense.since > day and sense.since - day <= timedelta(days=400)
    )
    return 1 if near else 2
