"""What backs a relation: its evidence and its articles, newest first, paged; and the articles themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from app.services.pages import Page
from app.store.rows import ArticleRow, ArticleStatus, EvidenceRow, RelationRow


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence with the article that states it."""

    evidence: EvidenceRow
    title: str | None
    publisher: str | None
    url: str | None
    published_day: date | None


class EvidenceService:
    """Reads what SQL alone holds. Every cursor is opaque; :class:`app.errors.BadCursor` for one of another list."""

    def __init__(self, engine: Engine) -> None: ...

    def relation(self, relation_id: str) -> RelationRow:
        """A relation, counts 0 where nothing backs it any more. Raises :class:`app.errors.RelationNotFound`."""
        raise NotImplementedError

    def of_relation(self, relation_id: str, *, limit: int, cursor: str | None = None, since: date | None = None,
                    until: date | None = None, statuses: Collection[str] | None = None) -> Page[Cited]:
        """Standing evidence of a relation, all statuses unless some are named, latest day first; days inclusive.
        Raises :class:`app.errors.RelationNotFound`."""
        raise NotImplementedError

    def articles_of(self, relation_id: str, *, limit: int, cursor: str | None = None) -> Page[ArticleRow]:
        """Articles that back a relation with standing evidence, latest first. Raises RelationNotFound."""
        raise NotImplementedError

    def article(self, article_id: str) -> ArticleRow:
        """An article, whatever its status. Raises :class:`app.errors.ArticleNotFound`."""
        raise NotImplementedError

    def of_article(self, article_id: str) -> tuple[EvidenceRow, ...]:
        """The evidence of an article in reading order, retracted ones included. Raises ArticleNotFound."""
        raise NotImplementedError

    def articles(self, *, limit: int, cursor: str | None = None, status: ArticleStatus | None = None) -> Page[ArticleRow]:
        """All articles, last received first."""
        raise NotImplementedError
