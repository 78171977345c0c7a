"""Prints of articles in SQL, and by them the report that a new article is a copy of.

The lookup runs where the article gets its number, under the version row's lock: of two writers with a copy each, the second
sees the first one's.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import numpy as np
from sqlalchemy import Connection, delete, func, select, update

from app.store.bulk import insert_rows
from app.store.copies import COPIED, DAYS, SCHEME, Print, Words, likeness, words_of
from app.store.dialect import among, first_of_each
from app.store.tables import articles, bands, prints
from graph.origins import CODER

#: Articles that are looked at for each number of a sketch, the earliest first.
_LISTED = 24
#: A number that so many different reports have is that of a footer or a phrase, and makes nobody a candidate.
_REPORTS = 8
#: Candidates whose texts are compared, those with the most numbers in common first.
_COMPARED = 6
#: At an address of so many articles lies more than one story: a section, a ticker, or what a whole file was given.
_STORIES = 8
_LOT = 5_000
_UNKNOWN = 0
_SURE = 2.0  # beyond any likeness


@dataclass(frozen=True, slots=True)
class Printed:
    """An article that gets its place: its number, print, the day it was published, and the one address of its story."""

    number: int
    day: date | None
    print: Print
    canonical: str | None = None


class PrintRepository:
    """The tables ``prints`` and ``bands``, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def place(self, new: Sequence[Printed], held: Collection[int] = ()) -> dict[int, int]:
        """Store the prints of new articles; the report of each, by its number: that of the article stored before, or given
        before it, that has its address (where few have) or else is likest to it (the earlier where two are as like), else its
        own. Those in ``held`` get prints alone. The caller holds the version row's lock."""
        found = self._listed(new)
        reports = self._reports({n for lists in found for numbers in lists if len(numbers) >= _REPORTS for n in numbers})
        likely = [_candidates(lists, reports) for lists in found]
        stored = self._stored({number for numbers in likely for number in numbers})
        given = {article.number: article for article in new}
        earlier: dict[int, list[int]] = defaultdict(list)
        addressed = self._addressed(new)
        placed: dict[int, int] = {}
        for article, numbers in zip(new, likely, strict=True):
            beside = [[n for n in earlier[band] if _near(article.day, given[n].day)] for band in article.print.sketch]
            known = {n: stored[n] for n in numbers} | {n: (placed[n], given[n].print.words) for n in _candidates(beside, placed)}
            best = (0.0, 0, article.number)
            for number, (report, words) in known.items():
                like = likeness(article.print.words, words)
                if like >= COPIED:
                    best = max(best, (like, -number, report))
            if article.canonical is not None:
                same = [report for report, day in addressed[article.canonical] if _near(article.day, day)]
                best = (_SURE, 0, same[0]) if same and len(addressed[article.canonical]) < _STORIES else best
                addressed[article.canonical].append((best[2], article.day))
            placed[article.number] = article.number if article.number in held else best[2]
            for band in article.print.sketch:
                earlier[band].append(article.number)
        self._put(new)
        return placed

    def missing(self, after: int, most: int) -> list[tuple[int, date | None, str | None, str]]:
        """Articles without a print of this scheme, by number from ``after`` on: number, day, one address and text."""
        made = select(prints.c.number).where(prints.c.number == articles.c.number, prints.c.scheme == SCHEME)
        query = select(articles.c.number, articles.c.published_day, articles.c.canonical, articles.c.text).where(
            articles.c.origin == CODER, ~made.exists()
        )
        query = query.where(articles.c.number > after).order_by(articles.c.number).limit(most)
        return [tuple(row) for row in self._connection.execute(query)]

    def count_missing(self) -> int:
        """How many articles have no print of this scheme."""
        own = select(func.count()).select_from(articles).where(articles.c.origin == CODER)
        made = select(func.count()).select_from(prints).where(prints.c.scheme == SCHEME)
        # Only those articles have such prints, and neither is ever deleted; so none need be looked up in the other table.
        return self._connection.execute(own).scalar_one() - self._connection.execute(made).scalar_one()

    def made(self, numbers: Collection[int]) -> set[int]:
        """Those of these articles that have a print of this scheme."""
        query = select(prints.c.number).where(among(self._connection, prints.c.number, numbers), prints.c.scheme == SCHEME)
        return set(self._connection.scalars(query))

    def hold(self, numbers: Collection[int]) -> None:
        """Have the clusters of these articles left alone from now on."""
        change = update(prints).where(among(self._connection, prints.c.number, numbers)).values(held=True)
        self._connection.execute(change)
        there = select(prints.c.number).where(among(self._connection, prints.c.number, numbers))
        lacking = set(numbers) - set(self._connection.scalars(there))
        names = ("number", "scheme", "day", "sketch", "held")
        insert_rows(self._connection, prints, names, [(number, 0, _UNKNOWN, b"", True) for number in sorted(lacking)])

    def held(self, numbers: Collection[int]) -> set[int]:
        """Those of these articles whose cluster was decided on by hand."""
        query = select(prints.c.number).where(among(self._connection, prints.c.number, numbers), prints.c.held)
        return set(self._connection.scalars(query))

    def fill(self) -> None:
        """Make ``bands`` anew from ``prints``."""
        self._connection.execute(delete(bands))
        last = 0
        while True:
            query = select(prints.c.number, prints.c.day, prints.c.sketch).order_by(prints.c.number).limit(_LOT)
            lot = self._connection.execute(query.where(prints.c.number > last, prints.c.scheme == SCHEME)).all()
            if not lot:
                return
            last = lot[-1].number
            rows = ((band, row.day, row.number) for row in lot for band in unpacked(row.sketch))
            insert_rows(self._connection, bands, ("band", "day", "number"), sorted(rows))

    def _put(self, new: Sequence[Printed]) -> None:
        kept = self.held([article.number for article in new])
        query = delete(prints).where(among(self._connection, prints.c.number, [article.number for article in new]))
        self._connection.execute(query)
        rows = [(a.number, SCHEME, _ordinal(a.day), packed(a.print.sketch), a.number in kept) for a in new]
        insert_rows(self._connection, prints, ("number", "scheme", "day", "sketch", "held"), rows)
        listed = ((band, _ordinal(a.day), a.number) for a in new for band in a.print.sketch)
        insert_rows(self._connection, bands, ("band", "day", "number"), sorted(listed))

    def _listed(self, new: Sequence[Printed]) -> list[list[list[int]]]:
        """For each article, and each number of its sketch that others have, the stored articles that do."""
        wanted: list[tuple[int, int, int]] = []
        places: list[int] = []
        for place, article in enumerate(new):
            for first, last in _windows(article.day):
                wanted += [(band, first, last) for band in article.print.sketch]
                places += [place] * len(article.print.sketch)
        found: list[list[list[int]]] = [[] for _ in new]
        if wanted:
            for nth, numbers in first_of_each(self._connection, wanted, _LISTED):
                found[places[nth]].append(numbers)
        return found

    def _addressed(self, new: Sequence[Printed]) -> dict[str, list[tuple[int, date | None]]]:
        """Report and day of the articles stored before of these stories' addresses, the earliest first; of an address that
        more than :data:`_STORIES` have, any so many."""
        found: dict[str, list[tuple[int, date | None]]] = defaultdict(list)
        wanted = {article.canonical for article in new if article.canonical is not None}
        if not wanted:
            return found
        own = {article.number for article in new}  # stored already, where prints are made later
        query = select(articles.c.number, articles.c.canonical, articles.c.report, articles.c.published_day)
        most = _STORIES + len(own)
        rows = self._connection.execute(
            query.where(among(self._connection, articles.c.canonical, wanted)).limit(most * len(wanted))
        ).all()
        if len(rows) == most * len(wanted):  # one may have all of them
            each = (query.where(articles.c.canonical == address).limit(most) for address in sorted(wanted))
            rows = [row for one in each for row in self._connection.execute(one)]
        for number, address, report, day in sorted(rows, key=lambda row: row.number):
            if number not in own:
                found[address].append((report, day))
        return found

    def _reports(self, numbers: Collection[int]) -> dict[int, int]:
        if not numbers:
            return {}
        query = select(articles.c.number, articles.c.report).where(among(self._connection, articles.c.number, numbers))
        return {row.number: row.report for row in self._connection.execute(query)}

    def _stored(self, numbers: Collection[int]) -> dict[int, tuple[int, Words]]:
        if not numbers:
            return {}
        query = select(articles.c.number, articles.c.report, articles.c.text)
        rows = self._connection.execute(query.where(among(self._connection, articles.c.number, numbers)))
        return {row.number: (row.report, words_of(row.text)) for row in rows}


def story(canonical: str | None) -> str | None:
    """The address, where it can be that of one story: a site's front page holds another one every hour."""
    if canonical is None:
        return None
    try:
        parts = urlsplit(canonical)
    except ValueError:
        return None
    return canonical if parts.path.strip("/") or parts.query else None


def packed(sketch: Sequence[int]) -> bytes:
    """A sketch as it is stored: 32-bit integers, little-endian."""
    return np.array(sketch, "<i4").tobytes()


def unpacked(sketch: bytes) -> list[int]:
    """The sketch again."""
    numbers: list[int] = np.frombuffer(sketch, "<i4").tolist()
    return numbers


def _candidates(lists: Sequence[Sequence[int]], reports: Mapping[int, int]) -> list[int]:
    """Who shares the most numbers, the earlier first among equals; numbers that many reports have count for nobody."""
    shared = Counter(
        number for numbers in lists if len({reports.get(number, number) for number in numbers}) < _REPORTS for number in numbers
    )
    return sorted(shared, key=lambda number: (-shared[number], number))[:_COMPARED]


def _windows(day: date | None) -> Iterator[tuple[int, int]]:
    """The days on which copies of an article of this day may have been published."""
    if day is None:
        yield _UNKNOWN, date.max.toordinal()
    else:
        yield _UNKNOWN, _UNKNOWN
        yield max(1, day.toordinal() - DAYS), day.toordinal() + DAYS


def _near(one: date | None, other: date | None) -> bool:
    return one is None or other is None or abs((one - other).days) <= DAYS


def _ordinal(day: date | None) -> int:
    return _UNKNOWN if day is None else day.toordinal()
