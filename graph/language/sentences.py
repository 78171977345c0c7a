"""Where sentences end: line ends and blank lines by rule, the rest by the learned model, which hears the rules' verdict."""

import re
from bisect import bisect_left
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise

from graph.language.boundaries import Block, Boundaries
from graph.language.tokenise import Span, word_set, words

_CLOSERS = frozenset("\"”’')]}»")
_SKIPPED = frozenset("\"“‘'([«—–-")  # what may stand before the first word of a sentence
_DASHES = frozenset(("—", "–", "-", "--"))
# Abbreviations with their stop that something must follow: titles, references.
_NEVER_LAST = word_set(
    """adm approx attn ave brig ca capt cf cmdr col cpl cpt det dr drs e.g eq fig figs ft gen gens gov govs hon i.e
    insp lieut lt maj messrs mr mrs ms mt nos pres prof pvt rep reps rev sen sens sgt sgts st supt univ viz vol vs"""
)
# Words that a number follows, with a stop of their own: "art. 5".
_NUMBERED = frozenset(("art", "arts", "ch", "chap", "para", "paras", "pop", "pp", "sec", "secs"))
# Words that begin sentences and seldom continue a name, so that "the U.S. The" is an end and "U.S. President" is not.
_STARTERS = word_set(
    """A Across After Again All Also Although Among An And Another As At Because Before Both But By Despite During
    Earlier Even Every For From He Her His How However If In Instead It Its Just Last Later Many Meanwhile Moreover
    Most My Next No Nor Not Now Officials On One Only Or Other Others Our Over Police Separately Several She Since
    So Some Still Such That The Their Then There These They This Those Though Through Today Two Under Unless Until
    We What When Where Whether While Who Why With Within Without Yesterday Yet You"""
) | {"I"}
_NAMELIKE = frozenset(("A", "An", "No", "So", "You", "My", "Her", "Just", "I", "Last"))  # may follow an initial
_SAYING = word_set(
    """added adds asked asks cried demanded insisted joked quipped recalled replied said says screamed shouted told
    tweeted wondered wrote yelled"""
)
_AFTER_SAYING = frozenset((".", ",", ":", ";", "on", "in", "at", "during", "after", "before", "as", "when", "while"))
# Line ends that break nothing: the line plainly goes on.
_GOES_ON = re.compile(
    r"(?:[,;(\[“‘«&/–—-]|\b(?:a|an|the|and|or|but|of|in|on|at|to|by|for|from|with|as|that|which|who|is|was|were|are"
    r"|has|have|had|will|be|its|his|her|their|President|Minister|Gen\.?|Mr\.?|Mrs\.?|Dr\.?|Sen\.?|Col\.?))\s*$"
)
_LINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028]")
_BLANK = re.compile(r"(?:(?>\r\n|[\n\r\x0b\x0c\x85\u2028])[^\S\n\r\x0b\x0c\x85\u2028\u2029]*){2,}|\u2029")
_BULLET = re.compile(r"[•‣▪●◦*–—-]\s")
_OPENERS = "\"“‘'([«"
_WRAP = 60  # characters: lines are hardly ever wrapped at fewer
_PAGE = 120  # nor at more


def split(text: str, boundaries: Boundaries | None = None) -> list[list[Span]]:
    """Sentences of a text, each the (start, end) offsets of its words; every word is in exactly one.

    ``boundaries`` are the shipped ones unless given. Raises LanguageError when their files are absent.
    """
    found = list(words(text))
    if not found:
        return []
    boundaries = boundaries or _shipped()
    spans = [(start, end) for start, end, _ in found]
    glued = [g for _, _, g in found]
    forms = [text[start:end] for start, end in spans]
    breaks = {bisect_left(spans, (offset, 0)) for offset in forced_breaks(text)}
    by_rule = sorted(ruled(forms, glued, breaks))
    out: list[list[Span]] = []
    places = sorted(breaks | {0, len(forms)})
    for begin, end in pairwise(places):
        own = by_rule[bisect_left(by_rule, begin) : bisect_left(by_rule, end)]
        block = Block(forms[begin:end], glued[begin:end], frozenset(i - begin for i in own))
        begins = [0, *boundaries.begins(block), end - begin]
        out += [spans[begin + a : begin + b] for a, b in pairwise(begins)]
    return out


@cache
def _shipped() -> Boundaries:
    return Boundaries.load()


def ruled(forms: list[str], glued: list[bool], breaks: AbstractSet[int]) -> set[int]:
    """The words that begin a sentence by what rules say of abbreviations, closing quotes and capitals."""
    out: set[int] = set()
    index = 0
    while index < len(forms) - 1:
        index += 1
        end = 0 if index in breaks else _end_after(forms, glued, breaks, index)
        if end:
            out.add(end)
            index = end
    return out


def _end_after(forms: list[str], glued: list[bool], breaks: AbstractSet[int], index: int) -> int:
    """If the word before ``index`` ends a sentence, where the next begins (after closing quotes), else 0."""
    word = forms[index - 1]
    if word[-1] not in ".!?…" or (word[0].isalnum() and word[-1] != "."):
        return 0
    begin = index
    while begin < len(forms) and begin not in breaks and glued[begin] and forms[begin] in _CLOSERS:
        begin += 1
    if begin == len(forms) or begin in breaks:
        return begin
    first = begin  # the first real word of what would be the next sentence
    while first < len(forms) - 1 and forms[first] in _SKIPPED | {"--"} and not forms[first][0].isalnum():
        first += 1
    following = forms[first]
    if word[0].isalnum():
        ends = glued[begin] is False and _abbreviation_ends(word, following) and forms[begin] not in _DASHES
    elif word == "." and following[0].isdigit() and index > 1 and forms[index - 2].lower() in _NUMBERED:
        ends = False
    elif glued[begin]:  # no space: the full stop was cut off by us, or a quotation was closed before it
        ends = following[0].isupper() and (word == "." or begin > index)
    else:
        ends = _may_begin(forms, first)
        if ends and word[-1] in "!?" and begin > index:
            ends = not _says_who(forms, first)
    return begin if ends else 0


def _abbreviation_ends(word: str, following: str) -> bool:
    core = word[:-1].lower()
    if core in _NEVER_LAST or following not in _STARTERS:
        return False
    if core == "no":
        return following not in _NAMELIKE
    return len(core) > 1 or core == "i" or following not in _NAMELIKE


def _may_begin(forms: list[str], first: int) -> bool:
    """Upper case, a digit, a script without case; or an article joined to a name, as in al-Shabaab."""
    word = forms[first]
    if word[0].isupper() or word[0].isdigit():
        return True
    if word in ("al", "el", "ash", "as", "ad") and first + 2 < len(forms) and forms[first + 1] == "-":
        return forms[first + 2][0].isupper()
    return word[0].isalpha() and word.lower() == word.upper()


def _says_who(forms: list[str], first: int) -> bool:
    """“Will they come?” Mr. Obama asked on Monday: the sentence goes on.

    A few words without punctuation, a verb of saying, then the end or an adverbial.
    """
    for place in range(first, min(first + 7, len(forms))):
        word = forms[place]
        if word.lower() in _SAYING:
            after = forms[place + 1] if place + 1 < len(forms) else "."
            return after in _AFTER_SAYING or after.endswith("day")
        if not (word[0].isalpha() or word in ("'s", "’s", "-")):
            return False
    return False


def forced_breaks(text: str) -> list[int]:
    """Offsets where a sentence must begin: after blank lines, and after lines that are no wrapped prose."""
    out: list[int] = []
    begin = 0
    for gap in _BLANK.finditer(text):
        out += _line_breaks(text, begin, gap.start())
        out.append(gap.end())
        begin = gap.end()
    return out + _line_breaks(text, begin, len(text))


def _line_breaks(text: str, begin: int, end: int) -> list[int]:
    """Breaks between the lines of one block."""
    lines: list[Span] = []
    for gap in _LINE.finditer(text, begin, end):
        lines.append((begin, gap.start()))
        begin = gap.end()
    if not lines:
        return []
    lines.append((begin, end))
    shown = [text[a:b].strip() for a, b in lines]
    longest = max(map(len, shown))
    wrapped = any(line[:1].islower() for line in shown[1:])
    width = longest if wrapped else max(longest, _WRAP)
    out: list[int] = []
    for line, following, (start, _) in zip(shown, shown[1:], lines[1:], strict=False):
        if _BULLET.match(following):
            out.append(start)
        elif _starts_upper(following) and not _GOES_ON.search(line):
            # In wrapped prose a line ends because the next word would not have fitted.
            word = following.split(None, 1)[0]
            if longest > _PAGE or len(line) + 1 + len(word) <= width:
                out.append(start)
    return out


def _starts_upper(line: str) -> bool:
    return line.lstrip(_OPENERS)[:1].isupper()
