"""Words of a text with their offsets, as Universal Dependencies' English-EWT divides them. Nothing is ever changed.

Text is cut at white space into chunks; each chunk loses punctuation at both ends and is then divided inside: hyphens
(``U.S.``, ``-``, ``led``), clitics (``Mali``, ``'s``), units, dashes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

Span = tuple[int, int]

LONGEST_WORD = 200  # characters; a longer run without a space is cut, addresses of the web excepted
_LONGEST_URL = 2048
_CACHE = 1 << 16


def word_set(text: str) -> frozenset[str]:
    """The words of a table written as running text."""
    return frozenset(text.split())


# Abbreviations that keep their full stop.
ABBREVIATIONS = word_set(
    """adm ala approx apr ariz ark assn attn aug ave blvd brig bros ca calif capt cf cmdr co col colo conn corp cpl cpt
    dec dept det dr drs ed eds eq est etc feb fig figs fla ft ga gen gens gov govs hon inc insp jan jr jul jun kan
    ky lieut lt ltd maj md messrs mich minn mo mr mrs ms mt neb nev no nos nov oct okla pres prof pvt rd rep reps
    rev sen sens sep sept sgt sgts sr st supt tenn univ va viz vol vs wis b.a e.g i.e m.a m.d ph.d a.m p.m"""
)
# Prefixes that keep their hyphen: anti-government, pro-Russian.
_PREFIXES = word_set(
    """anti co counter cross e ex extra inter micro mid mini multi neo non post pre pro pseudo quasi re semi sub super
    trans ultra un"""
)
_TWO_WORDS = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3, "alot": 1, "'tis": 2, "'twas": 2}

_CHUNK = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]+")
_URL = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|io|co\.uk)(?:/\S*)?",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d().]{2,}(?:-[\d()]+){2,}")
_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?\.?")
# A run of one mark is one word, however long.
_RUN = r"([^\w\s])\1{3,}"
_OPENING = re.compile(
    _RUN + r"|\.{2,}|[\"“”„«»‘’'`]{2}|[\"“”„«»‘’'`(\[{<$£€¥#*~¿¡—–|/\\+=_-]|…"
)  # fmt: skip
_CLOSING = re.compile(r"(?:" + _RUN + r"|\.{2,}|[!?]{2,}|-{2,}|[\"”“’'»`]{2}|[\"”“’'»`)\]},;:!?%…*>~—–|/\\_=+-])$")
_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_CLITIC_ALONE = re.compile(r"['’](?:s|re|ve|ll|d|m|em|tis|twas|\d0s)", re.IGNORECASE)
_WHOLE = re.compile(r"[:;=8][-']?[)(DPp]|<3|\d+['’]s|([=_*#~>-])\1+")
_UNIT = re.compile(r"([$£€]?\d[\d.,:]*)(?:am|pm|a\.m\.|p\.m\.|bn|km|kg|mph|kph|mm|cm|km/h|gb|mb|tn|m|k)", re.IGNORECASE)
_INSIDE = re.compile(
    r"\.{2,}|[!?]{2,}|--+|—|–|…"
    r"|(?<=[A-Za-z)\"”’])[,:;!?](?=[A-Za-z\"“])"
    r"|(?<=[A-Za-z0-9.\]])[-‑](?=[A-Za-z0-9])"
    r"|(?<=[A-Za-z])/(?=[A-Za-z])"
    r"|[\"“”()\[\]]"
    r"|(?<=[a-z][a-z])\.(?=[A-Z][a-z])"  # a full stop whose space got lost: "accord.The"
)

# What is still to be done with a stretch of a chunk.
_WHOLE_CHUNK, _CORE, _DONE = range(3)
_Task = tuple[int, int, int]


def words(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, glued) of every word; ``glued``: no white space between it and the word before."""
    for match in _CHUNK.finditer(text):
        offset, chunk = match.start(), match.group()
        for part_start, part in _bounded(chunk):
            base = offset + part_start
            for index, (start, end) in enumerate(_divide(part)):
                yield base + start, base + end, index > 0 or part_start > 0


def _bounded(chunk: str) -> Iterator[tuple[int, str]]:
    if len(chunk) <= LONGEST_WORD or (len(chunk) <= _LONGEST_URL and _WEB.match(chunk)):
        yield 0, chunk
        return
    for start in range(0, len(chunk), LONGEST_WORD):
        yield start, chunk[start : start + LONGEST_WORD]


@lru_cache(maxsize=_CACHE)
def _divide(chunk: str) -> tuple[Span, ...]:
    """The words of one chunk, in order, covering it wholly."""
    out: list[Span] = []
    tasks: list[_Task] = [(0, len(chunk), _WHOLE_CHUNK)]
    while tasks:
        start, end, kind = tasks.pop()
        if kind == _DONE:
            out.append((start, end))
        elif kind == _CORE:
            tasks.extend(reversed(_divide_core(chunk[start:end], start)))
        else:
            tasks.extend(reversed(_strip(chunk, start, end)))
    return tuple(out)


def _strip(chunk: str, start: int, end: int) -> list[_Task]:
    """Punctuation off both ends, one mark at a time."""
    before: list[_Task] = []
    after: list[_Task] = []
    while start < end:
        rest = chunk[start:end]
        if rest[-1].isalnum() and _URL.fullmatch(rest):
            break
        if (len(rest) > 1 and _CLITIC_ALONE.fullmatch(rest)) or _WHOLE.fullmatch(rest):
            break
        match = _OPENING.match(rest)
        if match and not _belongs_in_front(rest):
            before.append((start, start + match.end(), _DONE))
            start += match.end()
            continue
        match = _CLOSING.search(rest)
        if match and rest != "-":
            after.append((start + match.start(), end, _DONE))
            end = start + match.start()
            continue
        if rest[-1] == "." and len(rest) > 1 and not _keeps_stop(rest):
            after.append((end - 1, end, _DONE))
            end -= 1
            continue
        break
    core: list[_Task] = [(start, end, _CORE)] if start < end else []
    return before + core + after[::-1]


def _belongs_in_front(rest: str) -> bool:
    """A sign of a number (-5) or of a tag (#syria) is part of the word."""
    return len(rest) > 1 and ((rest[0] in "-+" and rest[1].isdigit()) or (rest[0] == "#" and rest[1].isalpha()))


def _keeps_stop(word: str) -> bool:
    return bool(_ACRONYM.match(word)) or word[:-1].lower() in ABBREVIATIONS


def _divide_core(core: str, offset: int) -> list[_Task]:
    """One division of a word without outer punctuation; ``offset`` is where it starts in its chunk."""
    whole = [(offset, offset + len(core), _DONE)]
    if _URL.fullmatch(core) or _PHONE.fullmatch(core):
        return whole
    end = offset + len(core)
    cut = _TWO_WORDS.get(core.lower())
    if cut is not None:
        return [(offset, offset + cut, _DONE), (offset + cut, end, _DONE)]
    clitic = _CLITIC.search(core)
    if clitic and clitic.start() > 0:
        return [(offset, offset + clitic.start(), _CORE), (offset + clitic.start(), end, _DONE)]
    unit = _UNIT.fullmatch(core)
    if unit:
        return [(offset, offset + unit.end(1), _DONE), (offset + unit.end(1), end, _DONE)]
    for match in _INSIDE.finditer(core):
        left, right = match.span()
        if left == 0 and right == len(core):
            return whole
        if match.group() in "-‑" and _keeps_hyphen(core[:left], core[right:]):
            continue
        # A full stop before the mark may end a word ("coalition.—") or belong to it ("U.S.-led").
        closed = left > 0 and core[left - 1] == "." and not _keeps_stop(core[:left])
        parts = [
            (offset, offset + left, _WHOLE_CHUNK if closed else _CORE),
            (offset + left, offset + right, _DONE),
            (offset + right, end, _WHOLE_CHUNK),
        ]
        return [part for part in parts if part[0] < part[1]]
    return whole


def _keeps_hyphen(before: str, after: str) -> bool:
    prefix = re.split(r"[-/]", before)[-1].lower()
    if prefix in _PREFIXES:
        return True
    if before.isdigit() and after.isdigit() and len(before) + 1 + len(after) > 9:
        return True  # a number of a telephone or a document
    return before.isdigit() and len(after) == 1 and after.isalpha() and after.isascii()
