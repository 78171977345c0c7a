"""What is taken for articles that do not say it themselves."""

from dataclasses import dataclass, replace
from datetime import date

from app.ingestion.article import ArticleIn


@dataclass(frozen=True, slots=True)
class Defaults:
    """A publisher, and a day of publication."""

    publisher: str | None = None
    published: date | None = None

    def fill(self, article: ArticleIn) -> ArticleIn:
        """The article with what it lacks."""
        if self.publisher and not article.publisher:
            article = replace(article, publisher=self.publisher)
        if self.published and article.published_at is None:
            article = replace(article, published_at=self.published, published_source="given")
        return article
