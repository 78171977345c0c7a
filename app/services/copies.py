"""Clusters of copies by hand, and of articles that were stored before there were prints."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from app.store.articles import ArticleRepository
from app.store.clusters import join, part
from app.store.copies import Print
from app.store.engine import reading, writing
from app.store.prints import Printed, PrintRepository, story
from app.store.versions import VersionRepository

_LOT = 200  # articles of a transaction: writers wait for one of them


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many articles got a print, of how many that had none, and how many of them turned out to be copies."""

    done: int
    total: int
    joined: int


class CopyService:
    """Moves articles between clusters. What is moved by hand stays where it was put."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def join(self, article_ids: Collection[str], lead: str) -> int:
        """Have articles counted as copies of the report that ``lead`` tells; the graph version that holds it. Raises
        :class:`app.errors.ArticleNotFound`."""
        with writing(self._engine) as connection:
            return join(connection, article_ids, lead)

    def part(self, article_id: str) -> int:
        """Have an article counted as a report of its own; as above."""
        with writing(self._engine) as connection:
            return part(connection, article_id)

    def missing(self) -> int:
        """How many articles have no print, so that no copy of them is found."""
        with reading(self._engine) as connection:
            return PrintRepository(connection).count_missing()

    def rebuild(self, shown: Callable[[Rebuilt], None] = lambda state: None) -> Rebuilt:
        """Make the prints of all articles that have none, a lot a transaction, oldest first; those that copy an earlier one and
        stand alone join it. Can be stopped at any time and goes on where it was. ``shown`` is told after each lot."""
        state = Rebuilt(0, self.missing(), 0)
        last = 0
        while True:
            with reading(self._engine) as connection:
                found = PrintRepository(connection).missing(last, _LOT)
            if not found:
                return state
            new = [Printed(number, day, Print.of(text), story(address)) for number, day, address, text in found]
            last = new[-1].number
            with writing(self._engine) as connection:
                VersionRepository(connection).lock()
                joined = _settle(connection, new)
            state = Rebuilt(state.done + len(new), max(state.total, state.done + len(new)), state.joined + joined)
            shown(state)


def _settle(connection: Connection, found: list[Printed]) -> int:
    prints, articles = PrintRepository(connection), ArticleRepository(connection)
    made = prints.made({article.number for article in found})  # meanwhile, by another who rebuilds
    new = [article for article in found if article.number not in made]
    lone = articles.alone({article.number for article in new}) - prints.held({article.number for article in new})
    placed = prints.place(new, {article.number for article in new} - lone)
    groups: dict[int, list[int]] = defaultdict(list)
    for number, report in placed.items():
        if report != number:
            groups[report].append(number)
    ids = articles.ids({*groups, *(number for numbers in groups.values() for number in numbers)})
    for report, numbers in sorted(groups.items()):
        join(connection, [ids[number] for number in numbers], ids[report], held=False)
    return sum(map(len, groups.values()))
