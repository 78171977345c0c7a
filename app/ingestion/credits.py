"""Which agency an article credits: by its dateline, its byline, or its last line; never by a sentence that cites it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Short forms that are as good as a name; others of so few letters also mean something else.
_STRONG = frozenset(
    [
        "AAP",
        "AFP",
        "ANI",
        "ANSA",
        "AP",
        "DPA",
        "EFE",
        "IANS",
        "IRNA",
        "ISNA",
        "KCNA",
        "KUNA",
        "PTI",
        "SANA",
        "TASS",
        "UPI",
        "WAFA",
    ]
)
_SHORT = 5
#: Names that are words as well.
_WORDS = frozenset(["Andina", "Bakhtar", "Caliber", "Fides", "Mehr", "Petra", "Saba"])
#: So many lines from either end, of so many characters, are looked at.
_LINES, _LENGTH = 6, 400

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:(?:\w+day,? )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d)"
_WORD = r"[A-Z][\w.'’]*"
_PLACE = rf"{_WORD}(?:[ /-](?:(?:de|la|el|al|of|do|da|du|and|the|au|en)[ -])?{_WORD}){{0,4}}"
#: A place, its country, perhaps in square brackets, and a date; each may be missing.
_WHERE = rf"(?P<place>{_PLACE}(?:, ?{_PLACE}){{0,2}}(?: \[{_PLACE}\])?)"
_FIRST = frozenset("According After As At Before By During For From In Near On Over Since The Under Via When With".split())
_DASH = r"(?:[-–—_:]{1,2}|--)"
_RIGHTS = r"(?:all rights reserved\b.*|this material may not be .*)"


@dataclass(frozen=True, slots=True)
class Credits:
    """Finds credits of some agencies, whose ids ``agencies`` has by all their forms."""

    agencies: Mapping[str, str]
    _dateline: tuple["re.Pattern[str]", ...]
    _whole: tuple["re.Pattern[str]", ...]
    _last: tuple["re.Pattern[str]", ...]

    @classmethod
    def of(cls, agencies: Mapping[str, str]) -> "Credits":
        """For agencies by their names and short forms."""
        forms = {**{form.upper(): key for form, key in agencies.items() if len(form) > 2}, **agencies}
        every = _either(forms)
        sure = _either(form for form in forms if _sure(form))
        capitals = _either(form for form in forms if form.isupper() and " " not in form)
        return cls(forms, _datelines(every, capitals), _bylines(sure), _closings(sure))

    def find(self, text: str) -> str | None:
        """The id of the agency that the article credits; None where it credits none, or several."""
        lines = [line.strip() for line in (text[: _LENGTH * _LINES] + "\n").split("\n") if line.strip()][:_LINES]
        ending = [line.strip() for line in text[-_LENGTH * _LINES :].split("\n") if line.strip()][-3:]
        found = {agency for line in lines if (agency := self._headed(line[:_LENGTH]))}
        short = [line for line in (*lines, *ending) if len(line) <= 120]
        found |= self._matching(self._whole, short)
        found |= self._matching(self._last, [line[-_LENGTH:] for line in ending])
        return found.pop() if len(found) == 1 else None

    def _headed(self, line: str) -> str | None:
        """The agency of a dateline."""
        for pattern in self._dateline:
            if (match := pattern.match(line)) is None:
                continue
            place, date, form = match["place"] or "", match["date"], match["agency"]
            words = re.findall(r"\w+", place)
            if words and (words[0] in _FIRST or {"agency", "press", "news"} & {word.lower() for word in words}):
                continue
            if form.lower() == "".join(word[0] for word in words).lower():
                continue  # it is what the words before it are called in short
            told = date or place.isupper() or (place and _sure(form))
            if match["dash"] or line[match.start("agency") - 1] == "/":
                if told or (not place and _sure(form)):
                    return self.agencies[form]
            elif date and line[match.end() :][:1].isupper():
                return self.agencies[form]
        return None

    def _matching(self, patterns: tuple["re.Pattern[str]", ...], lines: list[str]) -> set[str]:
        matches = (pattern.fullmatch(line) for line in lines for pattern in patterns)
        return {self.agencies[match["agency"]] for match in matches if match}


def _datelines(every: str, capitals: str) -> tuple["re.Pattern[str]", ...]:
    """ "KYIV, Jan 3 (AP) — ", of any form; "Damascus, SANA - ", of short forms alone."""
    bracketed = rf"[(/](?P<agency>{every})[)/]\.?"
    patterns = (
        rf"(?:{_WHERE})?(?:[,.]? ?(?P<date>{_DATE}))?[,.]?(?: ?[-–—]{{1,2}})? ?{bracketed} ?(?P<dash>{_DASH})? ?(?=\S)",
        rf"{_WHERE}(?:, ?(?P<date>{_DATE}))?, ?(?P<agency>{capitals}) ?(?P<dash>{_DASH}) ?(?=\S)",
    )
    return tuple(re.compile(pattern) for pattern in patterns)


def _bylines(sure: str) -> tuple["re.Pattern[str]", ...]:
    """Whole lines: "By The Associated Press", "By Ann Lee, Reuters", "AFP", "Source: Xinhua", "Xinhua | 3 January"."""
    agency = rf"(?:the |The )?(?P<agency>{sure})"
    staff = r"(?: (?i:staff|writers?|news agency|correspondents?))?"
    person = r"(?:[^\W\d_][\w.'’-]*,? (?:and )?){1,8}"
    patterns = (
        rf"(?:By:? )?{agency}{staff}",
        rf"(?:By|BY):? {person}(?:[|,/–—-] ?|of )?{agency}{staff}",
        rf"(?:Source|SOURCE|Agency|Credit)s?: ?{agency}\.?",
        rf"{agency} ?[|•] ?\S.{{0,80}}",
    )
    return tuple(re.compile(pattern) for pattern in patterns)


def _closings(sure: str) -> tuple["re.Pattern[str]", ...]:
    """Whole last lines: "© 2024 AFP", "… he said. — Xinhua", "(Reuters)"."""
    agency = rf"(?P<agency>{sure})"
    sign, year = r"(?:©|\([cC]\)|(?i:copyright))", r"\d{4}(?:[-–]\d{4})?"
    patterns = (
        rf"(?:{sign}[ ,]*)+(?:{year}[ ,]*)?(?:by )?(?:the |The )?{agency}(?:[ ,]+{year})?[.,]?(?: (?i:{_RIGHTS}))?",
        rf".*[.!?][\"'”’]? ?(?:[-–—]{{1,2}} ?|\(){agency}[.)]?",
        rf"(?:[-–—]{{1,2}} ?|\(){agency}\)?\.?",
    )
    return tuple(re.compile(pattern) for pattern in patterns)


def _sure(form: str) -> bool:
    """Whether a form means the agency wherever it stands alone."""
    return form.upper() in _STRONG if len(form) < _SHORT else form.title() not in _WORDS and form not in ("UN News",)


def _either(forms: Iterable[str]) -> str:
    """Any of these, the longest first."""
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
