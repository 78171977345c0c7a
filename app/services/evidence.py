"""What backs a relation: its evidence and its articles, newest first, paged; and the articles themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest

from sqlalchemy import Connection, Engine

from app.errors import ArticleNotFound, RelationNotFound
from app.ingestion.headline import headline_length
from app.services.pages import Page, day_key, encode_cursor, moment_key, number_key, page_of
from app.services.publishers import Spoken, brief_of
from app.store.articles import ArticleRepository
from app.store.engine import reading
from app.store.evidence import EvidenceRepository
from app.store.ids import plain_id, stored_id
from app.store.quoting import best
from app.store.relations import RelationRepository
from app.store.rows import ArticleHead, ArticleRow, ArticleStatus, EvidenceRow, RelationRow
from graph.formats import Quote
from graph.origins import CODER, Origin

#: So many times as many pieces of evidence are looked at as sentences are quoted: many are copies.
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence with the article that states it; ``in_title`` where its title does."""

    evidence: EvidenceRow
    title: str | None
    publisher: str | None
    credited: str | None
    url: str | None
    published_day: date | None
    in_title: bool

    @classmethod
    def of(cls, piece: EvidenceRow, article: ArticleRow) -> "Cited":
        """A piece of evidence of that article."""
        in_title = piece.sentence_index < headline_length(article.title, article.sentences)
        return cls(piece, article.title, article.publisher, article.credited, article.url, article.published_day, in_title)


class EvidenceService:
    """Reads what SQL alone holds, of one origin. Ids of relations are plain, here as outside; ``origin`` says whose they are.
    Every cursor is opaque; :class:`app.errors.BadCursor` for one of another list."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def relation(self, relation_id: str, *, origin: Origin = CODER) -> RelationRow:
        """A relation, counts 0 where nothing backs it any more. Raises :class:`app.errors.RelationNotFound`."""
        with reading(self._engine) as connection:
            return _relation(connection, relation_id, origin)

    def of_relation(
        self,
        relation_id: str,
        *,
        limit: int,
        cursor: str | None = None,
        since: date | None = None,
        until: date | None = None,
        statuses: Collection[str] | None = None,
        known_at: datetime | None = None,
        spoken: Spoken | None = None,
        origin: Origin = CODER,
    ) -> Page[Cited]:
        """Evidence of a relation that stands, or stood at a moment, all statuses unless some are named, latest day first;
        days inclusive. ``spoken`` says whose, where not anybody's.

        Raises :class:`app.errors.RelationNotFound`.
        """
        name = f"evidence {stored_id(relation_id, origin)}"
        after = day_key(cursor, name)
        with reading(self._engine) as connection:
            stored = _relation(connection, relation_id, origin).id
            repository = EvidenceRepository(connection)
            total, rows = repository.page(
                stored,
                limit + 1,
                after,
                since=since,
                until=until,
                statuses=statuses,
                known_at=known_at,
                among_voices=spoken.among if spoken else None,
                apart_voices=spoken.apart if spoken else (),
            )
        cited = [Cited.of(piece, article) for piece, article in rows]
        return page_of(cited, total, limit, lambda c: encode_cursor(name, c.evidence.day.isoformat(), c.evidence.id))

    def publishers(
        self,
        relation_ids: Collection[str],
        *,
        limit: int,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
        origin: Origin = CODER,
    ) -> list[str]:
        """Who states these relations: publishers of counted evidence, those with the most of it first; days inclusive."""
        stored = [stored_id(relation, origin) for relation in relation_ids]
        with reading(self._engine) as connection:
            return EvidenceRepository(connection).publishers(stored, limit, since=since, until=until, known_at=known_at)

    def quotes(
        self,
        relation_ids: Collection[str],
        most: int,
        *,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
        origin: Origin = CODER,
    ) -> dict[str, tuple[Quote, ...]]:
        """Up to ``most`` pieces of counted evidence of each of these relations, of independent reports first, the strongest
        and latest of them first; days inclusive. Relations without any are not there."""
        stored = [stored_id(relation, origin) for relation in relation_ids]
        with reading(self._engine) as connection:
            found = best(connection, stored, most, since=since, until=until, known_at=known_at)
        return {plain_id(relation)[0]: tuple(map(_told, quotes)) for relation, quotes in found.items()}

    def surest(
        self,
        relation_ids: Sequence[str],
        *,
        limit: int,
        since: date | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
        origin: Origin = CODER,
    ) -> list[tuple[str, Quote]]:
        """The sentences that state relations most surely, each with its relation: of each in turn, in the order given, the
        weightiest, then of each the next; no report twice for a relation, and no sentence. Days inclusive."""
        some, most = [stored_id(relation, origin) for relation in relation_ids[:limit]], _TRIED * limit
        with reading(self._engine) as connection:
            told = best(connection, some, most, independent=True, since=since, until=until, known_at=known_at)
        found: dict[str, tuple[str, Quote]] = {}
        for row in zip_longest(*([(relation, one) for one in told.get(relation, ())] for relation in some)):
            for relation, one in filter(None, row):
                found.setdefault(one.sentence, (plain_id(relation)[0], _told(one)))
        return list(found.values())[:limit]

    def articles_of(self, relation_id: str, *, limit: int, cursor: str | None = None, origin: Origin = CODER) -> Page[ArticleRow]:
        """Articles that back a relation with standing evidence, the latest evidence first.

        Raises :class:`app.errors.RelationNotFound`.
        """
        name = f"articles {stored_id(relation_id, origin)}"
        after = day_key(cursor, name)
        with reading(self._engine) as connection:
            stored = _relation(connection, relation_id, origin).id
            total, rows = EvidenceRepository(connection).articles_of(stored, limit + 1, after)
        page = page_of(rows, total, limit, lambda row: encode_cursor(name, row[0].isoformat(), row[1].id))
        return Page(tuple(article for _, article in page.results), page.total, page.next)

    def article(self, article_id: str) -> ArticleRow:
        """An article, whatever its status. Raises :class:`app.errors.ArticleNotFound`."""
        with reading(self._engine) as connection:
            return _article(connection, article_id)

    def of_article(self, article_id: str) -> tuple[EvidenceRow, ...]:
        """The evidence of an article in reading order, retracted included. Raises
        :class:`app.errors.ArticleNotFound`."""
        with reading(self._engine) as connection:
            _article(connection, article_id)
            return tuple(EvidenceRepository(connection).of_article(article_id))

    def leader(self, row: ArticleRow) -> str | None:
        """The id of the article that leads the report of a copy; None where the article is none."""
        with reading(self._engine) as connection:
            return ArticleRepository(connection).leads([row.id]).get(row.id)

    def copies(self, article_id: str, *, limit: int, cursor: str | None = None) -> Page[ArticleHead]:
        """The other articles that tell an article's report, in the order in which they came. Raises
        :class:`app.errors.ArticleNotFound`."""
        name = f"copies of {article_id}"
        after = number_key(cursor, name)
        with reading(self._engine) as connection:
            total, rows = ArticleRepository(connection).copies(_article(connection, article_id), limit + 1, after)
        page = page_of(rows, total, limit, lambda row: encode_cursor(name, str(row[0])))
        return Page(tuple(head for _, head in page.results), page.total, page.next)

    def articles(
        self, *, limit: int, cursor: str | None = None, status: ArticleStatus | None = None, origin: Origin = CODER
    ) -> Page[ArticleRow]:
        """All articles, or those of one status, last received first."""
        name = f"articles of status {status}" + ("" if origin == CODER else f" of {origin}")
        after = moment_key(cursor, name)
        with reading(self._engine) as connection:
            total, rows = ArticleRepository(connection).page(limit + 1, after, status, origin)
        return page_of(rows, total, limit, lambda row: encode_cursor(name, row.received_at.isoformat(), row.id))


def _told(one: Quote) -> Quote:
    """The quote with what is known of its publisher."""
    credited = one.credited["name"] if one.credited else None
    return replace(one, outlet=brief_of(one.publisher), credited=brief_of(credited))


def _relation(connection: Connection, relation_id: str, origin: Origin) -> RelationRow:
    row = RelationRepository(connection).get(stored_id(relation_id, origin))
    if row is None or row.origin != origin:  # of another origin where the id given has it behind it
        of = "" if origin == CODER else f" of {origin}"
        raise RelationNotFound(f"no relation{of} has the id {relation_id!r}; ids look like RUS~shares_intelligence_with~SYR")
    return row


def _article(connection: Connection, article_id: str) -> ArticleRow:
    row = ArticleRepository(connection).get(article_id)
    if row is None:
        raise ArticleNotFound(f"no article has the id {article_id!r}; its id is in the answer that took it in")
    return row
