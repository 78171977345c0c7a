"""Which words of a sentence tell a time, and what they mean. Read off the words, in order; the tree comes later."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from graph.coding.syntax import Tree
from graph.coding.when.meanings import Calendar, DayOfMonth, Meaning, Shift, Span, Unit, Weekday, Weekend, few, season
from graph.language.model import Word

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "mon tue wed thu fri sat sun".split()
_NUMBERS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1, "a couple of": 2, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip
_TENS = dict(
    zip("twenties thirties forties fifties sixties seventies eighties nineties".split(), range(20, 100, 10), strict=True)
)
_QUARTERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4, "last": 4}
_TURN = {"last": -1, "past": -1, "this past": -1, "this": 0, "next": 1, "coming": 1, "this coming": 1}
_VAGUE = frozenset({"a few", "several", "some", "many"})
#: What stands before a bare year that tells a time ("in 1991", but not "killed 1991 people").
_BEFORE_YEAR = frozenset(
    """in since during from of by until till before after year early late mid through throughout to between and around circa
about back as to, the""".split()
)

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<year>1\d\d\d|20\d\d)"
_DATE = r"(?P<date>\d{1,2})(?:st|nd|rd|th)?(?: ?[-–] ?\d{1,2}(?:st|nd|rd|th)?)?"
_WEEKDAY = r"(?P<weekday>mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
_UNIT = r"(?P<unit>hour|day|week|month|quarter|year|decade)s?"
_PART = "(?:morning|afternoon|evening|night|dawn)"
_MOD = "(?:(?:early|mid|late)-)?"
_OF_YEAR = rf"(?: (?:of )?{_YEAR}| (?:of )?(?P<whose>last|this|next) year)"
_SOME = rf"(?P<number>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression: its first and last word, what it means, and the kind of its pattern."""

    first: int
    last: int
    meaning: Meaning
    kind: str


def expressions(tree: Tree) -> list[Expression]:
    """The time expressions of a sentence, from left to right; none overlaps another, and the longest is taken."""
    plain = [_plain(word) for word in tree.words]
    starts, at = [], 0
    for text in plain:
        starts.append(at)
        at += len(text) + 1
    line = " ".join(plain)
    if not _CUE.search(line):
        return []
    ends = {start + len(text): number for number, (start, text) in enumerate(zip(starts, plain, strict=True))}
    found: list[Expression] = []
    number = 0
    while number < len(plain):
        best = max(_at(tree, line, starts[number], number, ends), key=lambda e: e.last, default=None)
        if best is not None:
            found.append(best)
            number = best.last
        number += 1
    return found


def _at(tree: Tree, line: str, start: int, number: int, ends: dict[int, int]) -> Iterator[Expression]:
    if not _ANY.match(line, start):
        return
    for name, pattern, meaning_of in _PATTERNS:
        match = pattern.match(line, start)
        last = ends.get(match.end()) if match else None
        if match is None or last is None:
            continue
        meaning = meaning_of(match)
        if meaning is not None and _fits(tree, name, match, number, last):
            yield Expression(number, last, meaning, name)


def _plain(word: Word) -> str:
    text = word.text.lower().replace("’", "'").replace(" ", "_")
    return text[:-1] if len(text) > 2 and text.endswith(".") and text[:-1].isalpha() else text


def _fits(tree: Tree, name: str, match: re.Match[str], first: int, last: int) -> bool:
    """Whether the words are what they look like: months in small letters are verbs, names stay names."""
    words = tree.words[first : last + 1]
    groups = match.groupdict()
    before = tree[first - 1].text.lower() if first else ""
    if before in {"every", "each", "most", "some", "alternate"}:
        return False
    for group in ("month", "weekday"):
        if text := groups.get(group):
            word = next(w for w in words if _plain(w).removesuffix("day").endswith(text) or _plain(w) == text)
            if not word.text[:1].isupper() and not word.text.startswith(("mid", "early", "late")):
                return False
            if word.name != "O" or word.upos not in {"PROPN", "NOUN"}:
                return False
            full = len(_plain(word)) > 4 or text in {"may", "june", "july"}
            if not full and not word.text.endswith(".") and len(words) == 1:
                return False
    if name in {"month", "weekday"} and _named(tree, first, last):
        return False
    if name == "year":
        return _is_year(tree, words[0], before)
    if name == "season" and len(words) == 1:
        the = tree[first - 2].text.lower() if first > 1 else ""
        after = tree[last + 1].text.lower() if last + 1 < len(tree.words) else ""
        leads = {"in", "since", "during", "this", "over"}
        return words[0].text.islower() and after != "of" and (before in leads or (before == "the" and the in leads))
    return True


def _named(tree: Tree, first: int, last: int) -> bool:
    """Part of a name ("Black Friday", "the Sunday Times"), or what a sentence is about ("May met him")."""
    beside = [tree[k] for k in (first - 1, last + 1) if 0 <= k < len(tree.words)]
    if any(w.text.lower() in {"black", "bloody", "good", "ash", "palm", "holy", "red"} for w in beside[:1] if w.index < first):
        return True
    if any(w.name.endswith("ORG") and w.index > last for w in beside):
        return True
    head = next(w for w in tree.words[first : last + 1] if not first <= w.head <= last)
    return head.deprel in {"nsubj", "nsubj:pass", "iobj", "obl:agent", "flat", "appos", "vocative"}


def _is_year(tree: Tree, word: Word, before: str) -> bool:
    if word.name != "O":
        return False
    if word.deprel in {"nummod", "compound", "nmod", "nmod:poss", "amod"} and word.head > word.index:
        noun = tree[word.head]  # "the 2003 invasion", "Syria's 1973 attack"; but "2000 troops"
        counted = noun.xpos in {"NNS", "NNPS"} and not tree.kids(noun.index, "det", "nmod:poss")
        return noun.upos == "NOUN" and not counted
    return before in _BEFORE_YEAR - {"the"} or "-" in word.text


# -- what each pattern means -----------------------------------------------------------------------------------------


def _when(match: re.Match[str]) -> dict[str, int]:
    """The year that a match names."""
    groups = match.groupdict()
    if groups.get("year"):
        return {"year": int(groups["year"])}
    if groups.get("whose"):
        return {"years": _TURN[groups["whose"]]}
    if groups.get("turn") == "this":
        return {"years": 0}
    return {"turn": _TURN[groups["turn"]]} if groups.get("turn") else {}


def _month(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3]) + 1


def _day_of_month(match: re.Match[str]) -> Meaning | None:
    if not 1 <= int(match["date"]) <= 31:
        return None
    return Calendar("day", _month(match), int(match["date"]), **_when(match))


def _september_11(match: re.Match[str]) -> Meaning:
    return Calendar("day", 9, 11, year=2001)  # a name rather than a date


def _month_alone(match: re.Match[str]) -> Meaning:
    return Calendar("month", _month(match), **_when(match))


def _numeric(match: re.Match[str]) -> Meaning | None:
    parts = [int(part) for part in re.split(r"[-/.]", match["digits"])]
    if parts[0] > 99:
        year, month, day = parts
    else:
        day, month, year = parts
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month:  # British or American: only the year is sure
            return Calendar("year", year=year) if "." not in match["digits"] else Calendar("day", month, day, year=year)
    return Calendar("day", month, day, year=year) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _quarter(match: re.Match[str]) -> Meaning:
    number = int(match["q"]) if match["q"].isdigit() else _QUARTERS[match["q"]]
    return Calendar("quarter", 3 * number - 2, **_when(match))


def _season(match: re.Match[str]) -> Meaning:
    # "This winter" may have begun last year: the nearest is meant, as where nothing is said.
    nearest = match.groupdict().get("turn") == "this"
    return season(match["season"]) if nearest else season(match["season"], **_when(match))


def _weekday(match: re.Match[str]) -> Meaning:
    groups = match.groupdict()
    number = _DAYS.index(match["weekday"][:3])
    if groups.get("week"):
        return Weekday(number, weeks=_TURN[groups["week"]])
    return Weekday(number, turn=_TURN[groups["turn"]] if groups.get("turn") else 0)


def _turned(match: re.Match[str]) -> Meaning:
    unit: Unit = match["unit"]  # type: ignore[assignment]  # the pattern names units only
    count = _TURN[match["turn"]]
    if unit == "year":
        return Calendar("year", years=count)
    return Shift(unit, count)


def _ago(match: re.Match[str]) -> Meaning:
    unit: Unit = match["unit"]  # type: ignore[assignment]  # the pattern names units only
    words = match["number"]
    return few(unit) if words is None or words in _VAGUE else Shift(unit, -_count(words))


def _spanned(match: re.Match[str], sign: int) -> Meaning:
    unit: Unit = match["unit"]  # type: ignore[assignment]  # the pattern names units only
    return Span(unit, sign * (_count(match["number"]) if match["number"] else 1))


def _ahead(match: re.Match[str]) -> Meaning:
    unit: Unit = match["unit"]  # type: ignore[assignment]  # the pattern names units only
    return Shift(unit, _count(match["number"]))


def _count(words: str) -> int:
    return _NUMBERS[words] if words in _NUMBERS else int(words)


def _decade(match: re.Match[str]) -> Meaning:
    if match["tens"]:
        return Calendar("decade", year=1900 + _TENS[match["tens"]])
    return Calendar("decade", year=int(match["decade"] or f"19{match['short']}"))


def _of_month(match: re.Match[str]) -> Meaning | None:
    number = int(match["date"])
    return DayOfMonth(number, _TURN[match["turn"]]) if 1 <= number <= 31 else None


def _weekend(match: re.Match[str]) -> Meaning:
    return Weekend(_TURN[match["turn"]] if match["turn"] else 0)


def _year_alone(match: re.Match[str]) -> Meaning:
    return Calendar("year", year=int(match["year"]))


def _fixed(match: re.Match[str]) -> Meaning:
    count = {"yesterday": -1, "last night": -1, "the day before yesterday": -2, "tomorrow": 1, "the day after tomorrow": 2}
    return Shift("day", count.get(match["word"], 0))


def _patterns() -> Iterator[tuple[str, str, Callable[[re.Match[str]], Meaning | None]]]:
    lead = rf"(?:{_WEEKDAY} (?:, )?)?"
    tail = _OF_YEAR.replace("(?:of )?", "(?:, |of )?")
    yield "date", rf"{lead}(?:the )?{_DATE} (?:of )?{_MONTH}{tail}?", _day_of_month
    yield "date", rf"{lead}{_MONTH} (?:the )?{_DATE}{tail}?", _day_of_month
    yield "date", rf"(?:the )?{_DATE} of (?P<turn>last|this|next) month", _of_month
    yield "9/11", r"9/11|(?:september|sept) (?:11|11th)(?= (?:terror |terrorist |2001 )?attacks?)", _september_11
    yield "digits", r"(?P<digits>\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(?:1\d|20)\d\d)", _numeric
    yield "month", rf"(?:(?P<turn>last|this|next|this past|this coming) )?{_MOD}{_MONTH}", _month_alone
    yield "month", rf"{_MOD}{_MONTH}{_OF_YEAR}", _month_alone
    yield "quarter", rf"(?P<q>{'|'.join(_QUARTERS)}) quarter{_OF_YEAR}", _quarter
    yield "quarter", r"(?P<q>first|1st|second|2nd|third|3rd|fourth|4th|final) quarter", _quarter
    yield "quarter", rf"q(?P<q>[1-4]){_OF_YEAR}?", _quarter
    seasons = "(?P<season>spring|summer|autumn|fall|winter)"
    yield "season", rf"(?:(?P<turn>last|this|next) )?{_MOD}{seasons}", _season
    yield "season", rf"{_MOD}{seasons}{_OF_YEAR}(?:[-–/]\d{{2,4}})?", _season
    turns = "(?P<turn>last|next|past|coming|this past|this coming)"
    yield "weekday", rf"(?:(?:this|{turns}) )?{_WEEKDAY}", _weekday
    yield "weekday", rf"{_WEEKDAY} (?:of )?(?P<week>last|this|next) week", _weekday
    yield "weekday", rf"(?P<week>last|this|next) week (?:, )?(?:on )?{_WEEKDAY}", _weekday
    yield "weekend", r"(?:(?P<turn>last|this|next|past|this past|coming|this coming) )?weekend", _weekend
    yield "turn", r"(?P<turn>last|this|next) (?P<unit>week|month|quarter|year|decade)", _turned
    yield "span", rf"(?:the (?:last|past)|this past|past) (?:{_SOME} )?{_UNIT}", partial(_spanned, sign=-1)
    yield "span", rf"last {_SOME} {_UNIT}", partial(_spanned, sign=-1)
    yield "span", rf"(?:the )?(?:next|coming) {_SOME} {_UNIT}", partial(_spanned, sign=1)
    yield "span", rf"(?:the )?coming (?P<number>)?{_UNIT}", partial(_spanned, sign=1)
    yield "ago", rf"(?:(?:{_SOME}|{'|'.join(_VAGUE)}) )?{_UNIT} ago", _ago
    yield "ahead", rf"in {_SOME} {_UNIT}(?: '(?:s)? time)?", _ahead
    yield "ahead", rf"{_SOME} {_UNIT} (?:from now|hence)", _ahead
    decades = rf"(?P<decade>(?:1[5-9]|20)\d0)s|'?(?P<short>[2-9]0)s|(?P<tens>{'|'.join(_TENS)})"
    yield "decade", rf"(?:the )?(?:(?:early|mid|late) )?{_MOD}(?:{decades})", _decade
    yield "year", rf"{_MOD}{_YEAR}(?:[-–/]\d{{2,4}})?", _year_alone
    days = "the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow|overnight|last night"
    yield "fixed", rf"(?P<word>{days})(?: {_PART})?", _fixed
    yield "fixed", r"(?P<word>this (?:morning|afternoon|evening))", _fixed


def _bare(pattern: str) -> str:
    """A pattern as one of several: without its groups' names and what refers back to groups, which it may match more for."""
    return re.sub(r"\\[1-9]", "[-/.]", re.sub(r"\(\?P<\w+>", "(?:", pattern))


#: A sentence without any of these tells no time.
_CUE = re.compile(
    r"\d|\b(?:" + "|".join(_MONTHS + _DAYS) + r")|day|tonight|tomorrow|overnight|night|morning|afternoon|evening|week|month"
    r"|quarter|year|decade|spring|summer|autumn|fall|winter|hour|ties\b"
)
_PATTERNS = tuple((kind, re.compile(rf"(?:{pattern})(?!\S)"), meaning_of) for kind, pattern, meaning_of in _patterns())
#: Matches where any of them does: at nearly every word, none.
_ANY = re.compile(rf"(?:{'|'.join(_bare(pattern) for _, pattern, _ in _patterns())})(?!\S)")
