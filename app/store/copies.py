"""Whether two texts are one report: an agency's words in another paper's edit.

A text is its *content words*: lower case, without punctuation and without the words that every text has. Its **sketch**
is the :data:`KEPT` smallest hashes of its runs of three content words, a MinHash of that set (bottom-k: A. Broder, "On the
resemblance and containment of documents", 1997): of two texts that share a part J of their runs, a number of the one is in
the sketch of the other with a chance of about J. Two texts that share a number are candidates; what decides is
:func:`likeness`, over all their words.

Pure and without chance: same texts, same numbers, on every machine.
"""

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

#: Goes up with every change that gives a text another sketch; sketches of two schemes are never compared.
SCHEME = 1
#: Numbers in a sketch. Of a copy with a fifth of its words changed and two fifths cut off, J is .2 or so: with 32 numbers
#: it is overlooked once in a thousand times, with 16 once in thirty.
KEPT = 32
#: With fewer content words a text is too short to tell: two notices of a visit differ in nothing but a name.
FEWEST = 12
#: Days that may lie between two copies.
DAYS = 30
#: From this likeness on, two texts are one report.
COPIED = 0.65

Words = NDArray[np.uint64]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
#: English function words, and those of reporting, which an editor changes first.
_COMMON = frozenset(
    "a about after against all also an and any are as at be because been before being between both but by can could "
    "did do does down during each for from had has have he her here him his how i if in into is it its itself just "
    "may me might more most my no nor not now of off on once only or other our out over own s said same say saying says "
    "she should since so some such t than that the their them then there these they this those through to told too "
    "under until up upon very was we were what when where which while who whom whose why will with would you your".split()
)
_WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_RUN = 3
#: Words about a shared pair of words that are taken for the same passage.
_NEAR = 3
#: A text of less than this share of the other's length is a notice of it, or a part of a digest, and no copy.
_LEAST = 0.3
#: Of the first so many words, so many are shared where the one text has the other one's beginning.
_LEAD, _LEAD_SHARED = 16, 5
#: For each figure that agrees, so many may be others in the same place: copies are brought up to date.
_DIFFER = 0.4
_FIGURE = 1 << 32
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What a text is compared by: its content words, and its sketch (empty where it is too short)."""

    words: Words
    sketch: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Print":
        """The print of a text."""
        words = words_of(text)
        return cls(words, sketch_of(words))


def words_of(text: str) -> Words:
    """The content words of a text in order, as numbers; those of figures and weekdays have bit 32 set."""
    found = [word for word in _WORD.findall(text.lower()) if word not in _COMMON]
    return np.fromiter(map(_number, found), np.uint64, len(found))


def sketch_of(words: Words) -> tuple[int, ...]:
    """The sketch of a text: up to :data:`KEPT` different 32-bit numbers with a sign, ascending; none for a text that is too
    short."""
    if len(words) < FEWEST:
        return ()
    runs = np.unique((_runs(words, _RUN) >> np.uint64(32)).astype(np.uint32))
    return tuple((runs[:KEPT].astype(np.int64) - 2**31).tolist())


def likeness(one: Words, other: Words) -> float:
    """How much of the shorter text is in the longer one, 0…1, wherever it stands there: the share of it that lies in shared
    passages, times the root of how closely it agrees in them. 0 where the two cannot be one report.

    A copy agrees nearly everywhere, if loosely, and one of the two has how the other begins. A follow-up that quotes its
    background does not; a weekly report made to a pattern has other figures and days in the same places.
    """
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) < max(FEWEST, _LEAST * len(long)):
        return 0.0
    here, there = _runs(short, 2), _runs(long, 2)
    matched, back = _matched(here, there), _matched(there, here)
    if max(np.count_nonzero(matched[:_LEAD]), np.count_nonzero(back[:_LEAD])) < _LEAD_SHARED:
        return 0.0
    passages = _widened(matched, _NEAR)
    if _contradicted(short, long, passages):
        return 0.0
    within = np.count_nonzero(passages)
    return float(within / len(short) * (np.count_nonzero(matched) / within) ** 0.5)


def _matched(one: Words, other: Words) -> NDArray[np.bool_]:
    """Which words of the one stand in a pair of neighbours that the other has, too; given are the pairs of each."""
    ordered = np.sort(other)
    shared = ordered[np.searchsorted(ordered[:-1], one)] == one  # np.isin has five times the work with so few
    matched = np.zeros(len(one) + 1, bool)
    matched[:-1] |= shared
    matched[1:] |= shared
    return matched


def _contradicted(short: Words, long: Words, passages: NDArray[np.bool_]) -> bool:
    """Whether most figures of the shared passages are others in the longer text, or many stand in the same place with
    another one there."""
    figures = np.unique(short[passages & (short >= _FIGURE)])
    agreed = int(np.count_nonzero(np.isin(figures, long)))
    if 2 * agreed + 1 < len(figures):
        return True
    here, there = _slots(short), _slots(long)
    differ = sum(not figures & there[slot] for slot, figures in here.items() if slot in there)
    return differ > _DIFFER * agreed


def _slots(words: Words) -> dict[tuple[int, int], set[int]]:
    """The figures of a text by the words before and behind them, where these are no figures themselves."""
    found: dict[tuple[int, int], set[int]] = {}
    for place in np.flatnonzero(words[1:-1] >= _FIGURE).tolist():
        before, figure, behind = words[place : place + 3].tolist()
        if before < _FIGURE and behind < _FIGURE:
            found.setdefault((before, behind), set()).add(figure)
    return found


@lru_cache(maxsize=100_000)
def _number(word: str) -> int:
    return zlib.crc32(word.encode()) | (_FIGURE if word[0].isdigit() or word in _WEEKDAYS else 0)


def _runs(words: Words, length: int) -> Words:
    """A 64-bit hash of each run of so many words: SplitMix64, word by word."""
    places = max(0, len(words) - length + 1)
    state = np.zeros(places, np.uint64)
    for offset in range(length):
        state = _mixed(state + words[offset : offset + places] + _MIX[0])
    return state


def _mixed(state: Words) -> Words:
    state = (state ^ (state >> np.uint64(30))) * _MIX[1]
    state = (state ^ (state >> np.uint64(27))) * _MIX[2]
    return state ^ (state >> np.uint64(31))


def _widened(marked: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """What is marked, and so many places before and behind it."""
    before = np.concatenate(([0], np.cumsum(marked)))
    places = np.arange(len(marked))
    widened: NDArray[np.bool_] = before[np.minimum(places + by + 1, len(marked))] > before[np.maximum(places - by, 0)]
    return widened
