"""Where sentences end, as learned from people's writing: titles, greetings, signatures, stops that got lost.

A logistic regression decides every candidate gap between two words, from left to right. A feature is a number: the
exclusive or of what stands in a few slots around the gap, each hashed to 16 bits; its weight is one byte. Sums of integers
alone decide, so that the same text is divided alike on every machine. Most capitals of plain prose follow words that end
nothing: a coarse sum of a few features dismisses them first.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress
from operator import attrgetter
from pathlib import Path
from zlib import crc32

from graph.errors import LanguageError
from graph.language.network import MODEL_FOLDER, read_json
from graph.language.tokenise import word_set

WEIGHTS, SETTINGS = "sentences.bin", "sentences.json"
BUCKETS = 1 << 16
_CACHE = 1 << 16
_STOPS = ".!?…"
_MARKS = frozenset(("(", "[", "{", "“", ")", "]", "}", "”", '"'))
_UNCLOSED = 60  # words after which a bracket is forgotten
_CLOSERS = frozenset("\"”’')]}»")
_NEVER_FIRST = frozenset(".,;:!?%…")
_GOES_ON = frozenset((",", ";", "$", "%", "&", "/", "-", "'", "’", "“", "(", "["))  # before a word in lower case
_URL = re.compile(r"https?://|www\.|\S+@\S+\.|\S*\.(?:com|org|net)\b", re.IGNORECASE)
_EMOTICON = re.compile(r"[:;=8][-']?[)(DPp]+|<3")
_VERBS = word_set(
    """is are was were am be been 's 're 'm has have had do does did will would can could may might must should said
    says went go goes got get gets make makes made want wants know think thought see saw ca wo n't take took need"""
)
_FIELD = 24  # bits
_COUNT = (1 << _FIELD) - 1
_FAR = 40  # words: how far ahead the next stop is looked for
_NEAR = 12  # words after the gap whose capitals and verbs count

# What a feature may look at. l, r: words left and right of the gap, the nearest first; in capitals as they are written, else
# in lower case; s, x: their shapes; k, e: their last letters. The rest is named where it is filled, in _Block.atoms.
_LEFT = ("L1", "l1", "s1", "k3", "k2", "punct")
_RIGHT = ("R1", "r1", "x1", "e3", "e2")
_SLOTS = (
    *_LEFT, "l2", "s2", "l3", "s3", *_RIGHT, "r2", "x2", "f3", "r3", "x3", "x4", "first", "firstx",
    "glue", "rule", "long", "length", "caps", "capsahead", "ahead", "stop", "shout", "style", "verbs", "closed", "before",
    "open", "last", "size", "rest", "known", "times", "same", "sameword", "place", "left", "short", "ends",
)  # fmt: skip
_TEMPLATES = """
L1; l1; l2 glue; l3; R1; r1; r2; r3
l1 R1; l2 l1; R1 r2; l2 R1
s1 x1 glue; s2 s1 x1; s1 x1 x2; s2 s1 x1 x2; s3 s2 s1 x1; s1 x1 x2 x3; x1 x2 x3 x4
l1 x1 glue; s1 R1; l2 s1 x1; s1 x1 r2; s1 x1 x2 r3
k3 x1; s1 e3 x1; k2 x1 e2; s1 x1 f3
rule s1 x1; rule l1; rule R1; rule glue
long s1 x1; long caps punct x1; caps punct x1 x2; length punct
ahead stop punct x1; ahead capsahead punct; capsahead caps punct x1; stop punct
shout punct x1; style punct x1 glue; style s1 r1
verbs punct x1; verbs caps capsahead x1
first punct; first punct long; firstx punct x1 long
closed punct x1; closed before punct
open punct x1; open s1 x1 glue
last punct x1; last size punct x1; rest punct x1
known punct x1; times punct x1
same punct; same s1 x1; same known x1; sameword punct x1
place punct x1 x2; left punct x1; place last s1 x1; ends punct x1; short s2 s1 x1 x2; ends size punct x1
"""


def _templates() -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Places in _SLOTS, by the number of slots: the features of one, two, three … of them."""
    rows = [tuple(map(_SLOTS.index, t.split())) for t in _TEMPLATES.replace("\n", ";").split(";") if t.strip()]
    return tuple(tuple(row for row in rows if len(row) == arity) for arity in range(1, 5))


_ONE, _TWO, _THREE, _FOUR = _templates()


@lru_cache(maxsize=_CACHE)
def _atom(slot: str, value: object) -> int:
    return crc32(f"{slot} {value}".encode("utf-8", "surrogatepass")) & (BUCKETS - 1)


@dataclass(frozen=True, slots=True)
class _Word:
    """What is known of a form, wherever it stands; the tuples are its numbers in the slots of each place."""

    low: str
    shape: str
    alpha: bool  # begins with a letter
    capital: bool  # and not with a small one
    stops: bool  # closing punctuation
    counts: int  # letter first, capital first, verb, all capitals: one _FIELD each, so that one sum counts all four
    left: tuple[int, ...]
    left2: tuple[int, int]
    left3: tuple[int, int]
    right: tuple[int, ...]
    right2: tuple[int, int, int]
    right3: tuple[int, int]
    right4: int
    first: tuple[int, int]


@lru_cache(maxsize=_CACHE)
def _word(form: str) -> _Word:
    low, shape = form.lower(), _shape(form)
    capital = form[0].isalpha() and not form[0].islower()
    stops = form[-1] in _STOPS and not form[0].isalnum()
    punct = "stop" if stops else "abbreviation" if form[-1] == "." else shape
    return _Word(
        low=low,
        shape=shape,
        alpha=form[0].isalpha(),
        capital=capital,
        stops=stops,
        counts=sum(
            fact << place * _FIELD for place, fact in enumerate((form[0].isalpha(), capital, low in _VERBS, shape == "X"))
        ),
        left=tuple(map(_atom, _LEFT, (form, low, shape, low[-3:], low[-2:], punct))),
        left2=(_atom("l2", low), _atom("s2", shape)),
        left3=(_atom("l3", low), _atom("s3", shape)),
        right=tuple(map(_atom, _RIGHT, (form, low, shape, low[-3:], low[-2:]))),
        right2=(_atom("r2", low), _atom("x2", shape), _atom("f3", low[-3:])),
        right3=(_atom("r3", low), _atom("x3", shape)),
        right4=_atom("x4", shape),
        first=(_atom("first", low), _atom("firstx", shape)),
    )


def _shape(form: str) -> str:
    if form.isalpha():
        if form.islower() or form.isupper():
            return form[0].isupper() * "X" + form[0].islower() * "x" + "1" * (len(form) == 1)
        return "Xx" if form[0].isupper() else "xX"
    if form[0].isalnum():
        if _URL.match(form):
            return "url"
        if form.isdigit():
            return f"d{min(len(form), 5)}"
        if form[-1] == ".":
            return ("X" if form[0].isupper() else "x") + ("..1" if len(form) == 2 else ".." if "." in form[:-1] else ".")
        if form[0].isdigit():
            return "date" if "/" in form else "time" if ":" in form else "dx"
        return "Xa" if form[0].isupper() else "xa"
    if _EMOTICON.fullmatch(form):
        return "emo"
    if len(form) > 1 and form[0] in "'’" and form[1:].isalpha():
        return "clitic"
    if len(form) > 1 and form[0] == form[-1]:
        return f"p{form[:2]}" + "+" * (len(form) > 3)
    return f"p{form[0]}" + "+" * (len(form) > 1)


_OUTSIDE = _word("\x02")
_EARLIER = _word("\x03")  # a word of the sentence before

# Lengths in rough steps.
_STEPS = [*range(6), 6, 6, 7, 7, 7, *[8] * 5, *[9] * 8, *[10] * 16]


def _step(number: int) -> int:
    return _STEPS[number] if number < len(_STEPS) else 11


class Block:
    """Words that no forced break divides. ``ruled`` are the places where rules begin a sentence."""

    def __init__(self, forms: Sequence[str], glued: Sequence[bool], ruled: frozenset[int]) -> None:
        self.forms, self.glued, self._ruled = forms, glued, ruled
        self.words = list(map(_word, forms))
        n = len(forms)
        self._counts = list(accumulate(map(attrgetter("counts"), self.words), initial=0))  # before each place
        self._stops = list(compress(range(n), map(attrgetter("stops"), self.words)))
        self._times = Counter(map(attrgetter("low"), self.words))
        self._marks, self._opened = self._open_marks()
        self._shout = _atom("shout", self._shouted())
        self._style = _atom("style", self._styled())
        last = self.words[-1]
        self._last = _atom("last", last.shape if forms[-1][-1] in _STOPS else "")
        self._size = _atom("size", _step(n))
        self._ends = _atom("ends", min(4, len(self._stops) - last.stops))
        self._begin = 0
        self._before: tuple[str, int] = ("^", 0)
        self._known: set[str] = set()

    def _shouted(self) -> str:
        letters, shouted = self._counts[-1] & _COUNT, self._counts[-1] >> 3 * _FIELD
        return "none" if not letters else "all" if 10 * shouted > 7 * letters else str(10 * shouted > 3 * letters)

    def _styled(self) -> str:
        """Does this writer use capitals after stops, in "I", at all?"""
        following = [self.words[i + 1] for i in self._stops if i + 1 < len(self.words)]
        after = [word.capital for word in following if word.alpha]
        lower, upper = min(2, after.count(False)), min(2, after.count(True))
        written = "I" * ("I" in self.forms) if self._counts[-1] >> _FIELD & _COUNT else "c"
        return f"{lower}{upper}{'i' * ('i' in self.forms)}{written}"

    def _open_marks(self) -> tuple[list[int], list[tuple[int, int, bool]]]:
        """Where brackets and straight quotes stand; after each: depth, the last opening bracket, is a quotation open."""
        places = [i for i, form in enumerate(self.forms) if form in _MARKS]
        states, depth, since, quoted = [(0, 0, False)], 0, 0, False
        for i in places:
            form = self.forms[i]
            if i - since > _UNCLOSED:
                depth = 0
            if form in {"(", "[", "{", "“"}:
                depth, since = depth + 1, i
            elif form == '"':
                quoted = not quoted
            else:
                depth = max(0, depth - 1)
            states.append((depth, since, quoted))
        return places, states

    def _open(self, i: int) -> str:
        depth, since, quoted = self._opened[bisect_left(self._marks, i)]
        return "(" * (depth > 0 and i - since <= _UNCLOSED) + '"' * quoted

    def candidate(self, i: int) -> bool:
        """May a sentence begin with word i at all?"""
        form, word = self.forms[i], self.words[i]
        if word.shape == "x":  # the most frequent one
            before = self.forms[i - 1]
            return not before[-1].isalnum() and before not in _GOES_ON
        if word.shape in {"clitic", "emo"}:
            return word.shape == "emo"
        if form[0] in _NEVER_FIRST or (self.glued[i] and form in _CLOSERS):
            return False
        if not form[0].islower() or word.shape == "url":
            return True
        before = self.forms[i - 1]
        return not before[-1].isalnum() and before not in _GOES_ON

    def begin(self, i: int) -> None:
        """A sentence begins with word i: what is remembered of the one before."""
        word = self.words[i - 1]
        self._before = ("word" if word.alpha else word.shape, _step(i - self._begin))
        self._known.add(self.words[self._begin].low)
        self._begin = i

    def _stretch(self, start: int, end: int) -> tuple[str, bool]:
        """Share of capitals, and whether there is a verb."""
        counts = self._counts[end] - self._counts[start]
        letters, capital = counts & _COUNT, counts >> _FIELD & _COUNT
        share = "0" if not letters else "all" if letters == capital else "most" if 2 * capital > letters else "few"
        return share, bool(counts >> 2 * _FIELD & _COUNT)

    def coarse(self, i: int) -> tuple[int, ...]:
        """The buckets that the coarse sum looks at: the same whatever was decided before."""
        left, right = self.words[i - 1].left, self.words[i].right
        shapes = left[2] ^ right[2]
        before = self.words[i - 2].left2 if i > 1 else _OUTSIDE.left2
        after = self.words[i + 1] if i + 1 < len(self.words) else _OUTSIDE
        return (
            left[0],
            left[1],
            right[0],
            right[1],
            left[1] ^ right[2],
            right[0] ^ left[2],
            shapes ^ after.right2[1],
            shapes ^ before[1],
            shapes ^ before[0],
            shapes ^ after.right2[0],
        )

    def features(self, i: int) -> list[int]:
        """The buckets of the gap before word i, the sentence having begun at the last ``begin``."""
        words, b, n = self.words, self._begin, len(self.words)
        word, first = words[i], words[b]
        second = words[i + 1] if i + 1 < n else _OUTSIDE
        third = words[i + 2] if i + 2 < n else _OUTSIDE
        length = i - b
        outer = _EARLIER if b else _OUTSIDE
        stops = bisect_left(self._stops, i)
        stop = self._stops[stops] if stops < len(self._stops) else n
        far = stop - i >= _FAR
        near = min(stop, i + _NEAR)
        same = (word.low == first.low, word.shape == first.shape, length > 1 and second.low == words[b + 1].low)
        caps, verb = self._stretch(b, i)
        caps_ahead, verb_ahead = self._stretch(i, near)
        atoms = (
            *words[i - 1].left,
            *(words[i - 2] if length > 1 else outer).left2,
            *(words[i - 3] if length > 2 else outer).left3,
            *word.right,
            *second.right2,
            *third.right3,
            (words[i + 3] if i + 3 < n else _OUTSIDE).right4,
            *first.first,
            _atom("glue", self.glued[i]),
            _atom("rule", i in self._ruled),
            _atom("long", _step(length)),
            _atom("length", min(length, 20)),
            _atom("caps", caps),
            _atom("capsahead", caps_ahead),
            _atom("ahead", _step(stop - i)),
            _atom("stop", "far" if far else "end" if stop == n else self.forms[stop][-1]),
            self._shout,
            self._style,
            _atom("verbs", (verb, verb_ahead)),
            _atom("closed", self._before[0]),
            _atom("before", self._before[1]),
            _atom("open", self._open(i)),
            self._last,
            self._size,
            _atom("rest", _step(n - i)),
            _atom("known", word.low in self._known),
            _atom("times", min(4, self._times[word.low])),
            _atom("same", same),
            _atom("sameword", word.low == words[i - 1].low),
            _atom("place", min(7, i)),
            _atom("left", min(7, n - i)),
            _atom("short", min(6, length)),
            self._ends,
        )
        return [
            *[atoms[a] for (a,) in _ONE],
            *[atoms[a] ^ atoms[b] for a, b in _TWO],
            *[atoms[a] ^ atoms[b] ^ atoms[c] for a, b, c in _THREE],
            *[atoms[a] ^ atoms[b] ^ atoms[c] ^ atoms[d] for a, b, c, d in _FOUR],
        ]


class Boundaries:
    """The learned weights, twice BUCKETS signed bytes (coarse, fine), and the sums above which a gap is an end."""

    def __init__(self, weights: bytes, dismissed: int, stopped: int, unstopped: int) -> None:
        """Thresholds: ``dismissed`` of the coarse sum, ``stopped`` after closing punctuation, ``unstopped`` elsewhere."""
        signed = array("b", weights)
        self._coarse, self._fine = signed[:BUCKETS], signed[BUCKETS:]
        self._dismissed, self._stopped, self._unstopped = dismissed, stopped, unstopped

    @classmethod
    def load(cls, folder: Path = MODEL_FOLDER) -> "Boundaries":
        """Read the two files (128 kB). Raises LanguageError when one is absent or damaged."""
        settings = read_json(folder, SETTINGS)
        path = folder / WEIGHTS
        try:
            weights = path.read_bytes()
            thresholds = [int(settings[name]) for name in ("dismissed", "stopped", "unstopped")]
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise LanguageError(f"cannot read the model file {path} ({error!r}): fetch the model files again") from None
        if len(weights) != 2 * BUCKETS:
            raise LanguageError(f"the model file {path} has {len(weights)} bytes, not {2 * BUCKETS}: fetch it again")
        return cls(weights, *thresholds)

    def begins(self, block: Block) -> list[int]:
        """The words of a block that begin a sentence, its first word left out."""
        out = []
        coarse, fine = self._coarse.__getitem__, self._fine.__getitem__
        for i in range(1, len(block.forms)):
            if not block.candidate(i) or sum(map(coarse, block.coarse(i))) < self._dismissed:
                continue
            least = self._stopped if block.words[i - 1].stops else self._unstopped
            if sum(map(fine, block.features(i))) > least:
                block.begin(i)
                out.append(i)
        return out
